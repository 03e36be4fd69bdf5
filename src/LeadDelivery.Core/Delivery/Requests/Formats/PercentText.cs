using System.Buffers;
using System.Text;

namespace LeadDelivery.Core.Delivery.Requests.Formats;

/// <summary>Names and values of forms and queries, percent-escaped in a charset.</summary>
internal static class PercentText
{
    private static readonly SearchValues<byte> KeptInForm = SearchValues.Create(
        "*-._0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    private static readonly SearchValues<byte> KeptInQuery = SearchValues.Create(
        "-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    /// <summary>As browsers send forms: a space is a plus, what the charset lacks is <c>&amp;#8364;</c>.</summary>
    public static string InForm(string text, Charset charset, bool hasRawBrackets = false) =>
        Escape(text, charset, KeptInForm, hasRawBrackets, isForm: true);

    /// <summary>As RFC 3986 has it: a space is %20.</summary>
    public static string InQuery(string text, Charset charset, bool hasRawBrackets = false) =>
        Escape(text, charset, KeptInQuery, hasRawBrackets, isForm: false);

    private static string Escape(string text, Charset charset, SearchValues<byte> kept, bool hasRawBrackets, bool isForm)
    {
        var bytes = charset.EncodePiece(text, CharsetGap.Reference);
        if (!bytes.AsSpan().ContainsAnyExcept(kept))
        {
            return text;
        }

        var escaped = new StringBuilder(bytes.Length + 16);
        foreach (var b in bytes)
        {
            if (kept.Contains(b) || (hasRawBrackets && b is (byte)'[' or (byte)']'))
            {
                escaped.Append((char)b);
            }
            else if (b == ' ' && isForm)
            {
                escaped.Append('+');
            }
            else
            {
                escaped.Append('%').Append(b.ToString("X2"));
            }
        }

        return escaped.ToString();
    }
}
