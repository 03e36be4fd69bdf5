using System.Collections.Concurrent;
using LeadDelivery.EndToEnd.Buyers;
using LeadDelivery.EndToEnd.Hosting;

namespace LeadDelivery.EndToEnd;

/// <summary>The process dies without warning; nothing that was acknowledged is lost, and nothing is sold twice.</summary>
public sealed class CrashTests
{
    private const string Patient = "retry: { attempts: 5, initial: 100ms, max: 1s }";

    [Fact]
    public async Task Kills_under_load_lose_no_acknowledged_lead_and_double_none()
    {
        await using var stage = new Stage();
        stage.Config
            .Recipient("refuses", stage.Buyer.On("/refuses", Behaviours.Reject), Patient)
            .Recipient("slow", stage.Buyer.On("/slow", Behaviours.AcceptSlowly), Patient)
            .Recipient("busy", stage.Buyer.On("/busy", Behaviours.BusyFirst()), Patient)
            .Flow("slow", "slow")
            .Flow("fall", "{ waterfall: [refuses, busy, slow] }");
        var host = await stage.StartAsync();
        var leads = new ConcurrentDictionary<string, string>();

        using var enough = new CancellationTokenSource();
        var sources = Enumerable.Range(0, 8).Select(source => PumpAsync(host, source % 2 == 0 ? "slow" : "fall", source, leads, enough.Token)).ToArray();
        for (var round = 1; round <= 4; round++)
        {
            var before = leads.Count;
            await Eventually.SeeAsync(() => leads.Count >= before + 40 * round, "too few leads acknowledged", TimeSpan.FromSeconds(60));
            await host.KillAsync();
            await host.StartAsync();
        }

        enough.Cancel();
        await Task.WhenAll(sources);

        foreach (var leadId in leads.Values)
        {
            var lead = await host.Api.OutcomeAsync(leadId, TimeSpan.FromSeconds(60));
            Assert.True(lead.Outcome == "success", $"{leadId}: {string.Join(" | ", lead.Deliveries.Select(delivery => delivery.ToJsonString()))}");
            Assert.Single(lead.Deliveries, delivery => delivery["outcome"]!.GetValue<string>() == "success");
        }

        foreach (var path in new[] { "/refuses", "/slow", "/busy" })
            Assert.All(stage.Buyer.At(path).GroupBy(request => request.LeadId), lead => Assert.Single(lead.Select(request => request.Key).Distinct()));
        // A source that repeats its submit until it is answered makes one lead, also across a crash: nothing else reached the buyers.
        Assert.Equal(leads.Count, leads.Values.Distinct().Count());
        var sold = new[] { "/slow", "/busy" }.SelectMany(path => stage.Buyer.At(path)).Select(request => request.LeadId).Distinct();
        Assert.Equal(leads.Values.Order(), sold.Order());
    }

    /// <summary>Each failpoint kills the process at the nth commit, at one side of it or inside.</summary>
    [Theory]
    [InlineData("journal.in-commit")]
    [InlineData("journal.before-commit")]
    [InlineData("journal.after-commit")]
    public async Task Death_at_a_commit_loses_nothing_acknowledged(string place)
    {
        await using var stage = new Stage();
        stage.Config.Recipient("buyer", stage.Buyer.On("/accept", Behaviours.Accept), Patient).Flow("one", "buyer");
        // Late enough to be past the start, and early enough to come soon under load.
        foreach (var hit in new[] { 20, 33, 47 })
        {
            var leads = new ConcurrentDictionary<string, string>();
            await using (var host = await HostProcess.StartAsync(stage.Setup with
            {
                Environment = new() { ["LEADDELIVERY_FAILPOINT"] = $"{place}:{hit}" },
            }))
            {
                using var enough = new CancellationTokenSource();
                var sources = Enumerable.Range(0, 4).Select(source => PumpAsync(host, "one", source, leads, enough.Token)).ToArray();
                await host.DeathAsync();
                enough.Cancel();
                await Task.WhenAll(sources);
            }

            await using var again = await HostProcess.StartAsync(stage.Setup);
            foreach (var leadId in leads.Values)
                Assert.Equal("success", (await again.Api.OutcomeAsync(leadId)).Outcome);
        }

        Assert.All(
            stage.Buyer.At("/accept").GroupBy(request => request.LeadId), lead => Assert.Single(lead.Select(request => request.Key).Distinct()));
    }

    [Fact]
    public async Task Attempt_without_an_answer_is_repeated_under_its_key_after_a_crash()
    {
        await using var stage = new Stage();
        var release = new TaskCompletionSource();
        stage.Config.Recipient("buyer", stage.Buyer.On("/held", Behaviours.AcceptAfter(release.Task))).Flow("one", "buyer");
        var host = await stage.StartAsync();
        var submitted = await host.Api.SubmitAsync("one", wait: 0);
        await stage.Buyer.SeesAsync("/held");

        await host.KillAsync();
        await host.StartAsync();
        await stage.Buyer.SeesAsync("/held", 2);
        release.SetResult();

        Assert.Equal("success", (await host.Api.OutcomeAsync(submitted.LeadId)).Outcome);
        Assert.Single(stage.Buyer.At("/held").Select(request => request.Key).Distinct());
    }

    [Fact]
    public async Task Retry_timer_survives_a_crash_and_is_neither_early_nor_lost()
    {
        await using var stage = new Stage();
        stage.Config
            .Recipient("buyer", stage.Buyer.On("/busy", Behaviours.BusyFirst()), "retry: { attempts: 2, initial: 6s, max: 6s, jitter: false }")
            .Flow("one", "buyer");
        var host = await stage.StartAsync();
        var submitted = await host.Api.SubmitAsync("one", wait: 0);
        await Eventually.SeeAsync(() => host.Api.EventsAsync(submitted.LeadId), events => events.Text.Contains("attempt.ended", StringComparison.Ordinal));

        await host.KillAsync();
        await host.StartAsync();
        var lead = await host.Api.OutcomeAsync(submitted.LeadId);

        Assert.Equal("success", lead.Outcome);
        var attempts = stage.Buyer.At("/busy");
        Assert.Equal(2, attempts.Count);
        Assert.True(attempts[1].At - attempts[0].At > TimeSpan.FromSeconds(5), $"repeated after {attempts[1].At - attempts[0].At}");
    }

    /// <summary>Submits leads one after another, repeating each under its idempotency key until it is acknowledged or enough are.</summary>
    private static async Task PumpAsync(
        HostProcess host, string flow, int source, ConcurrentDictionary<string, string> leads, CancellationToken enough)
    {
        for (var number = 0; !enough.IsCancellationRequested; number++)
        {
            var key = $"{source}-{number}";
            while (!leads.ContainsKey(key))
            {
                try
                {
                    var answer = await host.Api.SubmitAsync(flow, wait: 0, idempotencyKey: key);
                    if (answer.Status is 200 or 202)
                        leads[key] = answer.LeadId;
                }
                catch (HttpRequestException)
                {
                    if (enough.IsCancellationRequested && host.HasExited)
                        return;
                }

                if (!leads.ContainsKey(key))
                    await Task.Delay(TimeSpan.FromMilliseconds(20), CancellationToken.None);
            }
        }
    }
}
