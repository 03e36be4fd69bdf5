namespace LeadDelivery.Core.Batches.Formats;

/// <summary>Characters of a text file, collected and written as blocks of bytes; what was added last can be taken back.</summary>
internal sealed class TextBuffer
{
    // In characters: a block of bytes in UTF-16, half to one and a half in the other encodings.
    private const int FullAt = RowWriter.BlockBytes / 2;

    private readonly Stream _to;
    private readonly CharacterSet _set;
    private readonly string _lineEnd;
    private char[] _characters = new char[FullAt + (FullAt / 4)];
    private byte[] _bytes = [];
    private bool _started;

    public TextBuffer(TextOptions options, CharacterSet set, Stream to)
    {
        _to = to;
        _set = set;
        _lineEnd = options.CarriageReturn ? "\r\n" : "\n";
    }

    /// <summary>How many characters are collected; set lower to take back what was added.</summary>
    public int Length { get; set; }

    public bool IsFull => Length >= FullAt;

    public void Append(char character)
    {
        if (Length == _characters.Length)
        {
            Grow(1);
        }

        _characters[Length++] = character;
    }

    public void Append(char character, int count)
    {
        Free(count)[..count].Fill(character);
        Length += count;
    }

    public void Append(ReadOnlySpan<char> text)
    {
        text.CopyTo(Free(text.Length));
        Length += text.Length;
    }

    /// <summary>The text with every <paramref name="quote"/> doubled.</summary>
    public void AppendDoubling(ReadOnlySpan<char> text, char quote)
    {
        for (var at = text.IndexOf(quote); at >= 0; at = text.IndexOf(quote))
        {
            Append(text[..(at + 1)]);
            Append(quote);
            text = text[(at + 1)..];
        }

        Append(text);
    }

    public void EndLine() => Append(_lineEnd);

    /// <summary>Room for so many characters; count what was put there with <see cref="Length"/>.</summary>
    public Span<char> Free(int count)
    {
        if (_characters.Length - Length < count)
        {
            Grow(count);
        }

        return _characters.AsSpan(Length);
    }

    /// <summary>Writes and forgets what is collected, the byte order mark before it where the file begins here.</summary>
    public async ValueTask FlushAsync(CancellationToken cancellation)
    {
        var preamble = _started ? [] : _set.Preamble;
        var most = preamble.Length + _set.Encoding.GetMaxByteCount(Length);
        if (_bytes.Length < most)
        {
            _bytes = new byte[most];
        }

        preamble.CopyTo(_bytes, 0);
        var count = preamble.Length + _set.Encoding.GetBytes(_characters.AsSpan(0, Length), _bytes.AsSpan(preamble.Length));
        await _to.WriteAsync(_bytes.AsMemory(0, count), cancellation);
        (_started, Length) = (true, 0);
    }

    private void Grow(int count) => Array.Resize(ref _characters, Math.Max(_characters.Length * 2, checked(Length + count)));
}
