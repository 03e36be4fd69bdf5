using System.Collections.Immutable;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using System.Xml.XPath;
using LeadDelivery.Core.Language;

namespace LeadDelivery.Core.Delivery.Replies;

/// <summary>A reply's first element as XPath sees it.</summary>
internal sealed partial class ReplyXml
{
    /// <summary>Deepest nesting read: SOAP around the deepest of the field's documents has a tenth of it.</summary>
    private const int MaxDepth = 256;

    private static readonly XmlReaderSettings Settings = new()
    {
        // As a fragment, text may follow the root element, as some recipients put their reason there.
        ConformanceLevel = ConformanceLevel.Fragment,
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
    };

    private readonly XDocument _document;
    private XDocument? _plain;

    private ReplyXml(XDocument document) => _document = document;

    /// <summary>True for a page meant for browsers: well-formed or not, it is no recipient's data format.</summary>
    public bool IsHtml => _document.Root!.Name.LocalName.Equals("html", StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads up to the end of the first element; null when that is not well-formed, or declares a DTD.</summary>
    public static ReplyXml? Parse(string text)
    {
        try
        {
            using var reader = XmlReader.Create(new StringReader(text.TrimStart()), Settings);
            if (reader.MoveToContent() != XmlNodeType.Element)
            {
                return null;
            }

            using var element = reader.ReadSubtree();
            var document = new XDocument();
            XContainer parent = document;
            while (element.Read())
            {
                switch (element.NodeType)
                {
                    case XmlNodeType.Element:
                        var child = Open(element);
                        parent.Add(child);
                        if (!element.IsEmptyElement)
                        {
                            parent = element.Depth < MaxDepth ? child : throw new XmlException("nested too deeply");
                        }

                        break;
                    case XmlNodeType.EndElement:
                        parent = parent.Parent is { } above ? above : document;
                        break;
                    case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace:
                        parent.Add(new XText(element.Value));
                        break;
                    default: break;
                }
            }

            return new(document);
        }
        catch (Exception e) when (e is XmlException or ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>What the path selects: text, a list of texts for several nodes, a number or boolean of a function; null for
    /// nothing. A path that finds nothing is tried again with every namespace taken away from both sides.</summary>
    public Value Select(string path)
    {
        var found = Evaluate(_document, path, Namespaces());
        return found.IsNull ? Evaluate(_plain ??= Plain(_document), Prefix().Replace(path, Unprefixed), null) : found;
    }

    private static XElement Open(XmlReader reader)
    {
        var element = new XElement(XName.Get(reader.LocalName, reader.NamespaceURI));
        while (reader.MoveToNextAttribute())
        {
            // "xmlns" alone is in the namespace of its prefix for readers and in none for the tree.
            element.Add(new XAttribute(
                reader.Name == "xmlns" ? "xmlns" : XName.Get(reader.LocalName, reader.NamespaceURI), reader.Value));
        }

        reader.MoveToElement();
        return element;
    }

    private static Value Evaluate(XDocument document, string path, XmlNamespaceManager? namespaces)
    {
        try
        {
            return document.CreateNavigator().Evaluate(path, namespaces) switch
            {
                XPathNodeIterator nodes => Texts(nodes),
                string text => Value.Of(text),
                bool truth => Value.Of(truth),
                double number when double.IsFinite(number) && Math.Abs(number) < 1e15 => Value.Of((decimal)number),
                _ => Value.Null,
            };
        }
        catch (Exception e) when (e is XPathException or ArgumentException or InvalidOperationException or OverflowException)
        {
            return Value.Null;
        }
    }

    private static Value Texts(XPathNodeIterator nodes)
    {
        var texts = ImmutableArray.CreateBuilder<Value>();
        while (nodes.MoveNext())
        {
            texts.Add(Value.Of(nodes.Current!.Value.Trim()));
        }

        return texts.Count switch
        {
            0 => Value.Null,
            1 => texts[0],
            _ => Value.Of(texts.DrainToImmutable()),
        };
    }

    private XmlNamespaceManager Namespaces()
    {
        var manager = new XmlNamespaceManager(new NameTable());
        foreach (var declaration in _document.Descendants().Attributes().Where(a => a.IsNamespaceDeclaration && a.Name != "xmlns"))
        {
            if (declaration.Name.LocalName is not ("xml" or "xmlns"))
            {
                manager.AddNamespace(declaration.Name.LocalName, declaration.Value);
            }
        }

        return manager;
    }

    private static XDocument Plain(XDocument document)
    {
        var plain = new XDocument(document);
        foreach (var element in plain.Descendants())
        {
            element.Name = element.Name.LocalName;
            var attributes = element.Attributes().Where(a => !a.IsNamespaceDeclaration).DistinctBy(a => a.Name.LocalName)
                .Select(a => new XAttribute(a.Name.LocalName, a.Value)).ToArray();
            element.ReplaceAttributes(attributes);
        }

        return plain;
    }

    private static string Unprefixed(Match match) => match.Value[0] is '\'' or '"' ? match.Value : "";

    // Literals first, so that what stands in them is left alone; "child::" is an axis, not a prefix.
    [GeneratedRegex("""'[^']*'|"[^"]*"|[\p{L}_][\w.-]*:(?=[\p{L}_*])""")]
    private static partial Regex Prefix();
}
