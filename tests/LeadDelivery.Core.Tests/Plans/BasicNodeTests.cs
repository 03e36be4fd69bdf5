using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Language;

namespace LeadDelivery.Core.Tests.Plans;

/// <summary>What deliver, parallel, waterfall and route come to.</summary>
public sealed class BasicNodeTests
{
    [Theory]
    [InlineData("{ parallel: [a, b, c] }", "a accepts 10 · b refuses · c accepts 5.50", "success 15.50 · a success 10.00 · b failure · c success 5.50")]
    [InlineData("{ parallel: [a, b] }", "a refuses · b breaks", "error · a failure · b error")]
    [InlineData("{ parallel: [a, b] }", "a refuses · b queues it", "queued · a failure · b queued")]
    [InlineData("{ parallel: [a, b] }", "a queues it · b accepts 3", "success 3.00 · a queued · b success 3.00")]
    [InlineData("{ parallel: [a, b], require: all }", "a accepts 10 · b accepts 5", "success 15.00 · a success 10.00 · b success 5.00")]
    [InlineData("{ parallel: [a, b], require: all }", "a accepts 10 · b refuses", "failure 10.00 · a success 10.00 · b failure")]
    [InlineData("{ parallel: [a, b], require: all }", "a accepts 10 · b queues it", "queued 10.00 · a success 10.00 · b queued")]
    [InlineData("{ waterfall: [a, b, c] }", "a refuses · b accepts 7", "success 7.00 · a failure · b success 7.00")]
    [InlineData("{ waterfall: [a, b] }", "a breaks · b knows it", "duplicate · a error · b duplicate")]
    [InlineData("{ waterfall: [a, b], on: [error] }", "a refuses", "failure · a failure")]
    [InlineData("{ waterfall: [a, b], on: [error] }", "a breaks · b accepts 7", "success 7.00 · a error · b success 7.00")]
    [InlineData("{ waterfall: [a, b] }", "a queues it", "queued · a queued")]
    [InlineData("{ waterfall: [{ parallel: [a, b], require: all }, c] }", "a accepts 10 · b refuses · c accepts 2", "success 12.00 · a success 10.00 · b failure · c success 2.00")]
    [InlineData("{ parallel: [{ waterfall: [a, b] }, { waterfall: [c, { parallel: [d, e] }] }] }", "a refuses · c refuses · d accepts 1 · e accepts 2", "success 13.00 · a failure · b success 10.00 · c failure · d success 1.00 · e success 2.00")]
    public void Plan_ends_as_its_nodes_say(string plan, string buyers, string expected) =>
        Assert.Equal(expected.Split(" · ").Order(), new PlanStage(plan, buyers).Tell().Split(" · ").Order());

    [Theory]
    [InlineData("CA", "success 10.00 · a success 10.00")]
    [InlineData("NY", "success 10.00 · b success 10.00")]
    [InlineData("TX", "skipped")]
    public void Route_takes_the_first_branch_whose_rule_holds_or_none(string state, string expected)
    {
        var stage = new PlanStage("{ route: [{ when: \"state == 'CA'\", then: a }, { when: \"state in ['CA','NY']\", then: { waterfall: [b] } }] }");

        Assert.Equal(expected, stage.Tell(("state", Value.Of(state))));
    }

    [Fact]
    public void Route_takes_else_for_all_others() =>
        Assert.Equal("success 10.00 · b success 10.00", new PlanStage("{ route: [{ when: \"state == 'CA'\", then: a }, { else: b }] }").Tell());

    [Fact]
    public void Waterfall_under_a_parallel_runs_beside_its_siblings_and_not_after_them()
    {
        var stage = new PlanStage("{ parallel: [{ waterfall: [a, b] }, c] }", "a refuses after 5s · c accepts 1 after 60s");

        stage.Deliver();

        Assert.Equal([("a", 0), ("b", 5), ("c", 0)], stage.Sent.Select(sent => (sent.Recipient, (int)sent.At.TotalSeconds)).Order());
    }

