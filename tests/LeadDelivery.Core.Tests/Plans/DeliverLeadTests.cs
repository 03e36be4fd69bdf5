using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Tests.Delivery;
using LeadDelivery.Core.Tests.Leads;
using static LeadDelivery.Core.Tests.Leads.LeadDesk;

namespace LeadDelivery.Core.Tests.Plans;

public class DeliverLeadTests
{
    [Fact]
    public async Task A_lead_is_sold_to_the_buyer_who_accepts_it()
    {
        var desk = new LeadDesk().On("buyer", Accepts("ABC123"));

        var lead = await desk.DeliverAsync();

        Assert.Equal((Outcome.Success, 45.00m), (lead.Outcome, lead.Price));
        var delivery = Assert.Single(lead.Deliveries);
        Assert.Equal(("buyer", Outcome.Success, "ABC123", 45.00m, 1), (delivery.Recipient, delivery.Outcome, delivery.RecipientLeadId, delivery.Price, delivery.Attempts));
        Assert.Equal("""{"email":"ann@example.com"}""", System.Text.Encoding.UTF8.GetString(Assert.Single(desk.Sent).Body.Span));
    }

    [Fact]
    public async Task A_lead_that_cannot_be_mapped_ends_in_error_with_every_problem_and_is_not_retried()
    {
        var desk = new LeadDesk();
        desk.Recipients = desk.Recipients.SetItem("buyer", Buyer("buyer") with
        {
            Body = null,
            Fields = Given.Fields(
                """{"mail":{"$value":"{{lead.email}}","$type":"number"},"loan":{"$value":"{{lead.loan}}","$required":true},"ok":"{{lead.email}}"}"""),
        });

        var lead = await desk.DeliverAsync();

        var delivery = Assert.Single(lead.Deliveries);
        Assert.Equal((Outcome.Error, Outcome.Error, 1), (lead.Outcome, delivery.Outcome, delivery.Attempts));
        Assert.Equal("cannot be mapped: mail: not a number; loan: required, but empty", delivery.Reason);
        Assert.Empty(desk.Sent);
        Assert.Empty(desk.Workflows.Delays);
        Assert.DoesNotContain(desk.Workflows.Messages, message => message.Contains("ann@example.com", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_waterfall_falls_through_to_the_first_who_accepts_and_asks_nobody_after_that()
    {
        var desk = new LeadDesk(Waterfall(Deliver("buyer"), Deliver("second"), Deliver("third"))).On("buyer", Refuses());

        var lead = await desk.DeliverAsync();

        Assert.Equal(Outcome.Success, lead.Outcome);
        Assert.Equal([("buyer", Outcome.Failure, "Outside service area"), ("second", Outcome.Success, null)], lead.Deliveries.Select(d => (d.Recipient, d.Outcome, d.Reason)));
        Assert.Equal(["buyer", "second"], desk.Sent.Select(request => request.Recipient.Id));
    }

    [Fact]
    public async Task A_waterfall_that_nobody_accepts_ends_with_the_last_refusal_and_its_reason()
    {
        var desk = new LeadDesk(Waterfall(Deliver("buyer"), Deliver("second"))).On("buyer", Refuses("first no")).On("second", Refuses("second no"));

        var lead = await desk.DeliverAsync();

        Assert.Equal((Outcome.Failure, "second no", null), (lead.Outcome, lead.Reason, lead.Price));
    }

    [Fact]
    public async Task A_waterfall_moves_on_only_after_the_outcomes_it_names()
    {
        var plan = Waterfall(Deliver("buyer"), Deliver("second")) with { On = [Outcome.Error] };
        var desk = new LeadDesk(plan).On("buyer", Refuses());

        var lead = await desk.DeliverAsync();

        Assert.Equal(Outcome.Failure, lead.Outcome);
        Assert.Single(lead.Deliveries);
    }

    [Fact]
    public async Task Every_attempt_of_one_delivery_carries_one_key_and_another_delivery_another()
    {
        var desk = new LeadDesk(Waterfall(Deliver("buyer"), Deliver("second"))).On("buyer", Answer(503, "{}"));

        var lead = await desk.DeliverAsync();

        var keys = desk.Sent.Select(request => (request.Recipient.Id, Key: request.Headers.First(h => h.Key == "X-Idempotency-Key").Value)).ToList();
        Assert.Equal(4, keys.Count);
        Assert.Single(keys.Where(k => k.Id == "buyer").Select(k => k.Key).Distinct());
        Assert.Equal(2, keys.Select(k => k.Key).Distinct().Count());
        Assert.Equal((Outcome.Error, 3), (lead.Deliveries[0].Outcome, lead.Deliveries[0].Attempts));
    }

    [Fact]
    public async Task Retries_wait_on_timers_that_grow()
    {
        var desk = new LeadDesk().On("buyer", Answer(503, "{}"), NotSent(), Accepts());

        var lead = await desk.DeliverAsync();

        Assert.Equal((Outcome.Success, 3), (lead.Outcome, lead.Deliveries[0].Attempts));
        Assert.Collection(desk.Workflows.Delays, first => Near(1, first.Wait), second => Near(2, second.Wait));

        static void Near(double seconds, TimeSpan wait) => Assert.InRange(wait.TotalSeconds, seconds - 0.1, seconds + 0.01);
    }

    [Fact]
    public async Task A_recipient_that_takes_the_lead_to_decide_later_ends_the_plan_unsold_and_without_a_price()
    {
        var desk = new LeadDesk(Waterfall(Deliver("buyer"), Deliver("second")))
            .On("buyer", Answer(200, """{"status":"queued","leadId":"Q-5","price":45.00}"""));
        desk.Recipients = desk.Recipients.SetItem(
            "buyer", Buyer("buyer") with { Price = Template("45.00"), Response = Buyer("buyer").Response with { Queued = Parse("json.status == 'queued'") } });

        var lead = await desk.DeliverAsync();

        Assert.Equal((Outcome.Queued, null), (lead.Outcome, lead.Price));
        Assert.Equal([("buyer", Outcome.Queued, "Q-5", null)], lead.Deliveries.Select(d => (d.Recipient, d.Outcome, d.RecipientLeadId, d.Price)));
    }

    [Fact]
    public async Task A_recipient_whose_rule_does_not_hold_is_skipped_and_named()
    {
        var desk = new LeadDesk(Waterfall(Deliver("buyer"), Deliver("second")));
        desk.Recipients = desk.Recipients.SetItem("buyer", Buyer("buyer") with { When = Parse("state not in ['NY']") });

        var lead = await desk.DeliverAsync(Fields(more: ("state", Value.Of("NY"))));

        Assert.Equal([("buyer", Outcome.Skipped, "rule of buyer"), ("second", Outcome.Success, null)], lead.Deliveries.Select(d => (d.Recipient, d.Outcome, d.Reason)));
        Assert.Equal(["second"], desk.Sent.Select(request => request.Recipient.Id));
    }

    [Fact]
    public async Task A_node_whose_condition_does_not_hold_skips_everybody_below_it()
    {
        var desk = new LeadDesk(Deliver("buyer"));
        var closed = Waterfall(Deliver("second"), Deliver("third")) with { When = Parse("state == 'CA'"), Path = "plan[0]" };
        desk.Flow = MakeFlow(Waterfall(closed, Deliver("buyer")) with { Path = "plan" });

        var lead = await desk.DeliverAsync(Fields(more: ("state", Value.Of("NY"))));

        Assert.Equal([Outcome.Skipped, Outcome.Skipped, Outcome.Success], lead.Deliveries.Select(d => d.Outcome));
        Assert.All(lead.Deliveries.Take(2), delivery => Assert.Equal("rule of plan[0]", delivery.Reason));
    }

    [Fact]
    public async Task Side_deliveries_run_and_never_change_the_outcome()
    {
        var desk = new LeadDesk().On("buyer", Refuses()).On("crm", Accepts("C1", 3m));
        desk.Flow = MakeFlow(Deliver("buyer"), null, Deliver("crm", path: "also[0]"));

        var lead = await desk.DeliverAsync();

        Assert.Equal((Outcome.Failure, null), (lead.Outcome, lead.Price));
        Assert.True(lead.Deliveries.Single(d => d.Recipient == "crm").Also);
        Assert.Equal(Outcome.Success, lead.Deliveries.Single(d => d.Recipient == "crm").Outcome);
    }

    [Fact]
    public async Task An_unsold_lead_ends_where_the_flow_says_and_a_sold_one_does_not()
    {
        var desk = new LeadDesk().On("buyer", Refuses(), Accepts());
        desk.Flow = MakeFlow(Deliver("buyer"), Deliver("crm", path: "unsold"));

        var unsold = await desk.DeliverAsync();
        var sold = await desk.DeliverAsync();

        Assert.Equal(["buyer", "crm"], unsold.Deliveries.Select(d => d.Recipient));
        Assert.Equal(Outcome.Success, unsold.Outcome);
        Assert.Equal(["buyer"], sold.Deliveries.Select(d => d.Recipient));
    }

    [Fact]
    public async Task A_buyer_who_must_not_be_asked_twice_ends_the_plan_when_no_answer_comes()
    {
        var desk = new LeadDesk(Waterfall(Deliver("buyer"), Deliver("second"))).On("buyer", Unanswered());
        desk.Recipients = desk.Recipients.SetItem("buyer", Buyer("buyer") with { Unanswered = UnansweredPolicy.Stop });
        desk.Flow = MakeFlow(Waterfall(Deliver("buyer"), Deliver("second")), Deliver("crm", path: "unsold"));

        var lead = await desk.DeliverAsync();

        Assert.Equal(Outcome.Error, lead.Outcome);
        Assert.Contains("may have been accepted", lead.Reason, StringComparison.Ordinal);
        Assert.Single(desk.Sent);
    }

    [Fact]
    public async Task A_forced_test_result_sends_nothing_and_bills_nothing()
    {
        var desk = new LeadDesk();
        desk.Source = desk.Source with { TestAccept = Parse("last_name == 'AcceptMe'"), TestReject = Parse("last_name == 'RejectMe'") };

        var accepted = await desk.DeliverAsync(Fields(more: ("last_name", Value.Of("AcceptMe"))));
        var rejected = await desk.DeliverAsync(Fields(more: ("last_name", Value.Of("RejectMe"))));

        Assert.Equal((Outcome.Success, null, true), (accepted.Outcome, accepted.Price, accepted.Test));
        Assert.Equal(Outcome.Failure, rejected.Outcome);
        Assert.Empty(desk.Sent);
    }

    [Fact]
    public async Task A_test_lead_goes_to_the_sandbox_or_nowhere()
    {
        var desk = new LeadDesk(Waterfall(Deliver("buyer"), Deliver("second")));
        var second = Buyer("second");
        desk.Recipients = desk.Recipients.SetItem("second", second with
        {
            Endpoint = second.Endpoint! with { SandboxUrl = Template("https://sandbox.second.example/leads") },
        });

        var lead = await desk.DeliverAsync(test: true);

        Assert.Equal([Outcome.Skipped, Outcome.Success], lead.Deliveries.Select(d => d.Outcome));
        Assert.Equal("sandbox.second.example", Assert.Single(desk.Sent).Url.Host);
        Assert.Null(lead.Price);
    }

    [Fact]
    public async Task Earlier_deliveries_can_be_read_by_later_ones()
    {
        var desk = new LeadDesk(Waterfall(Deliver("buyer"), Deliver("second"))).On("buyer", Answer(200, """{"status":"no","leadId":"X7","url":"https://u.example/1"}"""));
        desk.Recipients = desk.Recipients
            .SetItem("buyer", Buyer("buyer") with { Response = Buyer("buyer").Response with { Capture = [new("url", Parse("json.url"))] } })
            .SetItem("second", Buyer("second") with { Body = Template("""{"before":"{{appended.buyer.url}}","outcome":"{{appended.buyer.outcome}}"}""") });

        await desk.DeliverAsync();

        Assert.Equal("""{"before":"https://u.example/1","outcome":"failure"}""", System.Text.Encoding.UTF8.GetString(desk.Sent[1].Body.Span));
    }

    [Fact]
    public async Task Nothing_of_the_consumer_and_no_secret_is_handed_between_orchestration_and_activities()
    {
        var desk = new LeadDesk(Waterfall(Deliver("buyer"), Deliver("second"))).On("buyer", Refuses("ann@example.com is known"), Refuses());

        await desk.DeliverAsync();

        Assert.NotEmpty(desk.Workflows.Messages);
        Assert.All(desk.Workflows.Messages, message =>
        {
            Assert.DoesNotContain("ann@example.com", message, StringComparison.Ordinal);
            Assert.DoesNotContain("5551234567", message, StringComparison.Ordinal);
            Assert.DoesNotContain("token-of-the-buyer", message, StringComparison.Ordinal);
        });
    }
}
