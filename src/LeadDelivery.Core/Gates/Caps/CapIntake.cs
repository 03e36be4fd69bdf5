using LeadDelivery.Core.Language;
using LeadDelivery.Core.Ports;

namespace LeadDelivery.Core.Gates.Caps;

/// <summary>What one lead takes up under the caps of its source and its flow, or one ping under those of its flow's pings.</summary>
internal sealed class CapIntake
{
    private readonly List<(CapAccount Account, CapEntry Entry)> _taken = [];
    private readonly DateTimeOffset _at;
    private readonly decimal _cost;

    private CapIntake(DateTimeOffset at, decimal cost) => (_at, _cost) = (at, cost);

    /// <summary>Takes it under all caps, or under none.</summary>
    /// <param name="writes">Gets what makes it durable, to be written in the step that stores the lead.</param>
    /// <param name="reason">Why there is no room; null where there is.</param>
    public static CapIntake Take(
        CapBook book, IEnumerable<CapOwner> owners, string leadId, Scope scope, decimal? cost, List<RecordOperation> writes, out string? reason)
    {
        reason = null;
        var intake = new CapIntake(scope.Now, cost ?? 0);
        var made = new List<RecordOperation>();
        foreach (var owner in owners.Where(owner => !owner.Caps.IsEmpty))
        {
            var account = book.Of(owner.Id);
            if (account.Reserve(leadId, leadId, CapBook.Applying(owner, scope), intake._cost, scope.Now, out var reached) is not { } entry)
            {
                reason = CapBook.Reason(owner, reached);
                intake.End(accepted: false);
                return new CapIntake(scope.Now, 0);
            }

            intake._taken.Add((account, entry));
            if (!account.IsListed)
            {
                made.Add(CapRecords.List(owner.Id));
            }

            made.Add(CapRecords.Write(owner.Id, entry, intake._cost, scope.Now));
        }

        writes.AddRange(made);
        return intake;
    }

    /// <summary>The lead is durable, or was not taken after all.</summary>
    public void End(bool accepted)
    {
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
}
