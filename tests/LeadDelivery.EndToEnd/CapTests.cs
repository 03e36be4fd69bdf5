using System.Collections.Concurrent;
using LeadDelivery.EndToEnd.Buyers;
using LeadDelivery.EndToEnd.Hosting;

namespace LeadDelivery.EndToEnd;

/// <summary>Caps and balances hold to the lead, also where the process dies without warning.</summary>
public sealed class CapTests
{
    private const int Cap = 60;

    [Fact]
    public async Task Kills_under_load_neither_exceed_a_cap_nor_lose_a_place()
    {
        await using var stage = new Stage();
        stage.Config
            .Recipient("capped", stage.Buyer.On("/capped", Behaviours.AcceptSlowly), $"caps: {{ total: {Cap} }}\nretry: {{ attempts: 5, initial: 100ms }}")
            .Recipient("moody", stage.Buyer.On("/moody", Moody), $"caps: {{ total: {Cap} }}\nretry: {{ attempts: 5, initial: 100ms }}")
            .Recipient("rest", stage.Buyer.On("/rest", Behaviours.Accept))
            .Flow("one", "{ waterfall: [{ parallel: [capped, moody], require: all }, rest] }");
        var host = await stage.StartAsync();
        var leads = new ConcurrentBag<string>();
        var sources = Enumerable.Range(0, 8).Select(source => PumpAsync(host, source, leads)).ToArray();
        foreach (var acknowledged in new[] { 15, 40, 80, 140 })
        {
            await Eventually.SeeAsync(() => leads.Count >= acknowledged, "too few leads acknowledged", TimeSpan.FromSeconds(90));
            await host.KillAsync();
            await host.StartAsync();
        }

        await Task.WhenAll(sources);

        foreach (var leadId in leads.Distinct())
        {
            await host.Api.OutcomeAsync(leadId, TimeSpan.FromSeconds(90));
        }

        // What was skipped while others held a place that they did not use in the end is made up for, one lead after another.
        for (var more = 0; more < Cap && (Taken("/capped") < Cap || Taken("/moody") < Cap); more++)
        {
            leads.Add((await host.Api.SubmitAsync("one", wait: 30, idempotencyKey: $"more-{more}")).LeadId);
        }

        var sold = new Dictionary<string, int> { ["capped"] = 0, ["moody"] = 0 };
        foreach (var leadId in leads.Distinct())
        {
            var lead = await host.Api.OutcomeAsync(leadId, TimeSpan.FromSeconds(90));
            foreach (var delivery in lead.Deliveries.Where(delivery => delivery["outcome"]!.GetValue<string>() == "success"))
            {
                var recipient = delivery["recipient"]!.GetValue<string>();
                sold[recipient] = sold.GetValueOrDefault(recipient) + 1;
            }
        }

        // Every place was given, and none twice: as many as the buyers themselves have taken, under one key each.
        foreach (var recipient in new[] { "capped", "moody" })
        {
            Assert.Equal(Cap, sold[recipient]);
        }

        Assert.Equal(Cap, Taken("/capped"));
        Assert.Equal(Cap, Taken("/moody"));

        int Taken(string path) =>
            stage.Buyer.At(path).Select(request => request.Key).Distinct().Count(key => path == "/capped" || IsTaken(key));
    }

    /// <summary>All but one of the leads that such repeats would make are refused when they are stored: none of them holds a place.</summary>
    [Fact]
    public async Task Repeats_of_a_submit_at_the_same_moment_hold_one_place_and_one_price()
    {
        await using var stage = new Stage();
        stage.Config
            .Recipient("capped", stage.Buyer.On("/capped", Behaviours.Reject), "price: 10\ncaps: { total: 1000 }\nbalance: { credit_limit: 10000 }")
            .Flow("one", "capped");
        var host = await stage.StartAsync();

        for (var key = 0; key < 20; key++)
        {
            var repeats = Enumerable.Range(0, 8).Select(_ => host.Api.SubmitAsync("one", idempotencyKey: $"same-{key}"));
            Assert.Single((await Task.WhenAll(repeats)).Select(answer => answer.LeadId).Distinct());
        }

        var recipient = (await host.Api.OperateAsync(HttpMethod.Get, "/api/recipients/capped")).Json;
        Assert.Equal(0, recipient["caps"]![0]!["reserved"]!.GetValue<decimal>());
        Assert.Equal(0, recipient["balance"]!["reserved"]!.GetValue<decimal>());
    }

    [Fact]
    public async Task Balance_survives_a_kill_and_a_top_up_counts_once()
    {
        await using var stage = new Stage();
        stage.Config.Recipient("paid", stage.Buyer.On("/paid", Behaviours.Accept), "price: 45.00\nbalance: { credit_limit: 0 }").Flow("one", "paid");
        var host = await stage.StartAsync();
        for (var repeat = 0; repeat < 2; repeat++)
        {
            Assert.Equal(200, (await TopUpAsync(host)).Status);
        }

        Assert.Equal("success", (await host.Api.SubmitAsync("one")).Outcome);
        await host.KillAsync();
        await host.StartAsync();
        Assert.Equal(200, (await TopUpAsync(host)).Status);
        Assert.Equal("success", (await host.Api.SubmitAsync("one")).Outcome);
        var third = await host.Api.SubmitAsync("one");

        Assert.Equal("skipped", third.Deliveries[0]["outcome"]!.GetValue<string>());
        Assert.StartsWith("balance spent: 10", third.Deliveries[0]["reason"]!.GetValue<string>(), StringComparison.Ordinal);
        var balance = (await host.Api.OperateAsync(HttpMethod.Get, "/api/recipients/paid/balance")).Json;
        Assert.Equal((10m, 0m, 3), ((decimal)balance["balance"]!, (decimal)balance["reserved"]!, balance["movements"]!.AsArray().Count));
    }

    private static Task<Answer> TopUpAsync(HostProcess host) =>
        host.Api.OperateAsync(HttpMethod.Post, "/api/recipients/paid/balance", """{"amount":100.00,"reference":"INV-1"}""");

    // Refuses every third delivery, the same one each time.
    private static Task Moody(BuyerConnection connection, BuyerRequest request) =>
        IsTaken(request.Key) ? Behaviours.Accept(connection, request) : Behaviours.Reject(connection, request);

    private static bool IsTaken(string key) => key.Sum(letter => letter) % 3 != 0;

    private static async Task PumpAsync(HostProcess host, int source, ConcurrentBag<string> leads)
    {
        for (var number = 0; number < 25; number++)
        {
            while (true)
            {
                try
                {
                    var answer = await host.Api.SubmitAsync("one", wait: 0, idempotencyKey: $"{source}-{number}");
                    if (answer.Status is 200 or 202)
                    {
                        leads.Add(answer.LeadId);
                        break;
                    }
                }
                catch (HttpRequestException)
                {
                    // The process is down: the same submit again.
                }

                await Task.Delay(TimeSpan.FromMilliseconds(20));
            }
        }
    }
}
