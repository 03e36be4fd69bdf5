using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using LeadDelivery.Core.Language.Evaluation;

namespace LeadDelivery.Core.Language.Functions;

internal static class EncodingFunctions
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static ImmutableArray<Function> All { get; } =
    [
        new("base64", 1, 1, Function.OfText(t => Value.Of(Convert.ToBase64String(Encoding.UTF8.GetBytes(t)))),
            "The text's UTF-8 in base64.", "base64('user:pass')", "\"dXNlcjpwYXNz\""),
        new("base64_decode", 1, 1, Function.OfText(Base64Decode), "The text in base64 (also its URL form); null where it is none.",
            "base64_decode('dXNlcjpwYXNz')", "\"user:pass\""),
        new("base64_url", 1, 1, Function.OfText(t => Value.Of(System.Buffers.Text.Base64Url.EncodeToString(Encoding.UTF8.GetBytes(t)))),
            "The same in base64's URL form, without padding.", "base64_url('a?b>c')", "\"YT9iPmM\""),
        new("hex", 1, 1, Function.OfText(t => Value.Of(Convert.ToHexStringLower(Encoding.UTF8.GetBytes(t)))),
            "The text's UTF-8 in hexadecimal digits.", "hex('Ann')", "\"416e6e\""),
        new("url_encode", 1, 1, Function.OfText(t => Value.Of(Uri.EscapeDataString(t))),
            "Escaped for a place in a URL.", "url_encode('a b&c')", "\"a%20b%26c\""),
        new("url_decode", 1, 1, Function.OfText(t => Value.Of(Uri.UnescapeDataString(t.Replace('+', ' ')))), "Unescaped; + is a space.",
            "url_decode('a+b%26c')", "\"a b&c\""),
        new("form_encode", 1, 1, FormEncode, "Escaped for a form, a space as +; of an object all its pairs.",
            "form_encode({ \"a\": \"x y\", \"b\": 1 })", "\"a=x+y&b=1\""),
        new("json", 1, 1, Json, "The value as JSON.", "json({ \"a\": [1, 'x', null] })", "\"{\\\"a\\\":[1,\\\"x\\\",null]}\""),
        new("parse_json", 1, 1, Function.OfText(ParseJson),
            "The value in a JSON text; null where it is none.", "parse_json('{\"a\": 1}').a", "1"),
        new("xml_escape", 1, 1, Function.OfText(t => Value.Of(XmlEscape(t))),
            "Escaped for XML, for whole-body templates.", "xml_escape('A & B')", "\"A &amp; B\""),
        new("json_escape", 1, 1, Function.OfText(t => Value.Of(ValueJson.ToText(Value.Of(t))[1..^1])),
            "Escaped for the inside of a JSON string.", "json_escape('a\"b')", "\"a\\\\\\\"b\""),
    ];

    private static Value FormEncode(Arguments arguments, ref Run run)
    {
        if (arguments[0].Kind != ValueKind.Object)
        {
            return arguments.Text(0) is { } text ? run.Text(Escaped(text)) : Value.Null;
        }

        var output = new StringBuilder();
        foreach (var (name, value) in arguments[0].AsObject.Members)
        {
            output.Append(output.Length == 0 ? "" : "&").Append(Escaped(name)).Append('=').Append(Escaped(value.ToText()));
            if (output.Length > LanguageLimits.MaxOutput)
            {
                break;
            }
        }

        return run.Text(output.ToString());
    }

    private static string Escaped(string text) => Uri.EscapeDataString(text).Replace("%20", "+", StringComparison.Ordinal);

    private static Value Base64Decode(string text)
    {
        var standard = text.Trim().Replace('-', '+').Replace('_', '/');
        var padded = standard.PadRight(standard.Length + ((4 - (standard.Length % 4)) % 4), '=');
        var bytes = new byte[(padded.Length / 4 * 3) + 3];
        return Convert.TryFromBase64String(padded, bytes, out var count) ? Utf8(bytes.AsSpan(0, count)) : Value.Null;
    }

    private static Value Utf8(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return Value.Of(Strict.GetString(bytes));
        }
        catch (DecoderFallbackException)
        {
            return Value.Null;
        }
    }

    private static Value Json(Arguments arguments, ref Run run)
    {
        try
        {
            return run.Text(ValueJson.ToText(arguments[0]));
        }
        catch (InvalidOperationException)
        {
            // Nested deeper than JSON may be written.
            return Value.Null;
        }
    }

    private static Value ParseJson(string text)
    {
        try
        {
            return ValueJson.Parse(Encoding.UTF8.GetBytes(text));
        }
        catch (JsonException)
        {
            return Value.Null;
        }
    }

    private static string XmlEscape(string text) =>
        text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal).Replace("\"", "&quot;", StringComparison.Ordinal)
            .Replace("'", "&apos;", StringComparison.Ordinal);
}