    [Theory]
    [InlineData("{ waterfall: [a, b] }")]
    [InlineData("{ parallel: [a, { waterfall: [c, b] }] }")]
    [InlineData("{ race: [a, { waterfall: [c, b] }] }")]
    [InlineData("{ rotate: { members: [{ a: 1000000 }, { b: 0.001 }], then_rest: true } }")]
    [InlineData("{ windows: [{ for: 1h, plan: a, every: 10m }, { for: 1h, plan: b }] }")]
    [InlineData("{ waterfall: [{ route: [{ else: { race: [a] } }] }, b] }")]
    public void After_an_unanswered_request_to_a_buyer_who_forbids_it_nobody_else_is_tried(string plan)
    {
        var stage = new PlanStage($"plan: {plan}\nunsold: b\n", "a hangs · c refuses after 5s", ("a", "unanswered: stop\nbackup: b"));

        var lead = stage.Deliver();

        Assert.Equal(Outcome.Error, lead.Deliveries.Single(delivery => delivery.Recipient == "a").Outcome);
        Assert.DoesNotContain(stage.Sent, sent => sent.Recipient == "b");
        Assert.Single(stage.Sent, sent => sent.Recipient == "a");
    }

    [Theory]
    [InlineData("{ parallel: [a, c] }")]
    [InlineData("{ parallel: [{ waterfall: [a, b] }, { waterfall: [c] }] }")]
    [InlineData("{ parallel: [c, a], require: all }")]
    [InlineData("{ race: [a, c] }")]
    [InlineData("{ auction: { bidders: [a, c], winners: 2 } }")]
    public void Lead_that_somebody_may_have_taken_unanswered_ends_with_that_whatever_others_say(string plan)
    {
        var bids = plan.Contains("auction", StringComparison.Ordinal) ? "a bids 9 · c bids 8 · " : "";
        var lead = new PlanStage($"plan: {plan}\n", bids + "a hangs · c refuses", ("a", "unanswered: stop")).Deliver();

        Assert.Equal((Outcome.Error, "may have been accepted"), (lead.Outcome, lead.Reason));
    }

    [Theory]
    [InlineData("{ waterfall: [b, ", "] }", 120)]
    [InlineData("{ race: [", "] }", 120)]
    [InlineData("{ route: [{ else: ", " }] }", 120)]
    [InlineData("{ windows: [{ for: 1h, plan: ", " }] }", 120)]
    [InlineData("{ rotate: { members: [{ weight: 2, plan: ", "}] } }", 95)]
    public void Strategies_nest_without_limit(string begin, string end, int depth)
    {
        var plan = string.Concat(Enumerable.Repeat(begin, depth)) + "a" + string.Concat(Enumerable.Repeat(end, depth));

        Assert.EndsWith("a success 10.00", new PlanStage(plan, "b refuses").Tell(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{ parallel: [a, b] }", "a accepts 60000000000000000000000000000 · b accepts 60000000000000000000000000000", "success · a success · b success")]
    [InlineData("{ auction: { bidders: [a, b], winners: 2 } }", "a bids 60000000000000000000000000000 · b bids 60000000000000000000000000000", "failure")]
    [InlineData("{ auction: { bidders: [a, b, c], winners: 2 } }", "a bids 60000000000000000000000000000 · b bids 5 · c bids 4", "success 9.00 · b success 5.00 · c success 4.00")]
    public void Prices_beyond_any_sense_are_none_and_every_lead_ends_all_the_same(string plan, string buyers, string expected) =>
        Assert.Equal(expected, new PlanStage(plan, buyers).Tell());

    [Fact]
    public void Side_delivery_that_stops_does_not_stop_the_plan()
    {
        var stage = new PlanStage("plan: { waterfall: [b, c] }\nalso: [a]\n", "a hangs · b refuses after 5s", ("a", "unanswered: stop"));

        Assert.Equal("success 10.00 · b failure · c success 10.00 · a error", stage.Tell());
    }

    [Fact]
    public void Whole_flow_nests_three_deep_and_adds_its_prices_up()
    {
        var stage = new PlanStage(
            "{ waterfall: [{ race: [{ waterfall: [a, b] }, c] }, { parallel: [d, { route: [{ else: { rotate: { members: [e] } } }] }] }] }",
            "a refuses · b refuses · c breaks · d accepts 4 · e accepts 6");

        Assert.Equal("success 10.00 · a failure · c error · b failure · d success 4.00 · e success 6.00", stage.Tell());
    }
}
