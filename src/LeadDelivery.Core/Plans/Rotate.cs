using System.Collections.Immutable;
using LeadDelivery.Core.Delivery;

namespace LeadDelivery.Core.Plans;

/// <summary>
/// One of its members, by turns: a member whose recipients cannot take the lead now is passed over and recorded as skipped. With
/// <see cref="ThenRest"/> the others follow as in a waterfall.
/// </summary>
public sealed record Rotate : PlanNode
{
    /// <summary>Who takes turns.</summary>
    public required ImmutableArray<RotateMember> Members { get; init; }

    /// <summary>How the turn is found.</summary>
    public RotateBy By { get; init; }

    /// <summary>True: where the pick leaves the lead without a place, the other members are tried, in the order of their turns.</summary>
    public bool ThenRest { get; init; }

    /// <inheritdoc/>
    public override IEnumerable<PlanNode> Children => Members.Select(member => member.Node);

    /// <inheritdoc/>
    public override async Task<PlanResult> WalkAsync(PlanWalk walk)
    {
        var input = walk.Input;
        var pick = await walk.Context.CallAsync(LeadWorkflows.PickMember, new(input.Lead, input.Flow, input.Catalog, Path));
        var last = new PlanResult(Outcome.Skipped);
        foreach (var member in pick.Order)
        {
            var result = await walk.NodeAsync(Members[member].Node);
            var isPassedOver = result is { Outcome: Outcome.Skipped, Asked: false };
            last = result.After(last);
            if (last.Placed || last.Stop || walk.Closed is not null || !(ThenRest || isPassedOver))
            {
                return last;
            }
        }

        return last;
    }
}

/// <summary>A member of a rotation.</summary>
/// <param name="Weight">Its share of the turns against the other members' weights; above 0. Counts by weight alone.</param>
public sealed record RotateMember(PlanNode Node, decimal Weight = 1);

/// <summary>How a rotation finds whose turn it is.</summary>
public enum RotateBy
{
    /// <summary>By lot, as the members' weights are; one lead always draws alike.</summary>
    Weight,

    /// <summary>One after another.</summary>
    RoundRobin,

    /// <summary>Who has waited longest for a turn.</summary>
    LeastRecent,

    /// <summary>Who accepted most and answered soonest in the last hour.</summary>
    Performance,
}
