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

    /// <summary>The nodes right below it, in order.</summary>
    public virtual IEnumerable<PlanNode> Children => [];

    /// <summary>All that it and the nodes below can offer the lead to, in order.</summary>
    public virtual IEnumerable<Offer> Offers => Children.SelectMany(child => child.Offers);

    /// <summary>Walks the node once its condition holds. Runs inside an orchestration: deterministic, ids only.</summary>
    public abstract Task<PlanResult> WalkAsync(PlanWalk walk);
}
