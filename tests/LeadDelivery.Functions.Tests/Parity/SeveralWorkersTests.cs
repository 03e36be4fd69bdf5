using System.Collections.Concurrent;
using LeadDelivery.Functions.Tests.Durable;

namespace LeadDelivery.Functions.Tests.Parity;

/// <summary>Workers that die one after another with a place under a cap in hand, while all of them sell.</summary>
public sealed class SeveralWorkersTests
{
    private static readonly Scenario Storm = new(
        "storm", "{ waterfall: [$a, $b] }",
        [
            ("a", "yes", "price: 45\ncaps: { daily: 5, revenue_monthly: 270 }\nbalance: { credit_limit: 225 }"),
            ("b", "yes", "price: 10\ncaps: { total: 4 }"),
        ]);

    [Fact]
    public async Task Workers_that_die_with_a_reservation_in_hand_neither_lose_a_place_nor_sell_one_twice()
    {
        var died = new ConcurrentDictionary<string, bool>(StringComparer.Ordinal);
        await using var side = await AzureSide.StartAsync(
            3, buyers => Storm.Files(buyers).Append(new("sources/partner.yaml", $"name: Partner\nkey: {Side.SourceKey}\n")),
            (_, records) => new FailingRecords(records, operations =>
            {
                // The answer has come, and is about to be stored together with what becomes of the reservation.
                if (operations.Count > 1 && operations.FirstOrDefault(operation => operation.Row.StartsWith("run/", StringComparison.Ordinal) && operation.Body.Length > 2) is { } run
                    && died.TryAdd(run.Partition + run.Row, true))
                {
                    throw new IOException("the worker died");
                }
            }));

        var answers = await Task.WhenAll(Enumerable.Range(0, 15).Select(async number =>
            (await side.CallAsync("POST", "/api/flows/storm/leads?wait=30", new { email = $"ann{number}@example.com" }, true, null)).Body));

        Assert.Equal(
            [(0m, 6), (10m, 4), (45m, 5)],
            answers.GroupBy(answer => answer.GetProperty("price").ToString() is { Length: > 0 } price ? decimal.Parse(price, System.Globalization.CultureInfo.InvariantCulture) : 0)
                .Select(group => (group.Key, group.Count())).Order());
        Assert.True(died.Count >= 9, $"only {died.Count} died");
        foreach (var worker in await side.ReadAsync("/api/recipients/storm-a"))
        {
            Assert.All(worker.GetProperty("caps").EnumerateArray(), cap => Assert.Equal(0, cap.GetProperty("reserved").GetInt32()));
        }

        Assert.Equal(9, side.Buyers.Requests.Select(request => request.Key).Distinct().Count());
    }
}
