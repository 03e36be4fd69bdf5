using System.Collections.Immutable;
using System.Text.Json;
using LeadDelivery.Core.Language;

namespace LeadDelivery.Core.Batches.Formats;

/// <summary>
/// Writes a JSON array of objects, one on each line, or one object a line without an array. Values keep their types; one that is missing
/// is null, so that every object has the same members.
/// </summary>
internal sealed class JsonRowWriter : RowWriter
{
    private readonly JsonFormat _format;
    private readonly ImmutableArray<JsonEncodedText> _names;
    private readonly Stream _to;
    private readonly BlockBuffer _buffer = new();
    private readonly Utf8JsonWriter _json;

    public JsonRowWriter(JsonFormat format, ImmutableArray<BatchColumn> columns, Stream to)
        : base(columns.Length)
    {
        _format = format;
        _to = to;
        _names = [.. columns.Select(c => JsonEncodedText.Encode(c.Name, ValueJson.WriterOptions.Encoder))];

        // Names and order are this class's, and need no second check for each value.
        _json = new(_buffer, ValueJson.WriterOptions with { SkipValidation = true });
        if (!format.Lines)
        {
            _buffer.Write(Start(format.Root));
        }
    }

    private protected override bool IsFull => _buffer.IsFull;

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await _json.DisposeAsync();
        await base.DisposeAsync();
    }

    private protected override string? Append(IReadOnlyList<Value> row)
    {
        if (!_format.Lines)
        {
            _buffer.Write(Rows == 0 ? "\n"u8 : ",\n"u8);
        }

        _json.Reset(_buffer);
        _json.WriteStartObject();
        for (var i = 0; i < row.Count; i++)
        {
            _json.WritePropertyName(_names[i]);
            ValueJson.Write(_json, row[i]);
        }

        _json.WriteEndObject();
        _json.Flush();
        if (_format.Lines)
        {
            _buffer.Write("\n"u8);
        }

        return null;
    }

    private protected override ValueTask FlushAsync(CancellationToken cancellation) => _buffer.WriteToAsync(_to, cancellation);

    private protected override ValueTask EndAsync(CancellationToken cancellation)
    {
        if (!_format.Lines)
        {
            _buffer.Write(_format.Root is null ? "\n]\n"u8 : "\n]}\n"u8);
        }

        return _buffer.WriteToAsync(_to, cancellation);
    }

    private static byte[] Start(string? root) =>
        root is null ? "["u8.ToArray() : [.. "{"u8, (byte)'"', .. JsonEncodedText.Encode(root).EncodedUtf8Bytes, .. "\":["u8];
}
