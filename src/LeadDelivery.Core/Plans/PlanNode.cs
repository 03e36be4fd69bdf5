using LeadDelivery.Core.Language;

namespace LeadDelivery.Core.Plans;

/// <summary>One node of a delivery plan: data, with the one method that walks it.</summary>
public abstract record PlanNode
{
    /// <summary>Where it stands in the flow's file, e.g. <c>plan.waterfall[1]</c>; unique within the flow.</summary>
    public required string Path { get; init; }

    /// <summary>Leads it is for; null for all.</summary>
    public Expression? When { get; init; }
}
