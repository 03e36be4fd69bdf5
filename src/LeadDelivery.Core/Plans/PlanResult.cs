using LeadDelivery.Core.Delivery;

namespace LeadDelivery.Core.Plans;

/// <summary>How a node of the plan ended.</summary>
/// <param name="Outcome">Its outcome.</param>
/// <param name="Price">The sum of its sales; null when nothing was sold.</param>
/// <param name="Decided">Row of the delivery which decided; null when nobody was tried.</param>
/// <param name="Stop">
/// The lead may have been taken by somebody who did not answer, and who says that it must not be offered to others: no further
/// recipient is tried, whatever the plan.
/// </param>
public sealed record PlanResult(Outcome Outcome, decimal? Price = null, string? Decided = null, bool Stop = false)
{
    /// <summary>True where the lead has found a place.</summary>
    public bool Placed => Outcome is Outcome.Success or Outcome.Queued;
}
