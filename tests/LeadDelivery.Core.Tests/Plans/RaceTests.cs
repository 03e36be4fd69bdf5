using LeadDelivery.Core.Delivery;

namespace LeadDelivery.Core.Tests.Plans;

/// <summary>The first acceptance wins, and no other counts.</summary>
public sealed class RaceTests
{
    [Theory]
    [InlineData("a accepts 5 after 3s · b accepts 9 after 1s", "success 9.00 · a superseded · b success 9.00")]
    [InlineData("a refuses · b accepts 9 after 60s", "success 9.00 · a failure · b success 9.00")]
    [InlineData("a refuses · b breaks after 1s", "error · a failure · b error")]
    [InlineData("a breaks after 1s · b refuses", "error · a error · b failure")]
    [InlineData("a queues it after 1s · b accepts 9 after 2s", "queued · a queued · b superseded")]
    [InlineData("a accepts 9 after 1s · b queues it after 2s", "success 9.00 · a success 9.00 · b superseded")]
    [InlineData("a accepts 9 · b accepts 8", "success 9.00 · a success 9.00 · b superseded")]
    public void Race_is_won_by_the_first_acceptance(string buyers, string expected) =>
        Assert.Equal(expected, new PlanStage("{ race: [a, b] }", buyers).Tell());

    [Fact]
    public void Winner_answers_the_source_at_once_and_the_late_acceptance_is_an_alert()
    {
        var stage = new PlanStage("{ race: [a, b, c] }", "a accepts 5 after 20s · b accepts 9 after 1s · c refuses after 30s");

        var lead = stage.Deliver();

        Assert.Equal(TimeSpan.FromSeconds(1), stage.Answered(lead));
        Assert.Equal(("superseded", "a", lead.LeadId), Assert.Single(stage.Alerts) is var alert ? (alert.Kind, alert.Recipient, alert.Lead) : default);
        Assert.Equal("a accepted a lead that b had won: undo it there, b's sale stands", Assert.Single(stage.Alerts).Message);
        Assert.StartsWith("superseded", lead.Deliveries.Single(delivery => delivery.Recipient == "a").Reason, StringComparison.Ordinal);
        Assert.Equal(Outcome.Failure, lead.Deliveries.Single(delivery => delivery.Recipient == "c").Outcome);
    }

    [Fact]
    public void Loser_that_waits_to_try_again_does_not()
    {
        var stage = new PlanStage("{ race: [a, b] }", "a breaks · b accepts 9 after 5s", ("a", "retry: { attempts: 3, initial: 10s, jitter: false }"));

        var lead = stage.Deliver();

        Assert.Equal("success 9.00 · a error · b success 9.00", PlanStage.Told(lead));
        Assert.Equal("the race was won by another", lead.Deliveries[0].Reason);
        Assert.Equal(1, lead.Deliveries[0].Attempts);
        Assert.Equal(2, stage.Sent.Count);
    }

    [Fact]
    public void Loser_that_waits_for_its_buyers_turn_is_not_sent()
    {
        // Both leads race; b takes one request at a time, and a wins the second lead's race before b comes to it.
        var stage = new PlanStage(
            "{ parallel: [{ deliver: b }, { race: [a, { deliver: b }] }] }", "a accepts 5 after 1s · b accepts 9 after 20s", ("b", "concurrency: 1"));

        var lead = stage.Deliver();

        Assert.Equal("success 14.00 · b success 9.00 · a success 5.00 · b skipped", PlanStage.Told(lead));
        Assert.Single(stage.Sent, sent => sent.Recipient == "b");
        Assert.Equal("the race was won by another", lead.Deliveries[2].Reason);
    }

    [Fact]
    public void Race_within_a_lost_race_loses_with_it()
    {
        var stage = new PlanStage(
            "{ parallel: [b, { race: [a, { waterfall: [{ race: [b, c] }, d] }] }] }",
            "a accepts 5 after 1s · b accepts 9 after 20s · c refuses after 3s", ("b", "concurrency: 1"));

        var lead = stage.Deliver();

        Assert.Equal("success 14.00 · b success 9.00 · a success 5.00 · b skipped · c failure", PlanStage.Told(lead));
        Assert.DoesNotContain(stage.Sent, sent => sent.Recipient == "d");
    }

