using System.Globalization;
using System.Text.RegularExpressions;
using LeadDelivery.Tests.Shared;

namespace LeadDelivery.Functions.Tests.Infra;

/// <summary>What docs/azure.md says of costs follows from the counts and the prices that it says it follows from.</summary>
public sealed partial class AzureCostsPageTests
{
    /// <summary>A month of 30 days, in seconds.</summary>
    private const decimal Month = 2_592_000;

    private static readonly string Page = WorkingCopy.Page("azure.md");

    private static readonly Dictionary<string, decimal[]> Named = NamedRow().Matches(Page)
        .ToDictionary(row => row.Groups["name"].Value, row => Numbers(row.Groups["numbers"].Value));

    [Theory]
    [InlineData("executions", 0)]
    [InlineData("busy time", 0)]
    [InlineData("Durable's queues", 0)]
    [InlineData("tables", 0)]
    [InlineData("logs", 0)]
    [InlineData("together", 0)]
    [InlineData("together, ten leads at a time", 0)]
    [InlineData("executions", 1)]
    [InlineData("busy time", 1)]
    [InlineData("Durable's queues", 1)]
    [InlineData("tables", 1)]
    [InlineData("logs", 1)]
    [InlineData("together", 1)]
    [InlineData("together, ten leads at a time", 1)]
    public void Cents_per_thousand_leads_follow_from_counts_and_prices(string part, int kind) =>
        Assert.Equal(Cents(kind, part), Row(part)[kind]);

    [Theory]
    [InlineData(10_000)]
    [InlineData(100_000)]
    [InlineData(1_000_000)]
    [InlineData(10_000_000)]
    public void Dollars_a_month_follow_from_cents_and_fixed_costs(int leads)
    {
        var row = Row(leads.ToString("N0", CultureInfo.InvariantCulture));
        var idle = (17 * Month / 5 * Price("queue")) + (8 * Price("logrule")) + (2 * Price("metricrule"));
        var warm = idle + (3 * 2 * Month * Price("ready")) + (7 * Price("endpoint"));
        var thousands = leads / 1000m;

        Assert.Equal(
            [
                Rounded(idle + (thousands * Sum(0, 1) / 100)),
                Rounded(warm + (thousands * Sum(0, 1) / 100)),
                Rounded(warm + (thousands * Sum(1, 1) / 100)),
                Rounded(warm + (thousands * Sum(0, 10) / 100)),
            ],
            row);
    }

    [Fact]
    public void Fixed_costs_are_those_of_what_is_deployed()
    {
        var alerts = File.ReadAllText(WorkingCopy.PathOf("infra", "modules", "alerts.bicep"));
        var endpoints = File.ReadAllText(WorkingCopy.PathOf("infra", "modules", "private-endpoints.bicep"));

        Assert.Equal(8, Regex.Count(alerts, @"(?m)^    query: "));
        Assert.Equal(2, Regex.Count(alerts, "metricAlerts@"));
        Assert.Equal(7, Regex.Count(endpoints, @"(?m)^  \{ name: "));
        Assert.Contains("3.53", Page, StringComparison.Ordinal);
        Assert.Equal(3.53m, Rounded(17 * Month / 5 * Price("queue")));
        Assert.Equal(62.21m, Rounded(3 * 2 * Month * Price("ready")));
        Assert.Equal(50.40m, 7 * Price("endpoint"));
    }

    [Fact]
    public void Actions_of_the_scheduler_follow_from_the_counts()
    {
        var (single, auction) = (1 + (2 * Count("A", 0)), 1 + (2 * Count("A", 1)));

        Assert.Contains($"{single} for a single delivery, {auction} for the auction", Page, StringComparison.Ordinal);
        Assert.Equal(Count("A", 0) + 1, Count("E", 0));
        Assert.Equal(Count("A", 1) + 1, Count("E", 1));
    }

    private static decimal Cents(int kind, string part) => Rounded(part switch
    {
        "together" => Sum(kind, 1),
        "together, ten leads at a time" => Sum(kind, 10),
        _ => Parts(kind, 1)[part],
    });

    private static decimal Sum(int kind, int together) => Parts(kind, together).Values.Sum();

    private static Dictionary<string, decimal> Parts(int kind, int together)
    {
        var (episodes, activities) = (Count("E", kind), Count("A", kind));
        var executions = Count("H", kind) + episodes + activities;
        const decimal CentsPerThousand = 100 * 1000;
        return new()
        {
            ["executions"] = executions * Price("execution") * CentsPerThousand,
            ["busy time"] = Count("S", kind) * 2 * Price("gbs") * CentsPerThousand / together,
            ["Durable's queues"] = (1 + (2 * episodes) + (4 * activities)) * Price("queue") * CentsPerThousand,
            ["tables"] = (2 + (3 * episodes) + Count("T", kind)) * Price("table") * CentsPerThousand,
            ["logs"] = executions * 0.0000015m * Price("log") * CentsPerThousand,
        };
    }

    private static decimal Count(string name, int kind) => Named[name][kind];

    private static decimal Price(string name) => Named[name].Single();

    private static decimal[] Row(string name) =>
        Numbers(Regex.Match(Page, $@"(?m)^\| {Regex.Escape(name)} \|(?<numbers>.*)$").Groups["numbers"].Value);

    private static decimal[] Numbers(string cells) =>
    [
        .. cells.Split('|').Select(cell => cell.Trim()).Where(cell => Number().IsMatch(cell))
            .Select(cell => decimal.Parse(cell, CultureInfo.InvariantCulture)),
    ];

    private static decimal Rounded(decimal value) => Math.Round(value, 2, MidpointRounding.AwayFromZero);

    [GeneratedRegex("(?m)^\\| `(?<name>[A-Za-z]+)` \\|(?<numbers>(?:[^|\n]*\\|){2,3})$")]
    private static partial Regex NamedRow();

    [GeneratedRegex(@"^\d+(\.\d+)?$")]
    private static partial Regex Number();
}
