using LeadDelivery.EndToEnd.Buyers;
using LeadDelivery.EndToEnd.Hosting;

namespace LeadDelivery.EndToEnd;

/// <summary>The process dies in the middle of a race or of a window: one buyer at most, an outcome for every lead, one key per delivery.</summary>
public sealed class PlanCrashTests
{
    private const string Patient = "retry: { attempts: 4, initial: 100ms, max: 1s }";

    [Fact]
    public async Task Race_that_dies_with_its_requests_under_way_is_run_to_one_winner()
    {
        await using var stage = new Stage();
        var (first, second) = (new TaskCompletionSource(), new TaskCompletionSource());
        stage.Config
            .Recipient("one", stage.Buyer.On("/one", Behaviours.AcceptAfter(first.Task)))
            .Recipient("two", stage.Buyer.On("/two", Behaviours.AcceptAfter(second.Task)))
            .Flow("race", "{ waterfall: [{ race: [one, two] }, one] }");
        var host = await stage.StartAsync();
        var submitted = await host.Api.SubmitAsync("race", wait: 0);
        await Task.WhenAll(stage.Buyer.SeesAsync("/one"), stage.Buyer.SeesAsync("/two"));

        await host.KillAsync();
        await host.StartAsync();
        await Task.WhenAll(stage.Buyer.SeesAsync("/one", 2), stage.Buyer.SeesAsync("/two", 2));
        second.SetResult();
        var lead = await host.Api.OutcomeAsync(submitted.LeadId);
        Assert.Equal(("success", 45.0m), (lead.Outcome, lead.Json["price"]!.GetValue<decimal>()));

        // The race is won and answered; the loser, who was asked already, accepts after it, and the process dies between.
        await host.KillAsync();
        await host.StartAsync();
        await stage.Buyer.SeesAsync("/one", 3);
        first.SetResult();

        var end = await Eventually.SeeAsync(() => host.Api.ReadAsync(submitted.LeadId), read => Outcomes(read, "one") == "superseded");
        Assert.Equal(("success", "success", 45.0m), (end.Outcome, Outcomes(end, "two"), end.Json["price"]!.GetValue<decimal>()));
        Assert.All(["/one", "/two"], path => Assert.Single(stage.Buyer.At(path).Select(request => request.Key).Distinct()));
    }

