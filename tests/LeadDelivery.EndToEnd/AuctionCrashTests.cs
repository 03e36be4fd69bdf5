using System.Collections.Concurrent;
using LeadDelivery.EndToEnd.Buyers;
using LeadDelivery.EndToEnd.Hosting;

namespace LeadDelivery.EndToEnd;

/// <summary>The process dies while bidders are asked or the best of them is posted to: one buyer at most, an outcome for every lead.</summary>
public sealed class AuctionCrashTests
{
    private const string Taken = """{"status":"accepted"}""";

    [Fact]
    public async Task Auction_goes_on_past_bidders_that_hang_break_and_refuse()
    {
        await using var stage = new Stage();
        Bidder(stage, "hangs", Behaviours.Hang);
        Bidder(stage, "breaks", Behaviours.Reset);
        Bidder(stage, "refuses", Bids("30.00"), Behaviours.Reject);
        Bidder(stage, "takes", Bids("20.00"));
        stage.Config.Flow("auction", "{ auction: { bidders: [hangs, breaks, refuses, takes], deadline: 1s } }");
        var host = await stage.StartAsync();

        var lead = await host.Api.OutcomeAsync((await host.Api.SubmitAsync("auction")).LeadId);

        Assert.Equal(("success", 20.00m), (lead.Outcome, lead.Json["price"]!.GetValue<decimal>()));
        Assert.Equal("hangs timeout, breaks error, refuses refused, takes won", BidsOf(lead));
        Assert.Equal((0, 0, 1, 1), (Posts(stage, "hangs"), Posts(stage, "breaks"), Posts(stage, "refuses"), Posts(stage, "takes")));
    }

    [Fact]
    public async Task Post_under_way_at_the_crash_is_repeated_to_the_same_bidder_under_its_key_and_nobody_is_asked_again()
    {
        await using var stage = new Stage();
        var release = new TaskCompletionSource();
        Bidder(stage, "high", Bids("30.00"), AcceptAfter(release.Task));
        Bidder(stage, "low", Bids("20.00"));
        stage.Config.Flow("auction", "{ auction: { bidders: [low, high] } }");
        var host = await stage.StartAsync();
        var submitted = await host.Api.SubmitAsync("auction", wait: 0);
        await stage.Buyer.SeesAsync("/high");

        await host.KillAsync();
        await host.StartAsync();
        await stage.Buyer.SeesAsync("/high", 2);
        release.SetResult();
        var lead = await host.Api.OutcomeAsync(submitted.LeadId);

        Assert.Equal(("success", 30.00m), (lead.Outcome, lead.Json["price"]!.GetValue<decimal>()));
        Assert.Equal("low lost, high won", BidsOf(lead));
        Assert.Single(stage.Buyer.At("/high").Select(request => request.Key).Distinct());
        Assert.Equal((1, 1, 0), (stage.Buyer.At("/high/ping").Count, stage.Buyer.At("/low/ping").Count, Posts(stage, "low")));
    }

    [Fact]
    public async Task Ping_round_that_dies_is_run_again_and_its_second_bids_are_the_ones_that_count()
    {
        await using var stage = new Stage();
        var release = new TaskCompletionSource();
        var asked = 0;
        Bidder(stage, "changes", (connection, _) => connection.ReplyAsync(200, Bid(Interlocked.Increment(ref asked) == 1 ? "50.00" : "10.00")));
        Bidder(stage, "slow", async (connection, _) =>
        {
            await release.Task.WaitAsync(connection.Stop);
            await connection.ReplyAsync(200, Bid("20.00"));
        });
        stage.Config.Flow("auction", "{ auction: { bidders: [changes, slow], deadline: 30s } }");
        var host = await stage.StartAsync();
        var submitted = await host.Api.SubmitAsync("auction", wait: 0);
        await Task.WhenAll(stage.Buyer.SeesAsync("/changes/ping"), stage.Buyer.SeesAsync("/slow/ping"));

        await host.KillAsync();
        await host.StartAsync();
        await Task.WhenAll(stage.Buyer.SeesAsync("/changes/ping", 2), stage.Buyer.SeesAsync("/slow/ping", 2));
        release.SetResult();
        var lead = await host.Api.OutcomeAsync(submitted.LeadId);

        Assert.Equal(("success", 20.00m), (lead.Outcome, lead.Json["price"]!.GetValue<decimal>()));
        Assert.Equal("changes lost, slow won", BidsOf(lead));
        Assert.Equal((0, 1), (Posts(stage, "changes"), Posts(stage, "slow")));
    }

