using System.Text.RegularExpressions;
using LeadDelivery.Tests.Shared;

namespace LeadDelivery.Core.Tests.Configuration.Checks;

/// <summary>docs/previewing.md says what the check says.</summary>
public sealed partial class PreviewingPageTests
{
    private static readonly string Page = WorkingCopy.Page("previewing.md");

    public static TheoryData<string, string> Examples
    {
        get
        {
            var examples = new TheoryData<string, string>();
            foreach (Match match in Example().Matches(Page))
            {
                examples.Add(match.Groups["files"].Value, match.Groups["text"].Value);
            }

            return examples;
        }
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void Example_of_the_page_gives_what_it_says(string files, string expected)
    {
        var named = File().Matches(files).Select(file => (Path: file.Groups["path"].Value, Text: file.Groups["text"].Value))
            .Select(file => file.Path.StartsWith("schemas/", StringComparison.Ordinal) ? file : (file.Path, Text: $"# {file.Path}\n{file.Text}"))
            .ToList();
        var flow = named.Any(file => file.Path.StartsWith("flows/", StringComparison.Ordinal)) ? [] : new[] { ("flows/one.yaml", "plan: abc\n") };

        var result = Core.Configuration.CatalogLoader.Load(
            Core.Configuration.ConfigurationFiles.Of([.. named, .. flow, ("sources/partner.yaml", Loading.Source)]), new FakeSecrets());

        Assert.Equal(
            expected.Trim().Split('\n'),
            result.Mistakes.Select(mistake => mistake.ToString()).Concat(result.Warnings.Select(warning => $"warning: {warning}")));
    }

    [Fact]
    public void Page_has_its_examples() => Assert.Equal(2, Examples.Count);

    [GeneratedRegex("(?<files>(```yaml\n# [^`]*?```\n)+)```text\n(?<text>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Example();

    [GeneratedRegex("```yaml\n# (?<path>[^\n]+)\n(?<text>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex File();
}
