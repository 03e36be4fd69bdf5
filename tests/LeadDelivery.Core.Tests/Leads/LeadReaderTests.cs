using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Leads;
using static LeadDelivery.Core.Tests.Leads.LeadDesk;

namespace LeadDelivery.Core.Tests.Leads;

public class LeadReaderTests
{
    [Fact]
    public async Task The_trail_tells_the_whole_story_in_order_with_secrets_masked()
    {
        var desk = new LeadDesk(Waterfall(Deliver("buyer"), Deliver("second"))).On("buyer", Answer(503, "busy"), Refuses()).On("second", Accepts());

        var lead = await desk.DeliverAsync();
        var trail = await desk.Reader.EventsAsync(lead.LeadId, CancellationToken.None);

        Assert.Equal(
            [
                "lead.received", "attempt.started", "attempt.ended", "attempt.started", "attempt.ended", "attempt.started", "attempt.ended",
                "lead.outcome",
            ],
            trail!.Select(entry => entry.Type));
        var request = trail![1].Data.At("request").AsObject;
        Assert.Equal("""{"email":"ann@example.com"}""", request.At("body").AsText);
        Assert.Equal("https://buyer.example/leads", request.At("url").AsText);
        Assert.Contains("***", request.At("headers").ToText(), StringComparison.Ordinal);
        Assert.Equal((503m, "busy"), (trail[2].Data.At("status").AsNumber, trail[2].Data.At("reply.body").AsText));
        Assert.DoesNotContain("token-of-the-buyer", string.Concat(trail.Select(entry => Value.Of(entry.Data).ToText())), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_lead_is_none()
    {
        var desk = new LeadDesk();

        Assert.Null(await desk.Reader.GetAsync("01ARZ3NDEKTSV4RRFFQ69G5FAV", CancellationToken.None));
        Assert.Null(await desk.Reader.GetAsync(new string('x', 26), CancellationToken.None));
        Assert.Null(await desk.Reader.EventsAsync("../..", CancellationToken.None));
    }

    [Fact]
    public async Task The_list_is_newest_first_and_its_pages_join_without_gap_or_repeat()
    {
        var desk = new LeadDesk();
        var made = new List<string>();
        for (var i = 0; i < 23; i++)
        {
            made.Add((await desk.DeliverAsync()).LeadId);
        }

        var listed = new List<string>();
        string? cursor = null;
        do
        {
            var page = await desk.List.PageAsync(new LeadFilter { Limit = 5, Cursor = cursor }, CancellationToken.None);
            listed.AddRange(page.Leads.Select(lead => lead.LeadId));
            cursor = page.Cursor;
        }
        while (cursor is not null);

        Assert.Equal(made.AsEnumerable().Reverse(), listed);
    }

    [Fact]
    public async Task The_list_filters_by_outcome_recipient_time_and_whole_words()
    {
        var desk = new LeadDesk(Waterfall(Deliver("buyer"), Deliver("second"))).On("buyer", Accepts(), Refuses()).On("second", Refuses());
        var sold = await desk.DeliverAsync(Fields(more: ("city", Value.Of("Springfield"))));
        var unsold = await desk.DeliverAsync(Fields(email: "bob@example.com"));

        Assert.Equal([sold.LeadId], await IdsAsync(new LeadFilter { Outcome = Outcome.Success }));
        Assert.Equal([unsold.LeadId], await IdsAsync(new LeadFilter { Recipient = "second" }));
        Assert.Equal([sold.LeadId], await IdsAsync(new LeadFilter { Search = "springfield" }));
        Assert.Equal([unsold.LeadId], await IdsAsync(new LeadFilter { Search = "bob" }));
        Assert.Equal([sold.LeadId], await IdsAsync(new LeadFilter { Search = sold.LeadId.ToLowerInvariant() }));
        Assert.Empty(await IdsAsync(new LeadFilter { Search = "spring" }));
        Assert.Empty(await IdsAsync(new LeadFilter { Flow = "other" }));
        Assert.Empty(await IdsAsync(new LeadFilter { To = sold.ReceivedAt }));
        Assert.Equal(2, (await IdsAsync(new LeadFilter { From = sold.ReceivedAt })).Count);

        async Task<IReadOnlyList<string>> IdsAsync(LeadFilter filter) =>
            [.. (await desk.List.PageAsync(filter, CancellationToken.None)).Leads.Select(lead => lead.LeadId)];
    }

    [Fact]
    public async Task A_cursor_that_is_none_is_refused()
    {
        await Assert.ThrowsAsync<FormatException>(async () =>
            await new LeadDesk().List.PageAsync(new LeadFilter { Cursor = "later" }, CancellationToken.None));
    }

    [Fact]
    public async Task A_redelivery_runs_under_new_keys_and_does_not_undo_a_sale()
    {
        var desk = new LeadDesk().On("buyer", Accepts(), Refuses());
        var sold = await desk.DeliverAsync();

        Assert.Equal(RedeliveryStatus.Started, await desk.Redelivery.StartAsync(sold.LeadId, "buyer", "operator", CancellationToken.None));
        await desk.Workflows.EndOf(sold.LeadId + ".r1");

        var lead = await desk.Reader.GetAsync(sold.LeadId, CancellationToken.None);
        Assert.Equal((Outcome.Success, 45.00m), (lead!.Outcome, lead.Price));
        Assert.Equal([Outcome.Success, Outcome.Failure], lead.Deliveries.Select(delivery => delivery.Outcome));
        Assert.Equal(2, desk.Sent.Select(request => request.Headers.First(header => header.Key == "X-Idempotency-Key").Value).Distinct().Count());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_redelivery_to_who_gets_leads_beside_the_plan_changes_nothing_of_the_lead(bool accepts)
    {
        var desk = new LeadDesk().On("buyer", Refuses("too late")).On("crm", Refuses(), accepts ? Accepts() : Refuses("no"));
        desk.Flow = MakeFlow(Deliver("buyer"), null, Deliver("crm"));
        var refused = await desk.DeliverAsync();

        Assert.Equal(RedeliveryStatus.Started, await desk.Redelivery.StartAsync(refused.LeadId, "crm", "operator", CancellationToken.None));
        await desk.Workflows.EndOf(refused.LeadId + ".r1");

        var lead = await desk.Reader.GetAsync(refused.LeadId, CancellationToken.None);
        Assert.Equal((Outcome.Failure, "too late", null), (lead!.Outcome, lead.Reason, lead.Price));
        Assert.Equal(
            [("buyer", false, Outcome.Failure), ("crm", true, Outcome.Failure), ("crm", true, accepts ? Outcome.Success : Outcome.Failure)],
            lead.Deliveries.Select(delivery => (delivery.Recipient, delivery.Also, delivery.Outcome)));
    }

    [Fact]
    public async Task A_redelivery_to_who_stands_beside_the_plan_and_in_it_counts()
    {
        var desk = new LeadDesk().On("buyer", Refuses()).On("crm", Refuses(), Refuses(), Accepts());
        desk.Flow = MakeFlow(Waterfall(Deliver("buyer"), Deliver("crm")), null, Deliver("crm") with { Path = "also[0]" });
        var refused = await desk.DeliverAsync();

        await desk.Redelivery.StartAsync(refused.LeadId, "crm", "operator", CancellationToken.None);
        await desk.Workflows.EndOf(refused.LeadId + ".r1");

        Assert.Equal((Outcome.Success, 45.00m), (await desk.Reader.GetAsync(refused.LeadId, CancellationToken.None)) is { } lead ? (lead.Outcome, lead.Price) : default);
    }

    [Fact]
    public async Task A_redelivery_that_cannot_be_is_named()
    {
        var desk = new LeadDesk();
        var lead = await desk.DeliverAsync();

        Assert.Equal(RedeliveryStatus.UnknownLead, await desk.Redelivery.StartAsync("01ARZ3NDEKTSV4RRFFQ69G5FAV", null, "o", CancellationToken.None));
        Assert.Equal(RedeliveryStatus.UnknownRecipient, await desk.Redelivery.StartAsync(lead.LeadId, "nobody", "o", CancellationToken.None));
        await desk.Erasure.EraseAsync(lead.LeadId, "o", CancellationToken.None);
        Assert.Equal(RedeliveryStatus.Erased, await desk.Redelivery.StartAsync(lead.LeadId, null, "o", CancellationToken.None));
    }

    [Fact]
    public async Task An_erased_lead_keeps_what_happened_and_the_money_and_nothing_of_the_consumer()
    {
        var desk = new LeadDesk().On("buyer", Accepts("B9"));
        var lead = await desk.DeliverAsync();

        Assert.True(await desk.Erasure.EraseAsync(lead.LeadId, "operator", CancellationToken.None));

        var erased = await desk.Reader.GetAsync(lead.LeadId, CancellationToken.None);
        Assert.Equal((Outcome.Success, 45.00m, null), (erased!.Outcome, erased.Price, erased.Fields));
        Assert.NotNull(erased.ErasedAt);
        var trail = await desk.Reader.EventsAsync(lead.LeadId, CancellationToken.None);
        Assert.Contains(trail!, entry => entry.Type == "lead.erased");
        Assert.DoesNotContain("ann@", string.Concat(trail!.Select(entry => Value.Of(entry.Data).ToText())), StringComparison.Ordinal);
        Assert.True(await desk.Erasure.EraseAsync(lead.LeadId, "operator", CancellationToken.None));
        Assert.False(await desk.Erasure.EraseAsync("01ARZ3NDEKTSV4RRFFQ69G5FAV", "operator", CancellationToken.None));
    }

    [Fact]
    public async Task An_attempt_that_an_erasure_kept_from_being_made_is_not_counted()
    {
        LeadDesk desk = null!;
        var erased = false;
        desk = new LeadDesk().Answering(_ =>
        {
            var id = desk.Records.All().First(row => row.Partition.StartsWith("lead/", StringComparison.Ordinal)).Partition["lead/".Length..];
            var erasing = desk.Erasure.EraseAsync(id, "operator", CancellationToken.None).AsTask();
            erased = erasing.IsCompletedSuccessfully;
            return Answer(503, "{}");
        });

        var lead = await desk.DeliverAsync();

        Assert.True(erased);
        Assert.Single(desk.Sent);
        var delivery = Assert.Single(lead.Deliveries);
        Assert.Equal((Outcome.Error, 1), (delivery.Outcome, delivery.Attempts));
    }

    [Fact]
    public async Task An_erased_consumer_may_come_again_within_the_dedupe_window()
    {
        var desk = new LeadDesk();
        desk.Flow = desk.Flow with { Accept = new() { Dedupe = new Core.Configuration.DedupeRule(["email"], TimeSpan.FromDays(30)) } };
        var first = await desk.DeliverAsync();
        await desk.Erasure.EraseAsync(first.LeadId, "operator", CancellationToken.None);

        Assert.Equal(IntakeStatus.Accepted, (await desk.SubmitAsync()).Status);
    }

    [Fact]
    public async Task Waiting_ends_with_the_outcome_and_at_once_when_it_is_known()
    {
        var desk = new LeadDesk();
        var lead = await desk.DeliverAsync();

        await desk.Waiters.WaitAsync(lead.LeadId, TimeSpan.FromMinutes(1), CancellationToken.None);
        await desk.Waiters.WaitAsync("01ARZ3NDEKTSV4RRFFQ69G5FAV", TimeSpan.FromMinutes(1), CancellationToken.None);
    }
}
