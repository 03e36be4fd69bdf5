using LeadDelivery.Core.Language;
using LeadDelivery.Core.Ports;

namespace LeadDelivery.Core.Gates.Caps;

/// <summary>What one lead takes up under the caps of its source and its flow, or one ping under those of its flow's pings.</summary>
internal sealed class CapIntake
{
    private readonly List<(CapAccount Account, CapEntry Entry)> _taken = [];
    private readonly List<string> _reserved = [];
    private readonly CapBook _book;
    private readonly string _id;
    private readonly DateTimeOffset _at;
    private readonly decimal _cost;

    private CapIntake(CapBook book, string id, DateTimeOffset at, decimal cost) => (_book, _id, _at, _cost) = (book, id, at, cost);

    /// <summary>Takes it under all caps, or under none.</summary>
    /// <param name="writes">Gets what makes it durable, to be written in the step that stores the lead. None of it has a condition.</param>
    /// <returns>What is taken, and why there is no room; null where there is.</returns>
    public static async ValueTask<(CapIntake Intake, string? Full)> TakeAsync(
        CapBook book, IEnumerable<CapOwner> owners, string leadId, Scope scope, decimal? cost, List<RecordOperation> writes,
        CancellationToken cancellation)
    {
        var intake = new CapIntake(book, leadId, scope.Now, cost ?? 0);
        var made = new List<RecordOperation>();
        foreach (var owner in owners.Where(owner => !owner.Caps.IsEmpty))
        {
            var full = book.Shared is { } shared
                ? await intake.ReserveAsync(shared, owner, scope, made, cancellation)
                : intake.Reserve(owner, scope, made);
            if (full is not null)
            {
                await intake.EndAsync(accepted: false);
                return (new(book, leadId, scope.Now, 0), full);
            }
        }

        writes.AddRange(made);
        return (intake, null);
    }

    /// <summary>The lead is durable, or was not taken after all.</summary>
    public async ValueTask EndAsync(bool accepted)
    {
        // What a worker that dies before this has reserved is swept: there is no instance of that lead.
        foreach (var owner in accepted ? [] : _reserved)
        {
            await _book.Shared!.ReleaseAsync(owner, _id, CancellationToken.None);
        }

        foreach (var (account, entry) in _taken)
        {
            if (account.BeginLeave(entry.Key, accepted, undo: false, _at) is not var (left, turn))
            {
                continue;
            }

            if (accepted)
            {
                account.IsListed = true;
                account.Confirm(left, turn, _cost, _at);
            }
            else
            {
                account.Release(left, turn);
            }
        }
    }

    private string? Reserve(CapOwner owner, Scope scope, List<RecordOperation> writes)
    {
        var account = _book.Of(owner.Id);
        if (account.Reserve(_id, _id, CapBook.Applying(owner, scope), new(_cost), scope.Now, out var reached) is not { } entry)
        {
            return CapBook.Reason(owner, reached);
        }

        _taken.Add((account, entry));
        if (!account.IsListed)
        {
            writes.Add(CapRecords.List(owner.Id));
        }

        writes.Add(CapRecords.Write(owner.Id, entry, _cost, scope.Now));
        return null;
    }

    // Reserved at once, and sold by a row that the lead's start writes: so no start is refused because two leads met.
    private async ValueTask<string?> ReserveAsync(
        SharedCaps shared, CapOwner owner, Scope scope, List<RecordOperation> writes, CancellationToken cancellation)
    {
        var caps = CapBook.Applying(owner, scope).ToArray();
        if (await shared.ReserveAsync(owner, _id, _id, caps, new(_cost), cancellation) is { } reached)
        {
            return CapBook.Reason(owner, reached);
        }

        _reserved.Add(owner.Id);
        var entry = new CapEntry(_id, CapAccount.TagsOf(caps), _id) { Since = scope.Now };
        writes.Add(CapRecords.End(owner.Id, entry, _cost, scope.Now));
        return null;
    }
}
