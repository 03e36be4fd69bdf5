using System.Text.Json;

namespace LeadDelivery.Core.Batches.Feedback;

/// <summary>Cuts the items out of the array that a JSON file is, or that one of its members is, holding one of them at most.</summary>
internal sealed class JsonItems(Stream file, string? root, int most)
{
    /// <summary>Bytes read at once: 64 KB.</summary>
    private const int BlockBytes = 65_536;

    /// <summary>Deeper than any item that is read (<see cref="Language.ValueJson.MaxDepth"/>), so that depth is a mistake of its item
    /// alone.</summary>
    private const int MaxDepth = 1_000;

    private byte[] _bytes = new byte[BlockBytes];
    private int _start;
    private int _end;
    private bool _isEnd;
    private bool _isBegun;
    private bool _isNamed;
    private bool _inArray;
    private JsonReaderState _state = new(new JsonReaderOptions { MaxDepth = MaxDepth });

    private enum Step
    {
        Item,
        More,
        End,
        Wrong,
    }

    /// <summary>Why nothing more is read; null while all is well.</summary>
    public string? Problem { get; private set; }

    /// <summary>The next item's bytes; null at the end of the array, or with a <see cref="Problem"/>.</summary>
    public async ValueTask<byte[]?> NextAsync(CancellationToken cancellation)
    {
        while (true)
        {
            switch (Advance(out var item))
            {
                case Step.Item:
                    return item;
                case Step.More when _end - _start > most:
                    Problem = $"more than {most} bytes; nothing after it is read";
                    return null;
                case Step.More when !_isEnd:
                    await FillAsync(cancellation);
                    break;
                case Step.More:
                    Problem = _inArray ? "the file ends before its array does" : NoArray;
                    return null;
                default:
                    return null;
            }
        }
    }

    private string NoArray => root is null
        ? "the file is no JSON array, expected one"
        : $"the file has no member `{root}` that is an array, expected one";

    private Step Advance(out byte[]? item)
    {
        item = null;
        try
        {
            // Never the final block: what is missing at the end is asked for as more.
            var reader = new Utf8JsonReader(_bytes.AsSpan(_start, _end - _start), isFinalBlock: false, _state);
            return _inArray || FindArray(ref reader) ? Cut(ref reader, out item) : Problem is null ? Step.More : Step.Wrong;
        }
        catch (JsonException)
        {
            Problem = "is no JSON, expected an array of objects; nothing after it is read";
            return Step.Wrong;
        }
    }

    /// <summary>Reads up to the beginning of the array; false where more bytes are needed, or there is none.</summary>
    private bool FindArray(ref Utf8JsonReader reader)
    {
        var from = _start;
        while (reader.Read())
        {
            _inArray = reader.TokenType == JsonTokenType.StartArray && (root is null || _isNamed);
            _isNamed = reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth == 1 && reader.ValueTextEquals(root);
            var isWrong = !_inArray && !_isBegun && (root is null || reader.TokenType != JsonTokenType.StartObject);
            _isBegun = true;
            (_start, _state) = (from + (int)reader.BytesConsumed, reader.CurrentState);
            if (_inArray || isWrong)
            {
                Problem = isWrong ? NoArray : null;
                return _inArray;
            }
        }

        return false;
    }

    private Step Cut(ref Utf8JsonReader reader, out byte[]? item)
    {
        item = null;
        var from = (int)reader.BytesConsumed;
        if (!reader.Read())
        {
            return Step.More;
        }

        if (reader.TokenType == JsonTokenType.EndArray)
        {
            return Step.End;
        }

        var begin = (int)reader.TokenStartIndex;
        if (!reader.TrySkip())
        {
            return Step.More;
        }

        // The reader began where the array did, or where the last item ended.
        var origin = _start - from;
        item = _bytes[(origin + begin)..(origin + (int)reader.BytesConsumed)];
        (_start, _state) = (origin + (int)reader.BytesConsumed, reader.CurrentState);
        return Step.Item;
    }

    private async ValueTask FillAsync(CancellationToken cancellation)
    {
        _bytes.AsSpan(_start, _end - _start).CopyTo(_bytes);
        (_start, _end) = (0, _end - _start);
        if (_bytes.Length - _end < BlockBytes / 2)
        {
            Array.Resize(ref _bytes, _bytes.Length * 2);
        }

        var isFirst = !_isBegun && _end == 0;
        var read = isFirst
            ? await file.ReadAtLeastAsync(_bytes, 3, throwOnEndOfStream: false, cancellation)
            : await file.ReadAsync(_bytes.AsMemory(_end), cancellation);
        _end += read;
        _isEnd = read == 0;
        _start = isFirst && _bytes.AsSpan(0, _end).StartsWith("\uFEFF"u8) ? 3 : 0;
    }
}
