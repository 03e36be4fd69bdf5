using System.Collections.Concurrent;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Gates.Prices;
using LeadDelivery.Core.Leads;
using LeadDelivery.Core.Ports;
using LeadDelivery.Core.Workflow;

namespace LeadDelivery.Core.Gates.Balances;

/// <summary>
/// Balances of several workers at once, kept as <see cref="Caps.SharedCaps"/> keeps caps: an admission replaces the recipient's one row of
/// sums where that is still as it was read; an end adds a row of its own, and keeps its reservation until it is taken in.
/// </summary>
internal sealed class SharedBalances(IRecordStore records, UlidFactory ids, TimeProvider time, Sharing sharing)
{
    /// <summary>Ends taken in with one transaction. 30: each takes three rows more, and a cloud table takes 100 at a time.</summary>
    private const int AbsorbBatch = 30;

    private readonly ConcurrentDictionary<string, Known> _recipients = new(StringComparer.Ordinal);

    /// <summary>Reserves an amount, at once; what is available where there is not enough, else null.</summary>
    public async ValueTask<decimal?> ReserveAsync(
        string recipient, string key, string instance, ExpectedPrice price, decimal credit, CancellationToken cancellation)
    {
        var known = Of(recipient);
        await known.Turn.WaitAsync(cancellation);
        try
        {
            while (true)
            {
                if (await HoldAsync(recipient, key, cancellation) is not null)
                {
                    if (await TakeBackAsync(recipient, key, cancellation))
                    {
                        return null;
                    }

                    continue;
                }

                var standing = await ReadAsync(recipient, cancellation);
                if (!BalanceAccount.Fits(price, standing.Available(credit)))
                {
                    if (await AbsorbAsync(recipient, standing, cancellation))
                    {
                        continue;
                    }

                    return standing.Available(credit);
                }

                await ListAsync(recipient, known, cancellation);
                var hold = new StoredBalanceHold(
                    price.Amount ?? 0, time.GetUtcNow().ToUnixTimeMilliseconds(), instance, Guess: price.IsGuess, Blind: price.IsBlind);
                var reserved = standing.Reserve(hold, 1);
                if (await records.WriteAsync(
                    [BalanceRecords.State(recipient, reserved), BalanceRecords.Hold(recipient, key, hold) with { Action = RecordAction.Insert }],
                    cancellation) < 0)
                {
                    return null;
                }
            }
        }
        finally
        {
            known.Turn.Release();
        }
    }

    /// <summary>What is available where an amount could not be reserved, else null; by sums that may be some seconds old.</summary>
    public async ValueTask<decimal?> PeekAsync(string recipient, string key, ExpectedPrice price, decimal credit, CancellationToken cancellation)
    {
        var standing = await ViewAsync(recipient, sharing.StandingFor, cancellation);
        return BalanceAccount.Fits(price, standing.Available(credit))
            || (key.Length > 0 && await HoldAsync(recipient, key, cancellation) is not null)
                ? null
                : standing.Available(credit);
    }

    /// <summary>How the balance stood when last looked at.</summary>
    public BalanceView View(string recipient, decimal credit)
    {
        var standing = Of(recipient).View ?? new(0, 0, null);
        return new(standing.Balance, standing.Reserved, standing.Available(credit));
    }

    /// <summary>Looks at a balance, unless that was done just now.</summary>
    public async ValueTask RefreshAsync(string recipient, CancellationToken cancellation) =>
        await ViewAsync(recipient, sharing.ViewFor, cancellation);

    /// <summary>A delivery has ended: adds a row that says how, whichever worker let it in.</summary>
    public async ValueTask LeaveAsync(
        IActivityContext context, string recipient, string key, Outcome outcome, decimal? price, CancellationToken cancellation)
    {
        var partition = BalanceRecords.Partition(recipient);
        if (await context.Records.GetAsync(partition, BalanceRecords.KeyPrefix + key, cancellation) is not { } row)
        {
            return;
        }

        var hold = BalanceRecords.Hold(row);
        var end = await context.Records.GetAsync(partition, BalanceRecords.EndPrefix + key, cancellation);
        var isCharged = hold.Charge is not null || (end is not null && BalanceRecords.Hold(end).Charge is not null);
        if (isCharged && outcome != Outcome.Superseded)
        {
            return;
        }

        context.Write(BalanceRecords.End(recipient, key, outcome == Outcome.Success
            ? hold with { Charge = price ?? hold.Unpriced, ChargedAt = time.GetUtcNow().ToUnixTimeMilliseconds() }
            : hold with { Charge = null, ChargedAt = null, Undo = outcome == Outcome.Superseded }));
    }

