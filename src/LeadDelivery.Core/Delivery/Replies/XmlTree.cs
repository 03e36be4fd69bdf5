using System.Net;
using System.Text.RegularExpressions;
using System.Xml;

namespace LeadDelivery.Core.Delivery.Replies;

/// <summary>Reads a reply's elements, also where it has several side by side or text after them.</summary>
internal static partial class XmlTree
{
    /// <summary>Deepest nesting read: SOAP around the deepest of the field's documents has a tenth of it.</summary>
    public const int MaxDepth = 256;

    /// <summary>Most attributes read of an element: looking for one that is there twice takes time by their number's square.</summary>
    public const int MaxAttributes = 256;

    private static readonly string[] OwnEntities = ["amp", "lt", "gt", "quot", "apos"];

    private static readonly XmlReaderSettings Settings = new()
    {
        // As a fragment, text may follow the root element, as some recipients put their reason there.
        ConformanceLevel = ConformanceLevel.Fragment,
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
    };

    /// <summary>The elements side by side, and the text between and after them, as far as they are well-formed; null where not even
    /// the first is, or where a DTD declares something. A stray <c>&amp;</c>, HTML's entities, control characters and a DOCTYPE
    /// that declares nothing are forgiven.</summary>
    public static XmlDocumentFragment? Read(string text)
    {
        text = text.TrimStart(" \t\r\n\uFEFF\u200B").ToString();
        return TryRead(text) ?? (Repaired(text) is { } repaired && repaired != text ? TryRead(repaired) : null);
    }

    private static ReadOnlySpan<char> TrimStart(this string text, ReadOnlySpan<char> set) => text.AsSpan().TrimStart(set);

    private static XmlDocumentFragment? TryRead(string text)
    {
        var document = new XmlDocument { XmlResolver = null };
        var top = document.CreateDocumentFragment();
        var pending = new TreeText(document);
        XmlNode parent = top;
        try
        {
            var context = new XmlParserContext(document.NameTable, null, null, XmlSpace.None);
            using var reader = XmlReader.Create(new StringReader(text), Settings, context);
            while (reader.Read())
            {
                parent = Add(document, parent, pending, reader);
            }

            pending.Flush(parent);
        }
        catch (Exception e) when (e is XmlException or ArgumentException or InvalidOperationException)
        {
            // What is complete counts; the element that is not is left out.
            for (; parent != top; parent = parent.ParentNode!)
            {
                if (parent.ParentNode == top)
                {
                    top.RemoveChild(parent);
                    break;
                }
            }
        }

        foreach (XmlNode child in top.ChildNodes)
        {
            if (child.NodeType == XmlNodeType.Element)
            {
                return top;
            }
        }

        return null;
    }

    private static XmlNode Add(XmlDocument document, XmlNode parent, TreeText pending, XmlReader reader)
    {
        switch (reader.NodeType)
        {
            case XmlNodeType.Element:
                if (reader.Depth >= MaxDepth)
                {
                    throw new XmlException("nested too deeply");
                }

                pending.Flush(parent);
                var isEmpty = reader.IsEmptyElement;
                var element = document.CreateElement(reader.Prefix, reader.LocalName, reader.NamespaceURI);
                parent.AppendChild(element);
                while (element.Attributes.Count < MaxAttributes && reader.MoveToNextAttribute())
                {
                    var attribute = document.CreateAttribute(reader.Prefix, reader.LocalName, reader.NamespaceURI);
                    attribute.Value = reader.Value;
                    element.SetAttributeNode(attribute);
                }

                return isEmpty ? parent : element;
            case XmlNodeType.EndElement:
                pending.Flush(parent);
                return parent.ParentNode!;
            case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace:
                pending.Add(reader.Value);
                return parent;
            default: return parent;
        }
    }

    private static string Repaired(string text)
    {
        var plain = Doctype().Replace(text, "$1", 1);
        plain = Controls().Replace(plain, "");
        return Ampersand().Replace(plain, static match => match.Groups[1] is not { Success: true } name ? "&amp;"
            : OwnEntities.Contains(name.Value) ? match.Value
            : WebUtility.HtmlDecode(match.Value) is var decoded && decoded != match.Value ? decoded : "&amp;" + match.Value[1..]);
    }

    // Only one that names a type: with declarations of its own it is no reply that anybody should expand.
    [GeneratedRegex(@"\A((?:<\?xml[^>]*>)?\s*)<!DOCTYPE[^\[<>]*>", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Doctype();

    [GeneratedRegex(@"[\x00-\x08\x0B\x0C\x0E-\x1F]", RegexOptions.NonBacktracking)]
    private static partial Regex Controls();

    [GeneratedRegex(@"&(?:(#[0-9]{1,7};|#x[0-9A-Fa-f]{1,6};)|([A-Za-z][A-Za-z0-9]{1,31});)?", RegexOptions.NonBacktracking)]
    private static partial Regex Ampersand();
}
