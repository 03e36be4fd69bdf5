using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Leads;

namespace LeadDelivery.Core.Tests.Plans;

/// <summary>Once somebody with <c>unanswered: stop</c> may have the lead, nobody of its plan is sent it who was not sent it before.</summary>
public sealed class StoppedPlanTests
{
    private const string Stop = "unanswered: stop";
    private const string Retry = "retry: { attempts: 3, initial: 10s, jitter: false }";

    [Theory]
    [InlineData("{ parallel: [a, c] }")]
    [InlineData("{ parallel: [{ parallel: [a] }, { waterfall: [c, d] }] }")]
    [InlineData("{ parallel: [a, { race: [c, e] }] }")]
    [InlineData("{ race: [a, c] }")]
    public void Sibling_that_waits_to_try_again_does_not(string plan)
    {
        var stage = new PlanStage(plan, "a hangs after 5s · c breaks after 1s · e refuses", ("a", Stop), ("c", Retry));

        var lead = stage.Deliver();

        Assert.Equal((Outcome.Error, "may have been accepted"), (lead.Outcome, lead.Reason));
        Assert.Single(stage.Sent, sent => sent.Recipient == "c");
        Assert.Equal((Outcome.Error, 1), (Of(lead, "c").Outcome, Of(lead, "c").Attempts));
        Assert.StartsWith("stop: ", Of(lead, "c").Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{ parallel: [c, { parallel: [a, { deliver: c }] }] }", "")]
    [InlineData("{ parallel: [c, { auction: { bidders: [a, c], winners: 2 } }] }", "a bids 9 · c bids 8 · ")]
    [InlineData("{ parallel: [c, { race: [a, { deliver: c }] }] }", "")]
    public void Sibling_that_waits_for_its_buyers_turn_is_not_sent(string plan, string bids)
    {
        var stage = new PlanStage(plan, bids + "a hangs after 1s · c refuses after 20s", ("a", Stop), ("c", "concurrency: 1"));

        var lead = stage.Deliver();

        Assert.Equal((Outcome.Error, "may have been accepted"), (lead.Outcome, lead.Reason));
        Assert.Single(stage.Sent, sent => sent.Recipient == "c");
        Assert.Equal([Outcome.Failure, Outcome.Skipped], lead.Deliveries.Where(delivery => delivery.Recipient == "c").Select(delivery => delivery.Outcome));
    }

    [Fact]
    public void Sibling_that_waited_when_the_process_died_is_not_sent_by_the_next()
    {
        var stage = new PlanStage("{ parallel: [a, c] }", "a hangs after 5s · c breaks after 1s", ("a", Stop), ("c", Retry));
        var second = stage.Loop.GetUtcNow().AddSeconds(8);
        stage.Workflows.MayBeRepeat = _ => stage.Loop.GetUtcNow() >= second;

        var lead = stage.Deliver();

        Assert.Equal((Outcome.Error, "may have been accepted"), (lead.Outcome, lead.Reason));
        Assert.Single(stage.Sent, sent => sent.Recipient == "c");
    }

    [Fact]
    public void Sibling_that_was_sent_when_the_process_died_is_sent_again_under_its_key_and_its_acceptance_counts()
    {
        var stage = new PlanStage("{ parallel: [a, c] }", "a hangs after 1s · c accepts 9 after 5s", ("a", Stop));
        stage.Workflows.DiesAfter = activity =>
            activity == "AttemptDelivery" && stage.Loop.GetUtcNow() - stage.Started >= TimeSpan.FromSeconds(5) && stage.Sent.Count == 2;

        Assert.Equal("success 9.00 · a error · c success 9.00", stage.Tell());
        Assert.Single(stage.Sent.Where(sent => sent.Recipient == "c").Select(sent => sent.Key).Distinct());
        Assert.Equal(2, stage.Sent.Count(sent => sent.Recipient == "c"));
    }

    [Fact]
    public void Attempt_that_broke_after_it_may_have_been_sent_stops_its_siblings_too()
    {
        var stage = new PlanStage("{ parallel: [a, c] }", "c breaks", ("a", Stop), ("c", Retry))
        {
            BeforeReply = id => id == "a" ? throw new InvalidOperationException("broken") : Task.CompletedTask,
        };

        var lead = stage.Deliver();

        Assert.Equal(Outcome.Error, lead.Outcome);
        Assert.Single(stage.Sent, sent => sent.Recipient == "c");
    }

    [Fact]
    public void Plan_goes_on_where_a_side_delivery_may_have_it()
    {
        var stage = new PlanStage("plan: { parallel: [c] }\nalso: [a]\n", "a hangs · c breaks, then accepts 9", ("a", Stop), ("c", Retry));

        Assert.Equal("success 9.00 · c success 9.00 · a error", stage.Tell());
    }

    private static DeliveryView Of(LeadView lead, string recipient) =>
        lead.Deliveries.First(delivery => delivery.Recipient == recipient);
}
