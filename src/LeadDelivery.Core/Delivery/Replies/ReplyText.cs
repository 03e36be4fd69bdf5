using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;
using System.Text.Unicode;

namespace LeadDelivery.Core.Delivery.Replies;

/// <summary>From a reply's bytes to text: never fails, whatever the header claims and the bytes are.</summary>
internal static partial class ReplyText
{
    private static readonly Encoding Windows1252 = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;

    /// <summary>The text, without a byte order mark.</summary>
    public static string Decode(ReadOnlySpan<byte> body, string? contentType) => body switch
    {
        [0xEF, 0xBB, 0xBF, ..] => Encoding.UTF8.GetString(body[3..]),
        [0xFF, 0xFE, ..] => Encoding.Unicode.GetString(body[2..]),
        [0xFE, 0xFF, ..] => Encoding.BigEndianUnicode.GetString(body[2..]),
        _ => (Named(Charset(contentType)) ?? Named(DeclaredInXml(body)) ?? (Utf8.IsValid(body) ? Encoding.UTF8 : Windows1252))
            .GetString(body),
    };

    private static string? Charset(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type) ? type.CharSet?.Trim('"') : null;

    // Browsers read Latin-1 and ASCII as Windows-1252, so that is what senders mean.
    private static Encoding? Named(string? charset) => charset?.Trim().ToLowerInvariant() switch
    {
        "utf-8" or "utf8" => Encoding.UTF8,
        "iso-8859-1" or "latin1" or "latin-1" or "windows-1252" or "cp1252" or "us-ascii" or "ascii" => Windows1252,
        "utf-16" or "utf-16le" => Encoding.Unicode,
        "utf-16be" => Encoding.BigEndianUnicode,
        _ => null,
    };

    private static string? DeclaredInXml(ReadOnlySpan<byte> body)
    {
        if (!body.StartsWith("<?xml"u8))
        {
            return null;
        }

        var found = Declaration().Match(Encoding.Latin1.GetString(body[..Math.Min(body.Length, 120)]));

        // A declaration that was read as single bytes cannot be UTF-16.
        return found.Success && !found.Groups[1].ValueSpan.StartsWith("utf-16", StringComparison.OrdinalIgnoreCase)
            ? found.Groups[1].Value : null;
    }

    [GeneratedRegex("""^<\?xml[^>]*\sencoding\s*=\s*["']([A-Za-z0-9._-]+)["']""", RegexOptions.NonBacktracking)]
    private static partial Regex Declaration();
}
