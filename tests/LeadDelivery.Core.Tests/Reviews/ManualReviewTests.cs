using System.Text;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Leads;
using LeadDelivery.Core.Plans;
using LeadDelivery.Core.Reviews;
using LeadDelivery.Core.Tests.Leads;
using static LeadDelivery.Core.Tests.Leads.LeadDesk;

namespace LeadDelivery.Core.Tests.Reviews;

public sealed class ManualReviewTests
{
    [Fact]
    public async Task A_lead_waits_queued_and_nothing_is_sent()
    {
        var desk = Reviewing();

        var lead = await desk.DeliverAsync();

        Assert.Equal((Outcome.Queued, "waiting for review", null), (lead.Outcome, lead.Reason, lead.Margin));
        Assert.Equal([("desk", Outcome.Queued, 0)], lead.Deliveries.Select(d => (d.Recipient, d.Outcome, d.Attempts)));
        Assert.Empty(desk.Sent);
    }

    [Fact]
    public async Task Waiting_leads_are_listed_by_outcome_and_recipient()
    {
        var desk = Reviewing();
        var waiting = await desk.DeliverAsync();
        var decided = await desk.DeliverAsync(Fields("bob@example.com"));
        await DecideAsync(desk, decided, approve: false);

        var page = await desk.List.PageAsync(new LeadFilter { Outcome = Outcome.Queued, Recipient = "desk" }, default);

        Assert.Equal([waiting.LeadId], page.Leads.Select(lead => lead.LeadId));
    }

    [Fact]
    public async Task An_approved_lead_goes_to_the_recipient_of_the_configuration()
    {
        var desk = Reviewing();
        var lead = await desk.DeliverAsync();

        Assert.Equal(ReviewStatus.Done, await DecideAsync(desk, lead, approve: true, reason: "called her"));

        lead = await AfterAsync(desk, lead);
        Assert.Equal((Outcome.Success, 45.00m), (lead.Outcome, lead.Price));
        Assert.Equal(
            [("desk", Outcome.Queued, "approved, sent on to buyer", 0), ("buyer", Outcome.Success, null, 1)],
            lead.Deliveries.Select(d => (d.Recipient, d.Outcome, d.Reason, d.Redelivery)));
        Assert.Equal(["buyer"], desk.Sent.Select(request => request.Recipient.Id));
    }

    [Fact]
    public async Task A_decision_may_name_another_recipient()
    {
        var desk = Reviewing();
        var lead = await desk.DeliverAsync();

        Assert.Equal(ReviewStatus.Done, await DecideAsync(desk, lead, approve: true, recipient: "second"));

        Assert.Equal(["desk", "second"], (await AfterAsync(desk, lead)).Deliveries.Select(d => d.Recipient));
    }

    [Fact]
    public async Task An_approval_that_leads_nowhere_is_refused_and_the_lead_waits_on()
    {
        var desk = Reviewing(approve: null);
        var lead = await desk.DeliverAsync();

        Assert.Equal(ReviewStatus.NoRecipient, await DecideAsync(desk, lead, approve: true));
        Assert.Equal(
            (ReviewStatus.Refused, RedeliveryStatus.UnknownRecipient),
            await desk.Review.DecideAsync(new(lead.LeadId, true, null, "nobody", "ann"), default));
        Assert.Equal(ReviewStatus.Done, await DecideAsync(desk, lead, approve: true, recipient: "buyer"));
    }

    [Fact]
    public async Task An_approval_goes_where_todays_configuration_says()
    {
        var desk = Reviewing(approve: null);
        var lead = await desk.DeliverAsync();

        desk.Recipients = desk.Recipients.SetItem("desk", Desk("third"));
        await DecideAsync(desk, lead, approve: true);

        Assert.Equal(["third"], desk.Sent.Select(request => request.Recipient.Id));
    }

