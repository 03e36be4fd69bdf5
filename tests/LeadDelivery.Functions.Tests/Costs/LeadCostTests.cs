using System.Text.RegularExpressions;
using LeadDelivery.Functions.Tests.Durable;
using LeadDelivery.Tests.Shared;

namespace LeadDelivery.Functions.Tests.Costs;

/// <summary>What one lead costs, counted on the worker over storage in memory, is what docs/azure.md reckons with.</summary>
public sealed class LeadCostTests
{
    private const string Ping = """
        ping:
          endpoint: { url: "BUYER/bid?bid=BID" }
          fields: { email: "{{lead.email}}" }
          response: { success: json.ok, bid: json.bid, ping_id: json.id }
        """;

    // The clock stands still: what a worker does from time to time is not the lead's.
    private readonly ManualTimeProvider _time = new();

    [Theory]
    [InlineData("a", 0)]
    [InlineData("{ auction: { bidders: [b, c, d, e, f] } }", 1)]
    public async Task Lead_takes_as_many_executions_and_table_operations_as_the_page_says(string plan, int column)
    {
        await using var worker = await StartAsync(plan);

        var counted = await CountAsync(worker);

        Assert.Equal(
            string.Join(", ", counted.Keys.Select(name => $"{name} {Count(name, column)}")),
            string.Join(", ", counted.Select(count => $"{count.Key} {count.Value}")));
    }

    [Theory]
    [InlineData("a")]
    [InlineData("{ auction: { bidders: [b, c, d, e, f] } }")]
    public async Task Worker_reads_what_others_say_of_recipients_twice_every_two_seconds_whatever_it_delivers(string plan)
    {
        await using var worker = await StartAsync(plan);
        var soon = (await CountAsync(worker))["T"];

        _time.Advance(Core.Gates.Sharing.ManyWorkers.StandingFor);
        worker.Storage.Meter.Reset();
        for (var lead = 0; lead < 3; lead++)
        {
            await worker.Hub.EndOf(await worker.SubmitAsync());
        }

        Assert.Equal((3 * soon) + 2, worker.Storage.Meter.Total);
    }

    private Task<Worker> StartAsync(string plan) => Worker.StartAsync(
        _time, plan, null,
        [Worker.Recipient("a", "/yes"), .. "bcdef".Select((id, at) => Worker.Recipient(id.ToString(), "/yes", Ping.Replace("BID", $"{10 + at}", StringComparison.Ordinal)))]);

    private static async Task<Dictionary<string, int>> CountAsync(Worker worker)
    {
        // The first lead of an hour and of a worker writes what later ones find.
        await worker.DeliverAsync();
        worker.Storage.Meter.Reset();
        worker.Hub.Counts.Clear();
        worker.Hub.Replays = 0;
        var lead = await worker.SubmitAsync();
        await worker.Hub.EndOf(lead);
        var activities = worker.Hub.Counts.Where(count => count.Key.StartsWith("activity", StringComparison.Ordinal)).Sum(count => count.Value);
        return new() { ["E"] = worker.Hub.Replays, ["A"] = activities, ["T"] = worker.Storage.Meter.Total };
    }

    private static string Count(string name, int column) => Regex.Match(
        WorkingCopy.Page("azure.md"), $@"(?m)^\| `{name}` \|[^|]*\| (?<k0>\d+) \| (?<k1>\d+) \|$").Groups[$"k{column}"].Value;
}
