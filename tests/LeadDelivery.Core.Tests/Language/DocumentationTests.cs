using System.Text;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Language.Functions;
using LeadDelivery.Tests.Shared;

namespace LeadDelivery.Core.Tests.Language;

/// <summary>docs/language.md says what the code does.</summary>
public sealed class DocumentationTests
{
    private const string Lead =
        """
        { "first_name": "Ann", "state": "CA", "age": "45", "phone_1": "555-123-4567", "tags": ["hot", "new"],
          "items": [{ "n": "x" }, { "n": "y" }] }
        """;

    private const string Begin = "<!-- functions: written by the tests' generator, compared by DocumentationTests -->\n";

    private const string End = "<!-- end -->";

    private static readonly string Page = WorkingCopy.Page("language.md");

    public static TheoryData<string> Examples =>
        [.. Page.Split("```text\n").Skip(1).SelectMany(block => block.Split("```")[0].Split('\n')).Where(l => l.Contains('→'))];

    [Theory]
    [MemberData(nameof(Examples))]
    public void Example_of_the_page_gives_what_it_says(string line)
    {
        var (text, expected) = (line.Split('→')[0].TrimEnd(), line.Split('→')[1].Trim());
        var scope = new TestScope(Lead);

        Assert.Equal(expected, text.Contains("{{", StringComparison.Ordinal)
            ? Template.Parse(text, out _)!.Render(scope).TrimEnd()
            : ValueJson.ToText(FunctionTests.Evaluate(text, scope)));
    }

    [Fact]
    public void Page_lists_every_function_with_its_example()
    {
        if (Environment.GetEnvironmentVariable("LEADDELIVERY_REGENERATE") == "1")
        {
            File.WriteAllText(WorkingCopy.PathOf("docs", "language.md"), Page.Split(Begin)[0] + Begin + Table() + End + Page.Split(End)[1]);
            return;
        }

        var start = Page.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;

        Assert.Equal(Table(), Page[start..Page.IndexOf(End, start, StringComparison.Ordinal)]);
    }

    /// <summary>What belongs between the two marks: when this differs, run the test with LEADDELIVERY_REGENERATE=1.</summary>
    private static string Table()
    {
        var text = new StringBuilder();
        foreach (var (heading, functions) in FunctionLibrary.Themes)
        {
            text.Append($"\n### {heading}\n| function | takes | what it gives | example |\n|---|---|---|---|\n");
            foreach (var f in functions)
            {
                text.Append($"| `{f.Name}` | {f.Takes} | {f.Summary} | `{f.Example}` → `{f.Result}` |\n");
            }
        }

        return text.Append('\n').ToString();
    }
}
