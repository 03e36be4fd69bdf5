using System.Text.Json;
using LeadDelivery.Core.Language;

namespace LeadDelivery.Web.Bodies;

/// <summary>JSON as sources send it: strict, but raw line breaks, tabs and other control characters may stand inside strings.</summary>
internal static class JsonBody
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = ValueJson.MaxDepth };

    /// <summary>The object's members, or null with the error. The text is valid UTF-8 without a byte order mark.</summary>
    public static ValueObject? Read(ReadOnlySpan<byte> utf8, out BodyError? error)
    {
        var mended = RawControls.Escape(utf8);
        var reader = new Utf8JsonReader(mended is null ? utf8 : mended, Options);
        error = null;
        try
        {
            if (!reader.Read())
            {
                error = new(1, 1, "the body is empty, expected an object");
                return null;
            }

            if (reader.TokenType != JsonTokenType.StartObject)
            {
                error = BodyError.At(utf8, Original(utf8, mended, reader.TokenStartIndex), "expected an object");
                return null;
            }

            var value = ValueJson.Read(ref reader);
            reader.Read();
            return value.AsObject;
        }
        catch (JsonException e)
        {
            error = BodyError.At(utf8, Original(utf8, mended, Offset(mended is null ? utf8 : mended, e)), WithoutPosition(e.Message));
        }
        catch (InvalidOperationException)
        {
            // A string that no text can hold, such as half a surrogate pair.
            error = BodyError.At(utf8, Original(utf8, mended, reader.TokenStartIndex), "an escape that is no character");
        }

        return null;
    }

    private static int Original(ReadOnlySpan<byte> utf8, byte[]? mended, long offset) =>
        mended is null ? (int)offset : RawControls.OriginalOffset(utf8, (int)offset);

    private static long Offset(ReadOnlySpan<byte> text, JsonException error)
    {
        var start = 0;
        for (var line = error.LineNumber ?? 0; line > 0; line--)
        {
            start += text[start..].IndexOf((byte)'\n') + 1;
        }

        return start + (error.BytePositionInLine ?? 0);
    }

    /// <summary>The reader appends its own 0-based position, which the answer gives in its own way.</summary>
    private static string WithoutPosition(string message)
    {
        var at = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return (at < 0 ? message : message[..at]).TrimEnd('.', ' ');
    }
}
