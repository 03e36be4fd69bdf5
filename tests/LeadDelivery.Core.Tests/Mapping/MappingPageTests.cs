using System.Text;
using System.Text.RegularExpressions;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Tests.Configuration;
using LeadDelivery.Tests.Shared;

namespace LeadDelivery.Core.Tests.Mapping;

/// <summary>docs/mapping.md says what the code does.</summary>
public sealed partial class MappingPageTests
{
    private static readonly string Page = WorkingCopy.Page("mapping.md");

    public static TheoryData<string, string> Examples
    {
        get
        {
            var examples = new TheoryData<string, string>();
            foreach (Match match in Example().Matches(Page))
            {
                examples.Add(match.Groups["yaml"].Value, match.Groups["json"].Value);
            }

            return examples;
        }
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void Example_of_the_page_gives_what_it_says(string yaml, string json)
    {
        var indented = string.Join('\n', yaml.Split('\n').Select(line => "  " + line));
        var recipient = Loading.RecipientOf("endpoint: { url: https://buyer.example/leads }\nfields:\n" + indented);
        var problems = new List<string>();
        var document = recipient.Fields!.Build(new TestScope("lead", Lead().Match(Page).Groups["json"].Value), problems);

        Assert.Empty(problems);
        Assert.Equal(ValueJson.ToText(ValueJson.Parse(Encoding.UTF8.GetBytes(json))), ValueJson.ToText(document));
    }

    [Fact]
    public void Mistakes_of_the_page_are_those_that_it_shows()
    {
        var example = Mistakes().Match(Page);

        Assert.Equal(
            example.Groups["text"].Value.TrimEnd().Split('\n'), Loading.Mistakes(("recipients/abc.yaml", example.Groups["yaml"].Value)));
    }

    [GeneratedRegex("```yaml\n(?<yaml>(?:(?!```).)*)```\n```json\n(?<json>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Example();

    [GeneratedRegex("```yaml\n(?<yaml>(?:(?!```).)*)```\n```text\n(?<text>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Mistakes();

    [GeneratedRegex("lead:\n\n```json\n(?<json>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Lead();
}
