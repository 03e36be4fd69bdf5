using System.Text.Json.Nodes;
using LeadDelivery.EndToEnd.Buyers;
using LeadDelivery.EndToEnd.Hosting;

namespace LeadDelivery.EndToEnd;

/// <summary>What protects recipients, on a real host against a real buyer.</summary>
public sealed class ProtectionTests
{
    private const string Once = "retry: { attempts: 1 }\n";

    [Fact]
    public async Task A_buyer_who_says_that_the_key_is_wrong_is_paused_with_an_alert_until_it_is_resumed()
    {
        await using var stage = new Stage();
        stage.Config.Recipient("buyer", stage.Buyer.On("/leads", (c, _) => c.ReplyAsync(401, "{}"))).Flow("one", "buyer");
        await stage.StartAsync();

        var first = await stage.Api.SubmitAsync("one");
        Assert.Equal("error", first.Outcome);
        var recipient = await RecipientAsync(stage);
        Assert.Equal((true, "unauthorized"), ((bool)recipient["paused"]!, (string?)recipient["pause"]!["cause"]));
        var alerts = await Eventually.SeeAsync(
            () => stage.Api.OperateAsync(HttpMethod.Get, "/api/alerts?kind=unauthorized"), answer => answer.Json["alerts"]!.AsArray().Count > 0);
        Assert.Equal(
            ("buyer", first.LeadId), ((string?)alerts.Json["alerts"]![0]!["recipient"], (string?)alerts.Json["alerts"]![0]!["lead_id"]));
        await Eventually.SeeAsync(
            () => stage.Host.Output.Contains("Alert unauthorized, recipient buyer", StringComparison.Ordinal), "the alert in the log");

        var second = await stage.Api.SubmitAsync("one", Api.Lead.Replace("ann@", "bob@", StringComparison.Ordinal));
        var skipped = Assert.Single(second.Deliveries);
        Assert.Equal(("skipped", 0), ((string?)skipped["outcome"], (int)skipped["attempts"]!));
        Assert.StartsWith("paused", (string?)skipped["reason"], StringComparison.Ordinal);
        Assert.Single(stage.Buyer.At("/leads"));

        stage.Buyer.On("/leads", Behaviours.Accept);
        var resumed = await stage.Api.OperateAsync(HttpMethod.Post, "/api/recipients/buyer/resume");
        Assert.False((bool)resumed.Json["paused"]!, resumed.Text);
        var third = await stage.Api.SubmitAsync("one", Api.Lead.Replace("ann@", "eve@", StringComparison.Ordinal));
        Assert.Equal("success", third.Outcome);
        Assert.Equal(2, (int)(await RecipientAsync(stage))["last_hour"]!["attempts"]!);
    }

    [Fact]
    public async Task A_pause_ends_what_waits_for_a_retry()
    {
        await using var stage = new Stage();
        stage.Config.Recipient("buyer", stage.Buyer.On("/busy", Behaviours.Unavailable), "retry: { attempts: 5, initial: 1s, max: 1s, jitter: false }")
            .Flow("one", "buyer");
        await stage.StartAsync();
        var lead = await stage.Api.SubmitAsync("one", wait: 0);
        await stage.Buyer.SeesAsync("/busy");

        await stage.Api.OperateAsync(HttpMethod.Post, "/api/recipients/buyer/pause", """{"reason":"maintenance"}""");

        var delivery = Assert.Single((await stage.Api.OutcomeAsync(lead.LeadId)).Deliveries);
        Assert.Equal(("error", "paused by operator: maintenance"), ((string?)delivery["outcome"], (string?)delivery["reason"]));
        Assert.InRange(stage.Buyer.At("/busy").Count, 1, 2);
    }

    [Fact]
    public async Task A_circuit_that_opened_is_open_still_after_a_kill_and_its_backup_gets_the_leads()
    {
        await using var stage = new Stage();
        stage.Config
            .Recipient("buyer", stage.Buyer.On("/down", Behaviours.Unavailable), Once + "circuit: { consecutive: 3, break: 1h }\nbackup: spare")
            .Recipient("spare", stage.Buyer.On("/spare", Behaviours.Accept))
            .Flow("one", "buyer");
        await stage.StartAsync();
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal("success", (await SubmitAsync(stage, i)).Outcome);
        }

        Assert.Equal("open", (string?)(await RecipientAsync(stage))["circuit"]);
        await Eventually.SeeAsync(
            () => stage.Api.OperateAsync(HttpMethod.Get, "/api/alerts?kind=circuit_open"), answer => answer.Json["alerts"]!.AsArray().Count == 1);

        await stage.Host.KillAsync();
        await stage.Host.StartAsync();

        Assert.Equal("open", (string?)(await RecipientAsync(stage))["circuit"]);
        var after = await SubmitAsync(stage, 4);
        Assert.Equal([("buyer", "skipped"), ("spare", "success")], after.Deliveries.Select(d => ((string)d["recipient"]!, (string)d["outcome"]!)));
        Assert.StartsWith("circuit open: 3 attempts in a row failed", (string?)after.Deliveries[0]["reason"], StringComparison.Ordinal);
        Assert.Equal(3, stage.Buyer.At("/down").Count);

