using System.Collections.Immutable;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Plans;

namespace LeadDelivery.Core.Auctions;

/// <summary>Puts bids in order: what they pay decides, then the auction's rule for ties.</summary>
internal static class BidRanking
{
    /// <summary>The offers, best first.</summary>
    /// <param name="lot">Decides ties by lot: one lead at one auction.</param>
    /// <param name="row">Where a bidder's bid is stored.</param>
    public static ImmutableArray<RankedBid> Of(IEnumerable<AuctionBid> bids, TieRule tie, string lot, Func<int, string> row) =>
    [
        .. bids.Where(bid => bid.Status == BidStatus.Offered)
            .OrderByDescending(bid => bid.Price ?? 0)
            .ThenBy(bid => tie switch
            {
                TieRule.Random => StableFraction.Of(lot, bid.Bidder),

                // In the milliseconds that are stored: who won a source's ping wins the post after it.
                TieRule.Fastest => (long)bid.Duration.TotalMilliseconds,
                _ => 0,
            })
            .ThenBy(bid => bid.Bidder)
            .Select(bid => new RankedBid(bid.Bidder, row(bid.Bidder), bid.Price, bid.Exclusive, bid.Expires?.ToUnixTimeMilliseconds())),
    ];

    /// <summary>What the auction comes to where nobody offers: somebody said no, else something failed, else nobody was asked.</summary>
    public static (Outcome Outcome, int? Bidder) Unsold(IReadOnlyList<AuctionBid> bids)
    {
        var no = bids.FirstOrDefault(bid => bid.Status is BidStatus.NoBid or BidStatus.BelowMinimum or BidStatus.Duplicate);
        var trouble = bids.FirstOrDefault(bid => bid.Status is BidStatus.Timeout or BidStatus.Error);
        return no is not null ? (Outcome.Failure, no.Bidder)
            : trouble is not null ? (Outcome.Error, trouble.Bidder)
            : (Outcome.Skipped, bids.Count > 0 ? bids[0].Bidder : null);
    }
}
