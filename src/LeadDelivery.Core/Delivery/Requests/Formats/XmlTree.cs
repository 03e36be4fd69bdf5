using System.Collections.Immutable;
using System.Xml;
using LeadDelivery.Core.Language;

namespace LeadDelivery.Core.Delivery.Requests.Formats;

/// <summary>
/// Writes values as XML: members are elements, <c>@name</c> attributes, <c>#text</c> and <c>#cdata</c> text, a list repeats its element.
/// Null and empty text are an empty element. Names that are none are problems; what is written is always well-formed.
/// </summary>
/// <param name="cdata">Paths of the fields whose text is written as CDATA.</param>
/// <param name="charset">In what the writer writes.</param>
/// <param name="source">Where the values come from, for problems: <c>fields</c>.</param>
/// <param name="problems">Receives path and reason; the path is that of the outermost field, below which names may be the lead's.</param>
internal sealed class XmlTree(
    XmlWriter writer, Charset charset, string source, IReadOnlySet<string> cdata, ICollection<string> problems)
{
    /// <summary>Writes a document's outermost element.</summary>
    /// <param name="declared">Namespaces declared on it, besides those it declares itself.</param>
    /// <param name="around">Namespaces declared around it.</param>
    public void Root(
        XmlRoot root, Value document, ImmutableArray<KeyValuePair<string, string>> declared, ImmutableDictionary<string, string> around)
    {
        var wraps = root.Wraps;
        var content = wraps ? document : document.Member(root.Name);
        if (content.Kind == ValueKind.List && !wraps)
        {
            // A template gave a list where one root was to be: an element around them keeps it one document.
            (wraps, content, root) = (true, document, root with { Name = XmlRoot.Default });
        }

        if (content.Kind == ValueKind.List)
        {
            content = Value.Of(ValueObject.From([new(XmlNames.Item, content)]));
        }

        Element(root.Name, content, wraps ? "" : root.Name, around, declared);
    }

    /// <summary>Writes the members of a document side by side.</summary>
    public void Members(Value document, ImmutableDictionary<string, string> namespaces)
    {
        if (document.Kind == ValueKind.Object)
        {
            Content(document.AsObject, "", namespaces);
        }
    }

    private void Element(
        string name, Value value, string path, ImmutableDictionary<string, string> around,
        ImmutableArray<KeyValuePair<string, string>> declared = default)
    {
        declared = declared.IsDefault ? [] : declared;
        var members = value.Kind == ValueKind.Object ? value.AsObject.Members : [];
        var own = members.Where(m => XmlNames.Declared(m.Key) is not null)
            .Select(m => KeyValuePair.Create(XmlNames.Declared(m.Key)!, XmlNames.TextOf(m.Value)))
            .ToArray();
        var outer = declared.Where(d => own.All(o => o.Key != d.Key)).ToArray();
        var namespaces = XmlNames.Within(around, outer.Concat(own), out var problem);
        if (problem is not null || !TryResolve(name, namespaces, false, out var resolved, out var prefix, out problem))
        {
            Problem(path, problem);
            return;
        }

        writer.WriteStartElement(prefix, resolved.Name, resolved.Namespace);
        foreach (var (declaredPrefix, uri) in outer.Concat(own))
        {
            if (declaredPrefix.Length == 0)
            {
                writer.WriteAttributeString("xmlns", uri);
            }
            else
            {
                writer.WriteAttributeString("xmlns", declaredPrefix, null, uri);
            }
        }

        Inside(value, path, namespaces);
        writer.WriteEndElement();
    }

    private void Inside(Value value, string path, ImmutableDictionary<string, string> namespaces)
    {
        if (value.Kind == ValueKind.List)
        {
            foreach (var item in value.AsList)
            {
                Element(XmlNames.Item, item, path, namespaces);
            }
        }
        else if (value.Kind != ValueKind.Object)
        {
            Text(value, cdata.Contains(path));
        }
        else
        {
            Attributes(value.AsObject, path, namespaces);
            Content(value.AsObject, path, namespaces);
        }
    }

    private void Attributes(ValueObject members, string path, ImmutableDictionary<string, string> namespaces)
    {
        var written = new HashSet<XmlQualifiedName>();
        foreach (var (name, value) in members.Members)
        {
            if (!name.StartsWith('@') || XmlNames.Declared(name) is not null)
            {
                continue;
            }

            if (!TryResolve(name[1..], namespaces, true, out var resolved, out var prefix, out var problem))
            {
                Problem(path, problem);
            }
            else if (value.Kind is ValueKind.List or ValueKind.Object)
            {
                Problem(path, "an attribute takes one value");
            }
            else if (!written.Add(resolved))
            {
                Problem(path, "an attribute is given twice");
            }
            else
            {
                writer.WriteAttributeString(prefix, resolved.Name, resolved.Namespace, XmlNames.TextOf(value));
            }
        }
    }

    private void Content(ValueObject members, string path, ImmutableDictionary<string, string> namespaces)
    {
        foreach (var (name, value) in members.Members)
        {
            if (name is XmlNames.Text or XmlNames.CData)
            {
                if (value.Kind is ValueKind.List or ValueKind.Object)
                {
                    Problem(path, $"{name} takes one value");
                }
                else
                {
                    Text(value, name == XmlNames.CData || cdata.Contains(path));
                }
            }
            else if (name.StartsWith('#'))
            {
                Problem(path, "a name that begins with # is neither #text nor #cdata");
            }
            else if (!name.StartsWith('@'))
            {
                var at = path.Length == 0 ? name : $"{path}.{name}";
                foreach (var item in value.Kind == ValueKind.List ? value.AsList : [value])
                {
                    Element(name, item, at, namespaces);
                }
            }
        }
    }

    private bool TryResolve(
        string name, ImmutableDictionary<string, string> namespaces, bool isAttribute, out XmlQualifiedName resolved, out string prefix,
        out string? problem)
    {
        if (XmlNames.TryResolve(name, namespaces, isAttribute, out resolved, out prefix, out problem) && !charset.Holds(name))
        {
            problem = $"has a name with letters that {charset.Name} lacks, and names cannot be escaped";
        }

        return problem is null;
    }

    private void Text(Value value, bool isCData)
    {
        var text = XmlNames.TextOf(value);
        if (text.Length == 0)
        {
            return;
        }

        if (!isCData)
        {
            writer.WriteString(text);
        }
        else if (charset.Holds(text))
        {
            writer.WriteCData(text);
        }
        else
        {
            CDataWithGaps(text);
        }
    }

    // References mean nothing inside CDATA: what the charset lacks stands between two sections.
    private void CDataWithGaps(string text)
    {
        var from = 0;
        var at = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (!rune.IsAscii && !charset.Holds(rune.ToString()))
            {
                if (at > from)
                {
                    writer.WriteCData(text[from..at]);
                }

                writer.WriteString(rune.ToString());
                from = at + rune.Utf16SequenceLength;
            }

            at += rune.Utf16SequenceLength;
        }

        if (text.Length > from)
        {
            writer.WriteCData(text[from..]);
        }
    }

    private void Problem(string path, string? problem)
    {
        var first = path.Split('.')[0];
        problems.Add(first.Length == 0 ? $"{source}: {problem}" : $"{source}.{first}: {problem}");
    }
}
