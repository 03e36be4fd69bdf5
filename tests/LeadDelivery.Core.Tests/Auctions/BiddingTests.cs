using LeadDelivery.Core.Language;
using LeadDelivery.Core.Leads;
using LeadDelivery.Core.Tests.Plans;

namespace LeadDelivery.Core.Tests.Auctions;

/// <summary>Who gets the lead, at what price, and what everybody's bid came to.</summary>
public sealed class BiddingTests
{
    [Theory]
    [InlineData("a bids 10 · b bids 20 · c bids 15", "success 20.00 · b success 20.00", "a lost 10 · b won 20 · c lost 15")]
    [InlineData("a bids 10 · b bids 20 · b refuses · c bids 15", "success 15.00 · b failure · c success 15.00", "a lost 10 · b refused 20 · c won 15")]
    [InlineData("a bids 10 · b bids 20 · b knows it · c bids 15", "success 15.00 · b duplicate · c success 15.00", "a lost 10 · b refused 20 · c won 15")]
    [InlineData("a bids 10 · b bids 20 · b is down · c bids 15", "success 15.00 · b error · c success 15.00", "a lost 10 · b error 20 · c won 15")]
    [InlineData("a bids 10 · b bids 20 · b queues it · c bids 15", "queued · b queued", "a lost 10 · b won 20 · c lost 15")]
    [InlineData("a does not bid · b bids 20 · c answers nonsense", "success 20.00 · b success 20.00", "a no_bid · b won 20 · c error")]
    [InlineData("a bids 10 · a accepts 8 · b does not bid · c bids 9", "success 8.00 · a success 8.00", "a won 10 · b no_bid · c lost 9")]
    [InlineData("a bids 10 · b bids 10 · c bids 10", "success 10.00 · a success 10.00", "a won 10 · b lost 10 · c lost 10")]
    [InlineData("a bids 10 · a refuses · b bids 10 · b refuses · c bids 10 · c refuses", "failure · a failure · b failure · c failure", "a refused 10 · b refused 10 · c refused 10")]
    [InlineData("a does not bid · b does not bid · c does not bid", "failure", "a no_bid · b no_bid · c no_bid")]
    [InlineData("a bursts at pings · b bids 20 · c bids 15", "success 20.00 · b success 20.00", "a error · b won 20 · c lost 15")]
    public void Best_bid_gets_the_lead_and_the_next_highest_follows_who_does_not_take_it(string buyers, string ending, string bids)
    {
        var lead = new PlanStage("{ auction: { bidders: [a, b, c] } }", buyers).Deliver();

        Assert.Equal((ending, bids), (PlanStage.Told(lead), Bids(lead)));
    }

    [Theory]
    [InlineData("a bids 10 · b bids 4.99", "b below_minimum 4.99", "success 10.00 · a success 10.00")]
    [InlineData("a bids 4 · b bids 4.99", "b below_minimum 4.99", "failure")]
    [InlineData("a bids 4 · b bids 5.00", "b won 5", "success 5.00 · b success 5.00")]
    public void Bids_below_the_floor_do_not_count(string buyers, string second, string ending)
    {
        var lead = new PlanStage("{ auction: { bidders: [a, b], min_bid: 5.00 } }", buyers).Deliver();

        Assert.Equal(ending, PlanStage.Told(lead));
        Assert.Equal(second, Bids(lead).Split(" · ")[1]);
    }

    [Theory]
    [InlineData("\"12.50\"", "success 13.00 · b success 13.00")]
    [InlineData("\"{{lead.state == 'CA' ? 12.50 : 5}}\"", "success 13.00 · b success 13.00")]
    [InlineData("\"{{lead.state == 'CA' ? 25 : 5}}\"", "failure")]
    [InlineData("\"{{lead.floor}}\"", "success 13.00 · b success 13.00")]
    public void Floor_may_be_said_of_the_lead(string floor, string ending)
    {
        var stage = new PlanStage($"{{ auction: {{ bidders: [a, b], min_bid: {floor} }} }}", "a bids 12 · b bids 13");

        Assert.Equal(ending, stage.Tell(("state", Value.Of("CA"))));
    }

    [Theory]
    [InlineData("USD", "success 13.00 · b success 13.00", "a no_bid · b won 13")]
    [InlineData("EUR", "success 14.00 · a success 14.00", "a won 14 · b lost 13")]
    public void Bid_in_another_currency_is_none(string currency, string ending, string bids)
    {
        var stage = new PlanStage(
            $"currency: {currency}\nplan: {{ auction: {{ bidders: [a, b] }} }}\n", "a bids \"14.00€\" · b bids 13",
            [.. "abcdefgh".Select(id => ($"{id}", $"currency: {currency}\n"))]);

        var lead = stage.Deliver();

        Assert.Equal((ending, bids), (PlanStage.Told(lead), Bids(lead)));
    }

