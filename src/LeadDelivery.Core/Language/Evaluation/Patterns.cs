using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace LeadDelivery.Core.Language.Evaluation;

/// <summary>Regular expressions with bounded time: without backtracking where the pattern allows it, else with a timeout, which ends
/// the whole evaluation: one that is caught here would be paid again by every item of a loop.</summary>
internal static class Patterns
{
    private const RegexOptions Options = RegexOptions.CultureInvariant;

    /// <summary>Patterns of calls kept compiled: more than all the mappings of an installation hold, less than a megabyte.</summary>
    private const int CacheSize = 256;

    private static readonly ConcurrentDictionary<string, Regex> Cache = new(StringComparer.Ordinal);

    /// <summary>Compiles a pattern written by the author; false with what is wrong.</summary>
    public static bool TryCompile(string pattern, out Regex regex, out string problem) =>
        TryCompile(pattern, false, out regex, out problem);

    /// <summary>What is wrong with a pattern written as the argument of a function; null when nothing is.</summary>
    public static string? Problem(string pattern) => TryCompile(pattern, true, out _, out var problem) ? null : problem;

    /// <summary>A pattern that came with the data may only be one that needs no backtracking; else null.</summary>
    public static Regex? FromData(Value pattern)
    {
        if (pattern.Kind != ValueKind.Text)
        {
            return null;
        }

        if (Cache.TryGetValue(pattern.AsText, out var known))
        {
            return known;
        }

        if (!TryCompile(pattern.AsText, true, out var regex, out _))
        {
            return null;
        }

        if (Cache.Count >= CacheSize)
        {
            Cache.Clear();
        }

        return Cache[pattern.AsText] = regex;
    }

    /// <summary>Whether it matches anywhere in the text, or in an item of the list; null where it cannot be told.</summary>
    public static Value IsMatch(Value value, Regex? regex)
    {
        if (regex is null)
        {
            return Value.Null;
        }

        if (value.Kind != ValueKind.List)
        {
            return Value.Of(!value.IsNull && regex.IsMatch(value.ToText()));
        }

        foreach (var item in value.AsList)
        {
            if (!item.IsNull && regex.IsMatch(item.ToText()))
            {
                return Value.Of(true);
            }
        }

        return Value.Of(false);
    }

    /// <summary>The first group, else the whole match; null without one.</summary>
    public static Value FirstMatch(Value value, Regex? regex)
    {
        if (regex is null || value.IsNull)
        {
            return Value.Null;
        }

        var match = regex.Match(value.ToText());
        return !match.Success ? Value.Null
            : Value.Of(match.Groups.Count > 1 && match.Groups[1].Success ? match.Groups[1].Value : match.Value);
    }

    /// <summary>Every match replaced.</summary>
    public static Value Replace(string text, Regex regex, string replacement, ref Run run)
    {
        return run.Text(regex.Replace(text, replacement));
    }

    private static bool TryCompile(string pattern, bool linearOnly, out Regex regex, out string problem)
    {
        regex = null!;
        problem = "";
        if (pattern.Length > LanguageLimits.MaxRegex)
        {
            problem = $"the regular expression has {pattern.Length} characters, expected at most {LanguageLimits.MaxRegex}";
            return false;
        }

        try
        {
            regex = Create(pattern, linearOnly);
            return true;
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            var detail = e is RegexParseException parse ? $"{parse.Error} at its character {parse.Offset}" : e.Message;
            problem = $"not a regular expression: {detail}";
            return false;
        }
    }

    private static Regex Create(string pattern, bool linearOnly)
    {
        try
        {
            return new(pattern, Options | RegexOptions.NonBacktracking, LanguageLimits.RegexTimeout);
        }
        catch (NotSupportedException) when (!linearOnly)
        {
            return new(pattern, Options, LanguageLimits.RegexTimeout);
        }
    }
}
