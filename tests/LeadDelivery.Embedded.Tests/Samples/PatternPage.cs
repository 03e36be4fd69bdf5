using System.Text.Json.Nodes;
using LeadDelivery.Tests.Shared;

namespace LeadDelivery.Embedded.Tests.Samples;

/// <summary>
/// A page of docs/patterns: its <c>yaml</c> fences are files of the sample, named by their first line, and its <c>json</c> fence is what
/// <c>send</c> printed for the sample's lead. With LEADDELIVERY_REGENERATE=1 both are written anew.
/// </summary>
internal sealed class PatternPage(string pattern)
{
    private const string SchemaLine = "# yaml-language-server:";

    private readonly string _path = WorkingCopy.PathOf("docs", "patterns", pattern + ".md");

    /// <summary>True where pages are to be written, not compared.</summary>
    public static bool Regenerates { get; } = Environment.GetEnvironmentVariable("LEADDELIVERY_REGENERATE") == "1";

    /// <summary>The folders of samples, each with a page.</summary>
    public static IEnumerable<string> Patterns { get; } =
        Directory.GetFiles(WorkingCopy.PathOf("docs", "patterns"), "*.md").Select(path => Path.GetFileNameWithoutExtension(path)!)
            .Where(name => name != "README").Order(StringComparer.Ordinal);

    public string Text { get; private set; } = File.ReadAllText(WorkingCopy.PathOf("docs", "patterns", pattern + ".md"));

    /// <summary>The fences of a language, in order.</summary>
    public IReadOnlyList<string> Fences(string language) =>
        [.. Text.Split($"```{language}\n").Skip(1).Select(block => block.Split("```")[0])];

    /// <summary>Puts other text into a fence.</summary>
    public void Replace(string language, string fence, string by)
    {
        Text = Text.Replace($"```{language}\n{fence}```", $"```{language}\n{by}```", StringComparison.Ordinal);
        File.WriteAllText(_path, Text);
    }

    /// <summary>What a fence that shows this file holds: its path, and its text without the line that is for editors.</summary>
    public static string Shown(string path)
    {
        var lines = File.ReadAllText(WorkingCopy.PathOf(path)).Split('\n').Where(line => !line.StartsWith(SchemaLine, StringComparison.Ordinal));
        return $"# {path}\n{string.Join('\n', lines)}";
    }

    /// <summary>What was printed, with what differs from run to run made alike: ids, times and durations.</summary>
    public static string Normalised(string printed)
    {
        var lead = JsonNode.Parse(printed)!;
        var id = (string)lead["lead_id"]!;
        Normalise(lead);
        return lead.ToJsonString(new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping })
            .Replace(id, "01JD…", StringComparison.Ordinal) + "\n";
    }

    private static void Normalise(JsonNode? node)
    {
        foreach (var child in (node as JsonArray)?.ToList() ?? [])
        {
            Normalise(child);
        }

        foreach (var (name, value) in (node as JsonObject)?.ToList() ?? [])
        {
            if (name.EndsWith("_ms", StringComparison.Ordinal) && value is not null)
            {
                node![name] = 1;
            }
            else if (name.EndsWith("_at", StringComparison.Ordinal) && value is not null)
            {
                node![name] = "2026-01-31T12:00:00Z";
            }

            Normalise(value);
        }
    }
}
