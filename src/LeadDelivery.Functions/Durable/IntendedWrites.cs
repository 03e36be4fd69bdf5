using LeadDelivery.Core.Ports;

namespace LeadDelivery.Functions.Durable;

/// <summary>
/// The records of a start, in several partitions: conditional ones first, so that a conflict undoes little; each may have been written by an
/// earlier try, which its body shows, since every start writes bodies of its own.
/// </summary>
internal sealed class IntendedWrites(IRecordStore records, StartIntent intent)
{
    private readonly List<RecordOperation> _undo = [];

    /// <summary>Writes them; the index of the write whose condition did not hold, then nothing of them is left, else -1.</summary>
    public async ValueTask<int> ApplyAsync(CancellationToken cancellation)
    {
        for (var at = 0; at < intent.Writes.Count; at++)
        {
            if (intent.Writes[at] is { IsConditional: true } write && !await ApplyAsync(write, cancellation))
            {
                await UndoAsync(cancellation);
                return at;
            }
        }

        foreach (var partition in intent.Writes.Where(write => !write.IsConditional).GroupBy(write => write.Partition))
        {
            await records.WriteAsync([.. partition.Select(write => write.Operation)], cancellation);
        }

        return -1;
    }

    private async ValueTask<bool> ApplyAsync(IntendedWrite write, CancellationToken cancellation)
    {
        var before = write.Action == RecordAction.Insert ? null : await records.GetAsync(write.Partition, write.Row, cancellation);
        if (await records.WriteAsync([write.Operation], cancellation) < 0)
        {
            _undo.Add(before is null
                ? RecordOperation.Delete(write.Partition, write.Row)
                : RecordOperation.Upsert(write.Partition, write.Row, before.Body));
            return true;
        }

        // Of an earlier try that could not go on. What it replaced is not known any more, so that stays as it is.
        var isOurs = write.Action != RecordAction.Delete
            && await records.GetAsync(write.Partition, write.Row, cancellation) is { } there
            && there.Body.Span.SequenceEqual(write.Body);
        if (isOurs && write.Action == RecordAction.Insert)
        {
            _undo.Add(RecordOperation.Delete(write.Partition, write.Row));
        }

        return isOurs;
    }

    private async ValueTask UndoAsync(CancellationToken cancellation)
    {
        for (var at = _undo.Count - 1; at >= 0; at--)
        {
            await records.WriteAsync([_undo[at]], cancellation);
        }
    }
}