    [Fact]
    public async Task Races_under_load_and_kills_have_one_buyer_each()
    {
        await using var stage = new Stage();
        stage.Config
            .Recipient("slow", stage.Buyer.On("/slow", Behaviours.AcceptSlowly), Patient)
            .Recipient("busy", stage.Buyer.On("/busy", Behaviours.BusyFirst()), Patient)
            .Recipient("refuses", stage.Buyer.On("/refuses", Behaviours.Reject), Patient)
            .Flow("race", "{ race: [slow, busy, { waterfall: [refuses, slow] }] }");
        var host = await stage.StartAsync();
        var leads = new List<string>();
        for (var round = 0; round < 3; round++)
        {
            for (var lead = 0; lead < 15; lead++)
            {
                leads.Add((await host.Api.SubmitAsync("race", wait: 0)).LeadId);
            }

            await host.KillAsync();
            await host.StartAsync();
        }

        foreach (var leadId in leads)
        {
            await host.Api.OutcomeAsync(leadId, TimeSpan.FromSeconds(60));
            var end = await Eventually.SeeAsync(
                () => host.Api.ReadAsync(leadId),
                read => read.Deliveries.All(delivery => delivery["outcome"]!.GetValue<string>() != "pending"));
            Assert.Equal("success", end.Outcome);
            Assert.Single(end.Deliveries, delivery => delivery["outcome"]!.GetValue<string>() == "success");
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Who_waits_for_a_turn_while_another_may_have_the_lead_is_not_sent_it_also_after_a_kill(bool kill)
    {
        await using var stage = new Stage();
        var release = new TaskCompletionSource();
        stage.Config
            .Recipient("mute", stage.Buyer.On("/mute", Behaviours.Close), "unanswered: stop")
            .Recipient("busy", stage.Buyer.On("/busy", Behaviours.AcceptAfter(release.Task)), "concurrency: 1")
            .Flow("first", "busy")
            .Flow("second", "{ parallel: [mute, busy] }");
        var host = await stage.StartAsync();
        var first = await host.Api.SubmitAsync("first", wait: 0);
        await stage.Buyer.SeesAsync("/busy");
        var second = await host.Api.SubmitAsync("second", wait: 0);
        await Eventually.SeeAsync(() => host.Api.ReadAsync(second.LeadId), read => Outcomes(read, "mute") == "error");

        if (kill)
        {
            await host.KillAsync();
            await host.StartAsync();
            await stage.Buyer.SeesAsync("/busy", 2);
        }

        release.SetResult();

        Assert.Equal("success", (await host.Api.OutcomeAsync(first.LeadId)).Outcome);
        var end = await host.Api.OutcomeAsync(second.LeadId);
        Assert.Equal(("error", "may have been accepted"), (end.Outcome, end.Json["reason"]!.GetValue<string>()));
        Assert.Single(stage.Buyer.At("/busy").Select(request => request.Key).Distinct());
        Assert.Single(stage.Buyer.At("/mute"));
    }

    [Fact]
    public async Task Window_outlives_a_crash_and_its_attempt_under_way_is_awaited_before_the_next_opens()
    {
        await using var stage = new Stage();
        var release = new TaskCompletionSource();
        stage.Config
            .Recipient("first", stage.Buyer.On("/first", Behaviours.AcceptAfter(release.Task)))
            .Recipient("second", stage.Buyer.On("/second", Behaviours.Accept))
            .Recipient("later", stage.Buyer.On("/later", Behaviours.Accept))
            .Flow("windows", "{ windows: [{ for: 3s, plan: first }, { for: 1h, plan: second }] }")
            .Flow("later", "{ windows: [{ for: 500ms, plan: { deliver: second, when: 'false' } }, { for: 1h, plan: later }] }");
        var host = await stage.StartAsync();
        var submitted = await host.Api.SubmitAsync("windows", wait: 0);
        await stage.Buyer.SeesAsync("/first");

        // Dead over the window's end: the request may have arrived, so it is repeated under its key, and its answer counts.
        await host.KillAsync();
        await Task.Delay(TimeSpan.FromSeconds(3.5));
        await host.StartAsync();
        await stage.Buyer.SeesAsync("/first", 2);

        // Windows open in the order of their ends: one that ends after this one has opened the next by then.
        await host.Api.SubmitAsync("later", wait: 0);
        await stage.Buyer.SeesAsync("/later");
        Assert.Empty(stage.Buyer.At("/second"));
        release.SetResult();

        var lead = await host.Api.OutcomeAsync(submitted.LeadId);
        Assert.Equal(("success", "success"), (lead.Outcome, Outcomes(lead, "first")));
        Assert.Single(stage.Buyer.At("/first").Select(request => request.Key).Distinct());
        Assert.Empty(stage.Buyer.At("/second"));
    }

    [Fact]
    public async Task Window_that_did_not_sell_stays_closed_over_crashes_and_then_the_next_opens()
    {
        await using var stage = new Stage();
        stage.Config
            .Recipient("first", stage.Buyer.On("/first", Behaviours.Reject))
            .Recipient("second", stage.Buyer.On("/second", Behaviours.Accept))
            .Flow("windows", "{ windows: [{ for: 9s, plan: first, every: 4s }, { for: 1h, plan: second }] }");
        var host = await stage.StartAsync();
        var submitted = await host.Api.SubmitAsync("windows", wait: 0);
        await stage.Buyer.SeesAsync("/first");

        await host.KillAsync();
        await host.StartAsync();
        await stage.Buyer.SeesAsync("/first", 2);
        await host.KillAsync();
        await host.StartAsync();
        var lead = await host.Api.OutcomeAsync(submitted.LeadId);

        Assert.Equal(("success", "failure", "success"), (lead.Outcome, Outcomes(lead, "first"), Outcomes(lead, "second")));
        Assert.Single(stage.Buyer.At("/first").Select(request => request.Key).Distinct());
        var waited = Assert.Single(stage.Buyer.At("/second")).At - stage.Buyer.At("/first")[0].At;
        Assert.True(waited > TimeSpan.FromSeconds(8), $"the second window opened after {waited}");
    }

    private static string? Outcomes(Answer lead, string recipient) => string.Join(
        ", ", lead.Deliveries.Where(delivery => delivery["recipient"]!.GetValue<string>() == recipient).Select(delivery => delivery["outcome"]!.GetValue<string>()));
}
