using System.Collections.Immutable;
using LeadDelivery.Core.Auctions;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Leads;

namespace LeadDelivery.Core.Plans;

/// <summary>A delivery that a recipient took, for good or to decide later.</summary>
/// <param name="Price">What it pays; null where no price is known.</param>
/// <param name="IsQueued">It is taken to decide later.</param>
public sealed record Sale(DeliveryTicket Delivery, decimal? Price, bool IsQueued = false);

/// <summary>What an auction sold.</summary>
/// <param name="Margin">What it keeps of the price.</param>
public sealed record AuctionSales(Margin Margin, ImmutableArray<Sale> Sales)
{
    /// <summary>What its margin leaves of what is known to be paid; null while that is nothing.</summary>
    public decimal? Left => Sales.Any(sale => sale.Price is not null) ? Margin.PriceToSource(Sales.Sum(sale => sale.Price ?? 0)) : null;

    /// <summary>As stored.</summary>
    public StoredShare Stored => new(
        Margin.Amount, Margin.IsShare, [.. Sales.Select(sale => LeadRecords.DeliveryRow(sale.Delivery.Redelivery, sale.Delivery.Number))]);
}

/// <summary>How a node of the plan ended.</summary>
/// <param name="Outcome">Its outcome.</param>
/// <param name="Decided">Row of the delivery which decided; null when nobody was tried.</param>
/// <param name="Stop">
/// The lead may have been taken by somebody who did not answer, and who says that it must not be offered to others: no further
/// recipient is tried, whatever the plan.
/// </param>
public sealed record PlanResult(Outcome Outcome, string? Decided = null, bool Stop = false)
{
    /// <summary>Every sale made on the way, in the order of the plan: also where the node as a whole is no success.</summary>
    public ImmutableArray<Sale> Sales { get; init; } = [];

    /// <summary>What of the price was earned because the plan went on after a technical failure.</summary>
    public decimal Recovered { get; init; }

    /// <summary>Rows of the deliveries that would be recovered too, whose recipients decide later.</summary>
    public ImmutableArray<string> RecoversLater { get; init; } = [];

    /// <summary>The auctions that sold, for a source that pings and posts in one call.</summary>
    public ImmutableArray<AuctionSales> Auctions { get; init; } = [];

    /// <summary>What its auctions' margins leave of their sales; null where none sold for a known price.</summary>
    public decimal? Left => Auctions.Any(auction => auction.Left is not null) ? Auctions.Sum(auction => auction.Left ?? 0) : null;

    /// <summary>Rows of the deliveries that recipients took to decide later; null for none.</summary>
    public IReadOnlyList<string>? Queued => Sales.Any(sale => sale.IsQueued) ? [.. RowsOfQueued(Sales)] : null;

    /// <summary>While it is queued, what it hangs on; else null.</summary>
    public StoredStanding? Standing { get; init; }

    /// <summary>A recipient on the way failed technically: what is sold after it is recovered.</summary>
    public bool Technical { get; init; }

    /// <summary>Somebody on the way was sent the lead, whatever came of it.</summary>
    public bool Asked { get; init; }

    /// <summary>The sum of its sales; null when nothing was sold, or for no known price.</summary>
    public decimal? Price => Sales.Any(sale => sale.Price is not null) ? Sales.Sum(sale => sale.Price ?? 0) : null;

    /// <summary>True where the lead has found a place.</summary>
    public bool Placed => Outcome is Outcome.Success or Outcome.Queued;

    /// <summary>This result, reached after another that left the lead without a place. A sale that both tell of is one.</summary>
    public PlanResult After(PlanResult before)
    {
        var added = Sales.ExceptBy(before.Sales.Select(Number), Number).ToList();
        return this with
        {
            Stop = Stop || before.Stop,
            Sales = [.. before.Sales, .. added],
            Recovered = before.Recovered + (before.Technical ? added.Sum(sale => sale.Price ?? 0) : Recovered),
            RecoversLater = [.. before.RecoversLater, .. before.Technical ? RowsOfQueued(added) : RecoversLater],
            Auctions = [.. before.Auctions, .. Auctions],
            Technical = Technical || before.Technical,
            Asked = Asked || before.Asked,
        };
    }

    /// <summary>What members that were tried at once come to, where <paramref name="decided"/> is the one that says the outcome.</summary>
    /// <param name="all">All must have taken the lead, where some take it to decide later; else any.</param>
    public static PlanResult Together(IReadOnlyCollection<PlanResult> members, PlanResult decided, bool all = false) => decided with
    {
        Standing = decided.Outcome == Outcome.Queued ? StoredStanding.Of([.. members.Select(member => member.Standing).OfType<StoredStanding>()], all) : null,
        Stop = members.Any(member => member.Stop),
        Sales = [.. members.SelectMany(member => member.Sales)],
        Recovered = members.Sum(member => member.Recovered),
        RecoversLater = [.. members.SelectMany(member => member.RecoversLater)],
        Auctions = [.. members.SelectMany(member => member.Auctions)],
        Technical = members.Any(member => member.Technical),
        Asked = members.Any(member => member.Asked),
    };

    /// <summary>
    /// Of results without a place the one that says most: where somebody may have the lead, that one; else the last that was tried, else
    /// the last.
    /// </summary>
    public static PlanResult Telling(IReadOnlyList<PlanResult> results) =>
        results.LastOrDefault(result => result.Stop) ?? results.LastOrDefault(result => result.Outcome != Outcome.Skipped) ?? results[^1];

    /// <summary>Rows of the sales that are taken to be decided later.</summary>
    internal static IEnumerable<string> RowsOfQueued(IEnumerable<Sale> sales) => sales.Where(sale => sale.IsQueued)
        .Select(sale => LeadRecords.DeliveryRow(sale.Delivery.Redelivery, sale.Delivery.Number));

    private static int Number(Sale sale) => sale.Delivery.Number;
}