    /// <summary>Looks at a balance, whenever that was done last: another worker may just have put something in.</summary>
    public async ValueTask LookAsync(string recipient, CancellationToken cancellation) => await ViewAsync(recipient, TimeSpan.Zero, cancellation);

    /// <summary>Puts an amount in, once per reference.</summary>
    public async Task<TopUpStatus> TopUpAsync(string recipient, BalanceMovement movement, CancellationToken cancellation)
    {
        await ListAsync(recipient, Of(recipient), cancellation);
        while (true)
        {
            var used = await records.GetAsync(
                BalanceRecords.Partition(recipient), BalanceRecords.ReferenceRow(movement.Reference), cancellation);
            if (used is not null)
            {
                await LookAsync(recipient, cancellation);
                return BalanceRecords.Reference(used).Amount == movement.Amount ? TopUpStatus.Repeated : TopUpStatus.ReferenceReused;
            }

            var standing = await SettledAsync(recipient, cancellation);
            var topped = standing with { Balance = standing.Balance + movement.Amount };
            if (await records.WriteAsync(
                [
                    BalanceRecords.State(recipient, topped),
                    BalanceRecords.Reference(recipient, movement.Reference, new(movement.Amount, movement.Id)),
                    BalanceRecords.Move(recipient, movement),
                ],
                CancellationToken.None) < 0)
            {
                Of(recipient).View = topped;
                return TopUpStatus.Done;
            }
        }
    }

    /// <summary>The sums as they are now, all ends taken in.</summary>
    public async ValueTask<BalanceStanding> SettledAsync(string recipient, CancellationToken cancellation)
    {
        while (true)
        {
            var standing = await ReadAsync(recipient, cancellation);
            if (!await AbsorbAsync(recipient, standing, cancellation))
            {
                return standing;
            }
        }
    }

    private async ValueTask<BalanceStanding> ReadAsync(string recipient, CancellationToken cancellation)
    {
        var partition = BalanceRecords.Partition(recipient);
        if (await records.GetAsync(partition, BalanceRecords.StateRow, cancellation) is { } row)
        {
            return BalanceRecords.State(row);
        }

        var standing = new BalanceStanding(0, 0, null);
        await foreach (var each in records.QueryAsync(new(partition), cancellation))
        {
            standing = each.Row == BalanceRecords.SumRow
                ? standing with { Balance = standing.Balance + BalanceRecords.Sum(each).Balance }
                : each.Row.StartsWith(BalanceRecords.MovePrefix, StringComparison.Ordinal)
                    ? standing with { Balance = standing.Balance + BalanceRecords.Movement(each).Amount }
                : each.Row.StartsWith(BalanceRecords.KeyPrefix, StringComparison.Ordinal)
                    ? standing.Reserve(BalanceRecords.Hold(each), 1)
                : standing;
        }

        return standing;
    }

    private async ValueTask<BalanceStanding> ViewAsync(string recipient, TimeSpan age, CancellationToken cancellation)
    {
        var known = Of(recipient);
        var now = time.GetUtcNow();
        if (known.View is not { } view || now - known.ViewedAt >= age)
        {
            known.View = view = await SettledAsync(recipient, cancellation);
            known.ViewedAt = now;
        }

        return view;
    }

    private async ValueTask<bool> TakeBackAsync(string recipient, string key, CancellationToken cancellation)
    {
        var partition = BalanceRecords.Partition(recipient);
        if (await records.GetAsync(partition, BalanceRecords.EndPrefix + key, cancellation) is not { } end)
        {
            // Whoever took its end in meanwhile has removed both.
            return await HoldAsync(recipient, key, cancellation) is not null;
        }

        return BalanceRecords.Hold(end).Charge is not null
            || await records.WriteAsync([RecordOperation.Delete(partition, end.Row, end.ETag)], cancellation) < 0;
    }

