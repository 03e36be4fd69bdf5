using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Mapping;

namespace LeadDelivery.Core.Delivery.Requests.Formats;

/// <summary><c>format: xml</c></summary>
internal sealed class XmlFormat : RequestFormat
{
    public override void Write(FieldMapping fields, RequestDraft draft)
    {
        draft.ContentType ??= Type(draft);
        var options = draft.Endpoint.Xml;
        var document = draft.Document(fields);
        draft.Write(XmlText.Document(options, draft.Charset, writer =>
            new XmlTree(writer, draft.Charset, "fields", options.CData, draft.Problems).Root(
                XmlRoot.Of(fields.Root, options.Root), document, options.Namespaces, XmlNames.NoNamespaces)));
    }

    public override void Render(Template body, RequestDraft draft)
    {
        if (XmlTemplate.Render(body, draft) is { } text)
        {
            draft.ContentType ??= Type(draft);
            draft.Write(draft.Charset.Encode(text, CharsetGap.Reference));
        }
    }

    public override IEnumerable<FieldMistake> Check(Endpoint endpoint, FieldMapping fields) =>
        XmlFieldCheck.Document(fields.Root, endpoint.Xml, Charset.Find(endpoint.Charset ?? Charset.Utf8.Name));

    private static string Type(RequestDraft draft) => $"application/xml; charset={draft.Charset.Name}";
}
