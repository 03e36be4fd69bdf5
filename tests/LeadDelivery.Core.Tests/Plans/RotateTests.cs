using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Tests.Configuration;

namespace LeadDelivery.Core.Tests.Plans;

/// <summary>Who gets which lead, and who takes over where one cannot.</summary>
public sealed class RotateTests
{
    private const string Rule = "when: \"true\"";

    [Fact]
    public void Weights_share_leads_as_they_say()
    {
        const int Leads = 1200;
        var stage = new PlanStage("{ rotate: { members: [{ a: 60 }, { recipient: b, weight: 30 }, { plan: { waterfall: [c] }, weight: 10 }] } }");

        var counts = Picks(stage, Leads).CountBy(recipient => recipient).ToDictionary();

        // Chi square with two degrees of freedom: 13.8 is passed by one in a thousand; ids are the same in every run of the loop's clock.
        var chi = new[] { ("a", 0.6), ("b", 0.3), ("c", 0.1) }.Sum(share => Math.Pow(counts[share.Item1] - (Leads * share.Item2), 2) / (Leads * share.Item2));
        Assert.True(chi < 13.8, $"{string.Join(", ", counts)}: {chi}");
    }

    [Theory]
    [InlineData("{ recipient: a, weight: 1000000 }")]
    [InlineData("{ deliver: a, weight: 1000000 }")]
    [InlineData("{ r: a, weight: 1000000 }")]
    [InlineData("{ weight: 1000000, deliver: a, when: \"state == 'CA'\" }")]
    [InlineData("{ recipient: a, weight: 1000000, when: \"state == 'CA'\" }")]
    [InlineData("{ plan: { deliver: a, when: \"state == 'CA'\" }, weight: 1000000 }")]
    public void Members_are_weighed_however_they_are_written(string member)
    {
        var stage = new PlanStage($"{{ rotate: {{ members: [{{ b: 0.001 }}, {member}] }} }}");

        Assert.Equal("success 10.00 · a success 10.00", stage.Tell(("state", Value.Of("CA"))));
    }

    [Theory]
    [InlineData("{ recipient: a, weight: 1000000, when: \"state == 'CA'\" }")]
    [InlineData("{ deliver: a, weight: 1000000, when: \"state == 'CA'\" }")]
    public void Member_whose_rule_does_not_hold_is_passed_over(string member)
    {
        var stage = new PlanStage($"{{ rotate: {{ members: [{{ b: 0.001 }}, {member}] }} }}");

        Assert.Equal("success 10.00 · b success 10.00", stage.Tell(("state", Value.Of("NY"))));
    }

    [Fact]
    public void Recipient_that_is_called_r_has_its_weight_like_any_other() =>
        Assert.Equal(
            [3m, 4m],
            new[] { "{ r: 3 }", "{ r: r, weight: 4 }" }.SelectMany(member => ((Core.Plans.Rotate)Loading.Good(
                ("recipients/r.yaml", Loading.Recipient), ("flows/one.yaml", $"plan: {{ rotate: {{ members: [{member}] }} }}\n")).Flows["one"].Plan)
                .Members.Select(member => member.Weight)));

    [Fact]
    public void Weights_are_shared_out_anew_among_those_who_are_open()
    {
        const int Leads = 600;
        var stage = new PlanStage("{ rotate: { members: [{ a: 60 }, { b: 30 }, { c: 10 }] } }", "", ("a", Rule)).Close("a", "cap daily");

        var counts = Picks(stage, Leads).CountBy(recipient => recipient).ToDictionary();

        Assert.Equal(Leads, counts["b"] + counts["c"]);
        Assert.InRange(counts["b"], 0.75 * Leads * 0.92, 0.75 * Leads * 1.08);
    }

    [Fact]
    public void One_lead_draws_alike_each_time_it_is_tried()
    {
        var stage = new PlanStage("{ windows: [{ for: 10h, plan: { rotate: { members: [a, b, c, d, e, f] } }, every: 1h }] }",
            string.Join(" · ", "abcdef".Select(id => $"{id} is down")));

        var lead = stage.Deliver();

        Assert.Single(lead.Deliveries);
        Assert.Equal(10, lead.Deliveries[0].Attempts);
    }

    [Fact]
    public void Member_that_was_asked_is_not_passed_over_though_its_last_step_was_skipped()
    {
        var stage = new PlanStage("{ rotate: { members: [{ waterfall: [a, b] }, { waterfall: [c, d] }], by: round_robin } }",
            "a refuses · c refuses", ("b", Rule), ("d", Rule)).Close("b", "cap daily").Close("d", "cap daily");

        stage.Deliver();

        Assert.Equal(["a"], stage.Sent.Select(sent => sent.Recipient));
    }

