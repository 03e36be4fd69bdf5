using System.Collections.Frozen;
using System.Net;
using System.Text;

namespace LeadDelivery.Core.Language.Functions;

/// <summary>What a reader sees of a text with HTML in it, as comments typed into rich editors arrive.</summary>
internal static class PlainText
{
    private static readonly FrozenSet<string> Breaking =
        "br p div li tr td h1 h2 h3 h4 h5 h6".Split(' ').ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Without tags and comments; a tag that breaks the line leaves a space. A &lt; that opens no tag stays.</summary>
    public static string Of(string html)
    {
        if (html.AsSpan().IndexOfAny('<', '&') < 0)
        {
            return html;
        }

        var output = new StringBuilder(html.Length);
        // Looked for once: a text of nothing but opened tags is not searched to its end for each.
        var lastClose = html.LastIndexOf('>');
        for (var at = 0; at < html.Length;)
        {
            var end = html[at] == '<' && at < lastClose ? EndOfTag(html, at) : -1;
            if (end < 0)
            {
                output.Append(html[at++]);
                continue;
            }

            if (IsBreak(html.AsSpan(at + 1, end - at - 1)) && output.Length > 0 && !char.IsWhiteSpace(output[^1]))
            {
                output.Append(' ');
            }

            at = end + 1;
        }

        return WebUtility.HtmlDecode(output.ToString()).Trim();
    }

    /// <summary>Where the tag or comment that begins here ends; -1 where none begins.</summary>
    private static int EndOfTag(string html, int start)
    {
        if (string.CompareOrdinal(html, start, "<!--", 0, 4) == 0)
        {
            // One that is never closed hides the rest, as browsers have it.
            var end = html.IndexOf("-->", start + 4, StringComparison.Ordinal);
            return end < 0 ? html.Length - 1 : end + 2;
        }

        var next = start + 1 < html.Length ? html[start + 1] : ' ';
        return char.IsAsciiLetter(next) || next is '/' or '!' ? html.IndexOf('>', start) : -1;
    }

    private static bool IsBreak(ReadOnlySpan<char> tag)
    {
        var name = tag.TrimStart('/');
        var end = name.IndexOfAnyExceptInRange('0', 'z');
        var word = end < 0 ? name : name[..end];
        return Breaking.Contains(word.ToString());
    }
}
