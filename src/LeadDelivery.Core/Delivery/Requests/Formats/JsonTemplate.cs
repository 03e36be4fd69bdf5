using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using LeadDelivery.Core.Language;

namespace LeadDelivery.Core.Delivery.Requests.Formats;

/// <summary>
/// A JSON text as a template. Inside quotes a value is the text of a JSON string; outside it is a JSON value of its own: a number,
/// true, an object made by json(x). Anything else there becomes a string, so that no value of a lead adds members to the document.
/// </summary>
internal static class JsonTemplate
{
    /// <summary>The text; it may still not be JSON, see <see cref="Problem"/>.</summary>
    public static string Render(Template template, RequestDraft draft)
    {
        var pieces = MarkedText.Render(template, draft);
        var result = new StringBuilder(pieces.Text.Length + 64);
        var quoted = false;
        for (var i = 0; i < pieces.Text.Length; i++)
        {
            var c = pieces.Text[i];
            if (pieces.TryValue(ref i, out var value))
            {
                result.Append(quoted ? Escaped(value) : Bare(value));
                continue;
            }

            if (c == '\\' && quoted && i + 1 < pieces.Text.Length)
            {
                result.Append(c).Append(pieces.Text[++i]);
                continue;
            }

            quoted ^= c == '"';
            result.Append(c);
        }

        return result.ToString();
    }

    /// <summary>Where the text stops being JSON, without its words; null where it is.</summary>
    public static string? Problem(ReadOnlySpan<byte> utf8)
    {
        try
        {
            var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = 2 * ValueJson.MaxDepth });
            while (reader.Read())
            {
            }

            return null;
        }
        catch (JsonException e)
        {
            return $"body: not JSON at line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}";
        }
    }

    private static string Bare(string value) =>
        string.IsNullOrWhiteSpace(value) ? "null"
        : Problem(Encoding.UTF8.GetBytes(value)) is null ? value
        : $"\"{Escaped(value)}\"";

    private static string Escaped(string value) => JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(value);
}
