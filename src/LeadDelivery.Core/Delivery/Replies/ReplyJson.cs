using System.Buffers;
using System.Collections.Frozen;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using LeadDelivery.Core.Language;

namespace LeadDelivery.Core.Delivery.Replies;

/// <summary>Finds the JSON document that a reply is, or that stands alone in what is put around it.</summary>
internal static partial class ReplyJson
{
    private static readonly string[] Guards = [")]}',", ")]}'", "while(1);", "for(;;);", "{}&&"];

    /// <summary>Where the program's own output begins after a notice: on a line of its own, or after the notice's markup.</summary>
    private static readonly SearchValues<string> Starts = SearchValues.Create(["\n{", "\n[", ">{", ">["], StringComparison.Ordinal);

    /// <summary>The document that the bytes are, strictly.</summary>
    /// <param name="kept">The members that are asked for where it is an object; null for all.</param>
    public static bool TryStrict(ReadOnlySpan<byte> utf8, out Value value, FrozenSet<string>? kept = null)
    {
        value = default;
        utf8 = utf8.Trim(" \t\r\n"u8);
        if (utf8.IsEmpty || !"{[\"tfn-0123456789"u8.Contains(utf8[0]))
        {
            return false;
        }

        try
        {
            value = Opened(ValueJson.Parse(utf8, kept));
            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: half a surrogate pair as an escape, bytes that are no UTF-8.
            return false;
        }
    }

    /// <summary>The document in a text that is not JSON strictly.</summary>
    public static bool TryTolerant(string body, out Value value)
    {
        var text = Trimmed(body);
        value = default;
        if (text.IsEmpty)
        {
            return false;
        }

        return text[0] switch
        {
            '{' or '[' => LenientJson.TryRead(text, out value)
                    || (Guarded(text, out var document) && LenientJson.TryRead(document, out value)),
            '<' => AfterNotices(body, out value),
            '/' => LenientJson.TryRead(text, out value) || (Called(text, out var document) && LenientJson.TryRead(document, out value)),
            '"' => TryStrict(Encoding.UTF8.GetBytes(text.ToString()), out value),
            _ => ((Guarded(text, out var document) || Called(text, out document)) && LenientJson.TryRead(document, out value))
                || (AfterWord(text, out document) && TryStrict(document, out value))
                || AfterNotices(body, out value),
        };
    }

    /// <summary>The document that a text is, strictly; only an object or a list.</summary>
    public static bool TryStrict(ReadOnlySpan<char> text, out Value value)
    {
        text = Trimmed(text);
        value = default;
        if (text.IsEmpty || text[0] is not ('{' or '['))
        {
            return false;
        }

        var utf8 = new byte[Encoding.UTF8.GetByteCount(text)];
        Encoding.UTF8.GetBytes(text, utf8);
        return TryStrict(utf8, out value);
    }

    /// <summary>An object or list that was written as a text: encoded twice.</summary>
    private static Value Opened(Value value) =>
        value.Kind == ValueKind.Text && TryStrict(value.AsText.AsSpan(), out var inner) ? inner : value;

    private static ReadOnlySpan<char> Trimmed(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty && (char.IsWhiteSpace(text[0]) || text[0] == '\uFEFF'))
        {
            text = text[1..];
        }

        return text.TrimEnd().TrimEnd('\0');
    }

    /// <summary>What some servers put before their JSON so that a browser does not run it.</summary>
    private static bool Guarded(ReadOnlySpan<char> text, out ReadOnlySpan<char> rest)
    {
        foreach (var guard in Guards)
        {
            if (text.StartsWith(guard, StringComparison.Ordinal))
            {
                rest = text[guard.Length..];
                return true;
            }
        }

        rest = default;
        return false;
    }

    /// <summary>JSONP: <c>name({…});</c>.</summary>
    private static bool Called(ReadOnlySpan<char> text, out ReadOnlySpan<char> argument)
    {
        text = text.StartsWith("/**/") ? text[4..].TrimStart() : text;
        text = text.EndsWith(";") ? text[..^1].TrimEnd() : text;
        var open = text.IndexOf('(');
        argument = open > 0 && text[^1] == ')' ? text[(open + 1)..^1] : default;
        return !argument.IsEmpty && IsFunctionName(text[..open].TrimEnd());
    }

    private static bool IsFunctionName(ReadOnlySpan<char> name)
    {
        foreach (var c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('_' or '$' or '.' or '[' or ']'))
            {
                return false;
            }
        }

        return !name.IsEmpty && !char.IsAsciiDigit(name[0]);
    }

    /// <summary><c>OK {…}</c>: says that there is an answer, and then gives it.</summary>
    private static bool AfterWord(ReadOnlySpan<char> text, out ReadOnlySpan<char> document)
    {
        document = default;
        if (!text.StartsWith("OK", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        document = text[2..].TrimStart(": \t\r\n");
        return !document.IsEmpty && document[0] is '{' or '[';
    }

    /// <summary>PHP's warnings come before what the program itself writes.</summary>
    private static bool AfterNotices(string body, out Value value)
    {
        value = default;
        var start = body.AsSpan().IndexOfAny(Starts);
        return start >= 0 && Notices().IsMatch(body) && TryStrict(body.AsSpan(start + 1), out value);
    }

    [GeneratedRegex(
        @"^\s*(<br\s*/?>\s*)?(<b>)?(PHP )?(Warning|Notice|Deprecated|Strict Standards)(</b>)?:", RegexOptions.NonBacktracking)]
    private static partial Regex Notices();
}
