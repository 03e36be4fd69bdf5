using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using LeadDelivery.Core.Language;

namespace LeadDelivery.Core.Delivery.Requests;

/// <summary>A whole-body template to the bytes that are sent: values are escaped for the place where they stand.</summary>
internal static class BodyTemplate
{
    // Values are put in after rendering, once their place is known; these characters of the private use area mark where.
    private const char Open = '\uF8F0';
    private const char Close = '\uF8F1';

    /// <summary>The body, or null with the problem (which holds no values).</summary>
    public static byte[]? Render(Template template, Scope scope, string mediaType, out string? problem)
    {
        problem = null;
        if (mediaType.Contains("json", StringComparison.OrdinalIgnoreCase))
        {
            var json = Encoding.UTF8.GetBytes(Json(template, scope));
            problem = JsonProblem(json);
            return problem is null ? json : null;
        }

        return Encoding.UTF8.GetBytes(
            mediaType.Contains("x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) ? template.Render(scope, Uri.EscapeDataString)
            : mediaType.Contains("xml", StringComparison.OrdinalIgnoreCase) ? template.Render(scope, value => XmlText(value))
            : template.Render(scope));
    }

    // Inside quotes a value is the text of a JSON string; outside it is a JSON value of its own: a number, true, an object
    // made by json(x). Anything else there becomes a string, so that no value of a lead adds members to the document.
    private static string Json(Template template, Scope scope)
    {
        var values = new List<string>();
        var text = template.Render(scope, value =>
        {
            values.Add(value);
            return $"{Open}{(values.Count - 1).ToString(CultureInfo.InvariantCulture)}{Close}";
        });
        var result = new StringBuilder(text.Length + 64);
        var quoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == Open && text.IndexOf(Close, i) is var close and > 0
                && int.TryParse(text.AsSpan(i + 1, close - i - 1), out var at) && at < values.Count)
            {
                result.Append(quoted ? Escaped(values[at]) : Bare(values[at]));
                i = close;
                continue;
            }

            if (c == '\\' && quoted && i + 1 < text.Length)
            {
                result.Append(c).Append(text[++i]);
                continue;
            }

            quoted ^= c == '"';
            result.Append(c);
        }

        return result.ToString();
    }

    private static string Bare(string value) =>
        string.IsNullOrWhiteSpace(value) ? "null"
        : JsonProblem(Encoding.UTF8.GetBytes(value)) is null ? value
        : $"\"{Escaped(value)}\"";

    private static string Escaped(string value) => JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(value);

    private static string XmlText(string value) =>
        System.Security.SecurityElement.Escape(new string([.. value.Where(c => !char.IsControl(c) || c is '\t' or '\n' or '\r')]));

    private static string? JsonProblem(ReadOnlySpan<byte> utf8)
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
}
