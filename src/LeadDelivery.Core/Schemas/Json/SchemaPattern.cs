using System.Text;
using System.Text.RegularExpressions;
using LeadDelivery.Core.Language.Evaluation;

namespace LeadDelivery.Core.Schemas.Json;

/// <summary>A regular expression of a schema: written in ECMA-262's dialect, run in bounded time.</summary>
internal sealed class SchemaPattern
{
    private static readonly Dictionary<string, string> Categories = new(StringComparer.Ordinal)
    {
        ["Letter"] = "L",
        ["Lowercase_Letter"] = "Ll",
        ["Uppercase_Letter"] = "Lu",
        ["Number"] = "N",
        ["Decimal_Number"] = "Nd",
        ["digit"] = "Nd",
        ["Punctuation"] = "P",
        ["Symbol"] = "S",
        ["Separator"] = "Z",
        ["Mark"] = "M",
    };

    private readonly Regex _regex;

    private SchemaPattern(string text, Regex regex) => (Text, _regex) = (text, regex);

    /// <summary>As written.</summary>
    public string Text { get; }

    /// <summary>Compiles; false with what is wrong.</summary>
    public static bool TryCompile(string text, out SchemaPattern pattern, out string problem)
    {
        var isGood = Patterns.TryCompile(Translated(text), out var regex, out problem);
        pattern = isGood ? new(text, regex) : null!;
        return isGood;
    }

    /// <summary>Whether it matches anywhere; a match that takes too long ends the check.</summary>
    public bool IsMatch(string text, SchemaRun run)
    {
        try
        {
            return _regex.IsMatch(text);
        }
        catch (RegexMatchTimeoutException)
        {
            run.Exceed("a pattern of the schema takes too long");
            return false;
        }
    }

    /// <summary>ECMA's classes are ASCII's, and its <c>$</c> does not match before a line break at the end.</summary>
    private static string Translated(string text)
    {
        var output = new StringBuilder(text.Length + 16);
        var isInClass = false;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '\\' && i + 1 < text.Length)
            {
                i = Escape(text, i + 1, isInClass, output);
                continue;
            }

            isInClass = c == '[' || (isInClass && c != ']');
            output.Append(c == '$' && !isInClass ? @"\z" : c.ToString());
        }

        return output.ToString();
    }

    private static int Escape(string text, int at, bool isInClass, StringBuilder output)
    {
        switch (text[at])
        {
            case 'd': output.Append(isInClass ? "0-9" : "[0-9]"); return at;
            case 'w': output.Append(isInClass ? "a-zA-Z0-9_" : "[a-zA-Z0-9_]"); return at;
            case 'D' when !isInClass: output.Append("[^0-9]"); return at;
            case 'W' when !isInClass: output.Append("[^a-zA-Z0-9_]"); return at;
            case 's': output.Append(isInClass ? @"\s\uFEFF" : @"[\s\uFEFF]"); return at;
            case 'S' when !isInClass: output.Append(@"[^\s\uFEFF]"); return at;
            case 'p' or 'P' when text.AsSpan(at).IndexOf('}') is > 2 and var end && text[at + 1] == '{':
                var name = text[(at + 2)..(at + end)];
                output.Append('\\').Append(text[at]).Append('{').Append(Categories.GetValueOrDefault(name, name)).Append('}');
                return at + end;
            case 'u' when text.AsSpan(at).IndexOf('}') is > 2 and var last && text[at + 1] == '{'
                && int.TryParse(text.AsSpan(at + 2, last - 2), System.Globalization.NumberStyles.AllowHexSpecifier, null, out var rune)
                && Rune.IsValid(rune):
                output.Append(Regex.Escape(new Rune(rune).ToString()));
                return at + last;
            default: output.Append('\\').Append(text[at]); return at;
        }
    }
}
