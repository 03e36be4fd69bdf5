using System.Text.RegularExpressions;
using LeadDelivery.Tests.Shared;

namespace LeadDelivery.Core.Tests.Plans;

/// <summary>docs/plans.md says what the code does: each plan is run with buyers that do what the page says.</summary>
public sealed partial class PlansPageTests
{
    public static TheoryData<string, string, string, string, string> Examples
    {
        get
        {
            var examples = new TheoryData<string, string, string, string, string>();
            var (flow, id, recipient) = ("", "a", "");
            foreach (Match block in Blocks().Matches(WorkingCopy.Page("plans.md")))
            {
                var (head, body) = (block.Groups["head"].Value, block.Groups["body"].Value);
                if (head == "yaml")
                {
                    (flow, id, recipient) = (body, "a", "");
                }
                else if (head.StartsWith("yaml", StringComparison.Ordinal))
                {
                    (id, recipient) = (block.Groups["id"].Value, body);
                }
                else
                {
                    var lines = body.Split('\n', StringSplitOptions.RemoveEmptyEntries);
                    for (var line = 0; line < lines.Length; line += 2)
                    {
                        examples.Add(flow, id, recipient, lines[line], lines[line + 1]);
                    }
                }
            }

            return examples;
        }
    }

    [Fact]
    public void Page_has_an_example_for_every_strategy()
    {
        Assert.All(
            ["deliver:", "waterfall:", "parallel:", "race:", "route:", "rotate:", "windows:", "unsold:"],
            strategy => Assert.Contains(Examples, example => ((string)example[0]).Contains(strategy, StringComparison.Ordinal)));
        Assert.True(Examples.Count >= 15, $"{Examples.Count}");
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void Example_of_the_page_ends_as_it_says(string flow, string id, string recipient, string buyers, string expected) =>
        Assert.Equal(expected, "→ " + new PlanStage(flow, buyers, (id, recipient)).Tell());

    [GeneratedRegex("""^```(?<head>yaml|text|yaml recipients/(?<id>\w+)\.yaml)\n(?<body>.*?)^```$""", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Blocks();
}
