using System.Globalization;
using System.Text.RegularExpressions;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Gates;
using LeadDelivery.Tests.Shared;

namespace LeadDelivery.Core.Tests.Gates;

/// <summary>docs/protecting-recipients.md says what the code does: its steps are taken by a recipient with the keys above them.</summary>
public sealed partial class ProtectionPageTests
{
    private static readonly string Page = WorkingCopy.Page("protecting-recipients.md");

    public static TheoryData<string, string> Examples
    {
        get
        {
            var examples = new TheoryData<string, string>();
            foreach (Match block in Blocks().Matches(Page))
            {
                examples.Add(block.Groups["yaml"].Value, block.Groups["steps"].Value);
            }

            return examples;
        }
    }

    [Fact]
    public void Page_has_an_example_for_every_key() => Assert.Equal(6, Examples.Count);

    [Theory]
    [MemberData(nameof(Examples))]
    public async Task Example_of_the_page_goes_as_it_says(string yaml, string steps)
    {
        var buyer = ProtectedRecipient.With(yaml);
        var number = 0;
        foreach (var step in steps.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var words = step.Split(' ');
            switch (words[0])
            {
                case "next":
                    Assert.Equal(step, "next → " + Words(buyer.Ask($"k{++number}")));
                    break;
                case "it":
                    buyer.Ended(Named(words[^1]), $"k{Probe(steps, step, number)}");
                    break;
                case "wait":
                    Assert.True(Durations.TryRead(words[1], out var time), step);
                    buyer.Time.Advance(time);
                    break;
                case "alerts":
                    Assert.Equal(step, ("alerts → " + string.Join(", ", await buyer.KindsAsync())).TrimEnd());
                    break;
                default:
                    for (var i = int.Parse(words[0], CultureInfo.InvariantCulture); i > 0; i--)
                    {
                        buyer.Ended(Named(words[2]), "before");
                    }

                    break;
            }
        }
    }

    // The last of those before this step who went.
    private static int Probe(string steps, string step, int number)
    {
        var before = steps.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(s => s.StartsWith("next", StringComparison.Ordinal)).Take(number).ToList();
        return before.FindLastIndex(s => s.EndsWith("goes", StringComparison.Ordinal)) + 1 is var at and > 0
            ? at
            : throw new FormatException(step);
    }

    private static string Words(Hold? hold) => hold is null ? "goes"
        : hold.Wait is { } wait ? string.Create(CultureInfo.InvariantCulture, $"waits {wait.TotalMilliseconds} ms")
        : hold.Reason;

    private static Outcome Named(string name) => OutcomeNames.Parse(name) ?? throw new FormatException(name);

    [GeneratedRegex("""^```yaml\n(?<yaml>.*?)^```\n```steps\n(?<steps>.*?)^```$""", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Blocks();
}
