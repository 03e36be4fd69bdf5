using System.Collections.Frozen;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace LeadDelivery.Core.Language;

/// <summary>JSON to and from <see cref="Value"/>.</summary>
public static class ValueJson
{
    /// <summary>Deepest nesting read or written (ENGINE §1.5: 32 is what the field's forms never reach).</summary>
    public const int MaxDepth = 32;

    /// <summary>As values are written: characters beyond ASCII as they are.</summary>
    internal static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 2 * MaxDepth };

    /// <summary>Reads one JSON document. Throws <see cref="JsonException"/> with line and byte position.</summary>
    public static Value Parse(ReadOnlySpan<byte> utf8) => Parse(utf8, null);

    /// <summary>The same, where of an object only these members are asked for: others are checked and passed over.</summary>
    /// <param name="kept">Names of the outermost object's members; null for all.</param>
    internal static Value Parse(ReadOnlySpan<byte> utf8, FrozenSet<string>? kept)
    {
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = MaxDepth });
        if (!reader.Read())
        {
            throw new JsonException("an empty document, expected a JSON value", null, 0, 0);
        }

        var value = Read(ref reader, kept);
        return reader.Read() ? throw new JsonException("text after the JSON value") : value;
    }

    /// <summary>Reads the value the reader stands on and leaves it on that value's last token.</summary>
    public static Value Read(ref Utf8JsonReader reader) => Read(ref reader, null);

    private static Value Read(ref Utf8JsonReader reader, FrozenSet<string>? kept)
    {
        var parts = new JsonParts();
        try
        {
            return kept is not null && reader.TokenType == JsonTokenType.StartObject ? parts.Read(ref reader, kept) : parts.Read(ref reader);
        }
        finally
        {
            parts.Dispose();
        }
    }

    /// <summary>Writes the value.</summary>
    public static void Write(Utf8JsonWriter writer, Value value)
    {
        switch (value.Kind)
        {
            case ValueKind.Null: writer.WriteNullValue(); break;
            case ValueKind.Boolean: writer.WriteBooleanValue(value.AsBoolean); break;
            case ValueKind.Number: writer.WriteNumberValue(value.AsNumber); break;
            case ValueKind.Text: writer.WriteStringValue(value.AsText); break;
            case ValueKind.Date: writer.WriteStringValue(Value.DateText(value.AsDate)); break;
            case ValueKind.List:
                writer.WriteStartArray();
                foreach (var item in value.AsList)
                {
                    Write(writer, item);
                }

                writer.WriteEndArray();
                break;
            case ValueKind.Object:
                writer.WriteStartObject();
                foreach (var member in value.AsObject.Members)
                {
                    writer.WritePropertyName(member.Key);
                    Write(writer, member.Value);
                }

                writer.WriteEndObject();
                break;
            default: throw new InvalidOperationException(value.Kind.ToString());
        }
    }

    /// <summary>The value as UTF-8 JSON; characters beyond ASCII as they are.</summary>
    public static byte[] ToUtf8(Value value)
    {
        using var scratch = JsonScratch.Take();
        Write(scratch.Json, value);
        return scratch.Written.ToArray();
    }

    /// <summary>The value as JSON text.</summary>
    public static string ToText(Value value) => Encoding.UTF8.GetString(ToUtf8(value));
}
