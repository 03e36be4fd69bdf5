using System.Collections.Immutable;
using LeadDelivery.Core.Language.Evaluation;

namespace LeadDelivery.Core.Language.Functions;

internal static class StringFunctions
{
    /// <summary>Widest padding: fixed-width records of this field stay under 1,000 characters a column.</summary>
    private const int WidestPadding = 1_000;

    public static ImmutableArray<Function> All { get; } =
    [
        new("lower", 1, 1, Function.OfText(t => Value.Of(t.ToLowerInvariant())), "In small letters.", "lower('Ann')", "\"ann\""),
        new("upper", 1, 1, Function.OfText(t => Value.Of(t.ToUpperInvariant())), "In capital letters.", "upper('ca')", "\"CA\""),
        new("capitalize", 1, 1, Function.OfText(t => Value.Of(Capitalize(t))),
            "Each word with a capital first; words with mixed letters stay as they are.",
            "capitalize(\"mary o'neil-smith\")", "\"Mary O'Neil-Smith\""),
        new("trim", 1, 1, Function.OfText(t => Value.Of(t.Trim())), "Without white space at both ends.", "trim('  Ann ')", "\"Ann\""),
        new("length", 1, 1, (a, ref run) => Length(a[0]),
            "Characters of a text, items of a list, members of an object.", "length('Ann')", "3"),
        new("substring", 2, 3, Substring, "From an index (0 is the first, -2 the second to last), all or so many characters.",
            "substring('90210-1234', 0, 5)", "\"90210\""),
        new("replace", 3, 3, Replace,
            "Every occurrence of a text replaced; exact case.", "replace('555-123-4567', '-', '')", "\"5551234567\""),
        new("replace_regex", 3, 3, ReplaceRegex, "Every match of a regular expression replaced; $1 is its first group.",
            "replace_regex('a1b22', '[0-9]+', '#')", "\"a#b#\""),
        new("match", 2, 2, (a, ref run) => Patterns.FirstMatch(a[0], Patterns.FromData(a[1])),
            "The first group of a regular expression, else the match, else null.", "match('ref=ABC123;', 'ref=([A-Z0-9]+)')", "\"ABC123\""),
        new("pad_left", 2, 3, (a, ref run) => Pad(a, ref run, true),
            "Filled from the left to a width, with a space or the given character.", "pad_left('7', 3, '0')", "\"007\""),
        new("pad_right", 2, 3, (a, ref run) => Pad(a, ref run, false),
            "Filled from the right to a width.", "pad_right('CA', 4, '.')", "\"CA..\""),
        new("ascii", 1, 1, Function.OfText(t => Value.Of(AsciiText.Of(t))), "Without accents; what has no likeness in ASCII is left out.",
            "ascii('José Núñez')", "\"Jose Nunez\""),
        new("digits", 1, 1, Function.OfText(t => Value.Of(string.Concat(t.Where(char.IsAsciiDigit)))),
            "Only the digits.", "digits('(555) 123-4567')", "\"5551234567\""),
        new("mask", 1, 3, Mask, "Letters and digits hidden but for so many at the end (4), behind * or the given character.",
            "mask('555-12-6789')", "\"***-**-6789\""),
        new("one_line", 1, 1, Function.OfText(t => Value.Of(string.Join(' ', Words(t)))),
            "Line breaks and runs of white space as single spaces.",
            "one_line('Call\\n  after 5')", "\"Call after 5\""),
        new("strip_html", 1, 1, Function.OfText(t => Value.Of(PlainText.Of(t))), "Without tags and comments, entities as their characters.",
            "strip_html('<p>Tom &amp; <b>Ann</b></p>')", "\"Tom & Ann\""),
        new("first_word", 1, 1, Function.OfText(t => Value.Of(Words(t).FirstOrDefault())),
            "Up to the first space.", "first_word('Ann Marie Lee')", "\"Ann\""),
        new("last_word", 1, 1, Function.OfText(t => Value.Of(Words(t).LastOrDefault())),
            "After the last space.", "last_word('Ann Marie Lee')", "\"Lee\""),
        new("contains", 2, 2, (a, ref run) => Value.Of(WordSearch.Contains(a[0], a[1])),
            "The operator contains: whole words, case ignored.", "contains('Lead matched', 'MATCHED')", "true"),
        new("includes", 2, 2, (a, ref run) => Value.Of(WordSearch.Includes(a[0], a[1])), "The operator includes: any part, case ignored.",
            "includes('unmatched', 'match')", "true"),
        new("matches", 2, 2, (a, ref run) => Patterns.IsMatch(a[0], Patterns.FromData(a[1])),
            "The operator matches: a regular expression anywhere in the text.", "matches('90210', '^[0-9]{5}$')", "true"),
        new("starts_with", 2, 2, (a, ref run) => ComparisonNode.Compare(Operator.StartsWith, a[0], a[1]),
            "The operator starts_with: exact case.", "starts_with('90210', '90')", "true"),
        new("ends_with", 2, 2, (a, ref run) => ComparisonNode.Compare(Operator.EndsWith, a[0], a[1]), "The operator ends_with: exact case.",
            "ends_with('ann@example.com', '.com')", "true"),
        new("concat", 1, Function.Many, Concat, "The texts of all values in a row.", "concat('+1', 5551234567)", "\"+15551234567\""),
        new("text_of", 1, 1, (a, ref run) => Value.Of(a.Text(0)),
            "The value as text, also of numbers, lists and objects.", "text_of(45.00)", "\"45.00\""),
    ];

