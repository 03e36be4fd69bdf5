using System.Collections.Concurrent;
using System.Globalization;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Gates.Prices;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Ports;
using LeadDelivery.Core.Workflow;

namespace LeadDelivery.Core.Gates.Caps;

/// <summary>
/// The counts of all caps. In one process memory is the authority, records are its durable log: each reservation and sale has a row of its
/// own, so that no two deliveries write the same one. For several workers see <see cref="SharedCaps"/>. Safe for threads.
/// </summary>
public sealed class CapBook(IRecordStore records, TimeProvider time, Sharing? sharing = null)
{
    private readonly ConcurrentDictionary<string, CapAccount> _accounts = new(StringComparer.Ordinal);

    /// <summary>Not null for several workers.</summary>
    internal SharedCaps? Shared { get; } = sharing is { IsShared: true } ? new(records, time, sharing) : null;

    internal IEnumerable<CapAccount> Accounts => _accounts.Values;

    internal IRecordStore Records => records;

    internal TimeProvider Time => time;

    /// <summary>Reads the counts: once, before the engine starts.</summary>
    public async Task LoadAsync(CancellationToken cancellation)
    {
        if (Shared is not null)
        {
            return;
        }

        await foreach (var owner in records.QueryAsync(new(CapRecords.Owners), cancellation))
        {
            var account = Of(owner.Row);
            account.IsListed = true;
            await foreach (var row in records.QueryAsync(new(CapRecords.Partition(owner.Row)), cancellation))
            {
                if (row.Row.StartsWith(CapRecords.KeyPrefix, StringComparison.Ordinal))
                {
                    account.Restore(CapRecords.Entry(row));
                    continue;
                }

                foreach (var (tag, sum) in CapRecords.Sums(row))
                {
                    account.Restore(tag, CapRecords.MinuteOf(row), sum);
                }
            }
        }
    }

    /// <summary>How an owner's caps stand, in the order configured.</summary>
    public IReadOnlyList<CapUsage> Usage(CapOwner owner) => Shared?.Usage(owner) ?? [.. Of(owner.Id).Usage(owner, time.GetUtcNow())];

    /// <summary>How a recipient's caps stand: its own and those of the slots of its schedule.</summary>
    public IReadOnlyList<CapUsage> Usage(Recipient recipient) => Usage(recipient.AllCaps);

    /// <summary>Of several workers: looks at what the others have counted, before <see cref="Usage(CapOwner)"/>.</summary>
    public ValueTask RefreshAsync(CapOwner owner, CancellationToken cancellation) =>
        Shared is null || owner.Caps.IsEmpty ? default : Shared.RefreshAsync(owner.Id, cancellation);

    /// <summary>Why the caps would keep a lead out now; null where they would not. Changes nothing.</summary>
    /// <param name="key">The delivery's key: what has room already keeps it.</param>
    /// <param name="price">What it is expected to bring or cost.</param>
    public ValueTask<string?> PeekAsync(CapOwner owner, string key, Scope scope, ExpectedPrice price, CancellationToken cancellation) =>
        Shared is not null ? PeekSharedAsync(owner, key, scope, price, cancellation)
        : new(Of(owner.Id).Peek(key, Applying(owner, scope), price, time.GetUtcNow()) is { } reached ? Reason(owner, reached) : null);

    /// <summary>Reserves room for a delivery; the reason where there is none.</summary>
    internal ValueTask<string?> EnterAsync(
        IActivityContext context, CapOwner owner, string key, Scope scope, ExpectedPrice price, CancellationToken cancellation) =>
        Shared is not null ? EnterSharedAsync(context, owner, key, scope, price, cancellation) : new(Enter(context, owner, key, scope, price));

    /// <summary>A delivery has ended. What it frees is free once that is durable, not before: else a crash could give one place twice.</summary>
    internal ValueTask LeaveAsync(
        IActivityContext context, string owner, string key, Outcome outcome, decimal? price, CancellationToken cancellation)
    {
        if (Shared is not null)
        {
            return Shared.LeaveAsync(context, owner, key, outcome, price, cancellation);
        }

        Leave(context, owner, key, outcome, price);
        return default;
    }

    private async ValueTask<string?> PeekSharedAsync(
        CapOwner owner, string key, Scope scope, ExpectedPrice price, CancellationToken cancellation) =>
        await Shared!.PeekAsync(owner, key, Applying(owner, scope).ToArray(), price, cancellation) is { } reached ? Reason(owner, reached) : null;

    private async ValueTask<string?> EnterSharedAsync(
        IActivityContext context, CapOwner owner, string key, Scope scope, ExpectedPrice price, CancellationToken cancellation) =>
        await Shared!.ReserveAsync(owner, key, context.InstanceId, Applying(owner, scope).ToArray(), price, cancellation) is { } reached
            ? Reason(owner, reached)
            : null;

    private string? Enter(IActivityContext context, CapOwner owner, string key, Scope scope, ExpectedPrice price)
    {
        var account = Of(owner.Id);
        var now = time.GetUtcNow();
        if (account.Reserve(key, context.InstanceId, Applying(owner, scope), price, now, out var reached) is not { } entry)
        {
            return Reason(owner, reached);
        }

        context.IfRefused(() => account.Drop(key));
        if (entry.Sold is null)
        {
            if (!account.IsListed)
            {
                context.Write(CapRecords.List(owner.Id));
                context.AfterCommit(() => account.IsListed = true);
            }

            context.Write(CapRecords.Write(owner.Id, entry, entry.Money, null));
        }

        return null;
    }

    private void Leave(IActivityContext context, string owner, string key, Outcome outcome, decimal? price)
    {
        var now = time.GetUtcNow();
        var isSale = outcome is Outcome.Success or Outcome.Queued;
        if (!_accounts.TryGetValue(owner, out var account)
            || account.BeginLeave(key, isSale, outcome == Outcome.Superseded, now) is not var (entry, turn))
        {
            return;
        }

        if (isSale)
        {
            // What names no price keeps what was reserved: queued leads may be paid for later.
            var money = price ?? entry.Unpriced(outcome);
            context.Write(CapRecords.Write(owner, entry, money, now));
            context.AfterCommit(() => account.Confirm(entry, turn, money, now));
        }
        else
        {
            context.Write(CapRecords.Delete(owner, key));
            context.AfterCommit(() => account.Release(entry, turn));
        }
    }

    internal CapAccount Of(string owner) => _accounts.GetOrAdd(owner, id => new CapAccount(id));

    internal static ReadOnlySpan<Cap> Applying(CapOwner owner, Scope scope)
    {
        foreach (var cap in owner.Caps)
        {
            if (cap.When is not null)
            {
                return owner.Caps.Where(each => each.When?.Holds(scope) != false).ToArray();
            }
        }

        return owner.Caps.AsSpan();
    }

    internal static string Reason(CapOwner owner, (Cap Cap, CapLimit Limit) reached)
    {
        var (cap, limit) = reached;
        var number = limit.Number.ToString(CultureInfo.InvariantCulture);
        var of = owner.Id.StartsWith(Recipient.CapOwnerPrefix, StringComparison.Ordinal) ? "" : " of " + owner.Title;
        return $"cap {limit.Key(owner.Money)} of {number}{(cap.Name is null ? "" : $" ({cap.Name})")}{of} reached";
    }
}
