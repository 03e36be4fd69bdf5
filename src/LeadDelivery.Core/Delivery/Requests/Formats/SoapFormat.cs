using System.Collections.Immutable;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Mapping;

namespace LeadDelivery.Core.Delivery.Requests.Formats;

/// <summary><c>format: soap</c>: the mapped document in the body of an envelope. A whole-body template is the envelope itself.</summary>
internal sealed class SoapFormat : RequestFormat
{
    /// <summary>The envelope's prefix.</summary>
    public const string Prefix = "soap";

    private const string Version11 = "http://schemas.xmlsoap.org/soap/envelope/";
    private const string Version12 = "http://www.w3.org/2003/05/soap-envelope";

    public override void Write(FieldMapping fields, RequestDraft draft)
    {
        SetAction(draft);
        var soap = draft.Endpoint.Soap;
        var document = draft.Document(fields);
        var header = soap.Header is null ? Value.Null : draft.Document(soap.Header);
        var token = soap.Security is null ? null : UsernameToken.Create(soap.Security, draft.Scope.Now);
        var root = XmlRoot.Of(fields.Root, draft.Endpoint.Xml.Root);
        draft.Write(
            Envelope(draft, root, document, header, token, draft.Problems),
            token is null ? null : draft.Charset.Decode(Envelope(draft, root, document, header, token.Masked(), [])));
    }

    public override void Render(Template body, RequestDraft draft)
    {
        if (XmlTemplate.Render(body, draft) is { } text)
        {
            SetAction(draft);
            draft.Write(draft.Charset.Encode(text, CharsetGap.Reference));
        }
    }

    public override IEnumerable<FieldMistake> Check(Endpoint endpoint, FieldMapping fields) => XmlFieldCheck.Document(
        fields.Root,
        endpoint.Xml with { Namespaces = endpoint.Xml.Namespaces.Add(new(Prefix, Version11)) },
        Charset.Find(endpoint.Charset ?? Charset.Utf8.Name));

    /// <summary>What is wrong with the fields of the envelope's header, whatever the lead holds.</summary>
    public static IEnumerable<FieldMistake> CheckHeader(Endpoint endpoint, FieldMapping header) => XmlFieldCheck.Members(
        header.Root,
        XmlFieldCheck.Declared(XmlNames.NoNamespaces, endpoint.Xml.Namespaces.Select(n => n.Key).Append(Prefix)),
        Charset.Find(endpoint.Charset ?? Charset.Utf8.Name));

    private static byte[] Envelope(
        RequestDraft draft, XmlRoot root, Value document, Value header, UsernameToken? token, List<string> problems)
    {
        var options = draft.Endpoint.Xml;
        var uri = draft.Endpoint.Soap.IsVersion12 ? Version12 : Version11;
        ImmutableArray<KeyValuePair<string, string>> declared = [new(Prefix, uri), .. options.Namespaces.Where(n => n.Key.Length > 0)];
        var namespaces = XmlNames.Within(XmlNames.NoNamespaces, declared, out _);
        return XmlText.Document(options, draft.Charset, writer =>
        {
            writer.WriteStartElement(Prefix, "Envelope", uri);
            foreach (var (prefix, name) in declared)
            {
                writer.WriteAttributeString("xmlns", prefix, null, name);
            }

            if (token is not null || header.Kind == ValueKind.Object)
            {
                writer.WriteStartElement("Header", uri);
                token?.Write(writer, uri);
                new XmlTree(writer, draft.Charset, "soap.header", ImmutableHashSet<string>.Empty, problems).Members(header, namespaces);
                writer.WriteEndElement();
            }

            writer.WriteStartElement("Body", uri);

            // The default namespace is the document's and not the envelope's, whose names all have the prefix.
            new XmlTree(writer, draft.Charset, "fields", options.CData, problems).Root(
                root, document, [.. options.Namespaces.Where(n => n.Key.Length == 0)], namespaces);
            writer.WriteEndElement();
            writer.WriteEndElement();
        });
    }

    private static void SetAction(RequestDraft draft)
    {
        var soap = draft.Endpoint.Soap;
        var action = HeaderText.Clean(soap.Action?.Render(draft.Scope) ?? "").Replace("\\", "\\\\").Replace("\"", "\\\"");
        if (!soap.IsVersion12)
        {
            draft.ContentType ??= $"text/xml; charset={draft.Charset.Name}";
            draft.AddHeader("SOAPAction", $"\"{action}\"");
        }
        else
        {
            draft.ContentType ??= $"application/soap+xml; charset={draft.Charset.Name}"
                + (action.Length == 0 ? "" : $"; action=\"{action}\"");
        }
    }
}
