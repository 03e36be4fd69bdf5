using System.Text;
using LeadDelivery.Core.Auctions;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Leads;
using LeadDelivery.Core.Pings;
using LeadDelivery.Core.Tests.Leads;
using LeadDelivery.Tests.Shared;

namespace LeadDelivery.Core.Tests.Pings;

public class SourcePingTests
{
    private static readonly (string, object) Zip = ("zip", "90210");
    private static readonly (string, object) Email = ("email", "ann@example.com");

    [Fact]
    public async Task A_ping_is_answered_with_the_best_bid_after_the_margin()
    {
        var desk = new PingDesk(auction => auction with { Margin = new Margin(0.2m, true) }).Bid("buyer", 10m).Bid("second", 12.55m);

        var offer = await desk.PingAsync(Zip);

        Assert.Equal((Outcome.Success, 10.04m, null), (offer.Outcome, offer.Price, offer.Reason));
        Assert.Equal(3, desk.Asked);
        Assert.InRange(offer.ExpiresAt!.Value - DateTimeOffset.UtcNow, TimeSpan.FromSeconds(100), TimeSpan.FromSeconds(120));
    }

    [Fact]
    public async Task A_ping_stores_no_lead_and_nothing_of_the_consumer()
    {
        var desk = new PingDesk().Bid("buyer", 10m);

        await desk.PingAsync(("zip", "zip-of-the-consumer"), Email);

        var row = Assert.Single(desk.Desk.Records.All());
        Assert.StartsWith("pings/", row.Partition, StringComparison.Ordinal);
        Assert.DoesNotContain("zip-of-the-consumer", Encoding.UTF8.GetString(row.Body.Span), StringComparison.Ordinal);
        Assert.DoesNotContain("ann@example.com", Encoding.UTF8.GetString(row.Body.Span), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_post_goes_to_the_bidder_that_won_with_its_own_ping_id_and_asks_nobody_again()
    {
        var desk = new PingDesk().Bid("buyer", 10m).Bid("second", 12m).Bid("third", 11m);
        var offer = await desk.PingAsync(Zip);

        var lead = await desk.PostAsync(offer.PingId, Zip, Email);

        Assert.Equal((Outcome.Success, 12m, 12m), (lead.Outcome, lead.Price, lead.Cost));
        Assert.Equal([("second", """{"email":"ann@example.com","ping":"ping-of-second"}""")], desk.Posts);
        Assert.Equal(3, desk.Asked);
        Assert.Equal([("buyer", "lost"), ("second", "won"), ("third", "lost")], lead.Bids.Select(bid => (bid.Recipient, bid.Outcome)));
    }

    [Fact]
    public async Task A_post_that_names_its_ping_in_the_body_is_the_same()
    {
        var desk = new PingDesk().Bid("third", 11m);
        var offer = await desk.PingAsync(Zip);

        var lead = await desk.PostAsync(null, Zip, Email, ("ping_id", offer.PingId));

        Assert.Equal("third", Assert.Single(lead.Deliveries).Recipient);
        Assert.Equal(3, desk.Asked);
    }

    [Fact]
    public async Task A_refused_post_goes_on_to_the_next_highest_bid_of_the_same_ping()
    {
        var desk = new PingDesk().Bid("buyer", 10m).Bid("second", 12m, LeadDesk.Refuses()).Bid("third", 11m);
        var offer = await desk.PingAsync(Zip);

        var lead = await desk.PostAsync(offer.PingId, Zip, Email);

        Assert.Equal([("second", Outcome.Failure), ("third", Outcome.Success)], lead.Deliveries.Select(d => (d.Recipient, d.Outcome)));
        Assert.Equal((11m, 12m), (lead.Price, lead.Cost));
        Assert.Equal(3, desk.Asked);
    }

    [Fact]
    public async Task A_lead_that_nobody_took_costs_nothing_of_what_was_promised()
    {
        var desk = new PingDesk().Bid("buyer", 10m, LeadDesk.Refuses());
        var offer = await desk.PingAsync(Zip);

        var lead = await desk.PostAsync(offer.PingId, Zip, Email);

        Assert.Equal((Outcome.Failure, null, null), (lead.Outcome, lead.Price, lead.Cost));
    }

    [Fact]
    public async Task A_ping_is_used_once_even_by_many_posts_at_the_same_moment()
    {
        var desk = new PingDesk().Bid("buyer", 10m);
        var offer = await desk.PingAsync(Zip);

        var posts = await Task.WhenAll(Enumerable.Range(0, 16).Select(n => Task.Run(
            () => desk.PostAsync(offer.PingId, Zip, ("email", $"ann{n}@example.com")))));

        Assert.Single(posts, lead => lead.Outcome == Outcome.Success);
        Assert.All(posts.Where(lead => lead.Outcome != Outcome.Success), lead => Assert.Equal((Outcome.Failure, "ping used"), (lead.Outcome, lead.Reason)));
        Assert.Single(desk.Posts);
    }

    [Fact]
    public async Task An_expired_ping_is_refused_by_name_and_asks_nobody()
    {
        var desk = new PingDesk(promise: new PingPromise { Expires = TimeSpan.Zero }).Bid("buyer", 10m);
        var offer = await desk.PingAsync(Zip);

        var lead = await desk.PostAsync(offer.PingId, Zip, Email);

        Assert.Equal((Outcome.Failure, "ping expired"), (lead.Outcome, lead.Reason));
        Assert.Empty(desk.Posts);
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("01JD0000000000000000000000")]
    [InlineData("../../leads")]
    public async Task An_unknown_ping_is_refused_by_name(string ping)
    {
        var desk = new PingDesk().Bid("buyer", 10m);

        var lead = await desk.PostAsync(ping, Zip, Email);

        Assert.Equal((Outcome.Failure, "ping unknown"), (lead.Outcome, lead.Reason));
        Assert.Empty(desk.Posts);
    }

    [Fact]
    public async Task Another_sources_ping_is_unknown()
    {
        var desk = new PingDesk().Bid("buyer", 10m);
        var offer = await desk.PingAsync(Zip);
        desk.Desk.Source = desk.Desk.Source with { Id = "somebody-else" };

        var lead = await desk.PostAsync(offer.PingId, Zip, Email);

        Assert.Equal("ping unknown", lead.Reason);
    }

    [Fact]
    public async Task A_post_that_differs_from_its_ping_is_refused_with_the_names_of_the_fields_and_may_be_mended()
    {
        var desk = new PingDesk().Bid("buyer", 10m);
        var offer = await desk.PingAsync(Zip, ("state", "CA"));

        var wrong = await desk.PostAsync(offer.PingId, ("zip", "10001"), Email);
        var mended = await desk.PostAsync(offer.PingId, Zip, ("state", "ca"), Email);

        Assert.Equal((Outcome.Failure, "ping mismatch: state, zip"), (wrong.Outcome, wrong.Reason));
        Assert.Equal(Outcome.Success, mended.Outcome);
    }

    [Fact]
    public async Task Only_the_fields_that_the_flow_names_must_match()
    {
        var desk = new PingDesk(promise: new PingPromise { Match = ["zip"] }).Bid("buyer", 10m);
        var offer = await desk.PingAsync(Zip, ("click", "1"));

        Assert.Equal(Outcome.Success, (await desk.PostAsync(offer.PingId, Zip, ("click", "2"), Email)).Outcome);
    }

    [Fact]
    public async Task What_a_ping_does_not_show_yet_does_not_refuse_it_and_what_it_shows_does()
    {
        var rules = new AcceptRules
        {
            Fields =
            [
                new FieldRule("email", "email", Required: true, null, null),
                new FieldRule("amount", "number", Required: true, 100, null),
            ],
            When = LeadDesk.Parse("age >= 18"),
        };
        var desk = new PingDesk(accept: rules).Bid("buyer", 10m);

        Assert.Equal(Outcome.Success, (await desk.PingAsync(Zip, ("amount", 500))).Outcome);
        Assert.Equal("amount: below 100", (await desk.PingAsync(Zip, ("amount", 50))).Reason);
        Assert.Equal("does not satisfy: age >= 18", (await desk.PingAsync(Zip, ("amount", 500), ("age", 17))).Reason);
    }

    [Fact]
    public async Task A_ping_that_nobody_bids_on_is_a_failure_without_a_price()
    {
        var offer = await new PingDesk(auction => auction with { MinBid = LeadDesk.Template("20") }).Bid("buyer", 10m).PingAsync(Zip);

        Assert.Equal((Outcome.Failure, "no bid", null, null), (offer.Outcome, offer.Reason, offer.Price, offer.ExpiresAt));
    }

    [Fact]
    public async Task A_post_to_a_refused_ping_is_unknown()
    {
        var desk = new PingDesk();
        var offer = await desk.PingAsync(Zip);

        Assert.Equal("ping unknown", (await desk.PostAsync(offer.PingId, Zip, Email)).Reason);
    }

    [Fact]
    public async Task A_shared_lead_is_offered_at_what_all_its_winners_pay()
    {
        var desk = new PingDesk(auction => auction with { Winners = 2 }).Bid("buyer", 10m).Bid("second", 12m).Bid("third", 11m);
        var offer = await desk.PingAsync(Zip);

        var lead = await desk.PostAsync(offer.PingId, Zip, Email);

        Assert.Equal((23m, 23m), (offer.Price, lead.Price));
        Assert.Equal(["second", "third"], lead.Deliveries.Select(delivery => delivery.Recipient).Order());
    }

    [Fact]
    public async Task A_flow_without_an_auction_answers_no_pings()
    {
        var desk = new PingDesk();
        desk.Desk.Flow = LeadDesk.MakeFlow(LeadDesk.Deliver("buyer"));

        Assert.Null(await desk.TryAsync(test: false, Zip));
        Assert.Equal(Outcome.Success, (await PostWithoutAuctionAsync(desk)).Outcome);
    }

    [Fact]
    public async Task A_ping_holds_though_its_flow_has_no_auction_any_more()
    {
        var desk = new PingDesk().Bid("buyer", 10m).Bid("second", 12m);
        var offer = await desk.PingAsync(Zip);
        desk.Desk.Reload(LeadDesk.MakeFlow(LeadDesk.Deliver("buyer")));

        var lead = await desk.PostAsync(offer.PingId, Zip, Email);

        Assert.Equal((Outcome.Success, 12m, "second"), (lead.Outcome, lead.Cost, Assert.Single(lead.Deliveries).Recipient));
        Assert.Equal("ping used", (await desk.PostAsync(null, Zip, Email, ("ping_id", offer.PingId))).Reason);
    }

    [Fact]
    public async Task A_flow_without_an_auction_knows_no_ping_that_a_parameter_names_and_takes_a_field_of_that_name_as_one_of_the_leads()
    {
        var desk = new PingDesk().Bid("buyer", 10m);
        desk.Desk.Flow = LeadDesk.MakeFlow(LeadDesk.Deliver("buyer"));

        Assert.Equal("ping unknown", (await desk.PostAsync("01JD0000000000000000000000", Zip, Email)).Reason);
        Assert.Equal(Outcome.Success, (await desk.PostAsync(null, Zip, Email, ("ping_id", "of-somebody-else"))).Outcome);
    }

    [Theory]
    [InlineData("buyer bids", "success", "10", "8.00")]
    [InlineData("nobody bids", "success", "7", "15")]
    public async Task A_full_call_is_paid_what_the_margin_leaves_where_the_auction_sells_and_its_cost_where_others_do(
        string bids, string outcome, string price, string cost)
    {
        var desk = new PingDesk(auction => auction with
        {
            Margin = new Margin(0.2m, true),
            Bidders = auction.Bidders.RemoveAt(2),
            Fallback = LeadDesk.Deliver("third", path: "plan.auction.fallback"),
        }).Bid("second", 30m, LeadDesk.Refuses());
        desk.Desk.Source = desk.Desk.Source with { Cost = LeadDesk.Template("15") };
        desk.Bid("third", 0m, LeadDesk.Answer(200, """{"status":"accepted","price":7}"""));
        if (bids == "buyer bids")
        {
            desk.Bid("buyer", 10m);
        }

        var lead = await desk.FullAsync(Zip, Email);

        Assert.Equal((outcome, decimal.Parse(price), decimal.Parse(cost)), (lead.Outcome.Name(), lead.Price, lead.Cost));
        Assert.Equal(bids == "buyer bids", lead.IsPromised);
    }

    [Fact]
    public async Task A_full_call_that_nobody_took_costs_nothing()
    {
        var desk = new PingDesk().Bid("buyer", 10m, LeadDesk.Refuses());

        var lead = await desk.FullAsync(Zip, Email);

        Assert.Equal((Outcome.Failure, null), (lead.Outcome, lead.Price));
    }

    [Fact]
    public async Task A_test_ping_is_not_taken_up_by_a_live_post()
    {
        var desk = new PingDesk().Bid("buyer", 10m);
        desk.Desk.Source = desk.Desk.Source with { TestAccept = LeadDesk.Parse("zip == 'test'") };
        var offer = (await desk.TryAsync(test: false, ("zip", "test")))!;

        Assert.Equal((Outcome.Success, 1.00m), (offer.Outcome, offer.Price));
        Assert.Equal(0, desk.Asked);
        var lead = await desk.PostAsync(offer.PingId, Zip, Email);
        Assert.Contains("ping unknown", lead.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pings_are_counted_by_source_and_flow_and_become_numbers_once_they_have_expired()
    {
        var desk = new PingDesk().Bid("buyer", 10m);
        var offer = await desk.PingAsync(Zip);
        await desk.PingAsync(Zip);
        await desk.PostAsync(offer.PingId, Zip, Email);
        desk.Bids.Clear();
        await desk.PingAsync(Zip);
        await desk.TryAsync(test: true, Zip);
        var now = DateTimeOffset.UtcNow;
        var time = new ManualTimeProvider(now.AddHours(30));
        var counts = new PingCounts(desk.Desk.Records, desk.Desk.Keys, time);
        var expected = new StoredPingCount("partner", "auto", 3, 2, 1);
        var before = Assert.Single(await counts.ReadAsync(now.AddMinutes(-5), now, CancellationToken.None));

        var folded = await counts.FoldAsync(CancellationToken.None);

        Assert.Equal(expected, before.Count);
        Assert.Equal(4, folded);
        Assert.Equal(expected, Assert.Single(await counts.ReadAsync(now.AddMinutes(-5), now, CancellationToken.None)).Count);
        Assert.Equal(0, await counts.FoldAsync(CancellationToken.None));
        var ping = desk.Desk.Records.All().Where(row => row.Partition.StartsWith("pings/", StringComparison.Ordinal));
        Assert.Equal("count/partner/auto", Assert.Single(ping).Row);
        Assert.Equal("ping unknown", (await desk.PostAsync(offer.PingId, Zip, Email)).Reason);
    }

    private static async Task<LeadView> PostWithoutAuctionAsync(PingDesk desk)
    {
        desk.Desk.Answering(_ => LeadDesk.Accepts());
        return await desk.PostAsync(null, Zip, Email, ("ping_id", "click-17"));
    }
}
