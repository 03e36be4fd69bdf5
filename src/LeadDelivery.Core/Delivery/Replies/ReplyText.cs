using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;
using System.Text.Unicode;

namespace LeadDelivery.Core.Delivery.Replies;

/// <summary>From a reply's bytes to text: never fails, whatever the header claims and the bytes are.</summary>
internal static partial class ReplyText
{
    /// <summary>The longest name of a character set is under half of this.</summary>
    private const int LongestName = 40;

    private static readonly Encoding Windows1252 = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;

    private static readonly SearchValues<char> NameEnds = SearchValues.Create("; \t\"'");

    /// <summary>The text, without a byte order mark.</summary>
    public static string Decode(ReadOnlySpan<byte> body, string? contentType)
    {
        var encoding = EncodingOf(body, contentType, out var mark);
        return encoding.GetString(body[mark..]);
    }

    /// <summary>The encoding that the bytes most likely have.</summary>
    /// <param name="mark">How many bytes the byte order mark takes.</param>
    public static Encoding EncodingOf(ReadOnlySpan<byte> body, string? contentType, out int mark)
    {
        mark = 0;
        switch (body)
        {
            case [0xEF, 0xBB, 0xBF, ..]: mark = 3; return Encoding.UTF8;
            case [0xFF, 0xFE, ..]: mark = 2; return Encoding.Unicode;
            case [0xFE, 0xFF, ..]: mark = 2; return Encoding.BigEndianUnicode;

            // No other encoding has zeros beside the first letter or bracket.
            case [not 0 and < 0x80, 0, not 0, 0, ..]: return Encoding.Unicode;
            case [0, not 0 and < 0x80, 0, not 0, ..]: return Encoding.BigEndianUnicode;
        }

        var named = Named(Charset(contentType)) ?? Named(DeclaredInXml(body));
        return named is UnicodeEncoding && IsSingleBytes(body) ? Encoding.UTF8
            : named ?? (Utf8.IsValid(body) ? Encoding.UTF8 : Windows1252);
    }

    private static ReadOnlySpan<char> Charset(string? contentType)
    {
        var text = contentType.AsSpan();
        var at = text.IndexOf("charset", StringComparison.OrdinalIgnoreCase);
        if (at < 0)
        {
            return default;
        }

        text = text[(at + "charset".Length)..].TrimStart();
        if (!text.StartsWith("="))
        {
            return default;
        }

        text = text[1..].TrimStart(" \t\"'");
        var end = text.IndexOfAny(NameEnds);
        return end < 0 ? text : text[..end];
    }

    // Browsers read Latin-1 and ASCII as Windows-1252, so that is what senders mean.
    private static Encoding? Named(ReadOnlySpan<char> charset)
    {
        if (charset.Length is 0 or > LongestName)
        {
            return null;
        }

        if (Is(charset, "utf-8") || Is(charset, "utf8"))
        {
            return Encoding.UTF8;
        }

        return Is(charset, "iso-8859-1") || Is(charset, "latin1") || Is(charset, "latin-1") || Is(charset, "windows-1252")
            || Is(charset, "cp1252") || Is(charset, "us-ascii") || Is(charset, "ascii") ? Windows1252
            : Is(charset, "utf-16") || Is(charset, "utf-16le") ? Encoding.Unicode
            : Is(charset, "utf-16be") ? Encoding.BigEndianUnicode
            : CodePagesEncodingProvider.Instance.GetEncoding(charset.ToString());
    }

    private static bool Is(ReadOnlySpan<char> charset, string name) => charset.Equals(name, StringComparison.OrdinalIgnoreCase);

    private static string? DeclaredInXml(ReadOnlySpan<byte> body)
    {
        if (!body.StartsWith("<?xml"u8))
        {
            return null;
        }

        var found = Declaration().Match(Encoding.Latin1.GetString(body[..Math.Min(body.Length, 120)]));
        return found.Success ? found.Groups[1].Value : null;
    }

    // Programs that make their reply as a UTF-16 text in memory often say so, and then send UTF-8.
    private static bool IsSingleBytes(ReadOnlySpan<byte> body) => !body.Contains((byte)0) && Utf8.IsValid(body);

    [GeneratedRegex("""^<\?xml[^>]*\sencoding\s*=\s*["']([A-Za-z0-9._-]+)["']""", RegexOptions.NonBacktracking)]
    private static partial Regex Declaration();
}
