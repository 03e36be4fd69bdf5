using LeadDelivery.Core.Auctions;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Tests.Leads;
using LeadDelivery.Core.Tests.Pings;

namespace LeadDelivery.Core.Tests.Auctions;

/// <summary>Whole leads through an auction of three bidders.</summary>
public class AuctionTests
{
    private static readonly (string, object)[] Lead = [("zip", "90210"), ("email", "ann@example.com")];

    [Fact]
    public async Task The_best_bid_gets_the_lead_with_its_own_ping_id_at_what_it_bid()
    {
        var desk = new PingDesk().Bid("buyer", 10m).Bid("second", 12m).Bid("third", 11m);

        var lead = await desk.PostAsync(null, Lead);

        Assert.Equal((Outcome.Success, 12m), (lead.Outcome, lead.Price));
        Assert.Equal([("second", """{"email":"ann@example.com","ping":"ping-of-second"}""")], desk.Posts);
        Assert.Equal(
            [("buyer", "lost", 10m, "outbid"), ("second", "won", 12m, null), ("third", "lost", 11m, "outbid")],
            lead.Bids.Select(bid => (bid.Recipient, bid.Outcome, bid.Bid!.Value, bid.Reason)));
    }

    [Fact]
    public async Task A_refused_post_goes_to_the_next_highest_and_so_on()
    {
        var desk = new PingDesk().Bid("buyer", 10m).Bid("second", 12m, LeadDesk.Refuses()).Bid("third", 11m, LeadDesk.Refuses());

        var lead = await desk.PostAsync(null, Lead);

        Assert.Equal(["second", "third", "buyer"], lead.Deliveries.Select(delivery => delivery.Recipient));
        Assert.Equal((Outcome.Success, 10m, 0m), (lead.Outcome, lead.Price, lead.Recovered));
        Assert.Equal(["won", "refused", "refused"], lead.Bids.Select(bid => bid.Outcome));
    }

    [Fact]
    public async Task A_sale_after_a_bidder_that_failed_is_recovered_money()
    {
        var desk = new PingDesk().Bid("buyer", 10m).Bid("second", 12m, LeadDesk.NotSent());

        var lead = await desk.PostAsync(null, Lead);

        Assert.Equal((Outcome.Success, 10m, 10m), (lead.Outcome, lead.Price, lead.Recovered));
        Assert.Equal(["won", "error", "no_bid"], lead.Bids.Select(bid => bid.Outcome));
    }

    [Theory]
    [InlineData(1, new[] { "second" }, 12)]
    [InlineData(2, new[] { "second", "third" }, 23)]
    [InlineData(3, new[] { "buyer", "second", "third" }, 33)]
    [InlineData(5, new[] { "buyer", "second", "third" }, 33)]
    public async Task As_many_as_the_auction_allows_buy_the_best_first(int winners, string[] buyers, int price)
    {
        var desk = new PingDesk(auction => auction with { Winners = winners }).Bid("buyer", 10m).Bid("second", 12m).Bid("third", 11m);

        var lead = await desk.PostAsync(null, Lead);

        Assert.Equal(price, lead.Price);
        Assert.Equal(buyers, desk.Posts.Select(post => post.Recipient).Order());
    }

    [Fact]
    public async Task A_winner_that_refuses_is_replaced_and_no_more_than_the_winners_buy()
    {
        var desk = new PingDesk(auction => auction with { Winners = 2 })
            .Bid("buyer", 10m).Bid("second", 12m, LeadDesk.Refuses()).Bid("third", 11m);

        var lead = await desk.PostAsync(null, Lead);

        Assert.Equal(["buyer", "third"], lead.Deliveries.Where(d => d.Outcome == Outcome.Success).Select(d => d.Recipient).Order());
        Assert.Equal((Outcome.Success, 21m), (lead.Outcome, lead.Price));
    }

    [Fact]
    public async Task A_lead_is_sold_to_one_alone_where_that_brings_more_than_sharing_it()
    {
        var desk = Exclusive("third", "30").Bid("buyer", 10m).Bid("second", 12m).Bid("third", 11m);

        var lead = await desk.PostAsync(null, Lead);

        Assert.Equal((Outcome.Success, 30m), (lead.Outcome, lead.Price));
        Assert.Equal("third", Assert.Single(desk.Posts).Recipient);
    }