    [Fact]
    public void Sales_of_a_member_that_failed_as_a_whole_are_superseded_by_the_winner()
    {
        var stage = new PlanStage(
            "{ race: [{ parallel: [a, b], require: all }, c] }", "a accepts 5 after 1s · b refuses after 2s · c accepts 9 after 3s");

        Assert.Equal("success 9.00 · a superseded · b failure · c success 9.00", stage.Tell());
        Assert.Single(stage.Alerts);
    }

    [Theory]
    [InlineData("a accepts 5 after 1s · b accepts 7 after 60s · c accepts 9 after 3s", 3)]
    [InlineData("a accepts 5 after 3s · b accepts 7 after 60s · c accepts 9 after 1s", 1)]
    public void Sales_of_a_member_that_goes_on_are_superseded_as_soon_as_it_has_lost(string buyers, int answered)
    {
        var stage = new PlanStage("{ race: [{ parallel: [a, b] }, c] }", buyers);
        var superseded = new List<DateTimeOffset>();
        stage.Workflows.Before = (activity, _) =>
        {
            if (activity == "Supersede")
            {
                superseded.Add(stage.Loop.GetUtcNow());
            }
        };

        var lead = stage.Deliver();

        Assert.Equal("success 9.00 · a superseded · b superseded · c success 9.00", PlanStage.Told(lead));
        Assert.Equal(TimeSpan.FromSeconds(answered), stage.Answered(lead));
        Assert.Equal([3, 60], superseded.Select(at => (int)(at - lead.ReceivedAt).TotalSeconds));
        Assert.Equal(2, stage.Alerts.Count);
    }

    [Fact]
    public void Sale_that_loses_two_races_is_superseded_once()
    {
        var stage = new PlanStage(
            "{ race: [{ parallel: [{ race: [a, b] }, d] }, c] }",
            "a accepts 5 after 1s · b accepts 7 after 2s · c accepts 9 after 3s · d refuses after 60s");

        Assert.Equal("success 9.00 · a superseded · b superseded · d failure · c success 9.00", stage.Tell());
        Assert.Equal(["a", "b"], stage.Alerts.Select(alert => alert.Recipient).Order());
    }

    [Fact]
    public void Winner_stays_the_winner_where_a_losers_sale_cannot_be_superseded()
    {
        var stage = new PlanStage(
            "{ waterfall: [{ race: [{ parallel: [a, b] }, c] }, d] }", "a accepts 5 after 1s · b refuses after 60s · c accepts 9 after 3s");
        stage.Workflows.Before = (activity, _) =>
        {
            if (activity == "Supersede")
            {
                throw new InvalidOperationException("disk");
            }
        };

        var lead = stage.Deliver();

        Assert.Equal((Outcome.Success, 9m), (lead.Outcome, lead.Price));
        Assert.DoesNotContain(stage.Sent, sent => sent.Recipient == "d");
    }

    [Fact]
    public void Acceptance_that_comes_while_another_may_have_accepted_still_wins()
    {
        var stage = new PlanStage(
            "{ waterfall: [{ race: [a, b, c] }, d] }", "a hangs after 1s · b accepts 9 after 5s · c breaks", ("a", "unanswered: stop"),
            ("c", "retry: { attempts: 3, initial: 3s, jitter: false }"));

        Assert.Equal("success 9.00 · a error · b success 9.00 · c error", stage.Tell());
        Assert.Equal(3, stage.Sent.Count);
    }

    [Fact]
    public void Places_of_losers_are_given_back()
    {
        const string Rule = "when: \"true\"";
        var stage = new PlanStage(
            "{ race: [a, b, c] }", "a accepts 5 after 3s · b accepts 9 after 1s · c breaks", ("a", Rule), ("b", Rule),
            ("c", Rule + "\nretry: { attempts: 3, initial: 10s }"));

        stage.Deliver();

        Assert.Equal(["released", "sold", "released"], stage.Reserved.OrderBy(place => place.Key).Select(place => place.Value));
    }

    [Fact]
    public void Winner_stays_the_winner_where_the_end_of_the_race_cannot_be_recorded()
    {
        var stage = new PlanStage("{ waterfall: [{ race: [a, b] }, c] }", "a accepts 5 after 1s · b refuses after 3s");
        stage.Workflows.Before = (activity, _) =>
        {
            if (activity == "RecordPhase")
            {
                throw new InvalidOperationException("disk");
            }
        };

        Assert.Equal("success 5.00 · a success 5.00 · b failure", stage.Tell());
    }
}