    [Theory]
    [InlineData("round_robin")]
    [InlineData("least_recent")]
    public void Turns_go_round(string by)
    {
        var stage = new PlanStage($"{{ rotate: {{ members: [a, b, c], by: {by} }} }}");

        Assert.Equal("abcabca", string.Concat(Picks(stage, 7)));
    }

    [Fact]
    public void Round_robin_goes_on_where_it_was_and_least_recent_makes_up_for_a_missed_turn()
    {
        Assert.Equal("abcabc" + "acac" + "abca", Missed("round_robin"));
        Assert.Equal("abcabc" + "acac" + "bacb", Missed("least_recent"));

        static string Missed(string by)
        {
            var stage = new PlanStage($"{{ rotate: {{ members: [a, b, c], by: {by} }} }}", "", ("b", Rule));
            var picks = string.Concat(Picks(stage, 6));
            stage.Close("b", "cap hourly");
            picks += string.Concat(Picks(stage, 4));
            stage.Open("b");
            return picks + string.Concat(Picks(stage, 4));
        }
    }

    [Fact]
    public void Turns_are_remembered_over_a_restart()
    {
        var first = new PlanStage("{ rotate: { members: [a, b, c], by: round_robin } }");
        Assert.Equal("ab", string.Concat(Picks(first, 2)));
        var second = new PlanStage("{ rotate: { members: [a, b, c], by: round_robin } }");
        second.Records.WriteAnywhere([.. first.Records.All().Where(row => row.Partition == "rotations")
            .Select(row => Core.Ports.RecordOperation.Upsert(row.Partition, row.Row, row.Body))]);

        Assert.Equal("cab", string.Concat(Picks(second, 3)));
    }

    [Fact]
    public void Test_lead_takes_nobodys_turn()
    {
        var stage = new PlanStage("{ rotate: { members: [a, b], by: round_robin } }");

        stage.Deliver(test: true);
        stage.Deliver(test: true);

        Assert.Equal("ab", string.Concat(Picks(stage, 2)));
    }

    [Fact]
    public void Performance_prefers_who_accepts_and_answers_soon()
    {
        var stage = new PlanStage("{ rotate: { members: [a, b, c, d], by: performance, then_rest: true } }", "a refuses · b refuses · c refuses · d refuses");
        stage.Performance["a"] = (0.20m, TimeSpan.FromSeconds(1), 100);
        stage.Performance["b"] = (0.80m, TimeSpan.FromSeconds(1), 100);
        stage.Performance["c"] = (0.80m, TimeSpan.FromSeconds(9), 100);

        stage.Deliver();

        // d has no attempts yet: it gets its chance before who is known to do worse.
        Assert.Equal("bdca", string.Concat(stage.Sent.Select(sent => sent.Recipient)));
    }

    [Fact]
    public void Pick_that_refuses_ends_the_rotation_unless_the_rest_is_to_follow()
    {
        const string Members = "members: [a, b], by: round_robin";

        Assert.Equal("failure · a failure", new PlanStage($"{{ rotate: {{ {Members} }} }}", "a refuses").Tell());
        Assert.Equal(
            "success 10.00 · a failure · b success 10.00", new PlanStage($"{{ rotate: {{ {Members}, then_rest: true }} }}", "a refuses").Tell());
    }

    [Fact]
    public void Where_all_are_closed_each_is_recorded_with_its_reason()
    {
        var stage = new PlanStage("{ rotate: { members: [a, b, { plan: { deliver: c, when: \"state == 'CA'\" } }] } }", "", ("a", Rule), ("b", Rule));
        stage.Close("a", "cap daily").Close("b", "schedule closed");

        var lead = stage.Deliver();

        Assert.Equal(Outcome.Skipped, lead.Outcome);
        Assert.Equal(
            ["a cap daily", "b schedule closed", "c rule of plan.rotate.members[2].plan"],
            lead.Deliveries.Select(delivery => $"{delivery.Recipient} {delivery.Reason}").Order());
    }

    [Fact]
    public void Member_with_an_open_backup_is_open()
    {
        var stage = new PlanStage("{ rotate: { members: [a, c], by: round_robin } }", "", ("a", Rule + "\nbackup: b"));
        stage.Close("a", "circuit open", technical: true);

        Assert.Equal("success 10.00 · a skipped · b success 10.00", stage.Tell());
    }

    private static IEnumerable<string> Picks(PlanStage stage, int leads) =>
        Enumerable.Range(0, leads).Select(_ => stage.Deliver().Deliveries.Single(delivery => delivery.Outcome == Outcome.Success).Recipient);
}
