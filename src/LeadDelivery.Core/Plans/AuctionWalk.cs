using LeadDelivery.Core.Auctions;
using LeadDelivery.Core.Delivery;

namespace LeadDelivery.Core.Plans;

/// <summary>
/// The sale after a ping round: to one bidder exclusively where that brings most, else to as many as the auction allows, the best bids
/// first. Never more posts are under way than sales are still wanted.
/// </summary>
internal sealed class AuctionWalk(PlanWalk walk, Auction auction, int round, PingOutput pings)
{
    private readonly List<RankedBid> _open = [.. pings.Bids];
    private readonly List<(Task<PlanResult> Post, RankedBid Bid)> _posts = [];
    private readonly List<PlanResult> _ended = [];
    private readonly HashSet<string> _buyers = new(StringComparer.Ordinal);
    private int _sold;

    /// <summary>Runs it, and records what became of the bids.</summary>
    public async Task<PlanResult> RunAsync()
    {
        if (_open.Count == 0)
        {
            return new(pings.Unsold, pings.Decided) { Technical = pings.Unsold == Outcome.Error };
        }

        var result = await SellExclusivelyAsync() ?? await SellSharedAsync();
        await walk.CloseAuctionAsync(auction, round);
        return result;
    }

    // Null: nobody is to have it alone (any more).
    private async Task<PlanResult?> SellExclusivelyAsync()
    {
        while (walk.Closed is null && SaleChoice.Exclusive(_open, auction.Winners) is { } best)
        {
            _open.Remove(best);
            if (await PostAsync(best, exclusive: true) is { } result)
            {
                _ended.Add(result);
                if (result.Placed || result.Stop)
                {
                    return Whole();
                }
            }
        }

        return null;
    }

    private async Task<PlanResult> SellSharedAsync()
    {
        while (true)
        {
            while (walk.Closed is null && _sold + _posts.Count < auction.Winners && Next() is { } bid)
            {
                _posts.Add((PostAsync(bid, exclusive: false), bid));
            }

            if (_posts.Count == 0)
            {
                return Whole();
            }

            var first = await Task.WhenAny(_posts.Select(post => post.Post));
            _posts.RemoveAll(post => post.Post == first);
            var result = await first;
            _ended.Add(result);
            _sold += result.Placed ? 1 : 0;
            _buyers.UnionWith(result.Sales.Select(sale => sale.Delivery.Recipient));
        }
    }

    private RankedBid? Next()
    {
        // Who bought in another's place, as its backup, is not asked again; who bids for the lead alone does not share it.
        var next = _open.Find(bid => bid.Price is not null && !_buyers.Contains(auction.Bidders[bid.Bidder].Recipient));
        if (next is not null)
        {
            _open.Remove(next);
        }

        return next;
    }

    private Task<PlanResult> PostAsync(RankedBid bid, bool exclusive)
    {
        var bidder = auction.Bidders[bid.Bidder];
        var offer = new Offer(bidder.Recipient, bidder.Path, bid.Row, exclusive);
        return bid.HasExpired(walk.Context.UtcNow)
            ? walk.SkipAsync(offer, "bid expired before the post")
            : walk.OfferAsync(offer);
    }

    // One after another they were asked as the better ones refused, so what the later ones paid after a failure is recovered.
    private PlanResult Whole()
    {
        if (_ended.Count == 0)
        {
            return new(Outcome.Skipped);
        }

        var whole = _ended[0];
        foreach (var result in _ended.Skip(1))
        {
            whole = result.After(whole);
        }

        var decided = _ended.Find(result => result.Outcome == Outcome.Success) ?? _ended.Find(result => result.Placed)
            ?? PlanResult.Telling(_ended);
        return whole with { Outcome = decided.Outcome, Decided = decided.Decided };
    }
}
