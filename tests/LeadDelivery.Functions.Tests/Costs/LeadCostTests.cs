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

    [Theory]
    [InlineData("a", 0)]
    [InlineData("{ auction: { bidders: [b, c, d, e, f] } }", 1)]
    public async Task Lead_takes_as_many_executions_and_table_operations_as_the_page_says(string plan, int column)
    {
        await using var worker = await Worker.StartAsync(
            plan, null,
            [Worker.Recipient("a", "/yes"), .. "bcdef".Select((id, at) => Worker.Recipient(id.ToString(), "/yes", Ping.Replace("BID", $"{10 + at}", StringComparison.Ordinal)))]);

        // The first lead of an hour and of a worker writes what later ones find.
        await worker.DeliverAsync();
        worker.Storage.Meter.Reset();
        worker.Hub.Counts.Clear();
        worker.Hub.Replays = 0;
        var lead = await worker.SubmitAsync();
        await worker.Hub.EndOf(lead);
        var activities = worker.Hub.Counts.Where(count => count.Key.StartsWith("activity", StringComparison.Ordinal)).Sum(count => count.Value);
        var counted = new Dictionary<string, int> { ["E"] = worker.Hub.Replays, ["A"] = activities, ["T"] = worker.Storage.Meter.Total };

        Assert.Equal(
            string.Join(", ", counted.Keys.Select(name => $"{name} {Count(name, column)}")),
            string.Join(", ", counted.Select(count => $"{count.Key} {count.Value}")));
    }

    private static string Count(string name, int column) => Regex.Match(
        WorkingCopy.Page("azure.md"), $@"(?m)^\| `{name}` \|[^|]*\| (?<k0>\d+) \| (?<k1>\d+) \|$").Groups[$"k{column}"].Value;
}
