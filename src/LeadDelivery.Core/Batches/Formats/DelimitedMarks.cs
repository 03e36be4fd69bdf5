using System.Buffers;

namespace LeadDelivery.Core.Batches.Formats;

/// <summary>Tells which values a delimited file cannot hold without quotes.</summary>
internal sealed class DelimitedMarks(DelimitedFormat format)
{
    private readonly SearchValues<char> _marks = SearchValues.Create([format.Delimiter[0], format.Quote, '\r', '\n']);

    /// <summary>Whether the text holds the delimiter, a quote or a line end, or would make one with the delimiter after it.</summary>
    public bool HeldBy(ReadOnlySpan<char> text) =>
        text.ContainsAny(_marks)
        && (format.Delimiter.Length == 1
            || text.ContainsAny(format.Quote, '\r', '\n')
            || text.Contains(format.Delimiter, StringComparison.Ordinal)
            || EndsAsDelimiterBegins(text));

    /// <summary>The same, or spaces at an end, which some readers cut off.</summary>
    public bool NeedQuotes(ReadOnlySpan<char> text) =>
        !text.IsEmpty && (char.IsWhiteSpace(text[0]) || char.IsWhiteSpace(text[^1]) || HeldBy(text));

    /// <summary>The reader would see a delimiter before the one that follows.</summary>
    private bool EndsAsDelimiterBegins(ReadOnlySpan<char> text)
    {
        for (var length = 1; length < format.Delimiter.Length; length++)
        {
            if (text.EndsWith(format.Delimiter.AsSpan(0, length), StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
