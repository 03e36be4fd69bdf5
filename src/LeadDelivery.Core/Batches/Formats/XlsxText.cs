using System.Buffers;
using System.Globalization;
using System.Text;

namespace LeadDelivery.Core.Batches.Formats;

/// <summary>Texts as cells hold them.</summary>
internal static class XlsxText
{
    /// <summary>What is not written as it stands: markup, carriage returns, what XML forbids, halves of characters, and the underscore that
    /// may begin an escape (<c>_x000D_</c>) of the format.</summary>
    private static readonly SearchValues<char> Special = SearchValues.Create(
        [.. "<>&_\uFFFE\uFFFF", .. Enumerable.Range(0, 0x20).Where(c => c is not ('\t' or '\n')).Select(c => (char)c),
         .. Enumerable.Range(0xD800, 0x800).Select(c => (char)c)]);

    /// <summary>
    /// Writes the text as content of an element. Line ends become LF, the only one that a cell knows; what XML forbids is left out; what the
    /// format would take for an escape is escaped.
    /// </summary>
    public static void Write(BlockBuffer buffer, ReadOnlySpan<char> text)
    {
        for (var at = text.IndexOfAny(Special); at >= 0; at = text.IndexOfAny(Special))
        {
            Copy(buffer, text[..at]);
            text = text[at..];
            text = text[WriteSpecial(buffer, text)..];
        }

        Copy(buffer, text);
    }

    /// <summary>Writes one that needs care; how many characters of the text it was.</summary>
    private static int WriteSpecial(BlockBuffer buffer, ReadOnlySpan<char> text)
    {
        switch (text[0])
        {
            case '<': buffer.Write("&lt;"u8); return 1;
            case '>': buffer.Write("&gt;"u8); return 1;
            case '&': buffer.Write("&amp;"u8); return 1;
            case '_': buffer.Write(IsEscape(text) ? "_x005F_"u8 : "_"u8); return 1;
            case '\r':
                buffer.Write("\n"u8);
                return text.StartsWith("\r\n") ? 2 : 1;
            default:
                if (text.Length > 1 && char.IsSurrogatePair(text[0], text[1]))
                {
                    Copy(buffer, text[..2]);
                    return 2;
                }

                return 1;
        }
    }

    private static bool IsEscape(ReadOnlySpan<char> text) =>
        text.Length >= 7 && text[1] is 'x' or 'X' && text[6] == '_'
        && int.TryParse(text[2..6], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out _);

    private static void Copy(BlockBuffer buffer, ReadOnlySpan<char> text) =>
        buffer.Advance(Encoding.UTF8.GetBytes(text, buffer.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length))));
}
