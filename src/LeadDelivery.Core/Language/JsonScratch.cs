using System.Buffers;
using System.Text.Json;

namespace LeadDelivery.Core.Language;

/// <summary>
/// A buffer and a writer of JSON for text that is short-lived, taken up again by the same thread: an attempt writes half a dozen documents.
/// What was written is wiped when it is given back. Not across an <c>await</c>.
/// </summary>
internal sealed class JsonScratch : IDisposable
{
    /// <summary>A larger buffer is not kept: one document of 256 KiB must not stay with every thread.</summary>
    private const int LargestKept = 64 * 1024;

    [ThreadStatic]
    private static JsonScratch? _free;

    private readonly ArrayBufferWriter<byte> _buffer = new(2048);

    private JsonScratch() => Json = new(_buffer, ValueJson.WriterOptions);

    /// <summary>Writes into the buffer; characters beyond ASCII as they are.</summary>
    public Utf8JsonWriter Json { get; }

    /// <summary>What was written, until this is given back.</summary>
    public ReadOnlySpan<byte> Written
    {
        get
        {
            Json.Flush();
            return _buffer.WrittenSpan;
        }
    }

    /// <summary>One that nobody else writes into.</summary>
    public static JsonScratch Take()
    {
        var taken = _free ?? new();
        _free = null;
        return taken;
    }

    /// <summary>Begins another document behind this text.</summary>
    public void Append(ReadOnlySpan<byte> text)
    {
        Json.Flush();
        _buffer.Write(text);
        Json.Reset();
    }

    /// <summary>Gives it back, empty.</summary>
    public void Dispose()
    {
        Json.Reset();
        _buffer.Clear();
        if (_buffer.Capacity <= LargestKept)
        {
            _free = this;
        }
    }
}
