using LeadDelivery.Embedded.Storage;

namespace LeadDelivery.Embedded.Engine;

/// <summary>Removes ended instances with all that belongs to them.</summary>
internal static class Purge
{
    /// <summary>Instances of one commit: small enough that leads committed beside it do not wait noticeably.</summary>
    private const int Batch = 500;

    public static async ValueTask<int> RunAsync(EngineReader reader, Journal journal, DateTimeOffset before, CancellationToken cancellation)
    {
        var removed = 0;
        var cursor = 0L;
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            // Ids ascend with creation, and nothing changes before it is created: what was created later needs no look.
            var page = reader.ReadCreatedBefore(cursor, before.UtcTicks, Batch);
            if (page.Count == 0)
                return removed;
            cursor = page[^1].Id;
            var ids = page.Where(item => item.Ended && item.Updated < before.UtcTicks).Select(item => item.Id).ToArray();
            if (ids.Length == 0)
                continue;
            var entry = new PurgeEntry(ids);
            journal.Enqueue(entry);
            await entry.Done;
            removed += ids.Length;
        }
    }

    private sealed class PurgeEntry(long[] ids) : JournalEntry
    {
        private static readonly string[] Deletes =
        [
            "DELETE FROM history WHERE instance=?1",
            "DELETE FROM inbox WHERE instance=?1",
            "DELETE FROM dead WHERE instance=?1",
            "DELETE FROM probation WHERE instance=?1",
            "DELETE FROM instance WHERE id=?1",
        ];

        private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Done => _done.Task;

        public override int Size => 512 * ids.Length;

        public override bool Apply(JournalTransaction transaction)
        {
            for (var i = 0; i < ids.Length; i++)
            {
                if (i == ids.Length / 2)
                    Failpoint.Hit("engine.purge");
                foreach (var sql in Deletes)
                {
                    var delete = transaction.Statement(sql);
                    delete.Bind(1, ids[i]);
                    delete.Run();
                }
            }
            return true;
        }

        public override void Committed() => _done.TrySetResult();

        public override void Refused() => _done.TrySetResult();

        public override void Failed(Exception error) => _done.TrySetException(error);
    }
}
