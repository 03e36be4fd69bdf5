using System.Globalization;
using System.Text.RegularExpressions;
using LeadDelivery.Core.Auctions;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Tests.Configuration;
using LeadDelivery.Core.Tests.Plans;
using LeadDelivery.Tests.Shared;

namespace LeadDelivery.Core.Tests.Auctions;

/// <summary>docs/auctions.md says what the code does: each auction is held with buyers that do what the page says.</summary>
public sealed partial class AuctionsPageTests
{
    private static readonly string Page = WorkingCopy.Page("auctions.md");

    public static TheoryData<string, string, string, string, string, string?> Examples
    {
        get
        {
            var examples = new TheoryData<string, string, string, string, string, string?>();
            var (flow, recipient) = ("", "");
            foreach (Match block in Blocks().Matches(Page))
            {
                var (head, body) = (block.Groups["head"].Value, block.Groups["body"].Value);
                if (head == "yaml")
                {
                    (flow, recipient) = (body, "");
                }
                else if (head == "yaml recipients/a.yaml")
                {
                    recipient = body;
                }
                else if (head == "text")
                {
                    foreach (Match told in Endings().Matches(body))
                    {
                        examples.Add(
                            flow, recipient, told.Groups["sold"].Value, told.Groups["buyers"].Value, told.Groups["ending"].Value,
                            told.Groups["bids"].Success ? told.Groups["bids"].Value : null);
                    }
                }
            }

            return examples;
        }
    }

    public static TheoryData<string, string, string> Margins
    {
        get
        {
            var margins = new TheoryData<string, string, string>();
            foreach (Match row in MarginRows().Matches(Page))
            {
                margins.Add(row.Groups["bid"].Value, row.Groups["margin"].Value, row.Groups["told"].Value);
            }

            return margins;
        }
    }

    [Fact]
    public void Page_has_an_example_for_every_line_of_its_scenarios()
    {
        var lines = Blocks().Matches(Page).Where(block => block.Groups["head"].Value == "text")
            .Sum(block => block.Groups["body"].Value.Split('\n').Count(line => line.StartsWith('→')));

        Assert.Equal(lines, Examples.Count);
        Assert.True(lines >= 20, $"{lines}");
        Assert.Equal(5, Margins.Count);
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void Example_of_the_page_ends_as_it_says(string flow, string recipient, string sold, string buyers, string ending, string? bids)
    {
        var stage = new PlanStage(flow, buyers, ("a", recipient));

        var lead = stage.Deliver(false, ("sold_to", Value.Of(sold)));

        Assert.Equal(ending, PlanStage.Told(lead));
        Assert.Equal(bids ?? BiddingTests.Bids(lead), BiddingTests.Bids(lead));
    }

    [Fact]
    public void Recipient_of_the_page_can_be_loaded()
    {
        var yaml = Blocks().Matches(Page).Single(block => block.Groups["head"].Value == "yaml recipients/first-buyer.yaml").Groups["body"].Value;

        Assert.NotNull(Loading.RecipientOf(yaml).Ping);
    }

    [Theory]
    [MemberData(nameof(Margins))]
    public void Source_is_told_what_the_page_says(string bid, string margin, string told)
    {
        var isShare = margin.EndsWith('%');
        var amount = decimal.Parse(margin.TrimEnd('%'), CultureInfo.InvariantCulture);

        var price = new Margin(isShare ? amount / 100 : amount, isShare).PriceToSource(decimal.Parse(bid, CultureInfo.InvariantCulture));

        Assert.Equal(decimal.Parse(told, CultureInfo.InvariantCulture), price);
    }

    [Fact]
    public void Page_names_everything_that_asking_a_bidder_may_come_to() => Assert.All(
        Enum.GetValues<BidStatus>().Where(status => status != BidStatus.Offered),
        status => Assert.Contains($"`{status.Name()}`", Page, StringComparison.Ordinal));

    [GeneratedRegex("""^```(?<head>yaml|text|yaml recipients/[a-z-]+\.yaml)\n(?<body>.*?)^```$""", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Blocks();

    [GeneratedRegex("""^(sold_to: (?<sold>.*)\n)?(?<buyers>[a-h] .*)\n→ (?<ending>.*)(\nbids: (?<bids>.*))?$""", RegexOptions.Multiline)]
    private static partial Regex Endings();

    [GeneratedRegex("""^\| (?<bid>[\d.]+) \| (?<margin>[\d.]+%?) \| (?<told>[\d.]+) \|$""", RegexOptions.Multiline)]
    private static partial Regex MarginRows();
}
