using System.Buffers;
using System.Globalization;
using System.Text;

namespace LeadDelivery.Core.Batches.Formats;

/// <summary>
/// Texts in columns of a fixed width. A character is a Unicode code point: what programs that cut lines apart by positions count (in
/// windows-1252 it is a byte). A letter and its accents, or the parts of an emoji, are never torn apart when a text is cut.
/// </summary>
internal static class FixedText
{
    private static readonly SearchValues<char> Breaks = SearchValues.Create(Controls());

    /// <summary>The text on one line: line ends, tabs and other control characters become spaces, CR LF one space.</summary>
    public static string OnOneLine(string text)
    {
        if (!text.AsSpan().ContainsAny(Breaks))
        {
            return text;
        }

        var line = new StringBuilder(text.Length);
        foreach (var c in text.Replace("\r\n", " ", StringComparison.Ordinal))
        {
            line.Append(Breaks.Contains(c) ? ' ' : c);
        }

        return line.ToString();
    }

    /// <summary>How many characters the text has.</summary>
    public static int Length(ReadOnlySpan<char> text)
    {
        var length = text.Length;
        for (var i = 1; i < text.Length; i++)
        {
            if (char.IsSurrogatePair(text[i - 1], text[i]))
            {
                length--;
                i++;
            }
        }

        return length;
    }

    /// <summary>The longest beginning of so many characters that tears nothing apart.</summary>
    public static ReadOnlySpan<char> Cut(ReadOnlySpan<char> text, int characters)
    {
        var end = 0;
        while (end < text.Length)
        {
            var element = StringInfo.GetNextTextElementLength(text[end..]);
            characters -= Length(text.Slice(end, element));
            if (characters < 0)
            {
                break;
            }

            end += element;
        }

        return text[..end];
    }

    private static char[] Controls() =>
        [.. Enumerable.Range(0, 0x20).Append(0x7F).Concat(Enumerable.Range(0x80, 0x20)).Append(0x2028).Append(0x2029).Select(c => (char)c)];
}
