using LeadDelivery.Core.Alerts;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Gates.Circuits;
using LeadDelivery.Core.Gates.Rates;
using LeadDelivery.Core.Tests.Leads;
using static LeadDelivery.Core.Tests.Leads.LeadDesk;

namespace LeadDelivery.Core.Tests.Gates;

/// <summary>What a recipient's protection makes of whole deliveries.</summary>
public sealed class ProtectedDeliveryTests
{
    [Fact]
    public async Task A_recipient_without_other_gates_is_skipped_without_an_attempt_while_it_is_paused()
    {
        var desk = new LeadDesk(Waterfall(Deliver("buyer"), Deliver("second")));
        await desk.Protection.Pauses.PauseAsync("buyer", null, "ann");

        var lead = await desk.DeliverAsync();

        Assert.Equal(
            [("buyer", Outcome.Skipped, "paused by ann", 0), ("second", Outcome.Success, null, 1)],
            lead.Deliveries.Select(d => (d.Recipient, d.Outcome, d.Reason, d.Attempts)));
        Assert.Equal(["second"], desk.Sent.Select(request => request.Recipient.Id));
    }

    [Fact]
    public async Task The_backup_gets_what_an_open_circuit_keeps_out_and_not_what_an_operator_keeps_back()
    {
        var desk = Desk(buyer => buyer with { Backup = "second" });
        await desk.Protection.Circuits.ForceAsync("buyer", open: true, null, "ann");
        var open = await desk.DeliverAsync();
        await desk.Protection.Circuits.ForceAsync("buyer", open: null, null, "ann");
        await desk.Protection.Pauses.PauseAsync("buyer", null, "ann");
        var paused = await desk.DeliverAsync(Fields("bob@example.com"));

        Assert.Equal([Outcome.Skipped, Outcome.Success], open.Deliveries.Select(d => d.Outcome));
        Assert.Equal([Outcome.Skipped], paused.Deliveries.Select(d => d.Outcome));
    }

    [Fact]
    public async Task A_circuit_that_opens_ends_the_retries_under_way()
    {
        var desk = Desk(buyer => buyer with
        {
            Circuit = new CircuitPolicy { Consecutive = 2 },
            Retry = new RetryPolicy { Attempts = 5, Jitter = false },
        }).On("buyer", Answer(503, "{}"));

        var lead = await desk.DeliverAsync();

        var delivery = Assert.Single(lead.Deliveries);
        Assert.Equal((Outcome.Error, 2, 2), (delivery.Outcome, delivery.Attempts, desk.Sent.Count));
        Assert.StartsWith("circuit open: 2 attempts in a row failed", delivery.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    public async Task An_answer_that_the_key_is_wrong_pauses_unless_a_rule_names_the_status(int status)
    {
        var desk = new LeadDesk().On("buyer", Answer(status, "{}"));
        Assert.Equal(Outcome.Error, (await desk.DeliverAsync()).Outcome);
        Assert.NotNull(desk.Protection.Pauses.Of("buyer"));

        var named = Desk(buyer => buyer with { Response = buyer.Response with { Failure = Parse($"status == {status}") } })
            .On("buyer", Answer(status, "{}"));
        Assert.Equal(Outcome.Failure, (await named.DeliverAsync()).Outcome);
        Assert.Null(named.Protection.Pauses.Of("buyer"));
    }

    [Fact]
    public async Task A_wait_for_the_rate_uses_up_no_attempt()
    {
        var desk = Desk(buyer => buyer with { Rate = new RateLimit(20, TimeSpan.FromSeconds(1)) });

        var leads = await Task.WhenAll(Enumerable.Range(0, 25).Select(i => desk.DeliverAsync(Fields($"ann{i}@example.com"))));

        Assert.All(leads, lead => Assert.Equal((Outcome.Success, 1), (lead.Outcome, lead.Deliveries[0].Attempts)));
        Assert.Equal(25, desk.Sent.Count);
        Assert.NotEmpty(desk.Workflows.Delays);
    }

    [Fact]
    public async Task Alerts_are_listed_newest_first_by_page()
    {
        var desk = new LeadDesk();
        for (var i = 0; i < 7; i++)
        {
            await desk.Alerts.RaiseAsync(desk.Records, i % 2 == 0 ? "even" : "odd", "buyer", null, $"alert {i}", CancellationToken.None);
        }

        var list = new AlertList(desk.Records, TimeProvider.System);
        var seen = new List<string>();
        for (string? cursor = null; ;)
        {
            var page = await list.PageAsync(new AlertFilter { Limit = 3, Cursor = cursor }, CancellationToken.None);
            seen.AddRange(page.Alerts.Select(alert => alert.Message));
            if ((cursor = page.Next) is null)
            {
                break;
            }
        }

        Assert.Equal(Enumerable.Range(0, 7).Reverse().Select(i => $"alert {i}"), seen);
        Assert.Equal(3, (await list.PageAsync(new AlertFilter { Kind = "odd", Recipient = "buyer" }, CancellationToken.None)).Alerts.Length);
        Assert.Empty((await list.PageAsync(new AlertFilter { To = DateTimeOffset.UtcNow.AddDays(-1) }, CancellationToken.None)).Alerts);
        Assert.Empty((await list.PageAsync(new AlertFilter { To = DateTimeOffset.MinValue }, CancellationToken.None)).Alerts);
        await Assert.ThrowsAsync<FormatException>(async () => await list.PageAsync(new AlertFilter { Cursor = "no" }, CancellationToken.None));
    }

    private static LeadDesk Desk(Func<Recipient, Recipient> change)
    {
        var desk = new LeadDesk();
        desk.Recipients = desk.Recipients.SetItem("buyer", change(Buyer("buyer")));
        return desk;
    }
}
