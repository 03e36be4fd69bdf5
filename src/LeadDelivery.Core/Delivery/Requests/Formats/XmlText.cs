using System.Text;
using System.Xml;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Mapping;

namespace LeadDelivery.Core.Delivery.Requests.Formats;

/// <summary>XML documents of values, as bytes of a request or as the text of one field.</summary>
internal static class XmlText
{
    /// <summary>The document as text, without a declaration: for a field that carries it.</summary>
    /// <param name="part">What the document was built by: its keys decide the root (<see cref="XmlRoot"/>).</param>
    /// <param name="problems">Receives path and reason for what cannot be written, no consumer data.</param>
    public static string Of(Value document, MappingPart part, XmlOptions options, ICollection<string> problems)
    {
        var text = new StringBuilder();
        using (var writer = XmlWriter.Create(text, Settings(options with { Declaration = false }, Charset.Utf8)))
        {
            new XmlTree(writer, Charset.Utf8, "fields", options.CData, problems).Root(
                XmlRoot.Of(part, options.Root), document, options.Namespaces, XmlNames.NoNamespaces);
        }

        return text.ToString();
    }

    /// <summary>A document in a charset: what the charset lacks becomes a character reference.</summary>
    /// <param name="write">Writes the outermost element.</param>
    public static byte[] Document(XmlOptions options, Charset charset, Action<XmlWriter> write)
    {
        var output = new MemoryStream(1024);
        using (var writer = XmlWriter.Create(output, Settings(options, charset)))
        {
            if (options.Declaration)
            {
                writer.WriteStartDocument();
            }

            write(writer);
        }

        return output.ToArray();
    }

    private static XmlWriterSettings Settings(XmlOptions options, Charset charset) => new()
    {
        Encoding = charset.Encoding,
        OmitXmlDeclaration = !options.Declaration,

        // Carriage returns, and line breaks in attributes, survive reading only as references.
        NewLineHandling = NewLineHandling.Entitize,
    };
}
