using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Leads;
using LeadDelivery.Core.Tests.Configuration;
using LeadDelivery.Core.Tests.Plans;

namespace LeadDelivery.Core.Tests.Auctions;

/// <summary>One lead to several buyers, or to one that pays more than they do together.</summary>
public sealed class SharedSaleTests
{
    [Theory]
    [InlineData("a bids 10 · b bids 20 · c bids 15", "success 35.00 · b success 20.00 · c success 15.00")]
    [InlineData("a bids 10 · b bids 20 · b refuses · c bids 15", "success 25.00 · b failure · c success 15.00 · a success 10.00")]
    [InlineData("a bids 10 · b bids 20 · c does not bid", "success 30.00 · b success 20.00 · a success 10.00")]
    [InlineData("a bids 10 · a refuses · b bids 20 · c bids 15 · c refuses", "success 20.00 · b success 20.00 · c failure · a failure")]
    public void Lead_is_sold_to_as_many_as_the_auction_allows_the_best_bids_first(string buyers, string ending) =>
        Assert.Equal(ending, new PlanStage("{ auction: { bidders: [a, b, c], winners: 2 } }", buyers).Tell());

    [Theory]
    [InlineData("a bids 10 or 36 alone · b bids 20 · c bids 15", "success 36.00 · a success 36.00")]
    [InlineData("a bids 10 or 35 alone · b bids 20 · c bids 15", "success 35.00 · b success 20.00 · c success 15.00")]
    [InlineData("a bids 36 alone · b bids 20 · c bids 15", "success 36.00 · a success 36.00")]
    [InlineData("a bids 10 or 36 alone · a refuses · b bids 20 · c bids 15", "success 35.00 · a failure · b success 20.00 · c success 15.00")]
    [InlineData("a bids 50 alone · a refuses · b bids 20 or 40 alone · c bids 15", "success 40.00 · a failure · b success 40.00")]
    [InlineData("a bids 10 or 36 alone · a is down · b bids 20 · c bids 15", "success 35.00 · a error · b success 20.00 · c success 15.00")]
    public void Lead_is_sold_to_one_alone_where_that_brings_more_than_the_best_together(string buyers, string ending) =>
        Assert.Equal(ending, new PlanStage("{ auction: { bidders: [a, b, c], winners: 2 } }", buyers).Tell());

    [Fact]
    public void Who_bids_for_the_lead_alone_gets_it_where_all_who_would_share_it_refuse() =>
        Assert.Equal(
            "success 15.00 · a failure · b failure · c success 15.00",
            new PlanStage("{ auction: { bidders: [a, b, c], winners: 2 } }", "a bids 10 · a refuses · b bids 10 · b refuses · c bids 15 alone").Tell());

    [Fact]
    public void Who_bids_for_the_lead_alone_does_not_get_it_beside_another() =>
        Assert.Equal(
            "success 10.00 · a success 10.00 · b failure",
            new PlanStage("{ auction: { bidders: [a, b, c], winners: 2 } }", "a bids 10 · b bids 10 · b refuses after 1s · c bids 15 alone").Tell());

    [Fact]
    public void Exclusive_post_says_so_and_is_made_alone()
    {
        var stage = new PlanStage("{ auction: { bidders: [a, b], winners: 2 } }", "a bids 10 or 90 alone · a refuses after 5s · b bids 20");

        stage.Deliver();

        Assert.Equal([("a", 0), ("b", 5)], stage.Sent.Select(sent => (sent.Recipient, (int)sent.At.TotalSeconds)));
        Assert.Equal(["true", "false"], stage.Posts.Select(post => ValueJson.Parse(System.Text.Encoding.UTF8.GetBytes(post)).AsObject.At("alone").ToText()));
    }

    [Fact]
    public void Recipients_own_exclusive_price_is_its_exclusive_bid() =>
        Assert.Equal(
            "success 60.00 · a success 60.00",
            new PlanStage("{ auction: { bidders: [a, b], winners: 2 } }", "a accepts · b bids 20", ("a", "price: 10\nexclusive_price: 60")).Tell());

    [Fact]
    public void Sold_to_one_every_bid_is_for_the_lead_alone() =>
        Assert.Equal("success 30.00 · a success 30.00", new PlanStage("{ auction: { bidders: [a, b] } }", "a bids 10 or 30 alone · b bids 20").Tell());

    [Fact]
    public void No_more_posts_are_under_way_than_sales_are_wanted()
    {
        var stage = new PlanStage(
            "{ auction: { bidders: [a, b, c, d], winners: 2 } }",
            "a bids 40 · a accepts after 9s · b bids 30 · b refuses after 2s · c bids 20 · c refuses after 2s · d bids 10");

        Assert.Equal("success 50.00 · a success 40.00 · b failure · c failure · d success 10.00", stage.Tell());
        Assert.Equal([("a", 0), ("b", 0), ("c", 2), ("d", 4)], stage.Sent.Select(sent => (sent.Recipient, (int)sent.At.TotalSeconds)));
    }

    [Fact]
    public void Lead_sold_to_fewer_than_wanted_does_not_go_to_the_fallback() =>
        Assert.Equal(
            "success 10.00 · a success 10.00",
            new PlanStage("{ auction: { bidders: [a, b], winners: 2, fallback: c } }", "a bids 10 · b does not bid").Tell());

    [Theory]
    [InlineData("bidders: [a, a]", "bidders[1]: a bids already, expected each recipient once")]
    [InlineData("bidders: [a, { waterfall: [b] }]", "bidders[1]: expected a recipient's id, or deliver with a condition: strategies do not bid")]
    [InlineData("bidders: [a, b]", "bidders[1]: b has neither ping nor price, expected one of them to bid with")]
    [InlineData("bidders: [a, c]", "bidders[1]: its backup a bids too and would get the lead twice, expected one of the two")]
    [InlineData("bidders: [c, d], winners: 2", "bidders[1]: its backup a is that of c too and could get the lead twice, expected one for each")]
    public void Auction_in_which_somebody_cannot_bid_or_could_buy_twice_is_a_mistake(string auction, string mistake)
    {
        string Recipient(string more) => Loading.Recipient + more;
        var mistakes = Loading.Mistakes(
            ("flows/one.yaml", $"plan: {{ auction: {{ {auction} }} }}\n"), ("recipients/a.yaml", Recipient("price: 5\n")),
            ("recipients/b.yaml", Recipient("")), ("recipients/c.yaml", Recipient("price: 5\nbackup: a\n")),
            ("recipients/d.yaml", Recipient("price: 5\nbackup: a\n")));

        Assert.Equal([$"flows/one.yaml:1: plan.auction.{mistake}"], mistakes);
    }

    [Fact]
    public void Two_whose_backup_is_one_may_bid_where_one_buyer_is_wanted()
    {
        var stage = new PlanStage(
            "{ auction: { bidders: [a, b] } }", "a bids 20 · a is down · b bids 10 · b is down · c refuses", ("a", "backup: c"), ("b", "backup: c"));

        var lead = stage.Deliver();

        Assert.Equal(Outcome.Error, lead.Deliveries[0].Outcome);
        Assert.DoesNotContain(lead.Deliveries, delivery => delivery.Outcome == Outcome.Success);
    }
}
