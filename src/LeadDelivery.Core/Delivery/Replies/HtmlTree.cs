using System.Buffers;
using System.Collections.Frozen;
using System.Net;
using System.Xml;

namespace LeadDelivery.Core.Delivery.Replies;

/// <summary>Reads a web page as a browser would, roughly: unclosed tags, attributes without quotes, names in any case. Total, and one
/// pass; names are in lower case. Enough for the hidden inputs and the texts that recipients put into pages, not a browser.</summary>
internal ref struct HtmlTree
{
    /// <summary>Tags that begin a page or a piece of one, and no recipient's data.</summary>
    private static readonly FrozenSet<string> PageTags = FrozenSet.ToFrozenSet(
        ["html", "head", "body", "p", "div", "br", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "center", "script", "style", "meta", "pre"],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>Tags that may begin either: a page where they make no XML.</summary>
    private static readonly FrozenSet<string> EitherTags = FrozenSet.ToFrozenSet(
        ["font", "form", "input", "li", "link", "span", "strong", "table", "title", "ul"],
        StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> Void = FrozenSet.ToFrozenSet(
        ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"]);

    private static readonly FrozenSet<string> ClosesParagraph = FrozenSet.ToFrozenSet(
        ["p", "div", "ul", "ol", "table", "form", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "pre", "dl", "section", "article", "fieldset"]);

    private static readonly FrozenSet<string> Cells = FrozenSet.ToFrozenSet(["td", "th"]);

    private static readonly SearchValues<char> TagEnds = SearchValues.Create(" \t\r\n/>");

    private static readonly SearchValues<char> ValueEnds = SearchValues.Create(" \t\r\n\f>");

    private readonly ReadOnlySpan<char> _text;
    private readonly XmlDocument _document;
    private readonly XmlDocumentFragment _top;
    private readonly TreeText _pending;
    private XmlNode _parent;
    private int _depth;
    private int _at;

    private HtmlTree(ReadOnlySpan<char> text)
    {
        _text = text;
        _document = new XmlDocument { XmlResolver = null };
        _top = _document.CreateDocumentFragment();
        _pending = new(_document);
        _parent = _top;
    }

    /// <summary>Whether the text is a web page or a piece of one, by its first tag.</summary>
    /// <param name="asXml">True where it can be read as XML too.</param>
    public static bool IsPage(ReadOnlySpan<char> text, bool asXml)
    {
        text = text.TrimStart(" \t\r\n\uFEFF\u200B");
        while (text.StartsWith("<!--") || text.StartsWith("<?"))
        {
            var end = text.StartsWith("<?") ? text.IndexOf('>') : text.IndexOf("-->") is var close and >= 0 ? close + 2 : -1;
            if (end < 0)
            {
                return false;
            }

            text = text[(end + 1)..].TrimStart();
        }

        if (!text.StartsWith("<"))
        {
            return false;
        }

        var name = text[1..];
        if (name.StartsWith("!doctype html", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        var stop = name.IndexOfAny(TagEnds);
        return stop > 0 && (PageTags.GetAlternateLookup<ReadOnlySpan<char>>().Contains(name[..stop])
            || (!asXml && EitherTags.GetAlternateLookup<ReadOnlySpan<char>>().Contains(name[..stop])));
    }

    /// <summary>The page's elements and texts.</summary>
    public static XmlDocumentFragment Read(ReadOnlySpan<char> text)
    {
        var reader = new HtmlTree(text);
        reader.All();
        return reader._top;
    }

    private void All()
    {
        while (_at < _text.Length)
        {
            var rest = _text[_at..];
            var tag = rest.IndexOf('<');
            if (tag != 0)
            {
                Text(tag < 0 ? rest : rest[..tag]);
                _at += tag < 0 ? rest.Length : tag;
                continue;
            }

            var next = rest.Length > 1 ? rest[1] : '\0';
            if (rest.StartsWith("<!--"))
            {
                Pass(rest[4..].IndexOf("-->"), 4 + 3);
            }
            else if (next is '!' or '?')
            {
                Pass(rest.IndexOf('>'), 1);
            }
            else if (next == '/')
            {
                Close(Name(rest[2..]));
                Pass(rest.IndexOf('>'), 1);
            }
            else if (char.IsAsciiLetter(next))
            {
                Open();
            }
            else
            {
                Text("<");
                _at++;
            }
        }

        _pending.Flush(_parent);
    }

    private void Pass(int found, int more) => _at = found < 0 ? _text.Length : _at + found + more;

    private readonly void Text(ReadOnlySpan<char> text)
    {
        if (!text.IsEmpty)
        {
            _pending.Add(WebUtility.HtmlDecode(text.ToString()));
        }
    }

    private void Open()
    {
        _at++;
        var name = Name(_text[_at..]);
        if (name.Length == 0)
        {
            Pass(_text[_at..].IndexOf('>'), 1);
            return;
        }

        MakeRoom(name);
        _pending.Flush(_parent);
        var element = _document.CreateElement(name);
        _parent.AppendChild(element);
        while (_at < _text.Length && _text[_at] is not ('>' or '/') && !char.IsWhiteSpace(_text[_at]))
        {
            _at++;
        }

        var isClosed = Attributes(element);
        if (name is "script" or "style" or "title" or "textarea")
        {
            Raw(element, name, decode: name is "title" or "textarea");
        }
        else if (!isClosed && !Void.Contains(name) && _depth < XmlTree.MaxDepth)
        {
            _parent = element;
            _depth++;
        }
    }

    /// <summary>Closes what this tag ends without saying so.</summary>
    private void MakeRoom(string name)
    {
        while (_parent is XmlElement open && open.Name is var current && (
            (current == "p" && ClosesParagraph.Contains(name))
            || (current == name && name is "li" or "option" or "tr")
            || (name is "td" or "th" or "tr" && Cells.Contains(current))
            || (name is "dt" or "dd" && current is "dt" or "dd")))
        {
            Up();
        }
    }

    private void Close(string name)
    {
        for (XmlNode? open = _parent; open is XmlElement; open = open.ParentNode)
        {
            if (open.Name == name)
            {
                while (_parent != open)
                {
                    Up();
                }

                Up();
                return;
            }
        }
    }

    private void Up()
    {
        _pending.Flush(_parent);
        _parent = _parent.ParentNode!;
        _depth--;
    }

    /// <summary>Reads to behind the tag's end; true where it closes itself.</summary>
    private bool Attributes(XmlElement element)
    {
        while (_at < _text.Length)
        {
            var c = _text[_at];
            if (c == '>')
            {
                _at++;
                return false;
            }

            if (c == '/' || char.IsWhiteSpace(c))
            {
                _at++;
                if (c == '/' && _at < _text.Length && _text[_at] == '>')
                {
                    _at++;
                    return true;
                }

                continue;
            }

            Attribute(element);
        }

        return false;
    }

    private void Attribute(XmlElement element)
    {
        var start = _at++;
        while (_at < _text.Length && _text[_at] is not ('=' or '>' or '/') && !char.IsWhiteSpace(_text[_at]))
        {
            _at++;
        }

        var name = Name(_text[start.._at]);
        var equals = _text[_at..].TrimStart();
        ReadOnlySpan<char> value = "";
        if (equals.StartsWith("="))
        {
            _at = _text.Length - equals.Length + 1;
            value = AttributeValue();
        }

        if (name.Length > 0 && name != "xmlns" && element.Attributes.Count < XmlTree.MaxAttributes && !element.HasAttribute(name))
        {
            element.SetAttribute(name, WebUtility.HtmlDecode(value.ToString()));
        }
    }

    private ReadOnlySpan<char> AttributeValue()
    {
        var rest = _text[_at..].TrimStart();
        _at = _text.Length - rest.Length;
        if (!rest.IsEmpty && rest[0] is '"' or '\'')
        {
            var end = rest[1..].IndexOf(rest[0]);
            _at = end < 0 ? _text.Length : _at + end + 2;
            return end < 0 ? "" : rest[1..(end + 1)];
        }

        var stop = rest.IndexOfAny(ValueEnds);
        stop = stop < 0 ? rest.Length : stop;
        _at += stop;
        return rest[..stop];
    }

    /// <summary>A script's or title's inside, in which tags are no tags.</summary>
    private void Raw(XmlElement element, string name, bool decode)
    {
        var rest = _text[_at..];
        var end = rest.IndexOf("</" + name, StringComparison.OrdinalIgnoreCase);
        var inside = (end < 0 ? rest : rest[..end]).ToString();
        element.AppendChild(_document.CreateTextNode(decode ? WebUtility.HtmlDecode(inside) : inside));
        _at += inside.Length;
        Pass(_text[_at..].IndexOf('>'), 1);
    }

    /// <summary>A tag's or attribute's name as far as XPath can name it, without a prefix, in lower case; empty where it is none.</summary>
    private static string Name(ReadOnlySpan<char> text)
    {
        var length = 0;
        while (length < text.Length && (char.IsAsciiLetterOrDigit(text[length]) || text[length] is '-' or '_' or ':' or '.'))
        {
            length++;
        }

        var name = text[..length];
        name = name[(name.LastIndexOf(':') + 1)..];
        return name.IsEmpty || !(char.IsAsciiLetter(name[0]) || name[0] == '_') ? "" : name.ToString().ToLowerInvariant();
    }
}