    /// <summary>Kills at any moment: before, in and after ping rounds, between ping and post, and while posts are under way.</summary>
    [Fact]
    public async Task Auctions_under_load_and_kills_have_one_buyer_each()
    {
        await using var stage = new Stage();
        var sold = new ConcurrentBag<(string Lead, string Buyer)>();
        Bidder(stage, "hangs", Behaviours.Hang);
        Bidder(stage, "refuses", Bids("30.00"), Behaviours.Reject);
        foreach (var buyer in new[] { "first", "second" })
        {
            // Bids that differ from ping to ping: a round that is repeated ranks otherwise than the one that died.
            Bidder(stage, buyer, (connection, _) => connection.ReplyAsync(200, Bid($"{Random.Shared.Next(10, 30)}.00")), async (connection, request) =>
            {
                sold.Add((request.LeadId, buyer));
                await Task.Delay(Random.Shared.Next(10, 100), connection.Stop);
                await connection.ReplyAsync(200, Taken);
            });
        }

        // Long enough for a busy machine to answer the pings of all these leads at once: every lead has a buyer in the end.
        stage.Config.Flow("auction", "{ auction: { bidders: [hangs, refuses, first, second], deadline: 2s } }");
        var host = await stage.StartAsync();
        var leads = new List<string>();
        for (var round = 0; round < 3; round++)
        {
            var asked = stage.Buyer.At("/hangs/ping").Count;
            for (var lead = 0; lead < 5; lead++)
            {
                leads.Add((await host.Api.SubmitAsync("auction", wait: 0)).LeadId);
            }

            // Before any ping, then while rounds are open.
            await stage.Buyer.SeesAsync("/hangs/ping", round == 0 ? 0 : asked + 1);
            await host.KillAsync();
            await host.StartAsync();
        }

        // When the first round has closed and a post is under way, and when more are.
        foreach (var posts in new[] { 1, 3 })
        {
            await stage.Buyer.SeesAsync("/refuses", posts);
            await host.KillAsync();
            await host.StartAsync();
        }

        foreach (var leadId in leads)
        {
            var lead = await host.Api.OutcomeAsync(leadId, TimeSpan.FromSeconds(60));
            Assert.True(lead.Outcome == "success", lead.ToString());
            Assert.Single(lead.Deliveries, delivery => delivery["outcome"]!.GetValue<string>() == "success");
        }

        Assert.Equal(leads.Order(), sold.Select(sale => sale.Lead).Distinct().Order());
        Assert.All(sold.GroupBy(sale => sale.Lead), lead => Assert.Single(lead.Select(sale => sale.Buyer).Distinct()));
        Assert.All(
            new[] { "/first", "/second", "/refuses" }.SelectMany(path => stage.Buyer.At(path).GroupBy(request => (path, request.LeadId))),
            posts => Assert.Single(posts.Select(request => request.Key).Distinct()));
    }

    private static void Bidder(
        Stage stage, string id, Func<BuyerConnection, BuyerRequest, Task> ping, Func<BuyerConnection, BuyerRequest, Task>? post = null)
    {
        var pings = stage.Buyer.On($"/{id}/ping", ping);
        stage.Config.Recipient(
            id,
            stage.Buyer.On($"/{id}", post ?? ((connection, _) => connection.ReplyAsync(200, Taken))),
            $$$"""ping: { endpoint: { url: "{{{pings}}}" }, fields: { id: "{{lead.id}}" }, response: { success: json.ok, bid: json.bid } }""");
    }

    private static Func<BuyerConnection, BuyerRequest, Task> Bids(string price) => (connection, _) => connection.ReplyAsync(200, Bid(price));

    private static Func<BuyerConnection, BuyerRequest, Task> AcceptAfter(Task release) => async (connection, _) =>
    {
        await release.WaitAsync(connection.Stop);
        await connection.ReplyAsync(200, Taken);
    };

    private static string Bid(string price) => $$"""{"ok":true,"bid":{{price}}}""";

    private static int Posts(Stage stage, string id) => stage.Buyer.At($"/{id}").Count;

    private static string BidsOf(Answer lead) => string.Join(
        ", ", lead.Json["bids"]!.AsArray().Select(bid => $"{bid!["recipient"]!.GetValue<string>()} {bid["outcome"]!.GetValue<string>()}"));
}
