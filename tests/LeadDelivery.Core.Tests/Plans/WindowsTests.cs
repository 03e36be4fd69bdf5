namespace LeadDelivery.Core.Tests.Plans;

/// <summary>While a window is open nobody but its plan gets the lead.</summary>
public sealed class WindowsTests
{
    private const string Day = "{ windows: [{ for: 24h, plan: a }, { for: 24h, plan: b }] }";

    [Fact]
    public void Window_that_does_not_sell_stays_closed_to_others_until_its_end()
    {
        var stage = new PlanStage(Day, "a refuses");

        Assert.Equal("success 10.00 · a failure · b success 10.00", stage.Tell());
        Assert.Equal([("a", 0), ("b", 24)], Hours(stage));
    }

    [Fact]
    public void Sale_in_the_first_window_ends_the_plan_at_once()
    {
        var stage = new PlanStage(Day);

        var lead = stage.Deliver();

        Assert.Equal("success 10.00 · a success 10.00", PlanStage.Told(lead));
        Assert.Equal(TimeSpan.Zero, stage.Answered(lead));
    }

    [Fact]
    public void Last_window_without_every_ends_as_soon_as_its_plan_has()
    {
        var stage = new PlanStage(Day, "a refuses · b refuses");

        var lead = stage.Deliver();

        Assert.Equal("failure · a failure · b failure", PlanStage.Told(lead));
        Assert.Equal(TimeSpan.FromHours(24), stage.Answered(lead));
    }

    [Fact]
    public void Plan_is_tried_again_in_its_window_under_the_first_keys_and_attempts_go_on_counting()
    {
        var stage = new PlanStage(
            "{ windows: [{ for: 24h, plan: { waterfall: [a, b] }, every: 6h }, { for: 1h, plan: c }] }",
            "a is down, then is down, then is down, then accepts 8 · b refuses",
            ("a", "retry: { attempts: 2, initial: 60s, jitter: false }"));

        var lead = stage.Deliver();

        Assert.Equal("success 8.00 · a success 8.00 · b failure", PlanStage.Told(lead));
        Assert.Equal([4, 1], lead.Deliveries.Select(delivery => delivery.Attempts));
        Assert.Equal([("a", 0), ("a", 0), ("b", 0), ("a", 6), ("a", 6)], Hours(stage));
        Assert.Single(stage.Sent.Where(sent => sent.Recipient == "a").Select(sent => sent.Key).Distinct());
    }

    [Fact]
    public void Every_try_asks_the_gates_again_and_one_that_stays_closed_is_one_delivery()
    {
        var stage = new PlanStage("{ windows: [{ for: 24h, plan: a, every: 6h }, { for: 1h, plan: b }] }", "", ("a", "when: \"true\""));
        stage.Close("a", "schedule closed");

        var lead = stage.Deliver();

        Assert.Equal("success 10.00 · a skipped · b success 10.00", PlanStage.Told(lead));
        Assert.Equal("schedule closed", lead.Deliveries[0].Reason);
        Assert.Equal([("b", 24)], Hours(stage));
    }

    [Fact]
    public void Skip_in_a_later_try_does_not_hide_what_the_earlier_one_came_to()
    {
        var stage = new PlanStage("{ windows: [{ for: 24h, plan: a, every: 6h }] }", "a breaks", ("a", "when: \"true\""));
        stage.Workflows.Before = (activity, _) =>
        {
            if (activity == "AttemptDelivery")
            {
                stage.Close("a", "cap daily");
            }
        };

        var lead = stage.Deliver();

        Assert.Equal("error · a error", PlanStage.Told(lead));
        Assert.Equal((1, "HTTP 500"), (lead.Deliveries[0].Attempts, lead.Deliveries[0].Reason));
    }

    [Fact]
    public void Retry_that_would_come_after_the_window_is_cut_off_at_its_end()
    {
        var stage = new PlanStage(
            "{ windows: [{ for: 30s, plan: { waterfall: [a, c] } }, { for: 1h, plan: b }] }", "a breaks",
            ("a", "retry: { attempts: 3, initial: 20s, backoff: fixed, jitter: false }"));

        var lead = stage.Deliver();

        Assert.Equal("success 10.00 · a error · b success 10.00", PlanStage.Told(lead));
        Assert.Equal((2, "the window closed"), (lead.Deliveries[0].Attempts, lead.Deliveries[0].Reason));
        Assert.Equal([("a", 0), ("a", 20), ("b", 30)], Seconds(stage));
    }

    [Fact]
    public void Attempt_under_way_when_the_window_closes_is_awaited_and_its_acceptance_counts()
    {
        var stage = new PlanStage("{ windows: [{ for: 30s, plan: a }, { for: 1h, plan: b }] }", "a accepts 7 after 40s");

        Assert.Equal("success 7.00 · a success 7.00", stage.Tell());
    }

    [Fact]
    public void Next_window_opens_once_the_attempt_under_way_has_ended_and_lasts_as_long_as_it_says()
    {
        var stage = new PlanStage(
            "{ windows: [{ for: 30s, plan: a }, { for: 30s, plan: b }, { for: 30s, plan: c }] }", "a refuses after 40s · b refuses");

        stage.Deliver();

        Assert.Equal([("a", 0), ("b", 40), ("c", 70)], Seconds(stage));
    }

