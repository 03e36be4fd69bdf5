using System.Text.RegularExpressions;
using LeadDelivery.Tests.Shared;

namespace LeadDelivery.Core.Tests.Architecture;

/// <summary>A strategy is one file, what it does and how it is read, and one line in the table of plan readers.</summary>
public sealed partial class StrategyTests
{
    private static readonly string Core = WorkingCopy.PathOf("src", "LeadDelivery.Core");
    private static readonly string[] Sources =
    [
        .. Directory.GetFiles(WorkingCopy.PathOf("src"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)),
    ];

    public static TheoryData<string, string> Strategies
    {
        get
        {
            var lines = File.ReadAllLines(Path.Combine(Core, "Configuration", "Plans", "PlanReaders.cs"));
            var strategies = new TheoryData<string, string>();
            foreach (var row in lines.Select(line => Row().Match(line)).Where(row => row.Success))
            {
                strategies.Add(row.Groups["key"].Value, row.Groups["reader"].Value);
            }

            return strategies;
        }
    }

    [Fact]
    public void Each_of_the_contract_has_one_line_in_the_table() => Assert.Equal(
        ["auction", "deliver", "parallel", "race", "rotate", "route", "waterfall", "windows"],
        Strategies.Select(strategy => (string)strategy[0]).Order());

    [Theory]
    [MemberData(nameof(Strategies))]
    public void Each_is_one_file_that_nothing_but_the_table_needs_for_reading_it(string key, string reader)
    {
        var files = Sources.Where(file => Regex.IsMatch(File.ReadAllText(file), $@"\b{reader}\b")).Select(Path.GetFileName).Order();
        var own = char.ToUpperInvariant(key[0]) + key[1..] + ".cs";

        Assert.Equal(new[] { own, "PlanReaders.cs" }.Order(), files);
        Assert.Contains(": PlanNode", File.ReadAllText(Path.Combine(Core, "Plans", own)), StringComparison.Ordinal);
    }

    /// <summary>Those that nothing but themselves knows: the others are asked for by name, for bids and for turns.</summary>
    [Theory]
    [InlineData("Parallel")]
    [InlineData("Waterfall")]
    [InlineData("Race")]
    [InlineData("Route")]
    [InlineData("Windows")]
    public void Nobody_else_asks_what_kind_a_node_is(string type) => Assert.DoesNotContain(
        Sources.Where(file => Path.GetFileName(file) != type + ".cs"),
        file => Regex.IsMatch(File.ReadAllText(file), $@"\b(is|as|case|OfType<|typeof\()\s*{type}\b(?!-)|\({type}\)"));

    [GeneratedRegex("""^\s+\["(?<key>\w+)"\] = (?<reader>\w+)\.Shape,$""")]
    private static partial Regex Row();
}
