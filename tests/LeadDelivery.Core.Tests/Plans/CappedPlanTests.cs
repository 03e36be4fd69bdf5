using LeadDelivery.Core.Delivery;

namespace LeadDelivery.Core.Tests.Plans;

/// <summary>Plans whose recipients have had enough.</summary>
public sealed class CappedPlanTests
{
    [Fact]
    public void Waterfall_passes_over_who_has_reached_its_cap()
    {
        var stage = new PlanStage("{ waterfall: [a, b] }", "a accepts 5 · b accepts 4", ("a", "caps: { daily: 2 }"));

        Assert.Equal("success 5.00 · a success 5.00", stage.Tell());
        Assert.Equal("success 5.00 · a success 5.00", stage.Tell());
        var third = stage.Deliver();
        Assert.Equal("success 4.00 · a skipped · b success 4.00", PlanStage.Told(third));
        Assert.Equal("cap daily of 2 reached", third.Deliveries[0].Reason);
        Assert.Equal("a", stage.Deliver(test: true).Deliveries.Single().Recipient);
    }

    [Fact]
    public void Refusals_and_errors_take_no_place()
    {
        var stage = new PlanStage(
            "{ waterfall: [a] }", "a refuses, then breaks, then knows it, then accepts 5", ("a", "caps: { daily: 1 }"));

        string[] told = ["failure · a failure", "error · a error", "duplicate · a duplicate", "success 5.00 · a success 5.00"];
        foreach (var expected in told)
        {
            Assert.Equal(expected, stage.Tell());
        }

        Assert.Equal("skipped", stage.Deliver().Deliveries[0].Outcome.Name());
    }

    [Fact]
    public void Late_acceptance_of_a_race_gives_its_place_back()
    {
        var stage = new PlanStage(
            "{ race: [a, b] }", "a accepts 5 after 3s · b accepts 9 after 1s", ("a", "caps: { total: 1 }"), ("b", "caps: { total: 9 }"));

        Assert.Equal("success 9.00 · a superseded · b success 9.00", stage.Tell());

        Assert.Equal((0m, 0m), Stands(stage, "a"));
        Assert.Equal((1m, 0m), Stands(stage, "b"));
    }

    [Fact]
    public void Caps_by_money_reserve_the_recipients_price()
    {
        var stage = new PlanStage("{ waterfall: [a, b] }", "a accepts · b accepts 4", ("a", "price: 30.00\ncaps: { revenue_daily: 70 }"));

        Assert.Equal("success 30.00 · a success 30.00", stage.Tell());
        Assert.Equal("success 30.00 · a success 30.00", stage.Tell());
        Assert.Equal("success 4.00 · a skipped · b success 4.00", stage.Tell());
        Assert.Equal((60m, 0m), Stands(stage, "a"));
    }

    [Fact]
    public void Rotation_gives_a_capped_members_share_to_the_others()
    {
        var stage = new PlanStage("{ rotate: { members: [a, b], by: round_robin } }", "", ("a", "caps: { total: 1 }"));

        var told = Enumerable.Range(0, 4).Select(_ => stage.Deliver().Deliveries.Single(delivery => delivery.Outcome == Outcome.Success).Recipient);

        Assert.Equal(["a", "b", "b", "b"], told.Order());
    }

    [Fact]
    public void Capped_bidder_is_not_asked()
    {
        var stage = new PlanStage("{ auction: { bidders: [a, b] } }", "a accepts · b accepts", ("a", "price: 30\ncaps: { total: 1 }"), ("b", "price: 20"));

        var first = stage.Deliver();
        var second = stage.Deliver();

        Assert.Equal("success 30.00 · a success 30.00", PlanStage.Told(first));
        Assert.Equal("success 20.00 · b success 20.00", PlanStage.Told(second));
        Assert.Equal("cap total of 1 reached", second.Bids.Single(bid => bid.Recipient == "a").Reason);
    }

    private static (decimal Used, decimal Reserved) Stands(PlanStage stage, string recipient) =>
        stage.Limits.Caps.Usage(stage.Current.Recipients[recipient])[0] is var usage ? (usage.Used, usage.Reserved) : default;
}