    // True where there were any: then all is to be read again, whoever took them in.
    private async ValueTask<bool> AbsorbAsync(string recipient, BalanceStanding standing, CancellationToken cancellation)
    {
        var partition = BalanceRecords.Partition(recipient);
        var writes = new List<RecordOperation>();
        var query = new RecordQuery(partition, BalanceRecords.EndPrefix, BalanceRecords.EndPrefix + "~", Limit: AbsorbBatch);
        await foreach (var end in records.QueryAsync(query, cancellation))
        {
            var key = end.Row[BalanceRecords.EndPrefix.Length..];
            writes.Add(RecordOperation.Delete(partition, end.Row, end.ETag));
            if (await HoldAsync(recipient, key, cancellation) is { } there)
            {
                standing = Apply(recipient, standing, key, there, BalanceRecords.Hold(end), writes);
            }
        }

        if (writes.Count == 0)
        {
            return false;
        }

        writes.Add(BalanceRecords.State(recipient, standing));
        await records.WriteAsync(writes, cancellation);
        return true;
    }

    private BalanceStanding Apply(
        string recipient, BalanceStanding standing, string key, Record there, StoredBalanceHold ended, List<RecordOperation> writes)
    {
        var hold = BalanceRecords.Hold(there);
        if (ended.Charge is { } charge)
        {
            if (hold.Charge is not null)
            {
                return standing;
            }

            var at = DateTimeOffset.FromUnixTimeMilliseconds(ended.ChargedAt!.Value);
            writes.Add(BalanceRecords.Hold(recipient, key, ended) with { Action = RecordAction.Replace, ETag = there.ETag });
            writes.Add(BalanceRecords.Move(recipient, new(ids.Next(), at, "sale", -charge, key, null)));
            return standing.Reserve(hold, -1) with { Balance = standing.Balance - charge };
        }

        // Whoever gives back what another worker has just sold comes too late.
        if (hold.Charge is not null && !ended.Undo)
        {
            return standing;
        }

        writes.Add(RecordOperation.Delete(there.Partition, there.Row, there.ETag));
        if (hold.Charge is not { } charged)
        {
            return standing.Reserve(hold, -1);
        }

        writes.Add(BalanceRecords.Move(recipient, new(ids.Next(), time.GetUtcNow(), "given_back", charged, key, null)));
        return standing with { Balance = standing.Balance + charged };
    }

    private ValueTask<Record?> HoldAsync(string recipient, string key, CancellationToken cancellation) =>
        records.GetAsync(BalanceRecords.Partition(recipient), BalanceRecords.KeyPrefix + key, cancellation);

    private async ValueTask ListAsync(string recipient, Known known, CancellationToken cancellation)
    {
        if (!known.IsListed)
        {
            await records.WriteAsync([BalanceRecords.List(recipient)], cancellation);
            known.IsListed = true;
        }
    }

    private Known Of(string recipient) => _recipients.GetOrAdd(recipient, static _ => new());

    /// <summary>What this worker remembers of a balance, to read less.</summary>
    private sealed class Known
    {
        public SemaphoreSlim Turn { get; } = new(1);

        public bool IsListed { get; set; }

        public BalanceStanding? View { get; set; }

        public DateTimeOffset ViewedAt { get; set; }
    }
}

/// <summary>A balance as read.</summary>
/// <param name="ETag">Of its row; null where there is none yet.</param>
internal sealed record BalanceStanding(decimal Balance, decimal Reserved, string? ETag)
{
    /// <summary>How many of those reserved may bring any amount.</summary>
    public long Blind { get; init; }

    /// <summary>With a reservation more, or with -1 one less.</summary>
    public BalanceStanding Reserve(StoredBalanceHold hold, int sign) =>
        this with { Reserved = Reserved + (sign * hold.Amount), Blind = Blind + (sign * hold.Blinds) };

    /// <summary>What may be reserved still.</summary>
    public decimal Available(decimal credit) => Left(Balance + credit - Reserved, Blind);

    /// <summary>Nothing is left beside a delivery that may bring any amount.</summary>
    public static decimal Left(decimal amount, long blind) => blind == 0 ? amount : Math.Min(amount, 0);
}
