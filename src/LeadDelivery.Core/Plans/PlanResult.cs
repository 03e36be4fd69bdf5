using System.Collections.Immutable;
using LeadDelivery.Core.Delivery;

namespace LeadDelivery.Core.Plans;

/// <summary>A delivery that a recipient took.</summary>
/// <param name="Price">What it pays; null where no price is known.</param>
public sealed record Sale(DeliveryTicket Delivery, decimal? Price);

/// <summary>How a node of the plan ended.</summary>
/// <param name="Outcome">Its outcome.</param>
/// <param name="Decided">Row of the delivery which decided; null when nobody was tried.</param>
/// <param name="Stop">
/// The lead may have been taken by somebody who did not answer, and who says that it must not be offered to others: no further
/// recipient is tried, whatever the plan.
/// </param>
public sealed record PlanResult(Outcome Outcome, string? Decided = null, bool Stop = false)
{
    /// <summary>Its sales, in the order of the plan.</summary>
    public ImmutableArray<Sale> Sales { get; init; } = [];

    /// <summary>What of the price was earned because the plan went on after a technical failure.</summary>
    public decimal Recovered { get; init; }

    /// <summary>The sum of its sales; null when nothing was sold, or for no known price.</summary>
    public decimal? Price => Sales.Any(sale => sale.Price is not null) ? Sales.Sum(sale => sale.Price ?? 0) : null;

    /// <summary>True where the lead has found a place.</summary>
    public bool Placed => Outcome is Outcome.Success or Outcome.Queued;

    /// <summary>This result with what was sold before it: parts of a plan may sell and yet leave the lead without a place, such as a
    /// parallel node that demands all.</summary>
    public PlanResult Keeping(IEnumerable<Sale> before) => this with { Sales = [.. before, .. Sales] };

    /// <summary>This result reached after others: what it sold is recovered money where one of them had failed technically.</summary>
    public PlanResult After(bool failedBefore) => failedBefore && Placed ? this with { Recovered = Price ?? 0 } : this;
}
