using LeadDelivery.Core.Auctions;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Ports;

namespace LeadDelivery.Core.Leads;

/// <summary>An auction that sold a lead whose source pinged and posted in one call.</summary>
/// <param name="Margin">What is kept of the price: an amount, or a share.</param>
/// <param name="IsShare">True for a share.</param>
/// <param name="Sales">Rows of the deliveries it sold by; of one that a review has sent on, what the rows of that redelivery begin with.</param>
public sealed record StoredShare(decimal Margin, bool IsShare, IReadOnlyList<string> Sales);

/// <summary>What a source is told and paid once buyers have decided who took its lead to decide later.</summary>
/// <param name="Cost">What the lead costs where no auction sold it after all.</param>
public sealed record StoredShares(decimal? Cost, IReadOnlyList<StoredShare> Auctions)
{
    /// <summary>The same where a review has sent the lead on: what that redelivery brings is one price, and in the place of the review's.</summary>
    public StoredShares SentOn(IReadOnlyCollection<string> reviews, int redelivery)
    {
        var sent = false;
        return this with { Auctions = [.. Auctions.Select(Replace)] };

        StoredShare Replace(StoredShare auction)
        {
            var kept = auction.Sales.Where(row => !reviews.Contains(row)).ToList();
            if (kept.Count < auction.Sales.Count && !sent)
            {
                sent = true;
                kept.Add(LeadRecords.RedeliveryPrefix(redelivery));
            }

            return auction with { Sales = kept };
        }
    }
}

/// <summary>What the margins of auctions leave a source of prices that become known after its lead has ended.</summary>
internal static class SourceShare
{
    /// <summary>
    /// The summary with what its source is told and paid by the deliveries as they stand: what is known so far while a buyer of an auction
    /// has not decided, and the lead's cost where none of them bought. Comes to the same however often it is done.
    /// </summary>
    /// <param name="instead">Deliveries that stand otherwise from now on, by their rows.</param>
    public static async ValueTask<StoredSummary> SettleAsync(
        IRecordStore records, string lead, StoredSummary summary, IReadOnlyDictionary<string, StoredDelivery> instead, CancellationToken cancellation)
    {
        if (summary.Shares is not { } shares)
        {
            return summary;
        }

        var deliveries = new List<(string Row, StoredDelivery Delivery)>();
        var query = new RecordQuery(LeadRecords.Partition(lead), LeadRecords.DeliveryPrefix, LeadRecords.DeliveryPrefix + "~");
        await foreach (var record in records.QueryAsync(query, cancellation))
        {
            deliveries.Add((record.Row, instead.GetValueOrDefault(record.Row) ?? LeadRecords.Delivery(record)));
        }

        decimal? told = null;
        var isOpen = false;
        foreach (var auction in shares.Auctions)
        {
            var sales = deliveries.Where(each => auction.Sales.Any(row => each.Row.StartsWith(row, StringComparison.Ordinal)))
                .Select(each => each.Delivery).ToList();
            isOpen |= sales.Exists(sale => LeadRecords.OutcomeOf(sale.Outcome) is Outcome.Queued or Outcome.Pending);
            var prices = sales.Where(sale => sale.Outcome == Outcome.Success.Name()).Select(sale => sale.Price).OfType<decimal>().ToList();
            told = prices.Count == 0 ? told : (told ?? 0) + new Margin(auction.Margin, auction.IsShare).PriceToSource(prices.Sum());
        }

        var placed = LeadRecords.OutcomeOf(summary.Outcome) is Outcome.Success or Outcome.Queued;
        return told is not null || isOpen
            ? summary with { Cost = told, Promised = true }
            : summary with { Cost = placed ? shares.Cost : null, Promised = false };
    }
}
