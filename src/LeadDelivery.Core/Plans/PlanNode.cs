using LeadDelivery.Core.Language;

namespace LeadDelivery.Core.Plans;

/// <summary>
/// One node of a delivery plan: data, with the one method that walks it. A new strategy is one such class and one line in the
/// table of plan readers.
/// </summary>
public abstract record PlanNode
{
    /// <summary>Where it stands in the flow's file, e.g. <c>plan.waterfall[1]</c>; unique within the flow.</summary>
    public required string Path { get; init; }

    /// <summary>Leads it is for; null for all.</summary>
    public Expression? When { get; init; }

    /// <summary>The recipients below it, in order: all that its deliveries can go to.</summary>
    public abstract IEnumerable<string> Recipients { get; }

    /// <summary>Walks the node once its condition holds. Runs inside an orchestration: deterministic, ids only.</summary>
    public abstract Task<PlanResult> WalkAsync(PlanWalk walk);
}
