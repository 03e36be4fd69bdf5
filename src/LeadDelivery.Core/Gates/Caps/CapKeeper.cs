using LeadDelivery.Core.Ports;
using LeadDelivery.Core.Workflow;

namespace LeadDelivery.Core.Gates.Caps;

/// <summary>How counts are kept.</summary>
public sealed record CapOptions
{
    /// <summary>Age from which sales lose their own rows for sums. 10 min: long enough for a race to take back what came too late, and
    /// at 800 sales a second some 50 MB.</summary>
    public TimeSpan Settle { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Sales folded in one transaction. 90: a cloud table takes 100 rows at a time.</summary>
    public int FoldBatch { get; init; } = 90;

    /// <summary>Age from which quarters of an hour become days. 40 d: the longest period is a month.</summary>
    public TimeSpan KeepQuarters { get; init; } = TimeSpan.FromDays(40);

    /// <summary>Age from which a reservation is looked at. 1 min: a younger one may belong to an instance about to start.</summary>
    public TimeSpan SweepAge { get; init; } = TimeSpan.FromMinutes(1);
}

/// <summary>Folds sales into sums, and gives back what nobody will end any more. One at a time.</summary>
public sealed class CapKeeper(CapBook book, CapOptions options) : IUpkeep
{
    private readonly SharedCapKeeper? _shared = book.Shared is { } shared ? new(shared, book.Records, book.Time, options) : null;

    /// <inheritdoc/>
    public async Task<int> SweepAsync(IWorkflowClient workflows, CancellationToken cancellation)
    {
        if (_shared is not null)
        {
            return await _shared.SweepAsync(workflows, cancellation);
        }

        var released = 0;
        foreach (var account in book.Accounts)
        {
            var before = book.Time.GetUtcNow() - options.SweepAge;
            foreach (var entry in account.ReservedBefore(before))
            {
                if (await Abandoned.IsAsync(book.Records, workflows, entry.Instance, entry.Key, cancellation)
                    && account.BeginSweep(entry, before) is { } turn)
                {
                    await book.Records.WriteAsync([CapRecords.Delete(account.Owner, entry.Key)], cancellation);
                    account.Release(entry, turn);
                    released++;
                }
            }
        }

        return released;
    }

    /// <inheritdoc/>
    public async Task FoldAsync(CancellationToken cancellation)
    {
        if (_shared is not null)
        {
            await _shared.FoldAsync(cancellation);
            return;
        }

        var now = book.Time.GetUtcNow();
        foreach (var account in book.Accounts)
        {
            var settled = account.SoldBefore(CapSeries.MinuteOf(now - options.Settle));
            foreach (var quarter in settled.GroupBy(entry => CapSeries.QuarterOf(entry.Sold!.Value)))
            {
                foreach (var batch in quarter.Chunk(options.FoldBatch))
                {
                    await FoldAsync(account, quarter.Key, batch, cancellation);
                }
            }

            await FoldDaysAsync(account.Owner, CapSeries.DayOf(CapSeries.MinuteOf(now - options.KeepQuarters)), cancellation);
            account.Compact(now - options.Settle - TimeSpan.FromHours(1), now - options.KeepQuarters);
        }
    }

    private async Task FoldAsync(CapAccount account, long quarter, CapEntry[] sales, CancellationToken cancellation)
    {
        var partition = CapRecords.Partition(account.Owner);
        var row = CapRecords.SumRow(CapRecords.QuarterPrefix, quarter);
        var sums = CapRecords.Sums(await book.Records.GetAsync(partition, row, cancellation));
        var folded = sales.Where(account.Fold).ToList();
        try
        {
            foreach (var sale in folded)
            {
                foreach (var tag in sale.Tags)
                {
                    CapRecords.Add(sums, tag, sale.Sum);
                }
            }

            await book.Records.WriteAsync(
                [RecordOperation.Upsert(partition, row, CapRecords.Bytes(sums)), .. folded.Select(sale => CapRecords.Delete(account.Owner, sale.Key))],
                cancellation);
        }
        catch
        {
            account.Unfold(folded);
            throw;
        }
    }

    private async Task FoldDaysAsync(string owner, long before, CancellationToken cancellation)
    {
        var partition = CapRecords.Partition(owner);
        var old = new List<Record>();
        var query = new RecordQuery(
            partition, CapRecords.QuarterPrefix, CapRecords.SumRow(CapRecords.QuarterPrefix, before), Limit: options.FoldBatch);
        await foreach (var row in book.Records.QueryAsync(query, cancellation))
        {
            old.Add(row);
        }

        foreach (var day in old.GroupBy(row => CapSeries.DayOf(CapRecords.MinuteOf(row))))
        {
            var row = CapRecords.SumRow(CapRecords.DayPrefix, day.Key);
            var sums = CapRecords.Sums(await book.Records.GetAsync(partition, row, cancellation));
            foreach (var (tag, sum) in day.SelectMany(CapRecords.Sums))
            {
                CapRecords.Add(sums, tag, sum);
            }

            await book.Records.WriteAsync(
                [
                    RecordOperation.Upsert(partition, row, CapRecords.Bytes(sums)),
                    .. day.Select(quarter => RecordOperation.Delete(partition, quarter.Row)),
                ],
                cancellation);
        }
    }
}