    [Fact]
    public async Task A_lead_that_its_only_buyer_refuses_is_shared_by_the_others()
    {
        var desk = Exclusive("third", "30").Bid("buyer", 10m).Bid("second", 12m).Bid("third", 11m, LeadDesk.Refuses());

        var lead = await desk.PostAsync(null, Lead);

        Assert.Equal(["third", "second", "buyer"], lead.Deliveries.OrderBy(d => d.Outcome == Outcome.Success).ThenByDescending(d => d.Price).Select(d => d.Recipient));
        Assert.Equal((Outcome.Success, 22m), (lead.Outcome, lead.Price));
    }

    [Fact]
    public async Task Sharing_that_brings_as_much_is_preferred()
    {
        var desk = Exclusive("third", "23").Bid("buyer", 10m).Bid("second", 12m).Bid("third", 11m);

        Assert.Equal(23m, (await desk.PostAsync(null, Lead)).Price);
        Assert.Equal(2, desk.Posts.Count);
    }

    [Fact]
    public async Task Bids_below_the_floor_do_not_count()
    {
        var desk = new PingDesk(auction => auction with { MinBid = LeadDesk.Template("11") }).Bid("buyer", 10.99m).Bid("third", 11m, LeadDesk.Refuses());

        var lead = await desk.PostAsync(null, Lead);

        Assert.Equal("third", Assert.Single(lead.Deliveries).Recipient);
        Assert.Equal(["below_minimum", "no_bid", "refused"], lead.Bids.Select(bid => bid.Outcome));
    }

    [Fact]
    public async Task A_fixed_price_bids_against_those_that_are_asked()
    {
        var desk = new PingDesk().Bid("buyer", 10m).Bid("second", 12m);
        desk.Desk.Recipients = desk.Desk.Recipients.SetItem(
            "third", desk.Desk.Recipients["third"] with { Ping = null, Price = LeadDesk.Template("12.50") });
        desk.Bid("third", 0m);

        var lead = await desk.PostAsync(null, Lead);

        Assert.Equal(("third", 12.50m), (Assert.Single(lead.Deliveries).Recipient, lead.Price));
        Assert.Equal(2, desk.Asked);
    }

    [Fact]
    public async Task Equal_bids_go_by_the_files_order()
    {
        var desk = new PingDesk().Bid("third", 11m).Bid("second", 11m);

        Assert.Equal("second", Assert.Single((await desk.PostAsync(null, Lead)).Deliveries).Recipient);
    }

    [Fact]
    public async Task Nobody_bids_and_the_lead_ends_as_a_failure_in_the_first_bidders_words()
    {
        var lead = await new PingDesk().PostAsync(null, Lead);

        Assert.Equal((Outcome.Failure, "refused", 0), (lead.Outcome, lead.Reason, lead.Deliveries.Length));
    }

    [Fact]
    public async Task Nobody_buys_and_the_fallback_does()
    {
        var desk = new PingDesk(auction => auction with { Fallback = LeadDesk.Deliver("crm", path: "plan.auction.fallback") });
        desk.Bid("buyer", 10m, LeadDesk.Refuses()).Bid("crm", 0m, LeadDesk.Accepts());

        var lead = await desk.PostAsync(null, Lead);

        Assert.Equal([("buyer", Outcome.Failure), ("crm", Outcome.Success)], lead.Deliveries.Select(d => (d.Recipient, d.Outcome)));
        Assert.Equal(Outcome.Success, lead.Outcome);
    }

    [Fact]
    public async Task A_buyer_that_may_have_it_and_forbids_others_ends_the_auction()
    {
        var desk = new PingDesk(auction => auction with { Fallback = LeadDesk.Deliver("crm", path: "plan.auction.fallback") })
            .Bid("buyer", 10m).Bid("second", 12m, LeadDesk.Unanswered());
        desk.Desk.Recipients = desk.Desk.Recipients.SetItem(
            "second", desk.Desk.Recipients["second"] with { Unanswered = UnansweredPolicy.Stop });

        var lead = await desk.PostAsync(null, Lead);

        Assert.Equal(Outcome.Error, lead.Outcome);
        Assert.Equal("second", Assert.Single(desk.Posts).Recipient);
    }

