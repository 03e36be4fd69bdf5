using System.Globalization;
using System.Text.RegularExpressions;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Tests.Configuration;
using LeadDelivery.Tests.Shared;

namespace LeadDelivery.Core.Tests.Gates;

/// <summary>docs/caps.md says what the code does: what happens to each lead follows from the YAML above it.</summary>
public sealed partial class CapsPageTests
{
    private static readonly string Page = WorkingCopy.Page("caps.md");

    public static TheoryData<string, string> Examples
    {
        get
        {
            var examples = new TheoryData<string, string>();
            foreach (Match example in Pairs().Matches(Page))
            {
                examples.Add(example.Groups["yaml"].Value, example.Groups["lines"].Value);
            }

            return examples;
        }
    }

    [Fact]
    public void Page_has_an_example_for_each_key() => Assert.True(Examples.Count >= 7, $"{Examples.Count}");

    [Theory]
    [MemberData(nameof(Examples))]
    public async Task Example_of_the_page_comes_to_what_it_says(string yaml, string lines)
    {
        var buyer = new LimitedRecipient(yaml);
        var number = 0;
        foreach (var line in lines.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var told = Line().Match(line);
            Assert.True(told.Success, line);
            buyer.SetClock(told.Groups["at"].Value.Replace(' ', 'T') + ":00Z");
            Assert.Equal($"{told.Groups["result"].Value} ({line})", $"{await ComeAsync(buyer, told, $"k{++number}")} ({line})");
        }
    }

    [Fact]
    public void Configuration_of_a_source_on_the_page_loads() =>
        Assert.Equal(2, Loading.Good(new FakeSecrets(("PARTNER_KEY", "partner-key-1")), ("sources/partner.yaml", Sources().Match(Page).Groups["yaml"].Value))
            .Sources["partner"].Caps[0].Limits.Length);

    private static async Task<string> ComeAsync(LimitedRecipient buyer, Match told, string key)
    {
        var amount = told.Groups["amount"].Success ? decimal.Parse(told.Groups["amount"].Value, CultureInfo.InvariantCulture) : default(decimal?);
        if (told.Groups["what"].Value == "top-up")
        {
            await buyer.Limits.Balances.TopUpAsync(buyer.Recipient.Id, amount!.Value, key, "operator", CancellationToken.None);
            return $"balance {buyer.Limits.Balances.Of(buyer.Recipient)!.Balance}";
        }

        var fields = told.Groups["field"].Success ? new[] { (told.Groups["field"].Value, Value.Of(told.Groups["value"].Value)) } : [];
        if (await buyer.EnterAsync(key, null, false, fields) is { } reason)
        {
            return "skipped: " + reason;
        }

        var passage = buyer.Passage(key, null, false, fields);
        var refused = told.Groups["refused"].Success;
        buyer.Report(passage, refused ? Outcome.Failure : Outcome.Success);
        var price = refused ? null : amount ?? passage.Price;
        buyer.Leave(key, refused ? Outcome.Failure : Outcome.Success, price);
        return refused ? "refused" : price is null ? "sold" : $"sold for {price.Value.ToString(CultureInfo.InvariantCulture)}";
    }

    [GeneratedRegex("""^```yaml\n(?<yaml>[^#`].*?)^```\n```text\n(?<lines>.*?)^```$""", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Pairs();

    [GeneratedRegex("""^```yaml\n(?<yaml># sources/.*?)^```$""", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Sources();

    [GeneratedRegex(
        """^(?<at>\S+ \S+)  (?<what>lead|top-up)(?: (?<field>\w+)=(?<value>\w+))?(?<refused>, refused)?(?:(?:, pays)? (?<amount>[0-9.]+))? +→ (?<result>.*)$""")]
    private static partial Regex Line();
}
