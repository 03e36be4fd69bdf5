using System.Collections.Immutable;
using System.Xml;
using System.Xml.XPath;
using LeadDelivery.Core.Language;

namespace LeadDelivery.Core.Delivery.Replies;

/// <summary>A reply's elements as XPath sees them: XML, or a web page.</summary>
internal sealed class ReplyXml
{
    private static readonly XPathExpression Body = XPathExpression.Compile("/html/body");

    private readonly XmlDocumentFragment _top;
    private XmlDocumentFragment? _plain;
    private ReplyXml? _inner;
    private bool _innerRead;

    private ReplyXml(XmlDocumentFragment top, bool isHtml) => (_top, IsHtml) = (top, isHtml);

    /// <summary>True for a page meant for browsers: well-formed or not, it is no recipient's data format.</summary>
    public bool IsHtml { get; }

    /// <summary>True once a path found something in a page: then it is one that the rules were written for.</summary>
    public bool Found { get; private set; }

    /// <summary>What a SOAP 1.1 or 1.2 fault says; null where the reply is none.</summary>
    public string? Fault => IsHtml ? null : SoapFault.Text(_top);

    /// <summary>Reads it; null where the text is neither XML nor a page.</summary>
    public static ReplyXml? Parse(string text)
    {
        if (HtmlTree.IsPage(text, asXml: true))
        {
            return new(HtmlTree.Read(text), true);
        }

        return XmlTree.Read(text) is { } top ? new(top, false)
            : HtmlTree.IsPage(text, asXml: false) ? new(HtmlTree.Read(text), true)
            : null;
    }

    /// <summary>What the path selects: text, a list of texts for several nodes, a number or boolean of a function; null for
    /// nothing. A path without prefixes finds elements of every namespace; one with prefixes that finds nothing is tried without
    /// them; in a page a path is tried in lower case too; and what finds nothing is looked for in the document that this one carries
    /// as the text of its only element.</summary>
    public Value Select(string path)
    {
        var tried = ReplyPath.Of(path);
        var found = IsHtml ? SelectInPage(tried) : SelectInXml(tried);
        if (IsNothing(found) && Inner is { } inner)
        {
            found = Or(found, inner.Select(path));
        }

        Found |= !IsNothing(found);
        return found;
    }

    private Value SelectInXml(ReplyPath path)
    {
        var found = path.HasPrefix ? Evaluate(_top, navigator => navigator.Evaluate(path.Text, Declared())) : Value.Null;
        return IsNothing(found) && path.Bare is { } bare ? Or(found, Evaluate(_plain ??= HasNamespaces ? Plain(_top) : _top, bare)) : found;
    }

    private Value SelectInPage(ReplyPath path)
    {
        var found = path.Bare is { } bare ? Evaluate(_top, bare) : Value.Null;
        return IsNothing(found) && path.Lower is { } lower ? Or(found, Evaluate(_top, lower)) : found;
    }

    // What functions answer where there is nothing: string(), count(), boolean().
    private static bool IsNothing(Value value) => value.IsNull || value == Value.Of("") || value == Value.Of(0m) || value == Value.Of(false);

    private static Value Or(Value first, Value second) => IsNothing(second) && !first.IsNull ? first : second;

    /// <summary>The text of the only element that has one, where all others are around it; of a page all its text: where a document of
    /// another kind may stand.</summary>
    public string? Carried()
    {
        if (IsHtml)
        {
            return Evaluate(_top, Body) is { Kind: ValueKind.Text } body ? body.AsText : _top.InnerText;
        }

        XmlNode node = _top;
        while (true)
        {
            XmlNode? only = null;
            foreach (XmlNode child in node.ChildNodes)
            {
                if (child.NodeType == XmlNodeType.Element)
                {
                    if (only is not null)
                    {
                        return null;
                    }

                    only = child;
                }
                else if (!string.IsNullOrWhiteSpace(child.Value) && node == _top)
                {
                    return null;
                }
            }

            if (only is null)
            {
                return node == _top ? null : node.InnerText;
            }

            node = only;
        }
    }

    private ReplyXml? Inner
    {
        get
        {
            if (!_innerRead)
            {
                _innerRead = true;
                _inner = !IsHtml && Carried() is { } text && text.AsSpan().TrimStart().StartsWith("<") && XmlTree.Read(text) is { } top
                    ? new(top, false) { _innerRead = true } : null;
            }

            return _inner;
        }
    }

    private bool HasNamespaces => Elements(_top).Any(static element =>
        element.NamespaceURI.Length > 0 || element.Attributes.Cast<XmlAttribute>().Any(static a => a.NamespaceURI.Length > 0));

    private static Value Evaluate(XmlDocumentFragment top, XPathExpression path) => Evaluate(top, navigator => navigator.Evaluate(path));

    private static Value Evaluate(XmlDocumentFragment top, Func<XPathNavigator, object?> evaluate)
    {
        try
        {
            return evaluate(top.CreateNavigator()!) switch
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

    private XmlNamespaceManager Declared()
    {
        var manager = new XmlNamespaceManager(_top.OwnerDocument!.NameTable);
        foreach (var element in Elements(_top))
        {
            foreach (XmlAttribute attribute in element.Attributes)
            {
                if (attribute.Prefix == "xmlns" && attribute.LocalName is not ("xml" or "xmlns") && attribute.Value.Length > 0)
                {
                    manager.AddNamespace(attribute.LocalName, attribute.Value);
                }
            }
        }

        return manager;
    }

    private static XmlDocumentFragment Plain(XmlDocumentFragment top)
    {
        var document = new XmlDocument { XmlResolver = null };
        var plain = document.CreateDocumentFragment();
        Copy(top, plain);
        return plain;

        // As deep as XmlTree reads.
        void Copy(XmlNode from, XmlNode to)
        {
            foreach (XmlNode child in from.ChildNodes)
            {
                if (child is not XmlElement element)
                {
                    to.AppendChild(document.CreateTextNode(child.Value));
                    continue;
                }

                var copy = document.CreateElement(element.LocalName);
                to.AppendChild(copy);
                foreach (XmlAttribute attribute in element.Attributes)
                {
                    if (attribute.Prefix != "xmlns" && attribute.Name != "xmlns" && !copy.HasAttribute(attribute.LocalName))
                    {
                        copy.SetAttribute(attribute.LocalName, attribute.Value);
                    }
                }

                Copy(element, copy);
            }
        }
    }

    private static IEnumerable<XmlElement> Elements(XmlNode from)
    {
        foreach (XmlNode child in from.ChildNodes)
        {
            if (child is XmlElement element)
            {
                yield return element;
                foreach (var below in Elements(element))
                {
                    yield return below;
                }
            }
        }
    }
}