    [Theory]
    [InlineData("second")]
    [InlineData("first; SECOND ")]
    [InlineData("a9f0e61a137d86aa9db53465e0801612")]
    [InlineData("352f7829a2384b001cc12b0c2613c756454a1f6a")]
    [InlineData("a9f0e61a137d86aa9db53465e0801612,16367aacb67a4a017c8da8ab95682ccb390863780f7114dda0a0e0c55644c7c4")]
    public async Task A_buyer_that_the_source_has_sold_to_is_not_asked(string soldTo)
    {
        var desk = new PingDesk(auction => auction with { Exclude = "sold_to" }).Bid("buyer", 10m).Bid("second", 12m);

        var lead = await desk.PostAsync(null, [.. Lead, ("sold_to", soldTo)]);

        Assert.Equal(("buyer", "excluded"), (Assert.Single(lead.Deliveries).Recipient, lead.Bids[1].Outcome));
        Assert.Equal(2, desk.Asked);
    }

    [Fact]
    public async Task Every_ping_and_what_became_of_it_is_in_the_ledger()
    {
        var desk = new PingDesk().Bid("buyer", 10m).Bid("second", 12m);

        var lead = await desk.PostAsync(null, Lead);

        var events = (await desk.Desk.Reader.EventsAsync(lead.LeadId, CancellationToken.None))!;
        Assert.Equal(3, events.Count(entry => entry.Type == "auction.ping"));
        Assert.Single(events, entry => entry.Type == "auction.closed");
        Assert.DoesNotContain(desk.Desk.Workflows.Messages, message => message.Contains("ping-of-", StringComparison.Ordinal));
    }

    [Fact]
    public void Choice_brings_as_much_as_the_best_of_all_choices()
    {
        var random = new Random(20261121);
        for (var round = 0; round < 20_000; round++)
        {
            var winners = random.Next(1, 4);
            RankedBid[] bids =
            [
                .. Enumerable.Range(0, random.Next(0, 6))
                    .Select(at => new RankedBid(at, $"bid/{at}", Money(random), winners > 1 ? Money(random) : null, null))
                    .OrderByDescending(bid => bid.Price ?? 0),
            ];
            var best = Math.Max(
                Subsets(bids).Where(chosen => chosen.Count <= winners && chosen.All(bid => bid.Price is not null))
                    .Select(chosen => chosen.Sum(bid => bid.Price!.Value)).DefaultIfEmpty(0).Max(),
                bids.Select(bid => bid.Exclusive ?? 0).DefaultIfEmpty(0).Max());

            Assert.Equal(best, SaleChoice.Revenue(bids, winners));
        }
    }

    [Theory]
    [InlineData("0.2", true, "12.55", "10.04")]
    [InlineData("0.333", true, "10", "6.67")]
    [InlineData("2.50", false, "10", "7.50")]
    [InlineData("20", false, "10", "0")]
    [InlineData("0", false, "10.129", "10.12")]
    public void Price_to_the_source_leaves_the_margin(string amount, bool isShare, string price, string expected) => Assert.Equal(
        decimal.Parse(expected, System.Globalization.CultureInfo.InvariantCulture),
        new Margin(decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture), isShare)
            .PriceToSource(decimal.Parse(price, System.Globalization.CultureInfo.InvariantCulture)));

    private static PingDesk Exclusive(string recipient, string price)
    {
        var desk = new PingDesk(auction => auction with { Winners = 2 });
        desk.Desk.Recipients = desk.Desk.Recipients.SetItem(
            recipient, desk.Desk.Recipients[recipient] with { ExclusivePrice = LeadDesk.Template(price) });
        return desk;
    }

    private static decimal? Money(Random random) => random.Next(4) == 0 ? null : random.Next(1, 5000) / 100m;

    private static IEnumerable<List<RankedBid>> Subsets(RankedBid[] bids) =>
        Enumerable.Range(0, 1 << bids.Length).Select(mask => bids.Where((_, at) => (mask & (1 << at)) != 0).ToList());
}