        await stage.Api.OperateAsync(HttpMethod.Post, "/api/recipients/buyer/circuit", """{"state":"closed"}""");
        await SubmitAsync(stage, 5);
        Assert.Equal(4, stage.Buyer.At("/down").Count);
    }

    [Fact]
    public async Task Fifty_leads_at_twenty_a_second_arrive_evenly_and_none_is_lost()
    {
        await using var stage = new Stage();
        stage.Config
            .Recipient("buyer", stage.Buyer.On("/leads", Behaviours.Accept), "rate: 20/s").Flow("one", "buyer")
            .Recipient("other", stage.Buyer.On("/other", Behaviours.Accept)).Flow("two", "other");
        await stage.StartAsync();

        // What runs for the first time takes longer than a slot.
        Assert.Equal("success", (await stage.Api.SubmitAsync("two")).Outcome);
        var leads = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => SubmitAsync(stage, i)));

        Assert.All(leads, lead => Assert.Equal("success", lead.Outcome));
        Assert.All(leads, lead => Assert.Equal(1, (int)lead.Deliveries[0]["attempts"]!));
        var times = stage.Buyer.At("/leads").Select(request => request.At.TotalSeconds).ToList();
        Assert.Equal(50, times.Count);

        // 20 at once, then one each 50 ms. The slots count from when the host asked for them, which is a little before the first
        // request could arrive on a loaded machine.
        var slack = 0.3;
        Assert.True(times[49] - times[0] >= (30 * 0.05) - slack, $"all within {times[49] - times[0]:0.000} s");
        Assert.True(times[49] - times[29] >= (20 * 0.05) - slack, $"the last twenty within {times[49] - times[29]:0.000} s");
    }

    [Fact]
    public async Task What_was_under_way_at_a_kill_is_repeated_at_the_rate_too()
    {
        await using var stage = new Stage();
        var open = new TaskCompletionSource();
        stage.Config.Recipient("buyer", stage.Buyer.On("/leads", Behaviours.AcceptAfter(open.Task)), "rate: 2/s").Flow("one", "buyer");
        var host = await stage.StartAsync();
        var leads = new List<Answer>();
        for (var i = 0; i < 10; i++)
        {
            leads.Add(await SubmitAsync(stage, i, wait: 0));
        }

        await stage.Buyer.SeesAsync("/leads", 10);
        await host.KillAsync();
        await host.StartAsync();
        await stage.Buyer.SeesAsync("/leads", 20);
        open.SetResult();

        // Two at once, then one each half second: four seconds. What the first is late, by less than two, makes the rest no earlier.
        var repeated = stage.Buyer.At("/leads").Skip(10).Select(request => request.At.TotalSeconds).ToList();
        Assert.True(repeated[^1] - repeated[0] >= 2, $"ten within {repeated[^1] - repeated[0]:0.000} s");
        foreach (var lead in leads)
        {
            Assert.Equal("success", (await stage.Api.OutcomeAsync(lead.LeadId)).Outcome);
        }

        Assert.All(stage.Buyer.At("/leads").GroupBy(request => request.LeadId), lead => Assert.Single(lead.Select(request => request.Key).Distinct()));
    }

    [Fact]
    public async Task Who_comes_to_a_full_queue_is_skipped_and_the_rest_is_sold()
    {
        await using var stage = new Stage();
        var open = new TaskCompletionSource();
        stage.Config
            .Recipient("buyer", stage.Buyer.On("/leads", Behaviours.AcceptAfter(open.Task)), "concurrency: 1\nqueue: { limit: 2 }")
            .Flow("one", "buyer");
        await stage.StartAsync();
        var leads = new List<Answer> { await SubmitAsync(stage, 0, wait: 0) };
        await stage.Buyer.SeesAsync("/leads");

        for (var i = 1; i < 6; i++)
        {
            leads.Add(await SubmitAsync(stage, i, wait: i < 3 ? 0 : 20));
        }

        Assert.All(leads.Skip(3), lead => Assert.Equal(
            ("skipped", "queue full: 2 wait already"), ((string?)lead.Deliveries[0]["outcome"], (string?)lead.Deliveries[0]["reason"])));
        open.SetResult();
        foreach (var lead in leads.Take(3))
        {
            Assert.Equal("success", (await stage.Api.OutcomeAsync(lead.LeadId)).Outcome);
        }

        Assert.Equal(3, stage.Buyer.At("/leads").Count);
    }

    [Fact]
    public async Task Who_waits_for_a_busy_recipient_is_skipped_at_the_deadline_not_when_it_is_free()
    {
        await using var stage = new Stage();
        var open = new TaskCompletionSource();
        stage.Config
            .Recipient("buyer", stage.Buyer.On("/leads", Behaviours.AcceptAfter(open.Task)), "concurrency: 1\nqueue: { limit: 5, deadline: 1s }")
            .Flow("one", "buyer");
        await stage.StartAsync();
        var first = await SubmitAsync(stage, 0, wait: 0);
        await stage.Buyer.SeesAsync("/leads");

        var late = await Task.WhenAll(SubmitAsync(stage, 1), SubmitAsync(stage, 2));

        Assert.All(late, lead => Assert.Equal(
            ("skipped", "queue deadline of 1s passed"), ((string?)lead.Deliveries[0]["outcome"], (string?)lead.Deliveries[0]["reason"])));
        open.SetResult();
        Assert.Equal("success", (await stage.Api.OutcomeAsync(first.LeadId)).Outcome);
        Assert.Equal("success", (await SubmitAsync(stage, 3)).Outcome);
        Assert.Equal(2, stage.Buyer.At("/leads").Count);
    }

    private static Task<Answer> SubmitAsync(Stage stage, int number, int wait = 20) =>
        stage.Api.SubmitAsync("one", Api.Lead.Replace("ann@", $"ann{number}@", StringComparison.Ordinal), wait);

    private static async Task<JsonNode> RecipientAsync(Stage stage) =>
        (await stage.Api.OperateAsync(HttpMethod.Get, "/api/recipients/buyer")).Json;
}
