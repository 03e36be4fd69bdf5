using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Xml;
using LeadDelivery.Core.Language;
using Microsoft.AspNetCore.Http;

namespace LeadDelivery.Web.Answers;

/// <summary>
/// The same answer as XML: what the JSON writer wrote, under <c>&lt;result&gt;</c> with the same names, so that the two cannot
/// drift apart. Null is an empty element; a list holds one element per item, named in the singular.
/// </summary>
internal static class LeadAnswerXml
{
    /// <summary>The media type.</summary>
    public const string ContentType = "application/xml; charset=utf-8";

    private static readonly XmlWriterSettings Settings = new() { Encoding = new UTF8Encoding(false), Indent = false };

    /// <summary>Writes the document that <paramref name="write"/> makes.</summary>
    public static async Task WriteAsync(HttpContext context, Action<Utf8JsonWriter> write)
    {
        var body = Render(write);
        context.Response.ContentType = ContentType;
        context.Response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await context.Response.BodyWriter.WriteAsync(body, context.RequestAborted);
        }
    }

    /// <summary>The XML of the document that <paramref name="write"/> makes.</summary>
    public static byte[] Render(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer))
        {
            write(json);
        }

        using var stream = new MemoryStream();
        using (var xml = XmlWriter.Create(stream, Settings))
        {
            WriteElement(xml, "result", ValueJson.Parse(buffer.WrittenSpan));
        }

        return stream.ToArray();
    }

    private static void WriteElement(XmlWriter xml, string name, Value value)
    {
        xml.WriteStartElement(XmlConvert.EncodeLocalName(name)!);
        switch (value.Kind)
        {
            case ValueKind.Object:
                foreach (var member in value.AsObject.Members)
                {
                    WriteElement(xml, member.Key, member.Value);
                }

                break;
            case ValueKind.List:
                foreach (var item in value.AsList)
                {
                    WriteElement(xml, Singular(name), item);
                }

                break;
            default:
                xml.WriteString(Clean(value.ToText()));
                break;
        }

        xml.WriteEndElement();
    }

    private static string Singular(string name) => name switch
    {
        "deliveries" => "delivery",
        "leads" => "lead",
        "bids" => "bid",
        _ => "item",
    };

    /// <summary>A recipient's words may hold characters that XML cannot.</summary>
    private static string Clean(string text)
    {
        if (IsClean(text))
        {
            return text;
        }

        var clean = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (i + 1 < text.Length && XmlConvert.IsXmlSurrogatePair(text[i + 1], text[i]))
            {
                clean.Append(text, i++, 2);
            }
            else
            {
                clean.Append(XmlConvert.IsXmlChar(text[i]) ? text[i] : '\uFFFD');
            }
        }

        return clean.ToString();
    }

    private static bool IsClean(string text)
    {
        foreach (var c in text)
        {
            if (!XmlConvert.IsXmlChar(c))
            {
                return false;
            }
        }

        return true;
    }
}
