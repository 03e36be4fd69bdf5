using FsCheck;
using FsCheck.Fluent;
using LeadDelivery.Core.Auctions;
using LeadDelivery.Core.Tests.Plans;

namespace LeadDelivery.Core.Tests.Auctions;

/// <summary>What holds whatever is bid and whoever refuses.</summary>
public sealed class SalePropertyTests
{
    private static readonly Gen<decimal?> Amount = Gen.Frequency(
        (3, Gen.Choose(1, 6).Select(amount => (decimal?)(amount * 5))), (1, Gen.Constant((decimal?)null)));

    [Fact]
    public void Revenue_of_the_choice_is_the_most_that_any_set_of_buyers_would_bring()
    {
        var bids = Gen.Zip(Amount, Amount).ListOf().Select(list => list.Take(8).Select((bid, at) =>
            new RankedBid(at, $"{at}", bid.Item1, bid.Item2, null)).ToList());
        Check.QuickThrowOnFailure(Prop.ForAll(
            Gen.Zip(bids, Gen.Choose(2, 4)).ToArbitrary(), sale => SaleChoice.Revenue(sale.Item1, sale.Item2) == Best(sale.Item1, sale.Item2)));
    }

    [Fact]
    public void Auction_never_sells_above_its_winners_nor_twice_to_one_and_gives_up_only_when_all_offers_were_tried()
    {
        var bidder = Gen.Zip(Gen.Zip(Amount, Amount), Gen.Elements("accepts", "refuses", "is down", "queues it", "knows it"));
        var cases = Gen.Zip(bidder.ListOf(5), Gen.Zip(Gen.Choose(1, 3), Gen.Choose(0, 3)));
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(300), Prop.ForAll(cases.ToArbitrary(), world =>
        {
            var (bidders, (winners, floor)) = world;
            var (ids, says) = (bidders.Select((_, at) => "abcde"[at]).ToList(), new List<string>());
            foreach (var (((shared, exclusive), post), id) in bidders.Zip(ids))
            {
                var bid = shared is null && exclusive is null ? "does not bid"
                    : shared is null ? $"bids {exclusive} alone"
                    : exclusive is null ? $"bids {shared}" : $"bids {shared} or {exclusive} alone";
                says.AddRange([$"{id} {bid}", $"{id} {post} after {id % 3 + 1}s"]);
            }

            var stage = new PlanStage(
                $"{{ auction: {{ bidders: [{string.Join(", ", ids)}], winners: {winners}, min_bid: {floor * 5} }} }}", string.Join(" · ", says));
            var lead = stage.Deliver();
            var told = $"{string.Join(" · ", says)}, winners {winners}, floor {floor * 5}: {PlanStage.Told(lead)}; {BiddingTests.Bids(lead)}";

            var placed = lead.Deliveries.Where(delivery => delivery.Outcome is Core.Delivery.Outcome.Success or Core.Delivery.Outcome.Queued).ToList();
            Assert.True(placed.Count <= winners, told);
            Assert.True(stage.Sent.Count == stage.Sent.DistinctBy(sent => sent.Recipient).Count(), told);
            Assert.True(lead.Price == (placed.Any(sale => sale.Price is not null) ? placed.Sum(sale => sale.Price ?? 0) : null), told);
            Assert.True(lead.Bids.Count(bid => bid.Outcome == "won") == placed.Count, told);
            var alone = stage.Posts.Zip(stage.Sent).Where(post => post.First.Contains("\"alone\":true", StringComparison.Ordinal))
                .Select(post => post.Second.Recipient).ToList();
            Assert.True(!placed.Any(sale => alone.Contains(sale.Recipient)) || placed.Count == 1, told);
            var bids = lead.Bids.ToDictionary(bid => bid.Recipient, bid => bid.Bid);
            Assert.True(winners > 1 || stage.Sent.Zip(stage.Sent.Skip(1)).All(two => bids[two.First.Recipient] >= bids[two.Second.Recipient]), told);
            if (placed.Count == 0)
            {
                Assert.DoesNotContain(lead.Bids, bid => bid.Outcome == "lost");
            }
            else if (placed.Count < winners && !placed.Any(sale => alone.Contains(sale.Recipient)))
            {
                Assert.True(lead.Bids.All(bid => bid.Outcome != "lost" || bid.Bid is null), told);
            }
        }));
    }

    private static decimal Best(List<RankedBid> bids, int winners)
    {
        var shared = Enumerable.Range(0, 1 << bids.Count)
            .Select(set => bids.Where((_, at) => (set >> at & 1) == 1).ToList())
            .Where(set => set.Count <= winners && set.All(bid => bid.Price is not null))
            .Max(set => set.Sum(bid => bid.Price!.Value));
        return Math.Max(shared, bids.Max(bid => bid.Exclusive) ?? 0);
    }
}