    [Fact]
    public void Attempt_that_waits_for_its_buyers_turn_when_the_window_closes_is_not_sent()
    {
        var stage = new PlanStage(
            "{ parallel: [a, { windows: [{ for: 30s, plan: { deliver: a } }, { for: 30s, plan: b }] }] }", "a accepts 7 after 40s",
            ("a", "concurrency: 1"));

        Assert.Equal("success 17.00 · a success 7.00 · a skipped · b success 10.00", stage.Tell());
        Assert.Equal([("a", 0), ("b", 40)], Seconds(stage));
    }

    [Theory]
    [InlineData("refuses", 0)]
    [InlineData("knows it", 0)]
    [InlineData("breaks", 24)]
    public void Window_that_moves_on_when_refused_opens_the_next_at_once(string says, int hours)
    {
        var stage = new PlanStage("{ windows: [{ for: 24h, plan: a, move_on: refused }, { for: 24h, plan: b }] }", $"a {says}");

        stage.Deliver();

        Assert.Equal([("a", 0), ("b", hours)], Hours(stage));
    }

    [Fact]
    public void Windows_in_a_lost_race_end_with_it()
    {
        var stage = new PlanStage(
            "{ race: [{ windows: [{ for: 7d, plan: a, every: 1h }, { for: 7d, plan: b }] }, c] }", "a is down · c accepts 4 after 2h");

        var lead = stage.Deliver();

        Assert.Equal("success 4.00 · a error · c success 4.00", PlanStage.Told(lead));
        Assert.Equal(TimeSpan.FromHours(2), stage.Answered(lead));
    }

    [Theory]
    [InlineData("")]
    [InlineData(", every: 1d")]
    public void Windows_do_not_wait_for_days_when_nobody_else_may_be_tried(string every)
    {
        var stage = new PlanStage(
            $"{{ parallel: [{{ windows: [{{ for: 7d, plan: a{every} }}, {{ for: 7d, plan: b }}] }}, c] }}", "a refuses · c hangs after 10s",
            ("c", "unanswered: stop"));

        var lead = stage.Deliver();

        Assert.Equal("error · a failure · c error", PlanStage.Told(lead));
        Assert.Equal(TimeSpan.FromSeconds(10), stage.Answered(lead));
    }

    [Fact]
    public void Windows_nest_and_may_be_tried_again_whole()
    {
        var stage = new PlanStage(
            "{ windows: [{ for: 10h, every: 4h, plan: { windows: [{ for: 1h, plan: a }, { for: 1h, plan: b, every: 20m }] } }, { for: 1h, plan: c }] }",
            "a refuses · b refuses");

        var lead = stage.Deliver();

        Assert.Equal("success 10.00 · a failure · b failure · c success 10.00", PlanStage.Told(lead));
        Assert.Equal([3, 9, 1], lead.Deliveries.Select(delivery => delivery.Attempts));
    }

    [Fact]
    public void Buyer_who_took_the_lead_in_an_earlier_try_is_not_asked_again()
    {
        var stage = new PlanStage(
            "{ windows: [{ for: 10h, every: 4h, plan: { parallel: [a, b], require: all } }] }", "a accepts 5 · b refuses, then accepts 6");

        Assert.Equal("success 11.00 · a success 5.00 · b success 6.00", stage.Tell());
        Assert.Equal([("a", 0), ("b", 0), ("b", 4)], Hours(stage));
    }

    [Theory]
    [InlineData("{ waterfall: [a, b] }", "a refuses, then accepts 9 · b accepts 5", 0, "success 11.00 · a failure · b success 5.00 · c success 6.00")]
    [InlineData("{ waterfall: [a, b] }", "a is down, then accepts 9 · b accepts 5", 5, "success 11.00 · a error · b success 5.00 · c success 6.00")]
    [InlineData("{ rotate: { members: [a, b], by: round_robin, then_rest: true } }", "a refuses, then accepts 9 · b accepts 5", 0, "success 11.00 · a failure · b success 5.00 · c success 6.00")]
    [InlineData("{ race: [a, b] }", "a refuses, then accepts 9 · b accepts 5", 0, "success 11.00 · a failure · b success 5.00 · c success 6.00")]
    public void Part_of_a_plan_that_found_a_place_in_an_earlier_try_is_not_walked_again(string part, string buyers, int recovered, string ending)
    {
        var stage = new PlanStage(
            $"{{ windows: [{{ for: 10h, every: 4h, plan: {{ parallel: [{part}, c], require: all }} }}] }}",
            $"{buyers} · c refuses after 1s, then accepts 6");

        var lead = stage.Deliver();

        Assert.Equal(ending.Split(" · ").Order(), PlanStage.Told(lead).Split(" · ").Order());
        Assert.Equal(recovered, lead.Recovered);
    }

    [Fact]
    public void Plan_with_as_many_tries_as_are_allowed_stays_within_its_history()
    {
        // A retry after each attempt, 3 attempts a try: 562 tries are what the check of the configuration lets through.
        var stage = new PlanStage(
            "{ windows: [{ for: 562h, plan: { deliver: a }, every: 1h }] }", "a is down",
            ("a", "when: \"true\"\nretry: { attempts: 3, initial: 10s }"));

        var lead = stage.Deliver();

        Assert.Equal(3 * 562, lead.Deliveries.Single().Attempts);
        Assert.InRange(stage.Workflows.Steps, 7_500, 9_000);
    }

    private static IEnumerable<(string Recipient, int Hours)> Hours(PlanStage stage) =>
        stage.Sent.Select(sent => (sent.Recipient, (int)sent.At.TotalHours));

    private static IEnumerable<(string Recipient, int Seconds)> Seconds(PlanStage stage) =>
        stage.Sent.Select(sent => (sent.Recipient, (int)sent.At.TotalSeconds));
}
