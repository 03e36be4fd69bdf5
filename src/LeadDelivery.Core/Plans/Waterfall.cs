using System.Collections.Immutable;
using LeadDelivery.Core.Delivery;

namespace LeadDelivery.Core.Plans;

/// <summary>Its members in order until one succeeds.</summary>
public sealed record Waterfall : PlanNode
{
    /// <summary>What is tried, in order.</summary>
    public required ImmutableArray<PlanNode> Members { get; init; }

    /// <summary>The outcomes that move on to the next member; any other ends the walk.</summary>
    public ImmutableHashSet<Outcome> On { get; init; } = DefaultOn;

    /// <summary>Whatever is not a success.</summary>
    public static ImmutableHashSet<Outcome> DefaultOn { get; } = [Outcome.Failure, Outcome.Duplicate, Outcome.Error, Outcome.Skipped];
}
