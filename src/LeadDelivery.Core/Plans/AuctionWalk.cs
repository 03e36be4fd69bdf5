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
    private readonly List<Post> _posts = [];
    private readonly List<PlanResult> _ended = [];
    private readonly HashSet<string> _buyers = new(StringComparer.Ordinal);
    private int _sold;
    private bool _isSoldAlone;
    private bool _hadTrouble;
    private decimal _recovered;
    private readonly List<string> _recoversLater = [];

    /// <summary>Runs it, and records what became of the bids.</summary>
    public async Task<PlanResult> RunAsync()
    {
        if (_open.Count == 0)
        {
            return new(pings.Unsold, pings.Decided) { Technical = pings.Unsold == Outcome.Error };
        }

        do
        {
            await PostAsync();
        }
        while (await EndAsync());

        await walk.CloseAuctionAsync(auction, round);
        return Whole();
    }

    // As many posts as sales are still wanted; who is to have the lead alone is asked while nobody else has it or is asked.
    private async Task PostAsync()
    {
        while (walk.Closed is null && !_isSoldAlone && !_posts.Exists(post => post.Exclusive) && _sold + _posts.Count < auction.Winners)
        {
            await SkipExpiredAsync();
            var alone = _sold + _posts.Count == 0 ? SaleChoice.Exclusive(_open, auction.Winners) : null;
            if ((alone ?? Next()) is not { } bid)
            {
                return;
            }

            _open.Remove(bid);
            var exclusive = alone is not null;
            _posts.Add(new(walk.OfferAsync(Offer(bid, exclusive)), exclusive, _hadTrouble));
        }
    }

    // False: no post was under way.
    private async Task<bool> EndAsync()
    {
        if (_posts.Count == 0)
        {
            return false;
        }

        var first = await Task.WhenAny(_posts.Select(post => post.Task));
        var post = _posts.Find(post => post.Task == first)!;
        _posts.Remove(post);
        var result = await first;
        _ended.Add(result);
        _sold += result.Placed ? 1 : 0;
        _isSoldAlone |= result.Placed && post.Exclusive;
        _hadTrouble |= result.Technical && !result.Placed;
        _recoversLater.AddRange(post.FollowsTrouble ? PlanResult.RowsOfQueued(result.Sales) : result.RecoversLater);
        _recovered += post.FollowsTrouble ? result.Price ?? 0 : result.Recovered;
        _buyers.UnionWith(result.Sales.Select(sale => sale.Delivery.Recipient));
        return true;
    }

    private async Task SkipExpiredAsync()
    {
        foreach (var bid in _open.FindAll(bid => bid.HasExpired(walk.Context.UtcNow)))
        {
            _open.Remove(bid);
            _ended.Add(await walk.SkipAsync(Offer(bid, exclusive: false), RankedBid.Expired));
        }
    }

    // Who bought in another's place, as its backup, is not asked again; who bids for the lead alone does not share it.
    private RankedBid? Next() => _open.Find(bid => bid.Price is not null && !_buyers.Contains(auction.Bidders[bid.Bidder].Recipient));

    private Offer Offer(RankedBid bid, bool exclusive)
    {
        var bidder = auction.Bidders[bid.Bidder];
        return new(bidder.Recipient, bidder.Path, bid.Row, exclusive);
    }

    private PlanResult Whole()
    {
        if (_ended.Count == 0)
        {
            // Its race or window was over before the first post.
            return new(Outcome.Skipped);
        }

        var decided = _ended.Find(result => result.Outcome == Outcome.Success) ?? _ended.Find(result => result.Placed)
            ?? PlanResult.Telling(_ended);
        return PlanResult.Together(_ended, decided) with { Recovered = _recovered, RecoversLater = [.. _recoversLater] };
    }

    /// <summary>A post under way.</summary>
    /// <param name="FollowsTrouble">It was begun because a better bidder's had failed technically: what it earns is recovered.</param>
    private sealed record Post(Task<PlanResult> Task, bool Exclusive, bool FollowsTrouble);
}
