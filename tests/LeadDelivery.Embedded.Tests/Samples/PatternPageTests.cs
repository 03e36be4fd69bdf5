using LeadDelivery.Embedded.Hosting;
using LeadDelivery.Tests.Shared;

namespace LeadDelivery.Embedded.Tests.Samples;

/// <summary>Every sample does what its page in docs/patterns shows.</summary>
public sealed class PatternPageTests : IDisposable
{
    private readonly StringWriter _output = new();
    private readonly StringWriter _errors = new();

    public static TheoryData<string> Patterns => [.. PatternPage.Patterns];

    public void Dispose()
    {
        _output.Dispose();
        _errors.Dispose();
    }

    [Theory]
    [MemberData(nameof(Patterns))]
    public async Task Sample_ends_as_its_page_shows(string pattern)
    {
        var page = new PatternPage(pattern);
        var shown = Assert.Single(page.Fences("json"));

        var exit = await CommandLine.RunAsync(["send", Folder(pattern), pattern, Path.Combine(Folder(pattern), "lead.json")], _output, _errors);

        Assert.Equal(("", 0), (_errors.ToString(), exit));
        var result = PatternPage.Normalised(_output.ToString());
        if (PatternPage.Regenerates)
        {
            page.Replace("json", shown, result);
            return;
        }

        Assert.Equal(result, shown);
    }

    [Theory]
    [MemberData(nameof(Patterns))]
    public void Page_shows_the_flow_as_it_is(string pattern)
    {
        var page = new PatternPage(pattern);
        var fences = page.Fences("yaml");

        Assert.Contains(fences, fence => Name(fence) == $"samples/{pattern}/flows/{pattern}.yaml");
        Assert.All(fences, fence =>
        {
            var file = PatternPage.Shown(Name(fence));
            if (PatternPage.Regenerates)
            {
                page.Replace("yaml", fence, file);
                return;
            }

            Assert.Equal(file, fence);
        });
    }

    [Theory]
    [MemberData(nameof(Patterns))]
    public void Page_has_a_picture_and_the_command(string pattern)
    {
        var page = new PatternPage(pattern);

        Assert.Single(page.Fences("mermaid"));
        Assert.Contains(
            $"dotnet run --project src/LeadDelivery.Embedded -- send samples/{pattern} {pattern} samples/{pattern}/lead.json\n", page.Text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Patterns))]
    public async Task Sample_is_a_configuration_without_mistakes_or_warnings(string pattern)
    {
        Assert.Equal(0, await CommandLine.RunAsync(["check", Folder(pattern)], _output, _errors));
        Assert.Empty(_errors.ToString());
        Assert.Contains("warnings 0", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_sample_of_a_pattern_has_a_page_and_a_line_in_the_table()
    {
        var samples = Directory.GetDirectories(WorkingCopy.PathOf("samples")).Select(path => Path.GetFileName(path)!)
            .Where(name => name is not ("quickstart" or "specs")).Order(StringComparer.Ordinal);
        var table = File.ReadAllText(WorkingCopy.PathOf("docs", "patterns", "README.md"));

        Assert.Equal(samples, PatternPage.Patterns);
        Assert.All(samples, sample => Assert.Contains($"]({sample}.md)", table, StringComparison.Ordinal));
    }

    private static string Folder(string pattern) => WorkingCopy.PathOf("samples", pattern);

    private static string Name(string fence) => fence.Split('\n')[0].TrimStart('#', ' ');
}
