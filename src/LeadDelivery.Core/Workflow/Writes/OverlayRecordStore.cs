using System.Runtime.CompilerServices;
using LeadDelivery.Core.Ports;

namespace LeadDelivery.Core.Workflow.Writes;

/// <summary>The committed store with writes laid over it that are not committed yet.</summary>
public sealed class OverlayRecordStore(IRecordStore committed, PendingRecords pending) : IRecordStore
{
    /// <inheritdoc/>
    public ValueTask<Record?> GetAsync(string partition, string row, CancellationToken cancellation)
    {
        lock (pending)
        {
            if (pending.TryGet(partition, row, out var record))
                return new(record);
        }
        return committed.GetAsync(partition, row, cancellation);
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<Record> QueryAsync(RecordQuery query, CancellationToken cancellation)
    {
        lock (pending)
        {
            return pending.Touches(query.Partition)
                ? MergeAsync(query, pending.Range(query), cancellation)
                : committed.QueryAsync(query, cancellation);
        }
    }

    /// <summary>Past the overlay: these writes are durable at once, whatever becomes of the activity.</summary>
    public ValueTask<int> WriteAsync(IReadOnlyList<RecordOperation> operations, CancellationToken cancellation) =>
        committed.WriteAsync(operations, cancellation);

    private async IAsyncEnumerable<Record> MergeAsync(
        RecordQuery query, SortedDictionary<string, Record?> overlay, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var left = query.Limit;
        var laid = new Queue<KeyValuePair<string, Record?>>(query.Descending ? overlay.Reverse() : overlay);
        var direction = query.Descending ? -1 : 1;
        // Rows the overlay removes do not count, so the store is asked for that many more.
        var ask = query.Limit > int.MaxValue - overlay.Count ? int.MaxValue : query.Limit + overlay.Count;
        await foreach (var stored in committed.QueryAsync(query with { Limit = ask }, cancellation))
        {
            while (left > 0 && laid.TryPeek(out var next) && direction * string.CompareOrdinal(next.Key, stored.Row) < 0)
            {
                laid.Dequeue();
                if (next.Value is null)
                    continue;
                left--;
                yield return next.Value;
            }
            if (left <= 0)
                yield break;
            if (overlay.ContainsKey(stored.Row))
                continue;
            left--;
            yield return stored;
        }
        while (left > 0 && laid.TryDequeue(out var rest))
        {
            if (rest.Value is null)
                continue;
            left--;
            yield return rest.Value;
        }
    }
}
