using LeadDelivery.Core.Ports;
using LeadDelivery.Core.Workflow;

namespace LeadDelivery.Core.Gates.Balances;

/// <summary>Gives back what nobody will end any more, and forgets sales that are not given back any more, whichever workers do it at once.</summary>
internal sealed class SharedBalanceKeeper(SharedBalances balances, IRecordStore records, TimeProvider time, BalanceOptions options)
{
    public async Task<int> SweepAsync(IWorkflowClient workflows, CancellationToken cancellation)
    {
        var released = 0;
        var before = (time.GetUtcNow() - options.SweepAge).ToUnixTimeMilliseconds();
        await foreach (var recipient in records.QueryAsync(new(BalanceRecords.Owners), cancellation))
        {
            var found = 0;
            await foreach (var row in Holds(recipient.Row, cancellation))
            {
                var key = row.Row[BalanceRecords.KeyPrefix.Length..];
                if (BalanceRecords.Hold(row) is { Charge: null } hold && hold.At < before
                    && await Abandoned.IsAsync(records, workflows, hold.Instance, key, cancellation)
                    && await records.WriteAsync([BalanceRecords.End(recipient.Row, key, hold) with { Action = RecordAction.Insert }], cancellation) < 0)
                {
                    found++;
                }
            }

            released += found;
            if (found > 0)
            {
                await balances.SettledAsync(recipient.Row, cancellation);
            }
        }

        return released;
    }

    /// <summary>Before movements are settled.</summary>
    public async Task FoldAsync(string recipient, DateTimeOffset settled, CancellationToken cancellation)
    {
        await balances.SettledAsync(recipient, cancellation);
        var before = settled.ToUnixTimeMilliseconds();
        var sold = new List<RecordOperation>();
        await foreach (var row in Holds(recipient, cancellation))
        {
            if (BalanceRecords.Hold(row).ChargedAt < before)
            {
                sold.Add(RecordOperation.Delete(row.Partition, row.Row, row.ETag));
            }
        }

        foreach (var batch in sold.Chunk(options.Batch))
        {
            await records.WriteAsync(batch, cancellation);
        }
    }

    private IAsyncEnumerable<Record> Holds(string recipient, CancellationToken cancellation) => records.QueryAsync(
        new(BalanceRecords.Partition(recipient), BalanceRecords.KeyPrefix, BalanceRecords.KeyPrefix + "~"), cancellation);
}
