using System.Collections.Immutable;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Language;

namespace LeadDelivery.Core.Plans;

/// <summary>The first branch whose rule holds; none: nobody is tried.</summary>
public sealed record Route : PlanNode
{
    /// <summary>The branches in order.</summary>
    public required ImmutableArray<RouteBranch> Branches { get; init; }

    /// <inheritdoc/>
    public override IEnumerable<PlanNode> Children => Branches;

    /// <inheritdoc/>
    public override IEnumerable<PlanNode> WayOf(Scope scope) =>
        Branches.Where(branch => branch.When?.Holds(scope) != false).Take(1);

    /// <inheritdoc/>
    public override async Task<PlanResult> WalkAsync(PlanWalk walk)
    {
        foreach (var branch in Branches)
        {
            if (await walk.HoldsAsync(branch))
            {
                return await branch.WalkAsync(walk);
            }
        }

        return new(Outcome.Skipped);
    }
}

/// <summary>One branch of a route: its rule is the node's condition, none for <c>else</c>.</summary>
public sealed record RouteBranch : PlanNode
{
    /// <summary>What is walked where the rule holds.</summary>
    public required PlanNode Then { get; init; }

    /// <inheritdoc/>
    public override IEnumerable<PlanNode> Children => [Then];

    /// <inheritdoc/>
    public override Task<PlanResult> WalkAsync(PlanWalk walk) => walk.NodeAsync(Then);
}
