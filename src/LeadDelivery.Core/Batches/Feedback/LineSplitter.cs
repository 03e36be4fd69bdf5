namespace LeadDelivery.Core.Batches.Feedback;

/// <summary>Puts lines together from blocks of bytes. Lines of white space alone are passed over.</summary>
internal sealed class LineSplitter(int most)
{
    private readonly List<byte> _line = [];
    private long _number = 1;
    private bool _isTooLong;

    /// <summary>The lines that end in this block; null for one that is longer than allowed.</summary>
    public IEnumerable<(long Line, byte[]? Bytes)> Next(ReadOnlyMemory<byte> block, bool isEnd)
    {
        for (var end = block.Span.IndexOf((byte)'\n'); end >= 0; end = block.Span.IndexOf((byte)'\n'))
        {
            Add(block.Span[..end]);
            if (Take() is { } line)
            {
                yield return line;
            }

            _number++;
            block = block[(end + 1)..];
        }

        Add(block.Span);
        if (isEnd && Take() is { } last)
        {
            yield return last;
        }
    }

    private void Add(ReadOnlySpan<byte> bytes)
    {
        _isTooLong = _isTooLong || _line.Count + bytes.Length > most;
        if (!_isTooLong)
        {
            _line.AddRange(bytes);
        }
    }

    private (long Line, byte[]? Bytes)? Take()
    {
        var bytes = _line.ToArray().AsSpan();
        bytes = (_number == 1 && bytes.StartsWith("\uFEFF"u8) ? bytes[3..] : bytes).Trim(" \t\r"u8);
        (long, byte[]?)? line = _isTooLong ? (_number, null) : bytes.IsEmpty ? null : (_number, bytes.ToArray());
        _line.Clear();
        _isTooLong = false;
        return line;
    }
}