    [Fact]
    public void Recipients_that_are_not_pinged_compete_with_their_own_price()
    {
        var stage = new PlanStage("{ auction: { bidders: [a, b] } }", "a bids 10 · b accepts", ("b", "price: 12"));

        Assert.Equal("success 12.00 · b success 12.00", stage.Tell());
        Assert.Equal(["a"], stage.Pinged.Select(ping => ping.Recipient));
    }

    [Fact]
    public void Bid_is_paid_and_not_the_price_that_the_recipient_pays_otherwise() =>
        Assert.Equal(
            "success 12.00 · a success 12.00",
            new PlanStage("{ auction: { bidders: [a] } }", "a bids 12", ("a", "price: 45")).Tell());

    [Fact]
    public void Post_repeats_the_ping_id_and_what_was_captured_of_the_winning_bidder()
    {
        var stage = new PlanStage("{ auction: { bidders: [a, b] } }", "a bids 12 · b bids 20");

        stage.Deliver();

        var post = ValueJson.Parse(System.Text.Encoding.UTF8.GetBytes(Assert.Single(stage.Posts))).AsObject;
        Assert.Equal(("b1", "of-b1"), (post.At("ping").ToText(), post.At("offer").ToText()));
    }

    [Fact]
    public void Money_earned_after_a_technical_failure_is_recovered_and_after_a_refusal_not()
    {
        Assert.Equal(15m, new PlanStage("{ auction: { bidders: [a, b] } }", "a bids 20 · a is down · b bids 15").Deliver().Recovered);
        Assert.Equal(0m, new PlanStage("{ auction: { bidders: [a, b] } }", "a bids 20 · a refuses · b bids 15").Deliver().Recovered);
        Assert.Equal(
            5m,
            new PlanStage("{ auction: { bidders: [a, b, c], winners: 2 } }", "a bids 20 · a is down · b bids 15 after 1s · c bids 5").Deliver().Recovered);
    }

    [Fact]
    public void After_an_unanswered_post_to_a_buyer_who_forbids_it_nobody_else_is_asked()
    {
        var stage = new PlanStage(
            "plan: { auction: { bidders: [a, b], fallback: c } }\nunsold: d\n", "a bids 20 · a hangs · b bids 15", ("a", "unanswered: stop"));

        var lead = stage.Deliver();

        Assert.Equal(("error · a error", "a error 20 · b lost 15"), (PlanStage.Told(lead), Bids(lead)));
    }

    [Theory]
    [InlineData("a does not bid · b does not bid", "success 7.00 · c success 7.00")]
    [InlineData("a bids 10 · a refuses · b does not bid", "success 7.00 · a failure · c success 7.00")]
    [InlineData("a bids 10 · b bids 9", "success 10.00 · a success 10.00")]
    public void Fallback_is_walked_where_nobody_bought(string buyers, string ending) =>
        Assert.Equal(ending, new PlanStage("{ auction: { bidders: [a, b], fallback: c } }", buyers + " · c accepts 7").Tell());

    [Fact]
    public void Bidders_whose_rule_does_not_hold_or_whose_gates_are_closed_are_not_pinged()
    {
        var stage = new PlanStage(
            "{ auction: { bidders: [{ deliver: a, when: \"state == 'TX'\" }, b, c, d] } }", "a bids 9 · b bids 8 · c bids 7 · d bids 6",
            ("b", "when: \"state == 'TX'\"")).Close("c", "cap daily 5");

        var lead = stage.Deliver(false, ("state", Value.Of("CA")));

        Assert.Equal(("success 6.00 · d success 6.00", "a skipped · b skipped · c skipped · d won 6"), (PlanStage.Told(lead), Bids(lead)));
        Assert.Equal(["d"], stage.Pinged.Select(ping => ping.Recipient));
        Assert.Equal(["rule of plan.auction.bidders[0]", "rule of b", "cap daily 5"], lead.Bids.Take(3).Select(bid => bid.Reason));
    }

    [Theory]
    [InlineData("b")]
    [InlineData("X, b")]
    [InlineData("92EB5FFEE6AE2FEC3AD71C777531578F")]
    [InlineData("e9d71f5ee7c92d6dc9e92ffdad17b8bd49418f98")]
    [InlineData("3e23e8160039594a33894f6564e1b1348bbd7a0088d42c4acb73eeaed59c009d|x")]
    public void Who_has_the_lead_already_is_excluded(string sold)
    {
        var stage = new PlanStage("{ auction: { bidders: [a, b], exclude: sold_to } }", "a bids 10 · b bids 20");

        var lead = stage.Deliver(false, ("sold_to", Value.Of(sold)));

        Assert.Equal("success 10.00 · a success 10.00", PlanStage.Told(lead));
        Assert.Equal(("excluded", "the source has sold it the lead before"), (lead.Bids[1].Outcome, lead.Bids[1].Reason));
    }

