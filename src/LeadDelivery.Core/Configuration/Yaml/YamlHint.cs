using System.Text.RegularExpressions;

namespace LeadDelivery.Core.Configuration.Yaml;

/// <summary>
/// What probably keeps a text from being YAML, in the words of who wrote it: a parser only knows where it could not go on, and which
/// of its rules it was in. Judges by the look of the lines.
/// </summary>
internal static partial class YamlHint
{
    /// <summary>Most lines looked at, from where the parser stopped backwards: what it was in the middle of begins there or nowhere.</summary>
    private const int MostLines = 200;

    /// <summary>Longest line looked at: what people write by hand is shorter.</summary>
    private const int LongestLine = 300;

    private static readonly (Regex Looks, string Hint)[] Kinds =
    [
        (Tab(), "a tab before the text, expected spaces"),
        (NoSpace(), "no space behind the colon, expected `key: value`"),
        (SecretInBraces(), "${…} between { and } needs quotes, expected \"${NAME}\""),
        (TemplatePlain(), "text that begins with {{ needs quotes, expected \"{{…}}\""),
        (BehindQuote(), "text goes on behind its closing quote, expected quotes around all of it"),
        (QuoteOpen(), "a quote is not closed, expected another at the end of the text"),
        (ColonPlain(), "text with a colon in it needs quotes, expected \"…: …\""),
        (BadStart(), "text cannot begin with this character, expected quotes around it"),
    ];

    /// <summary>The line and what is wrong with it; null where nothing is seen.</summary>
    /// <param name="first">1-based line on which what the parser was reading begins.</param>
    /// <param name="last">1-based line on which it stopped.</param>
    /// <param name="reason">Its own words; empty where it has none.</param>
    public static (int Line, string Hint)? Of(string text, int first, int last, string reason)
    {
        var lines = text.Split('\n');
        if (reason.Contains(" tab ", StringComparison.Ordinal))
        {
            var at = Array.FindIndex(lines, line => line.Length <= LongestLine && Tab().IsMatch(line));
            return at < 0 ? null : (at + 1, Kinds[0].Hint);
        }

        for (var at = Math.Min(last, lines.Length); at >= Math.Max(1, Math.Max(first, last - MostLines)); at--)
        {
            var line = lines[at - 1].TrimEnd('\r');
            if (line.Length <= LongestLine && Array.Find(Kinds, kind => kind.Looks.IsMatch(line)) is { Hint: { } hint })
            {
                return (at, hint);
            }
        }

        return reason switch
        {
            "" when Unclosed(lines, last, '[', ']') is { } at => (at, "a list is not closed, expected ]"),
            "" => null,
            _ when reason.Contains("flow sequence", StringComparison.Ordinal) =>
                (Unclosed(lines, last, '[', ']') ?? first, "a list is not closed, expected ]"),
            _ when reason.Contains("flow mapping", StringComparison.Ordinal) =>
                (Unclosed(lines, last, '{', '}') ?? first, "an object is not closed, expected }"),
            _ when reason.Contains("did not find expected key", StringComparison.Ordinal) =>
                (last, "expected a key here, indented like those beside it"),
            _ when reason.Contains("did not find expected '-'", StringComparison.Ordinal) =>
                (last, "expected the list's next item here, `- …`, indented like those before it"),
            _ => null,
        };
    }

    // The last line that opens more than it closes.
    private static int? Unclosed(string[] lines, int last, char open, char close)
    {
        var at = Math.Min(last, lines.Length) - 1;
        while (at >= 0 && lines[at].Count(c => c == open) <= lines[at].Count(c => c == close))
        {
            at--;
        }

        return at < 0 ? null : at + 1;
    }

    [GeneratedRegex(@"^ *\t", RegexOptions.CultureInvariant)]
    private static partial Regex Tab();

    [GeneratedRegex(@"^\s*(- )?[A-Za-z_][A-Za-z0-9_]*:[^\s:/]", RegexOptions.CultureInvariant)]
    private static partial Regex NoSpace();

    [GeneratedRegex(@"^[^#]*\{[^""']*[:,\s]\$\{", RegexOptions.CultureInvariant)]
    private static partial Regex SecretInBraces();

    [GeneratedRegex(@"^[^#""']*(:|-) +\{\{", RegexOptions.CultureInvariant)]
    private static partial Regex TemplatePlain();

    [GeneratedRegex(@"^\s*(- )?([\w.-]+: +)?(""[^""]*""|'[^']*')\s*[^\s#,:\]}'""]", RegexOptions.CultureInvariant)]
    private static partial Regex BehindQuote();

    [GeneratedRegex(@"^[^""#]*""[^""]*$", RegexOptions.CultureInvariant)]
    private static partial Regex QuoteOpen();

    [GeneratedRegex(@"^\s*(- )?[\w.-]+: +[^\s""'\[{|>&*#].*: ", RegexOptions.CultureInvariant)]
    private static partial Regex ColonPlain();

    [GeneratedRegex(@"^\s*(- )?[\w.-]+: +[@`%]", RegexOptions.CultureInvariant)]
    private static partial Regex BadStart();
}
