using System.Collections.Immutable;
using System.Text;
using System.Text.Unicode;
using LeadDelivery.Core.Language;

namespace LeadDelivery.Web.Bodies;

/// <summary>
/// <c>application/x-www-form-urlencoded</c> as browsers write it. Names are taken as they are (<c>a.b</c> and <c>a[b]</c> too);
/// a repeated name, or one that ends in <c>[]</c>, gives a list. A percent sign that starts no escape stands for itself. Without
/// a charset a value is UTF-8 where it is valid as such, else windows-1252.
/// </summary>
internal static class FormBody
{
    /// <summary>The fields in the order of first appearance.</summary>
    public static ValueObject? Read(ReadOnlySpan<byte> body, Encoding? charset, out BodyError? error)
    {
        var fields = new List<(string Name, List<Value> Values, bool List)>();
        var index = new Dictionary<string, int>(StringComparer.Ordinal);
        error = null;
        var offset = 0;
        foreach (var range in body.Split((byte)'&'))
        {
            var pair = body[range];
            offset = range.Start.GetOffset(body.Length);
            var equals = pair.IndexOf((byte)'=');
            if (Decode(equals < 0 ? pair : pair[..equals], charset) is not { } name
                || Decode(equals < 0 ? default : pair[(equals + 1)..], charset) is not { } value)
            {
                error = BodyError.At(body, offset, $"the field is not {charset!.WebName}");
                return null;
            }

            var list = name.EndsWith("[]", StringComparison.Ordinal);
            name = list ? name[..^2] : name;
            if (name.Length == 0)
            {
                continue;
            }

            if (!index.TryGetValue(name, out var at))
            {
                index.Add(name, at = fields.Count);
                fields.Add((name, [], list));
            }

            fields[at].Values.Add(Value.Of(value));
        }

        return ValueObject.From(fields.Select(f => KeyValuePair.Create(
            f.Name, f.List || f.Values.Count > 1 ? Value.Of(f.Values.ToImmutableArray()) : f.Values[0])));
    }

    private static string? Decode(ReadOnlySpan<byte> text, Encoding? charset)
    {
        var bytes = text.Length <= 512 ? stackalloc byte[text.Length] : new byte[text.Length];
        var length = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '%' && i + 2 < text.Length && Hex(text[i + 1]) is var high and >= 0 && Hex(text[i + 2]) is var low and >= 0)
            {
                bytes[length++] = (byte)((high << 4) | low);
                i += 2;
            }
            else
            {
                bytes[length++] = text[i] == '+' ? (byte)' ' : text[i];
            }
        }

        bytes = bytes[..length];
        try
        {
            return (charset ?? (Utf8.IsValid(bytes) ? Encoding.UTF8 : Windows1252)).GetString(bytes);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static Encoding Windows1252 { get; } = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;

    private static int Hex(byte c) => c switch
    {
        >= (byte)'0' and <= (byte)'9' => c - '0',
        >= (byte)'a' and <= (byte)'f' => c - 'a' + 10,
        >= (byte)'A' and <= (byte)'F' => c - 'A' + 10,
        _ => -1,
    };
}