    [Fact]
    public void Earlier_buyers_may_be_a_list_and_are_known_by_name_too()
    {
        var stage = new PlanStage("{ auction: { bidders: [a, b, c], exclude: sold_to } }", "a bids 10 · b bids 20 · c bids 30", ("c", "name: Charlie Ltd"));

        var lead = stage.Deliver(false, ("sold_to", Value.Of([Value.Of(" B "), Value.Of("charlie ltd")])));

        Assert.Equal("a won 10 · b excluded · c excluded", Bids(lead));
    }

    [Fact]
    public void Ties_are_decided_by_the_order_the_lot_or_the_clock()
    {
        const string Bidders = "a bids 10 after 3s · b bids 10 after 1s · c bids 10 after 2s";
        Assert.Equal("a", Winner(new PlanStage("{ auction: { bidders: [a, b, c], deadline: 9s } }", Bidders)));
        Assert.Equal("b", Winner(new PlanStage("{ auction: { bidders: [a, b, c], deadline: 9s, tie: fastest } }", Bidders)));
        var drawn = new PlanStage("{ auction: { bidders: [a, b, c], tie: random } }", "a bids 10 · b bids 10 · c bids 10");
        var winners = Enumerable.Range(0, 90).Select(_ => Winner(drawn)).CountBy(winner => winner).ToDictionary();
        Assert.All(["a", "b", "c"], bidder => Assert.InRange(winners.GetValueOrDefault(bidder), 12, 50));
    }

    [Theory]
    [InlineData("accept: \"true\"", "success · a success")]
    [InlineData("reject: \"true\"", "failure · a failure · b failure")]
    public void Result_that_the_sources_test_rule_forces_holds_for_auctions_too_and_nobody_is_pinged(string rule, string ending)
    {
        var stage = new PlanStage("{ auction: { bidders: [a, b], min_bid: 5 } }", "a bids 10 · b bids 20", ("source", rule));

        Assert.Equal(ending, stage.Tell());
        Assert.Empty(stage.Pinged);
        Assert.Empty(stage.Sent);
    }

    [Fact]
    public void Auction_inside_a_window_that_is_tried_again_asks_again_and_posts_under_the_first_keys()
    {
        var stage = new PlanStage(
            "{ windows: [{ for: 1h, plan: { auction: { bidders: [a, b] } }, every: 20m }] }",
            "a bids 10, then bids 30 · a refuses, then accepts · b bids 20 · b refuses");

        Assert.Equal("success 30.00 · b failure · a success 30.00", stage.Tell());
        Assert.Equal(4, stage.Pinged.Count);
        Assert.All(stage.Sent.GroupBy(sent => sent.Recipient), posts => Assert.Single(posts.Select(post => post.Key).Distinct()));
    }

    [Theory]
    [InlineData("{ auction: { bidders: [a, b] } }", "", "success 16.00 · a success 10.00 · c success 6.00")]
    [InlineData("{ auction: { bidders: [a, b], fallback: d } }", "a refuses · b refuses · ", "success 16.00 · a failure · b failure · d success 10.00 · c success 6.00")]
    public void Auction_that_sold_in_an_earlier_try_of_its_window_does_not_sell_again(string auction, string buyers, string ending)
    {
        var stage = new PlanStage(
            $"{{ windows: [{{ for: 10h, every: 4h, plan: {{ parallel: [{auction}, c], require: all }} }}] }}",
            $"{buyers}a bids 10, then bids 5 · b bids 8 · c refuses after 1s, then accepts 6");

        var lead = stage.Deliver();

        Assert.Equal(ending.Split(" · ").Order(), PlanStage.Told(lead).Split(" · ").Order());
        Assert.Equal(2, stage.Pinged.Count);
    }

    private static string Winner(PlanStage stage) => stage.Deliver().Bids.Single(bid => bid.Outcome == "won").Recipient;

    internal static string Bids(LeadView lead) => string.Join(" · ", lead.Bids.Select(bid =>
        $"{bid.Recipient} {bid.Outcome}{(bid.Bid is { } amount ? $" {amount:0.##}" : "")}"));

    [Fact]
    public void Bid_that_was_refused_in_an_earlier_try_is_not_said_to_be_passed_over()
    {
        var lead = new PlanStage(
            "{ windows: [{ for: 1h, plan: { auction: { bidders: [a, b] } }, every: 20m }] }",
            "a bids 10 · a refuses, then accepts · b does not bid, then bids 5").Deliver();

        Assert.Equal(
            [("a", "lost", "asked again in a later try"), ("b", "no_bid", null), ("a", "won", null), ("b", "lost", "outbid")],
            lead.Bids.Select(bid => (bid.Recipient, bid.Outcome, bid.Outcome == "no_bid" ? null : bid.Reason)));
    }
}
