using LeadDelivery.Core.Configuration.Shapes;
using LeadDelivery.Core.Delivery.Requests.Formats;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Mapping;

namespace LeadDelivery.Core.Configuration.Documents;

/// <summary>Finds what does not fit together: the format, its keys, the headers, and the fields or body to be written.</summary>
internal static class FormatCheck
{
    /// <summary>Checks an endpoint in itself.</summary>
    public static void Endpoint(ObjectReading reading, Endpoint endpoint)
    {
        var format = endpoint.Format;
        OnlyFor(reading, FormatDocument.Xml, format, format is "xml" or "soap", "the formats xml and soap");
        OnlyFor(reading, FormatDocument.Soap, format, format is "soap", "the format soap");
        OnlyFor(reading, FormatDocument.Form, format, RequestFormats.OfFields(endpoint).NeedsAscii, "the formats form, query and multipart");
        if (endpoint.Method == "GET" && format is "xml" or "soap" or "multipart" or "text")
        {
            reading.Mistake(FormatDocument.Format, $"a GET request has no body for {format}, expected another method, or query");
        }

        if (endpoint.Compress && format == "query")
        {
            reading.Mistake(FormatDocument.Compress, "there is no body to compress in the format query");
        }

        Charset(reading, endpoint);
        if (format == "soap" && endpoint.Xml.Namespaces.Any(n => n.Key == SoapFormat.Prefix))
        {
            reading.MistakeAt(
                $"xml.namespaces.{SoapFormat.Prefix}", "is the envelope's own prefix, declared already, expected another");
        }

        if (endpoint.Soap.Header is { } header)
        {
            foreach (var mistake in SoapFormat.CheckHeader(endpoint, header))
            {
                reading.MistakeAt(Within("soap.header", mistake.Path), mistake.Message);
            }
        }
    }

    /// <summary>What is wrong with what an endpoint is to write; paths begin with <c>fields</c> or <c>body</c>.</summary>
    public static IEnumerable<FieldMistake> Content(Endpoint endpoint, FieldMapping? fields, Template? body)
    {
        if (fields is not null)
        {
            foreach (var mistake in RequestFormats.OfFields(endpoint).Check(endpoint, fields).Concat(XmlFieldCheck.Carried(fields.Root)))
            {
                yield return mistake with { Path = Within("fields", mistake.Path) };
            }
        }

        if (body is not null && endpoint.Format == "multipart")
        {
            yield return new("body", "a multipart body cannot be one template, expected fields");
        }

        if (body is not null && (endpoint.Soap.Header is not null || endpoint.Soap.Security is not null))
        {
            yield return new("body", "is the whole envelope, in which endpoint.soap.header and security have no place, expected fields");
        }
    }

    private static void Charset(ObjectReading reading, Endpoint endpoint)
    {
        var charset = endpoint.Charset is { } name ? Delivery.Requests.Formats.Charset.Find(name) : null;
        if (charset?.HoldsAscii == false && RequestFormats.OfFields(endpoint).NeedsAscii)
        {
            reading.Mistake(FormatDocument.Charset, $"{charset.Name} cannot be written as a form or query, expected utf-8 or another");
        }

        foreach (var (header, template) in endpoint.Headers.Where(h => h.Value.IsLiteral))
        {
            if (header.Equals("Content-Encoding", StringComparison.OrdinalIgnoreCase) && endpoint.Compress)
            {
                reading.Mistake(FormatDocument.Compress, "sets the header Content-Encoding, which is given under headers too");
            }

            if (!header.Equals("Content-Type", StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            if (charset is not null && ContentTypes.Charset(template.Text) is { } other && other != charset)
            {
                reading.Mistake(FormatDocument.Charset, $"is not the {other.Name} that the header Content-Type names");
            }

            if (endpoint.Format == "multipart" && ContentTypes.HasBoundary(template.Text))
            {
                reading.Mistake(FormatDocument.Format, "multipart chooses its own boundary, expected none in the header Content-Type");
            }
        }
    }

    private static void OnlyFor(ObjectReading reading, Key key, string format, bool isRight, string formats)
    {
        if (reading.Has(key) && !isRight)
        {
            reading.Mistake(key, $"is only for {formats}, and the format is {format}");
        }
    }

    private static string Within(string name, string path) => path is [] or ['[', ..] ? name + path : $"{name}.{path}";
}
