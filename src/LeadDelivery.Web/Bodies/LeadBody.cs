using System.Text;
using System.Text.Unicode;
using LeadDelivery.Core.Language;

namespace LeadDelivery.Web.Bodies;

/// <summary>Reads a lead's fields out of a body. Never throws on what a body holds.</summary>
public static class LeadBody
{
    /// <summary>The fields, or null with the error.</summary>
    public static ValueObject? Read(BodyType type, ReadOnlyMemory<byte> body, out BodyError? error)
    {
        var fields = type.Format switch
        {
            BodyFormat.Form => FormBody.Read(body.Span, type.Charset, out error),
            BodyFormat.Xml => XmlBody.Read(body, type.Charset, out error),
            _ => ReadJson(body.Span, type.Charset, out error),
        };

        if (fields is { Count: 0 })
        {
            error = new(1, 1, "there is no field, expected at least one");
            return null;
        }

        return fields;
    }

    private static ValueObject? ReadJson(ReadOnlySpan<byte> body, Encoding? charset, out BodyError? error)
    {
        charset ??= ByteOrderMark(ref body);
        if (charset is not null and not UTF8Encoding)
        {
            if (Transcode(body, charset) is not { } utf8)
            {
                error = new(1, 1, $"the body is not {charset.WebName}");
                return null;
            }

            body = utf8;
        }

        ByteOrderMark(ref body);
        if (!Utf8.IsValid(body))
        {
            error = BodyError.At(body, ValidLength(body), "a byte that is not UTF-8");
            return null;
        }

        return JsonBody.Read(body, out error);
    }

    /// <summary>Strips a byte order mark and returns the encoding it stands for; null without one.</summary>
    private static Encoding? ByteOrderMark(ref ReadOnlySpan<byte> body)
    {
        if (body.StartsWith(Encoding.UTF8.Preamble))
        {
            body = body[Encoding.UTF8.Preamble.Length..];
            return Encoding.UTF8;
        }

        foreach (var wide in WideEncodings)
        {
            if (body.StartsWith(wide.Preamble))
            {
                body = body[wide.Preamble.Length..];
                return wide;
            }
        }

        return null;
    }

    private static readonly Encoding[] WideEncodings =
    [
        new UnicodeEncoding(bigEndian: false, byteOrderMark: true, throwOnInvalidBytes: true),
        new UnicodeEncoding(bigEndian: true, byteOrderMark: true, throwOnInvalidBytes: true),
    ];

    private static byte[]? Transcode(ReadOnlySpan<byte> body, Encoding charset)
    {
        try
        {
            return Encoding.UTF8.GetBytes(charset.GetString(body));
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    /// <summary>How many bytes from the start are UTF-8.</summary>
    private static int ValidLength(ReadOnlySpan<byte> body)
    {
        var at = 0;
        while (at < body.Length && Rune.DecodeFromUtf8(body[at..], out _, out var length) == System.Buffers.OperationStatus.Done)
        {
            at += length;
        }

        return at;
    }
}
