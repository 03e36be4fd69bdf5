using LeadDelivery.Core.Leads;
using LeadDelivery.Core.Ports;
using LeadDelivery.Core.Workflow;

namespace LeadDelivery.Core.Gates.Balances;

/// <summary>How balances are kept.</summary>
public sealed record BalanceOptions
{
    /// <summary>Age from which movements are settled. 10 min: long enough for a race to take back what came too late.</summary>
    public TimeSpan Settle { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Movements settled in one transaction. 90: a cloud table takes 100 rows at a time.</summary>
    public int Batch { get; init; } = 90;

    /// <summary>Age from which a reservation is looked at. 1 min: a younger one may belong to an instance about to start.</summary>
    public TimeSpan SweepAge { get; init; } = TimeSpan.FromMinutes(1);
}

/// <summary>Settles movements into one sum and the months' lists, and gives back what nobody will end any more. One at a time.</summary>
public sealed class BalanceKeeper(BalanceBook book, BalanceOptions options) : IUpkeep
{
    private readonly SharedBalanceKeeper? _shared =
        book.Shared is { } shared ? new(shared, book.Records, book.Time, options) : null;

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
                    await book.Records.WriteAsync([BalanceRecords.DeleteHold(account.Recipient, entry.Key)], cancellation);
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
        var settled = book.Time.GetUtcNow() - options.Settle;
        if (_shared is not null)
        {
            await foreach (var recipient in book.Records.QueryAsync(new(BalanceRecords.Owners), cancellation))
            {
                await _shared.FoldAsync(recipient.Row, settled, cancellation);
                while (await FoldAsync(recipient.Row, settled, cancellation))
                {
                }
            }

            return;
        }

        foreach (var account in book.Accounts)
        {
            while (await FoldAsync(account.Recipient, settled, cancellation))
            {
            }

            account.Settle(settled);
        }
    }

    /// <summary>Movements, newest first.</summary>
    /// <param name="before">The last one of the page before; null for the first page.</param>
    public async Task<IReadOnlyList<BalanceMovement>> ListAsync(string recipient, string? before, int limit, CancellationToken cancellation)
    {
        if (book.Shared is not null)
        {
            await book.Shared.SettledAsync(recipient, cancellation);
        }

        var page = new List<BalanceMovement>();
        await AddAsync(BalanceRecords.Partition(recipient));
        var first = BalanceRecords.Sum(await book.Records.GetAsync(BalanceRecords.Partition(recipient), BalanceRecords.SumRow, cancellation)).First;
        var month = before is not null && UlidFactory.TimeOf(before) is { } at ? at : book.Time.GetUtcNow();
        while (first is not null && page.Count < limit && string.CompareOrdinal(MonthOf(month), first) >= 0)
        {
            await AddAsync(BalanceRecords.Month(recipient, MonthOf(month)));
            month = new DateTimeOffset(month.Year, month.Month, 1, 0, 0, 0, TimeSpan.Zero).AddDays(-1);
        }

        return page;

        async Task AddAsync(string partition)
        {
            // What is settled while this reads stands in both places.
            var end = BalanceRecords.MovePrefix + (page.Count > 0 ? page[^1].Id : before ?? "~");
            var query = new RecordQuery(partition, BalanceRecords.MovePrefix, end, Descending: true, Limit: limit - page.Count);
            await foreach (var row in book.Records.QueryAsync(query, cancellation))
            {
                page.Add(BalanceRecords.Movement(row));
            }
        }
    }

    private static string MonthOf(DateTimeOffset at) => at.UtcDateTime.ToString("yyyyMM");

    // The list first: a crash in between writes the same rows once more.
    private async Task<bool> FoldAsync(string recipient, DateTimeOffset settled, CancellationToken cancellation)
    {
        var partition = BalanceRecords.Partition(recipient);
        var moves = new List<Record>();
        var query = new RecordQuery(partition, BalanceRecords.MovePrefix, BalanceRecords.MovePrefix + "~", Limit: options.Batch);
        await foreach (var row in book.Records.QueryAsync(query, cancellation))
        {
            if (BalanceRecords.Movement(row).At >= settled)
            {
                break;
            }

            moves.Add(row);
        }

        if (moves.Count == 0)
        {
            return false;
        }

        foreach (var month in moves.GroupBy(row => MonthOf(UlidFactory.TimeOf(BalanceRecords.Movement(row).Id)!.Value)))
        {
            await book.Records.WriteAsync(
                [.. month.Select(row => RecordOperation.Upsert(BalanceRecords.Month(recipient, month.Key), row.Row, row.Body))], cancellation);
        }

        var before = await book.Records.GetAsync(partition, BalanceRecords.SumRow, cancellation);
        var sum = BalanceRecords.Sum(before);
        var total = sum.Balance + moves.Sum(row => BalanceRecords.Movement(row).Amount);
        var first = sum.First ?? MonthOf(BalanceRecords.Movement(moves[0]).At);
        var conflict = await book.Records.WriteAsync(
            [
                BalanceRecords.Sum(recipient, new(total, first), before),
                .. moves.Select(move => RecordOperation.Delete(partition, move.Row)),
            ],
            cancellation);

        // Another worker settles them.
        return conflict < 0 && moves.Count == options.Batch;
    }
}
