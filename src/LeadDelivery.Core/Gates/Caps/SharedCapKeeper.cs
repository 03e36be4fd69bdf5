using LeadDelivery.Core.Ports;
using LeadDelivery.Core.Workflow;

namespace LeadDelivery.Core.Gates.Caps;

/// <summary>
/// Folds what several workers have sold, and gives back what nobody will end any more. Any number of workers may do it at once: all is
/// written on the condition that the counts are as they were read.
/// </summary>
internal sealed class SharedCapKeeper(SharedCaps caps, IRecordStore records, TimeProvider time, CapOptions options)
{
    /// <summary>How often a folding that met an admission is tried again before the next round takes it up: 20.</summary>
    private const int MaxTries = 20;

    public async Task<int> SweepAsync(IWorkflowClient workflows, CancellationToken cancellation)
    {
        var released = 0;
        var before = time.GetUtcNow() - options.SweepAge;
        await foreach (var owner in records.QueryAsync(new(CapRecords.Owners), cancellation))
        {
            var found = 0;
            await foreach (var row in Entries(owner.Row, cancellation))
            {
                if (CapRecords.Entry(row) is { Sold: null } entry && entry.Since < before
                    && await Abandoned.IsAsync(records, workflows, entry.Instance, entry.Key, cancellation)
                    && await records.WriteAsync([CapRecords.End(owner.Row, entry, entry.Money, null) with { Action = RecordAction.Insert }], cancellation) < 0)
                {
                    found++;
                }
            }

            released += found;
            if (found > 0)
            {
                await caps.SettledAsync(owner.Row, cancellation);
            }
        }

        return released;
    }

    public async Task FoldAsync(CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        await foreach (var owner in records.QueryAsync(new(CapRecords.Owners), cancellation))
        {
            var standing = await caps.SettledAsync(owner.Row, cancellation);

            // Whole quarters alone: each folding has all workers read the sums again.
            var settled = CapSeries.QuarterOf(CapSeries.MinuteOf(now - options.Settle));
            if (standing.State.HasSoldBefore(settled))
            {
                await FoldSalesAsync(owner.Row, settled, cancellation);
            }

            await FoldDaysAsync(owner.Row, CapSeries.DayOf(CapSeries.MinuteOf(now - options.KeepQuarters)), cancellation);
        }
    }

    private async Task FoldSalesAsync(string owner, long settled, CancellationToken cancellation)
    {
        var sales = new List<(Record Row, CapEntry Entry)>();
        await foreach (var row in Entries(owner, cancellation))
        {
            if (CapRecords.Entry(row) is var entry && entry.Sold < settled)
            {
                sales.Add((row, entry));
            }
        }

        foreach (var batch in sales.GroupBy(sale => CapSeries.QuarterOf(sale.Entry.Sold!.Value)).SelectMany(
            quarter => quarter.Chunk(options.FoldBatch).Select(sales => (Quarter: quarter.Key, Sales: sales))))
        {
            await FoldAsync(
                owner, CapRecords.SumRow(CapRecords.QuarterPrefix, batch.Quarter), [.. batch.Sales.Select(sale => sale.Row)],
                (state, sums) =>
                {
                    foreach (var (_, sale) in batch.Sales)
                    {
                        state.Sell(sale, -1);
                        foreach (var tag in sale.Tags)
                        {
                            CapRecords.Add(sums, tag, sale.Sum);
                        }
                    }
                },
                cancellation);
        }
    }

    private async Task FoldDaysAsync(string owner, long before, CancellationToken cancellation)
    {
        var old = new List<Record>();
        var query = new RecordQuery(
            CapRecords.Partition(owner), CapRecords.QuarterPrefix, CapRecords.SumRow(CapRecords.QuarterPrefix, before), Limit: options.FoldBatch);
        await foreach (var row in records.QueryAsync(query, cancellation))
        {
            old.Add(row);
        }

        foreach (var day in old.GroupBy(row => CapSeries.DayOf(CapRecords.MinuteOf(row))))
        {
            await FoldAsync(
                owner, CapRecords.SumRow(CapRecords.DayPrefix, day.Key), [.. day],
                (_, sums) =>
                {
                    foreach (var (tag, sum) in day.SelectMany(CapRecords.Sums))
                    {
                        CapRecords.Add(sums, tag, sum);
                    }
                },
                cancellation);
        }
    }

    // Rows become part of a sum. Who changed one of them meanwhile keeps it until the next round.
    private async Task FoldAsync(
        string owner, string into, Record[] rows, Action<CapState, Dictionary<string, CapSum>> fold, CancellationToken cancellation)
    {
        var partition = CapRecords.Partition(owner);
        for (var tries = 0; tries < MaxTries; tries++)
        {
            var standing = await caps.ReadAsync(owner, cancellation);
            var sums = CapRecords.Sums(await records.GetAsync(partition, into, cancellation));
            fold(standing.State, sums);
            standing.State.Folds++;
            var conflict = await records.WriteAsync(
                [
                    CapRecords.Write(owner, standing),
                    RecordOperation.Upsert(partition, into, CapRecords.Bytes(sums)),
                    .. rows.Select(row => RecordOperation.Delete(partition, row.Row, row.ETag)),
                ],
                cancellation);
            if (conflict != 0)
            {
                return;
            }
        }
    }

    private IAsyncEnumerable<Record> Entries(string owner, CancellationToken cancellation) => records.QueryAsync(
        new(CapRecords.Partition(owner), CapRecords.KeyPrefix, CapRecords.KeyPrefix + "~"), cancellation);
}
