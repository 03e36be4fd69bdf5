using System.Text.RegularExpressions;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Delivery.Requests;
using LeadDelivery.Core.Tests.Configuration;
using LeadDelivery.Tests.Shared;

namespace LeadDelivery.Core.Tests.Delivery.Formats;

/// <summary>docs/formats.md says what the code does.</summary>
public sealed partial class FormatDocumentationTests
{
    private static readonly string Page = WorkingCopy.Page("formats.md").ReplaceLineEndings("\n");

    private static readonly string Lead = Block().Match(Page).Groups["text"].Value;

    public static TheoryData<string, string> Examples
    {
        get
        {
            var examples = new TheoryData<string, string>();
            foreach (Match match in Example().Matches(Page))
            {
                examples.Add(match.Groups["yaml"].Value, match.Groups["shown"].Value);
            }

            return examples;
        }
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void Example_of_the_page_makes_the_request_it_shows(string yaml, string shown)
    {
        var url = yaml.Contains("url:", StringComparison.Ordinal) ? "" : "url: \"https://buyer.example/leads\"";
        var file = yaml.Replace("endpoint:\n", $"endpoint:\n  {url}\n").Replace("endpoint: {", $"endpoint: {{ {url},");
        var request = Sending.Of(Loading.RecipientOf(file), Lead);
        var preview = RequestPreview.Of(request, SecretMask.None);
        var boundary = BoundaryDigits().Match(request.ContentType ?? "").Groups[1].Value;

        // A head, where there is one, ends at the first empty line.
        string[] parts = Head().IsMatch(shown) ? shown.Split("\n\n", 2) : ["", shown];
        foreach (var line in parts[0].Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var expected = line.Replace("BOUNDARY", boundary);
            Assert.Contains(expected, preview.Headers.Select(h => $"{h.Key}: {h.Value}").Prepend($"{preview.Method} {preview.Url}"));
        }

        var body = parts is [_, var text] ? text.TrimEnd('\n') : "";
        body = body.StartsWith('<') ? BetweenTags().Replace(body, "><") : body.Replace("BOUNDARY", boundary);
        Assert.Equal(body, preview.Body.Replace("\r\n", "\n").TrimEnd('\n'));
    }

    [Fact]
    public void Page_shows_every_format() =>
        Assert.All(
            (string[])["json", "xml", "soap", "form", "query", "multipart", "text"],
            format => Assert.Contains(
                Example().Matches(Page), e => e.Groups["yaml"].Value.Contains($"format: {format}", StringComparison.Ordinal)));

    [GeneratedRegex("```json\n(?<text>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex("```yaml\n(?<yaml>.*?)```\n```(json|xml|text)\n(?<shown>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Example();

    [GeneratedRegex(@"\A(POST https|Content-Type: )")]
    private static partial Regex Head();

    [GeneratedRegex("LeadDelivery([0-9a-f]+)$")]
    private static partial Regex BoundaryDigits();

    [GeneratedRegex(@">\n\s*<")]
    private static partial Regex BetweenTags();
}
