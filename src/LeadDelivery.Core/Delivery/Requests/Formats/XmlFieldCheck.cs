using System.Collections.Immutable;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Mapping;

namespace LeadDelivery.Core.Delivery.Requests.Formats;

/// <summary>Finds names of a mapping that cannot be written as XML, whatever the lead holds.</summary>
internal sealed class XmlFieldCheck
{
    private readonly List<FieldMistake> _mistakes = [];
    private readonly HashSet<string> _elements = new(StringComparer.Ordinal);
    private readonly HashSet<string> _open = new(StringComparer.Ordinal);
    private readonly Charset? _charset;

    private XmlFieldCheck(Charset? charset) => _charset = charset;

    /// <summary>The mistakes of a document with one root.</summary>
    public static IEnumerable<FieldMistake> Document(MappingPart fields, XmlOptions options, Charset? charset)
    {
        var check = new XmlFieldCheck(charset);
        var around = Declared(XmlNames.NoNamespaces, options.Namespaces.Select(n => n.Key));
        var root = XmlRoot.Of(fields, options.Root);
        if (root.Wraps)
        {
            var inside = fields.Under is ObjectPart { Members: var members } ? Declared(around, Prefixes(members)) : around;
            if (!XmlNames.TryResolve(root.Name, inside, false, out _, out _, out var problem))
            {
                check._mistakes.Add(new("", $"the root `{root.Name}` {problem}"));
            }
        }

        check.Part(fields, "", "", around);
        foreach (var path in options.CData.Where(p => !check._elements.Contains(p) && !check._open.Any(o => IsWithin(p, o))))
        {
            check._mistakes.Add(new("", $"xml.cdata names `{path}`, which is no field here"));
        }

        return check._mistakes;
    }

    /// <summary>The mistakes of fields that stand side by side within another element.</summary>
    public static IEnumerable<FieldMistake> Members(MappingPart fields, ImmutableDictionary<string, string> around, Charset? charset)
    {
        var check = new XmlFieldCheck(charset);
        if (fields.Under is ObjectPart { Members: var members })
        {
            foreach (var member in members.Where(m => !XmlNames.IsElement(m.Name)))
            {
                check._mistakes.Add(new(member.Name, "there is no element here that this could belong to"));
            }

            check.Part(fields, "", "", around);
        }
        else
        {
            check._mistakes.Add(new("", "expected elements by name, found a list"));
        }

        return check._mistakes;
    }

    /// <summary>The mistakes of the XML documents that single fields carry (<c>$document: xml</c>), whatever the format around them.</summary>
    public static IEnumerable<FieldMistake> Carried(MappingPart part, string path = "") => part.Under switch
    {
        ObjectPart { Members: var members } => members.SelectMany(m => Carried(m.Part, path.Length == 0 ? m.Name : $"{path}.{m.Name}")),
        ListPart { Items: var items } => items.SelectMany((item, i) => Carried(item, $"{path}[{i}]")),
        RepeatedPart { Item: var item } => Carried(item, path),
        DocumentPart { Kind: "xml", Inner: var inner } => Document(inner, new(), Charset.Utf8)
            .Select(m => m with { Path = m.Path is [] or ['[', ..] ? path + m.Path : $"{path}.{m.Path}" }),
        DocumentPart { Inner: var inner } => Carried(inner, path),
        _ => [],
    };

    /// <summary>The namespaces within an element that declares these prefixes, for whatever.</summary>
    public static ImmutableDictionary<string, string> Declared(ImmutableDictionary<string, string> around, IEnumerable<string> prefixes) =>
        XmlNames.Within(around, prefixes.Select(p => KeyValuePair.Create(p, "urn:declared")), out _);

    private void Part(MappingPart part, string path, string element, ImmutableDictionary<string, string> around)
    {
        switch (part.Under)
        {
            case ObjectPart { Members: var members }:
                var inside = Declared(around, Prefixes(members));
                foreach (var member in members)
                {
                    Member(member, path, element, inside);
                }

                break;
            case ListPart { Items: var items }:
                for (var i = 0; i < items.Length; i++)
                {
                    Part(items[i], $"{path}[{i}]", element, around);
                }

                break;
            case RepeatedPart { Item: var item }:
                Part(item, path, element, around);
                break;
            default:
                // What a template gives may have members of its own.
                _open.Add(element);
                break;
        }
    }

    private void Member(MappingMember member, string path, string element, ImmutableDictionary<string, string> namespaces)
    {
        var name = member.Name;
        var at = path.Length == 0 ? name : $"{path}.{name}";
        if (!XmlNames.IsElement(name))
        {
            var wrong = member.Part.Under is ObjectPart or ListPart or RepeatedPart ? "takes one value, found fields of its own"
                : name is XmlNames.Text or XmlNames.CData ? null
                : name.StartsWith('#') ? "is not known, expected #text or #cdata"
                : AttributeProblem(name, namespaces);
            Add(at, wrong);
            return;
        }

        var inside = member.Part.Under is ObjectPart { Members: var members } ? Declared(namespaces, Prefixes(members)) : namespaces;
        XmlNames.TryResolve(name, inside, false, out _, out _, out var problem);
        Add(at, problem ?? CharsetProblem(name));
        var inner = element.Length == 0 ? name : $"{element}.{name}";
        _elements.Add(inner);
        Part(member.Part, at, inner, namespaces);
    }

    private string? AttributeProblem(string name, ImmutableDictionary<string, string> namespaces)
    {
        string? problem;
        if (XmlNames.Declared(name) is { } prefix)
        {
            problem = XmlNames.DeclarationProblem(prefix, "urn:declared");
        }
        else
        {
            XmlNames.TryResolve(name[1..], namespaces, true, out _, out _, out problem);
        }

        return problem ?? CharsetProblem(name);
    }

    private string? CharsetProblem(string name) =>
        _charset?.Holds(name) == false ? $"has letters that {_charset.Name} lacks, and names cannot be escaped" : null;

    private void Add(string path, string? problem)
    {
        if (problem is not null)
        {
            _mistakes.Add(new(path, problem));
        }
    }

    private static IEnumerable<string> Prefixes(ImmutableArray<MappingMember> members) =>
        members.Select(m => XmlNames.Declared(m.Name)).OfType<string>();

    private static bool IsWithin(string path, string element) =>
        element.Length == 0 || path == element || path.StartsWith(element + ".", StringComparison.Ordinal);
}
