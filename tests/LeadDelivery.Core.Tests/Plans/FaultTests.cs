using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Leads;

namespace LeadDelivery.Core.Tests.Plans;

/// <summary>A step that cannot be run costs no sale, sells nothing twice, and leaves no lead without an outcome.</summary>
public sealed class FaultTests
{
    public static TheoryData<string, string, string> Broken
    {
        get
        {
            var cases = new TheoryData<string, string, string>();
            foreach (var plan in new[]
            {
                "{ waterfall: [a, b] }", "{ parallel: [a, b] }", "{ race: [a, b] }", "{ rotate: { members: [a, b], then_rest: true } }",
                "{ windows: [{ for: 1h, plan: a, every: 20m }, { for: 1h, plan: b }] }",
            })
            {
                foreach (var step in new[] { "AdmitDelivery", "AttemptDelivery", "RecordPhase", "PickMember", "Supersede" })
                {
                    cases.Add(plan, step, "a");
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Broken))]
    public void Step_that_always_breaks_leaves_an_outcome_and_one_buyer_at_most(string plan, string step, string recipient)
    {
        var stage = new PlanStage(plan, "b accepts 3 after 2s", ("a", "when: \"true\""));
        stage.Workflows.Before = (activity, input) =>
        {
            if (activity == step && (activity is "RecordPhase" or "PickMember" || input.Contains($"\"recipient\":\"{recipient}\"", StringComparison.Ordinal)))
            {
                throw new InvalidOperationException("broken");
            }
        };

        var lead = stage.Deliver();

        Assert.NotEqual(Outcome.Pending, lead.Outcome);
        var isParallel = plan.Contains("parallel", StringComparison.Ordinal);
        Assert.InRange(lead.Deliveries.Count(delivery => delivery.Outcome == Outcome.Success), 0, isParallel ? 2 : 1);
        Assert.Equal(lead.Price, lead.Deliveries.Any(d => d.Price is not null) ? lead.Deliveries.Sum(d => d.Price ?? 0) : null);
    }

    [Fact]
    public void Attempt_that_breaks_after_it_may_have_been_sent_stops_the_plan_where_the_buyer_says_so()
    {
        var stage = new PlanStage("{ waterfall: [a, b] }", "", ("a", "unanswered: stop\nbackup: c"));
        var runs = 0;
        stage.BeforeReply = recipient => recipient == "a" && ++runs > 0 ? throw new InvalidOperationException("broken") : Task.CompletedTask;

        var lead = stage.Deliver();

        Assert.Equal("error · a error", PlanStage.Told(lead));
        Assert.Contains("may have been accepted", lead.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Attempt_that_was_sent_before_a_crash_and_is_not_repeated_went_unanswered_in_the_ledger()
    {
        var stage = new PlanStage("{ waterfall: [a, b] }", "", ("a", "unanswered: stop"));
        stage.Workflows.DiesAfter = activity => activity == "AttemptDelivery";

        var lead = stage.Deliver();

        Assert.Equal("error · a error", PlanStage.Told(lead));
        var ended = Assert.Single(stage.Events(lead.LeadId), entry => entry.Type == "attempt.ended").Data;
        Assert.Equal(("unanswered", "may have been accepted"), (ended.At("category").ToText(), ended.At("reason").ToText()));
    }

    [Fact]
    public void Attempt_that_breaks_before_it_was_sent_does_not_stop_it()
    {
        var stage = new PlanStage("{ waterfall: [a, b] }", "", ("a", "unanswered: stop"));
        stage.Workflows.Before = (activity, input) =>
        {
            if (activity == "AttemptDelivery" && input.Contains("\"recipient\":\"a\"", StringComparison.Ordinal))
            {
                throw new InvalidOperationException("broken");
            }
        };

        Assert.Equal("success 10.00 · a error · b success 10.00", stage.Tell());
    }
}