    private static string[] Words(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    private static string Capitalize(string text) => string.Create(text.Length, text, static (span, text) =>
    {
        text.CopyTo(span);
        for (var start = 0; start < span.Length;)
        {
            var end = start;
            while (end < span.Length && !char.IsWhiteSpace(span[end]))
            {
                end++;
            }

            CapitalizeWord(span[start..end]);
            start = end + 1;
        }
    });

    private static void CapitalizeWord(Span<char> word)
    {
        var (lower, upper) = (false, false);
        foreach (var c in word)
        {
            lower |= char.IsLower(c);
            upper |= char.IsUpper(c);
        }

        // McDonald, van der Berg and the like have been written with care.
        if (lower && upper)
        {
            word[0] = char.ToUpperInvariant(word[0]);
            return;
        }

        for (var i = 0; i < word.Length; i++)
        {
            // O'Neil and Smith-Jones, but not Ann's.
            var starts = i == 0 || word[i - 1] is '-' or '.' || (word[i - 1] is '\'' or '’' && i == 2);
            word[i] = starts ? char.ToUpperInvariant(word[i]) : char.ToLowerInvariant(word[i]);
        }
    }

    private static Value Length(Value value) => value.Kind switch
    {
        ValueKind.Null => Value.Null,
        ValueKind.List => Value.Of(value.AsList.Length),
        ValueKind.Object => Value.Of(value.AsObject.Count),
        _ => Value.Of(value.ToText().Length),
    };

    private static Value Substring(Arguments arguments, ref Run run)
    {
        if (arguments.Text(0) is not { } text || arguments.Integer(1, -LanguageLimits.MaxOutput, LanguageLimits.MaxOutput) is not { } start)
        {
            return Value.Null;
        }

        start = Math.Clamp(start < 0 ? text.Length + start : start, 0, text.Length);
        var count = arguments.Count < 3 ? text.Length : arguments.Integer(2, 0, LanguageLimits.MaxOutput);
        return count is { } c ? run.Text(text.Substring(start, Math.Min(c, text.Length - start))) : Value.Null;
    }

    private static Value Replace(Arguments arguments, ref Run run)
    {
        if (arguments.Text(0) is not { } text || arguments.Text(1) is not { Length: > 0 } old)
        {
            return arguments[0];
        }

        var replacement = arguments.Text(2) ?? "";
        var growth = (long)(text.Length / old.Length) * Math.Max(0, replacement.Length - old.Length);
        return run.Charge(text.Length + growth) ? Value.Of(text.Replace(old, replacement, StringComparison.Ordinal)) : Value.Null;
    }

    private static Value ReplaceRegex(Arguments arguments, ref Run run)
    {
        if (arguments.Text(0) is not { } text || Patterns.FromData(arguments[1]) is not { } regex)
        {
            return Value.Null;
        }

        var replacement = arguments.Text(2) ?? "";
        // Every position may match, and every match may bring the whole replacement with groups in it.
        return run.Charge(text.Length) && run.Charge(((long)text.Length + 1) * replacement.Length)
            ? Patterns.Replace(text, regex, replacement, ref run)
            : Value.Null;
    }

    private static Value Pad(Arguments arguments, ref Run run, bool left)
    {
        var fill = arguments.Text(2) is { Length: > 0 } given ? given[0] : ' ';
        if (arguments.Text(0) is not { } text || arguments.Integer(1, 0, WidestPadding) is not { } width)
        {
            return Value.Null;
        }

        return run.Text(left ? text.PadLeft(width, fill) : text.PadRight(width, fill));
    }

    private static Value Mask(Arguments arguments, ref Run run)
    {
        var keep = arguments.Count < 2 ? 4 : arguments.Integer(1, 0, LanguageLimits.MaxOutput);
        if (arguments.Text(0) is not { } text || keep is not { } shown)
        {
            return Value.Null;
        }

        var cover = arguments.Text(2) is { Length: > 0 } given ? given[0] : '*';
        var masked = text.ToCharArray();
        for (var i = masked.Length - 1; i >= 0; i--)
        {
            if (char.IsLetterOrDigit(masked[i]) && --shown < 0)
            {
                masked[i] = cover;
            }
        }

        return run.Text(new string(masked));
    }

    private static Value Concat(Arguments arguments, ref Run run)
    {
        var length = 0L;
        var texts = new string[arguments.Count];
        for (var i = 0; i < texts.Length; i++)
        {
            texts[i] = arguments.Text(i) ?? "";
            length += texts[i].Length;
        }

        return run.Charge(length) ? Value.Of(string.Concat(texts)) : Value.Null;
    }
}
