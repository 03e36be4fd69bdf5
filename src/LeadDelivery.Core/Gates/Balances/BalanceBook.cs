using System.Buffers;
using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Gates.Prices;
using LeadDelivery.Core.Leads;
using LeadDelivery.Core.Ports;
using LeadDelivery.Core.Workflow;

namespace LeadDelivery.Core.Gates.Balances;

/// <summary>How a top-up ended.</summary>
public enum TopUpStatus
{
    /// <summary>It is in the balance.</summary>
    Done,

    /// <summary>The same amount under this reference was in it already.</summary>
    Repeated,

    /// <summary>Another amount came under this reference.</summary>
    ReferenceReused,
}

/// <summary>
/// The balances of recipients that pay in advance: expected prices are reserved, real ones taken off. In one process memory is the authority,
/// records are its durable log; for several workers see <see cref="SharedBalances"/>. Safe for threads.
/// </summary>
[SuppressMessage("Reliability", "CA1001", Justification = "A SemaphoreSlim whose wait handle is never asked for holds nothing to dispose of.")]
public sealed class BalanceBook(
    IRecordStore records, UlidFactory ids, TimeProvider time, DearestSales dearest, Sharing? sharing = null) : IGate
{
    private readonly ConcurrentDictionary<string, BalanceAccount> _accounts = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _topUps = new(1);

    /// <summary>Not null for several workers.</summary>
    internal SharedBalances? Shared { get; } = sharing is { IsShared: true } ? new(records, ids, time, sharing) : null;

    internal IEnumerable<BalanceAccount> Accounts => _accounts.Values;

    internal IRecordStore Records => records;

    internal TimeProvider Time => time;

    /// <summary>Reads the balances: once, before the engine starts.</summary>
    public async Task LoadAsync(CancellationToken cancellation)
    {
        if (Shared is not null)
        {
            return;
        }

        await foreach (var owner in records.QueryAsync(new(BalanceRecords.Owners), cancellation))
        {
            var account = Of(owner.Row);
            account.IsListed = true;
            await foreach (var row in records.QueryAsync(new(BalanceRecords.Partition(owner.Row)), cancellation))
            {
                Restore(account, row);
            }
        }
    }

    /// <summary>How a recipient's balance stands; null for one that does not pay in advance.</summary>
    public BalanceView? Of(Recipient recipient) => recipient.Balance is not { } rules ? null
        : Shared?.View(recipient.Id, rules.CreditLimit) ?? Of(recipient.Id).View(rules.CreditLimit);

    /// <summary>Of several workers: looks at what the others have reserved and sold, before <see cref="Of(Recipient)"/>.</summary>
    public ValueTask RefreshAsync(Recipient recipient, CancellationToken cancellation) =>
        Shared is null || recipient.Balance is null ? default : Shared.RefreshAsync(recipient.Id, cancellation);

    /// <summary>Puts an amount in, or takes one out, once per reference.</summary>
    /// <param name="reference">The operator's own: a bank's, an invoice's.</param>
    /// <param name="who">For the record: the operator.</param>
    public async Task<TopUpStatus> TopUpAsync(string recipient, decimal amount, string reference, string who, CancellationToken cancellation)
    {
        await _topUps.WaitAsync(cancellation);
        try
        {
            var partition = BalanceRecords.Partition(recipient);
            if (await records.GetAsync(partition, BalanceRecords.ReferenceRow(reference), cancellation) is { } used)
            {
                if (Shared is not null)
                {
                    await Shared.LookAsync(recipient, cancellation);
                }

                return BalanceRecords.Reference(used).Amount == amount ? TopUpStatus.Repeated : TopUpStatus.ReferenceReused;
            }

            // On record before it is done, and not given up halfway: what is durable must be in memory too.
            var movement = new BalanceMovement(ids.Next(), time.GetUtcNow(), "top_up", amount, reference, who);
            await records.WriteAsync([RecordOperation.Insert(CatalogHolder.OperationsPartition, movement.Id, Operation(recipient, movement))], cancellation);
            if (Shared is not null)
            {
                return await Shared.TopUpAsync(recipient, movement, cancellation);
            }

            var account = Of(recipient);
            await records.WriteAsync([BalanceRecords.List(recipient)], cancellation);
            account.IsListed = true;
            await records.WriteAsync(
                [BalanceRecords.Reference(recipient, reference, new(amount, movement.Id)), BalanceRecords.Move(recipient, movement)],
                CancellationToken.None);
            account.Add(amount);
            return TopUpStatus.Done;
        }
        finally
        {
            _topUps.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask<Closed?> PeekAsync(IRecordStore records, Passage passage, CancellationToken cancellation)
    {
        if (passage.Lead.Test || passage.Recipient is not { Balance: { CreditLimit: var credit }, Id: var id })
        {
            return null;
        }

        var price = await dearest.OfAsync(passage, atLeast: false, cancellation);
        return Shared is not null ? Refused(await Shared.PeekAsync(id, passage.Key, price, credit, cancellation), price)
            : Of(id).Fits(passage.Key, price, credit, out var available) ? null
            : Spent(available, price);
    }

    private static Closed? Refused(decimal? available, ExpectedPrice price) => available is { } left ? Spent(left, price) : null;

    /// <inheritdoc/>
    public async ValueTask<Closed?> EnterAsync(IActivityContext context, Passage passage, CancellationToken cancellation)
    {
        if (passage.Lead.Test || passage.Recipient.Balance is not { } rules)
        {
            return null;
        }

        var recipient = passage.Recipient.Id;
        var price = await dearest.OfAsync(passage, atLeast: false, cancellation);
        if (Shared is not null)
        {
            return Refused(
                await Shared.ReserveAsync(recipient, passage.Key, context.InstanceId, price, rules.CreditLimit, cancellation), price);
        }

        var account = Of(recipient);
        var entry = account.Reserve(passage.Key, context.InstanceId, price, rules.CreditLimit, time.GetUtcNow(), out var available);
        if (entry is null)
        {
            return Spent(available, price);
        }

        context.IfRefused(() => account.Drop(passage.Key));
        if (entry.Charge is null)
        {
            if (!account.IsListed)
            {
                context.Write(BalanceRecords.List(recipient));
                context.AfterCommit(() => account.IsListed = true);
            }

            context.Write(BalanceRecords.Hold(
                recipient, entry.Key, new(entry.Reserved, entry.Since.ToUnixTimeMilliseconds(), entry.Instance, Guess: entry.IsGuess, Blind: entry.IsBlind)));
        }

        return null;
    }

    /// <inheritdoc/>
    public ValueTask LeaveAsync(IActivityContext context, Departure departure, CancellationToken cancellation)
    {
        var (key, recipient, outcome, price) = departure;
        if (departure.KeepsPlace)
        {
            return default;
        }

        if (Shared is null)
        {
            Leave(context, key, recipient, outcome, price);
            return default;
        }

        return departure.Configured is { Balance: null } ? default : Shared.LeaveAsync(context, recipient, key, outcome, price, cancellation);
    }

    private void Leave(IActivityContext context, string key, string recipient, Outcome outcome, decimal? price)
    {
        if (!_accounts.TryGetValue(recipient, out var account) || account.Begin(key, time.GetUtcNow()) is not var (entry, turn))
        {
            return;
        }

        if (outcome == Outcome.Superseded && entry.Charge is { } charged)
        {
            context.Write(BalanceRecords.Move(recipient, new(ids.Next(), time.GetUtcNow(), "given_back", charged, key, null)));
            context.AfterCommit(() => account.GiveBack(entry));
        }
        else if (entry.IsCharged)
        {
            return;
        }
        else if (outcome == Outcome.Success)
        {
            var now = time.GetUtcNow();
            var charge = price ?? (entry.IsGuess ? 0 : entry.Reserved);
            entry.Charge = charge;
            context.Write(BalanceRecords.DeleteHold(recipient, key));
            context.Write(BalanceRecords.Move(recipient, new(ids.Next(), now, "sale", -charge, key, null)));
            context.AfterCommit(() => account.Charge(entry, now));
        }
        else
        {
            context.Write(BalanceRecords.DeleteHold(recipient, key));
            context.AfterCommit(() => account.Release(entry, turn));
        }
    }

    internal BalanceAccount Of(string recipient) => _accounts.GetOrAdd(recipient, id => new BalanceAccount(id));

    private static void Restore(BalanceAccount account, Record row)
    {
        if (row.Row == BalanceRecords.SumRow)
        {
            account.Add(BalanceRecords.Sum(row).Balance);
        }
        else if (row.Row.StartsWith(BalanceRecords.KeyPrefix, StringComparison.Ordinal))
        {
            var hold = BalanceRecords.Hold(row);
            account.Restore(new(
                row.Row[BalanceRecords.KeyPrefix.Length..], hold.Instance, hold.Amount, DateTimeOffset.FromUnixTimeMilliseconds(hold.At))
            {
                IsGuess = hold.Guess,
                IsBlind = hold.Blind,
            });
        }
        else if (row.Row.StartsWith(BalanceRecords.MovePrefix, StringComparison.Ordinal))
        {
            var movement = BalanceRecords.Movement(row);
            account.Add(movement.Amount);
            if (movement.Kind == "sale")
            {
                account.Restore(new(movement.Reference, "", 0, movement.At) { Charge = -movement.Amount, ChargedAt = movement.At });
            }
            else if (movement.Kind == "given_back")
            {
                account.Forget(movement.Reference);
            }
        }
    }

    private static Closed Spent(decimal available, ExpectedPrice price)
    {
        var left = available.ToString(CultureInfo.InvariantCulture);
        return new(price.Amount is { } needed
            ? $"balance spent: {left} available, {needed.ToString(CultureInfo.InvariantCulture)} needed"
            : $"balance spent: {left} available");
    }

    private static byte[] Operation(string recipient, BalanceMovement movement)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("at", movement.At);
            json.WriteString("who", movement.By);
            json.WriteString("what", "recipient.balance");
            json.WriteString("recipient", recipient);
            json.WriteNumber("amount", movement.Amount);
            json.WriteString("reference", movement.Reference);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