    [Fact]
    public async Task A_rejected_lead_ends_in_failure_with_the_reason()
    {
        var desk = Reviewing();
        var lead = await desk.DeliverAsync();

        Assert.Equal(ReviewStatus.Done, await DecideAsync(desk, lead, approve: false, reason: "not a real phone number"));

        lead = await AfterAsync(desk, lead);
        Assert.Equal((Outcome.Failure, "not a real phone number", null), (lead.Outcome, lead.Reason, lead.Price));
        Assert.Equal([(Outcome.Failure, "not a real phone number")], lead.Deliveries.Select(d => (d.Outcome, d.Reason)));
        Assert.Empty(desk.Sent);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task A_second_decision_is_refused(bool first, bool second)
    {
        var desk = Reviewing();
        var lead = await desk.DeliverAsync();
        await DecideAsync(desk, lead, first);
        var before = await AfterAsync(desk, lead);

        Assert.Equal(ReviewStatus.Decided, await DecideAsync(desk, lead, second));

        Assert.Equal(before.Outcome, (await AfterAsync(desk, lead)).Outcome);
        Assert.Equal(first ? 1 : 0, desk.Sent.Count);
    }

    [Fact]
    public async Task Of_many_decisions_at_once_one_is_taken()
    {
        var desk = Reviewing();
        var lead = await desk.DeliverAsync();

        var taken = await Task.WhenAll(Enumerable.Range(0, 16).Select(at => Task.Run(() => DecideAsync(desk, lead, approve: at % 2 == 0))));

        Assert.Single(taken, status => status == ReviewStatus.Done);
        Assert.Equal(15, taken.Count(status => status == ReviewStatus.Decided));
    }

    [Fact]
    public async Task An_approved_lead_that_is_refused_then_has_failed()
    {
        var desk = Reviewing().On("buyer", Refuses("Outside service area"));
        var lead = await desk.DeliverAsync();

        await DecideAsync(desk, lead, approve: true);

        lead = await AfterAsync(desk, lead);
        Assert.Equal((Outcome.Failure, "Outside service area"), (lead.Outcome, lead.Reason));
    }

    [Fact]
    public async Task A_decision_is_in_the_trail_and_on_the_record_of_operators()
    {
        var desk = Reviewing();
        var lead = await desk.DeliverAsync();

        await DecideAsync(desk, lead, approve: false, reason: "ann@example.com is a spam trap");

        var entry = Assert.Single((await desk.Reader.EventsAsync(lead.LeadId, default))!, entry => entry.Type == "lead.reviewed");
        Assert.Equal(
            """{"decision":"reject","recipient":null,"by":"ann","reason":"ann@example.com is a spam trap"}""", ValueJson.ToText(Value.Of(entry.Data)));
        var operations = new List<string>();
        await foreach (var record in desk.Records.QueryAsync(new(CatalogHolder.OperationsPartition), default))
        {
            operations.Add(Encoding.UTF8.GetString(record.Body.Span));
        }

        var operation = Assert.Single(operations);
        Assert.Contains($"\"who\":\"ann\",\"what\":\"lead.review\",\"lead\":\"{lead.LeadId}\",\"decision\":\"reject\"", operation, StringComparison.Ordinal);
        Assert.DoesNotContain("spam trap", operation, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lead_that_nobody_bought_comes_to_review_and_goes_on_from_there()
    {
        var desk = Reviewing().On("second", Refuses());
        desk.Flow = MakeFlow(Deliver("second"), unsold: Deliver("desk", path: "unsold"));
        var lead = await desk.DeliverAsync();
        Assert.Equal(Outcome.Queued, lead.Outcome);

        await DecideAsync(desk, lead, approve: true);

        Assert.Equal(["second", "desk", "buyer"], (await AfterAsync(desk, lead)).Deliveries.Select(d => d.Recipient));
    }

    [Fact]
    public async Task A_review_beside_a_sale_does_not_undo_it()
    {
        var desk = Reviewing().On("buyer", Accepts());
        desk.Flow = MakeFlow(Deliver("buyer"), null, Deliver("desk", path: "also[0]"));
        var lead = await desk.DeliverAsync();

        Assert.Equal(ReviewStatus.Done, await DecideAsync(desk, lead, approve: false, reason: "bad"));

        lead = await AfterAsync(desk, lead);
        Assert.Equal((Outcome.Success, 45.00m), (lead.Outcome, lead.Price));
        Assert.Equal([("buyer", Outcome.Success), ("desk", Outcome.Failure)], lead.Deliveries.Select(d => (d.Recipient, d.Outcome)));
    }

    [Fact]
    public async Task A_review_that_lost_a_race_waits_for_nobody()
    {
        var desk = Reviewing();
        desk.Flow = MakeFlow(new Race { Path = "plan", Members = [Deliver("buyer"), Deliver("desk")] });

        var lead = await desk.DeliverAsync();

        Assert.Equal(Outcome.Success, lead.Outcome);
        Assert.Equal([("buyer", Outcome.Success), ("desk", Outcome.Superseded)], lead.Deliveries.Select(d => (d.Recipient, d.Outcome)));
        Assert.Equal(ReviewStatus.Decided, await DecideAsync(desk, lead, approve: true));
        Assert.Single(desk.Sent);
    }

    [Fact]
    public async Task A_lead_that_never_came_to_review_and_no_lead_are_told_apart()
    {
        var desk = Reviewing();
        desk.Flow = MakeFlow(Deliver("buyer"));
        var lead = await desk.DeliverAsync();

        Assert.Equal(ReviewStatus.NotInReview, await DecideAsync(desk, lead, approve: true));
        Assert.Equal(ReviewStatus.UnknownLead, (await desk.Review.DecideAsync(new(desk.Ids.Next(), true, null, null, "ann"), default)).Status);
    }

    [Fact]
    public async Task An_erased_lead_can_be_rejected_and_not_approved()
    {
        var desk = Reviewing();
        var lead = await desk.DeliverAsync();
        await desk.Erasure.EraseAsync(lead.LeadId, "ann", default);

        Assert.Equal(
            (ReviewStatus.Refused, RedeliveryStatus.Erased), await desk.Review.DecideAsync(new(lead.LeadId, true, null, null, "ann"), default));
        Assert.Equal(ReviewStatus.Done, await DecideAsync(desk, lead, approve: false, reason: "gone"));
        Assert.Equal((Outcome.Failure, null), ((await AfterAsync(desk, lead)).Outcome, (await AfterAsync(desk, lead)).Reason));
    }

    [Fact]
    public async Task A_review_recipient_takes_the_leads_that_its_rule_names()
    {
        var desk = Reviewing();
        desk.Recipients = desk.Recipients.SetItem("desk", Desk("buyer") with { When = Parse("state == 'CA'") });

        var lead = await desk.DeliverAsync();

        Assert.Equal([("desk", Outcome.Skipped, "rule of desk")], lead.Deliveries.Select(d => (d.Recipient, d.Outcome, d.Reason)));
        Assert.Equal(ReviewStatus.NotInReview, await DecideAsync(desk, lead, approve: true));
    }

    private static LeadDesk Reviewing(string? approve = "buyer")
    {
        var desk = new LeadDesk(Deliver("desk"));
        desk.Recipients = desk.Recipients.Add("desk", Desk(approve));
        return desk;
    }

    private static Recipient Desk(string? approve) => new() { Id = "desk", Name = "desk", Type = "review", Review = new(approve) };

    private static async Task<ReviewStatus> DecideAsync(
        LeadDesk desk, LeadView lead, bool approve, string? reason = null, string? recipient = null)
    {
        var (status, _) = await desk.Review.DecideAsync(new(lead.LeadId, approve, reason, recipient, "ann"), default);
        if (status == ReviewStatus.Done)
        {
            await desk.Workflows.EndOf($"{lead.LeadId}.r1");
        }

        return status;
    }

    private static async Task<LeadView> AfterAsync(LeadDesk desk, LeadView lead) => (await desk.Reader.GetAsync(lead.LeadId, default))!;
}
