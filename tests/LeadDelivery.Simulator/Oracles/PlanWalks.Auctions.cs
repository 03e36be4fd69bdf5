using LeadDelivery.Core.Delivery;
using LeadDelivery.Simulator.Running;
using LeadDelivery.Simulator.Worlds;

namespace LeadDelivery.Simulator.Oracles;

// Auctions: who is posted to has bid enough, and who bids more is asked first.
internal sealed partial class PlanWalks
{
    private void Auction(PlanSpec node, bool once)
    {
        var bidders = node.Bidders.ToList();
        var sold = bidders.Count(IsPlaced);
        if (sold > node.Winners)
        {
            Wrong($"was sold to {sold} bidders, {node.Winners} are allowed");
        }

        if (once && sold > 0 && node.HasFallback && IsTouched(node.Members[^1]))
        {
            Wrong("was sold in an auction and went to its fallback all the same");
        }

        foreach (var bidder in bidders)
        {
            foreach (var post in _lines.TryGetValue(bidder.Buyer!, out var line) ? _book.Of(line) : [])
            {
                Post(node, _world.Buyer(bidder.Buyer!), post);
            }
        }

        if (once && _redelivery == 0 && _run.Crashed.Count == 0)
        {
            InOrderOfBids(node, bidders);
        }
    }

    private void Post(PlanSpec node, BuyerSpec buyer, SeenRequest post)
    {
        var bid = buyer.IsPinged ? SimulatedBuyers.BidOf(_world, buyer, _book.Spec.Number) : buyer.QuotesPrice ? null : buyer.Price;
        if (bid is null || bid < node.MinBid)
        {
            Wrong($"was posted to {buyer.Id}, who bids {bid}");
        }

        if (buyer.IsPinged && Pings(buyer.Id).All(ping => ping.Id != post.PingId || ping.AnsweredAt is null || ping.AnsweredAt > post.SentAt))
        {
            Wrong($"was posted to {buyer.Id} with ping id {post.PingId}, which is no bid of it");
        }
    }

    // Open when it was pinged, closed by a cap when its post was due: others may have bought meanwhile.
    private bool HasClosed(BuyerSpec buyer) => _lines.GetValueOrDefault(buyer.Id) is { Outcome: Outcome.Skipped };

    // Who bids more, and said so in time, is asked first.
    private void InOrderOfBids(PlanSpec node, List<PlanSpec> bidders)
    {
        var posts = bidders.Select(bidder => _world.Buyer(bidder.Buyer!)).Where(buyer => buyer.IsPinged).Select(buyer => (
            Buyer: buyer,
            Bid: SimulatedBuyers.BidOf(_world, buyer, _book.Spec.Number),
            Ping: Pings(buyer.Id).FirstOrDefault(ping => ping.AnsweredAt < ping.SentAt.AddMilliseconds(node.DeadlineMs - 1)),
            First: Requests(PlanSpec.Deliver(buyer.Id)).Where(request => request.Buyer == buyer.Id).Select(request => (DateTimeOffset?)request.SentAt).FirstOrDefault())).ToList();
        foreach (var better in posts.Where(post => post.Ping is not null && post.Bid >= node.MinBid && post.Buyer.BidHolds is null && !HasClosed(post.Buyer)))
        {
            // A redelivery pings anew: what is bid then comes too late for this walk's posts.
            foreach (var worse in posts.Where(post => post.Bid < better.Bid && post.First > better.Ping!.SentAt))
            {
                if (node.Winners == 1 && (better.First is null || better.First > worse.First))
                {
                    Wrong($"went to {worse.Buyer.Id} for {worse.Bid} before {better.Buyer.Id} who bids {better.Bid}");
                }
            }
        }
    }

    private IEnumerable<SeenPing> Pings(string buyer) =>
        _run.Buyers.Pings.Where(ping => ping.Buyer == buyer && ping.Key.StartsWith(_book.Id, StringComparison.Ordinal));
}
