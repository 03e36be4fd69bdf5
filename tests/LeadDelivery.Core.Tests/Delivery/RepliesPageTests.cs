using System.Globalization;
using System.Text.RegularExpressions;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Delivery.Replies;
using LeadDelivery.Core.Tests.Configuration;
using LeadDelivery.Tests.Shared;
using static LeadDelivery.Core.Tests.Delivery.Given;

namespace LeadDelivery.Core.Tests.Delivery;

/// <summary>docs/replies.md says what the code does: each reply is read by the rules above it.</summary>
public sealed partial class RepliesPageTests
{
    private static readonly string Page = WorkingCopy.Page("replies.md");

    public static TheoryData<string, string, string, string> Examples
    {
        get
        {
            var examples = new TheoryData<string, string, string, string>();
            var rules = "";
            var (head, body) = ("", "");
            foreach (Match block in Blocks().Matches(Page))
            {
                if (block.Groups["expected"].Success)
                {
                    examples.Add(rules, head, body, block.Groups["expected"].Value.Trim());
                }
                else if (block.Groups["head"].Value == "yaml")
                {
                    rules = block.Groups["body"].Value;
                }
                else
                {
                    (head, body) = (block.Groups["head"].Value, block.Groups["body"].Value);
                }
            }

            return examples;
        }
    }

    [Fact]
    public void Page_has_an_example_for_every_kind_of_reply() => Assert.True(Examples.Count >= 17, $"{Examples.Count}");

    [Theory]
    [MemberData(nameof(Examples))]
    public void Example_of_the_page_gives_what_it_says(string rules, string head, string body, string expected)
    {
        var words = head.Split(' ');
        var status = words.Length > 1 ? int.Parse(words[1], CultureInfo.InvariantCulture) : 200;
        var reply = words.Length > 2 ? Reply(status, body, null, ("Location", words[2])) : Reply(status, body);
        var section = string.Concat(rules.Split('\n').Select(line => "    " + line + "\n"));

        Assert.Equal(expected, rules.Contains("bid:", StringComparison.Ordinal)
            ? Describe(BidReader.Read(Loading.RecipientOf(Loading.Recipient + "ping:\n  response:\n" + section), reply, Seen))
            : Describe(ReplyReader.Read(Loading.RecipientOf(Loading.Recipient + "response:\n" + section), reply, Seen)));
    }

    private static string Describe(Verdict verdict) => Describe(
        ("", verdict.Outcome.Name()),
        ("reason", verdict.Outcome == Outcome.Duplicate && verdict.Reason is "duplicate" or "HTTP 409" ? null : verdict.Reason),
        ("lead_id", verdict.RecipientLeadId), ("price", verdict.Price?.ToString(CultureInfo.InvariantCulture)));

    private static string Describe(Bid bid) => Describe(
        ("", bid.Outcome.Name()), ("reason", bid.Reason), ("bid", bid.Price?.ToString(CultureInfo.InvariantCulture)),
        ("ping_id", bid.PingId), ("expires", bid.ExpiresIn?.TotalSeconds.ToString(CultureInfo.InvariantCulture)));

    private static string Describe(params (string Name, string? Value)[] parts) =>
        string.Join(", ", parts.Where(p => p.Value is not null).Select(p => $"{p.Name} {p.Value}".Trim()));

    [GeneratedRegex(
        """^```(?<head>(?:yaml|json|xml|html|text)[^\n]*)\n(?<body>.*?)^```$|^→(?<expected>[^\n]*)$""",
        RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Blocks();
}
