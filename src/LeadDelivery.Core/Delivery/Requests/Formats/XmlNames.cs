using System.Collections.Immutable;
using System.Xml;
using LeadDelivery.Core.Language;

namespace LeadDelivery.Core.Delivery.Requests.Formats;

/// <summary>The names of XML fields, and the prefixes that are declared where they stand.</summary>
internal static class XmlNames
{
    /// <summary>The text of an element.</summary>
    public const string Text = "#text";

    /// <summary>The text of an element, written as CDATA.</summary>
    public const string CData = "#cdata";

    /// <summary>The element of an item of a list within a list, which has no name of its own.</summary>
    public const string Item = "item";

    private const string XmlUri = "http://www.w3.org/XML/1998/namespace";
    private const string DeclarationUri = "http://www.w3.org/2000/xmlns/";

    /// <summary>What is declared everywhere: no default namespace, and the prefix xml.</summary>
    public static ImmutableDictionary<string, string> NoNamespaces { get; } =
        ImmutableDictionary.Create<string, string>(StringComparer.Ordinal).Add("", "").Add("xml", XmlUri);

    /// <summary>True for a field that becomes an element.</summary>
    public static bool IsElement(string name) => !name.StartsWith('@') && !name.StartsWith('#');

    /// <summary>The prefix that an attribute declares, "" for the default namespace; null for an ordinary one.</summary>
    public static string? Declared(string name) =>
        name == "@xmlns" ? "" : name.StartsWith("@xmlns:", StringComparison.Ordinal) ? name["@xmlns:".Length..] : null;

    /// <summary>The namespaces within an element.</summary>
    /// <param name="declarations">Names and values of its attributes that declare namespaces.</param>
    /// <param name="problem">The first that cannot be declared; null when all can.</param>
    public static ImmutableDictionary<string, string> Within(
        ImmutableDictionary<string, string> around, IEnumerable<KeyValuePair<string, string>> declarations, out string? problem)
    {
        problem = null;
        foreach (var (prefix, uri) in declarations)
        {
            problem ??= DeclarationProblem(prefix, uri);
            around = around.SetItem(prefix, uri);
        }

        return around;
    }

    /// <summary>What is wrong with declaring that prefix for that namespace, or null.</summary>
    public static string? DeclarationProblem(string prefix, string uri) =>
        prefix.Length > 0 && !IsLocalName(prefix) ? "is not a prefix"
        : prefix is "xml" or "xmlns" || uri is XmlUri or DeclarationUri ? "is reserved by XML itself"
        : uri.Length == 0 && prefix.Length > 0 ? "a prefix needs a namespace"
        : null;

    /// <summary>Takes a name apart; false with what is wrong where it is not one or its prefix is not declared.</summary>
    public static bool TryResolve(
        string name, ImmutableDictionary<string, string> namespaces, bool isAttribute, out XmlQualifiedName resolved, out string prefix,
        out string? problem)
    {
        var colon = name.IndexOf(':', StringComparison.Ordinal);
        prefix = colon < 0 ? "" : name[..colon];
        var local = name[(colon + 1)..];
        var uri = prefix.Length == 0 && isAttribute ? "" : namespaces.GetValueOrDefault(prefix);
        problem = !IsLocalName(local) || (colon >= 0 && !IsLocalName(prefix)) ? "is not an XML name, expected letters, digits, -, _ and no spaces"
            : uri is null ? "has a prefix that nothing declares, expected it under endpoint.xml.namespaces or as @xmlns:…"
            : null;
        resolved = problem is null ? new(local, uri) : XmlQualifiedName.Empty;
        return problem is null;
    }

    /// <summary>The text without what XML 1.0 forbids: most control characters, halves of characters, U+FFFE and U+FFFF.</summary>
    public static string Clean(string text)
    {
        var at = IndexOfForbidden(text, 0);
        if (at < 0)
        {
            return text;
        }

        var clean = new System.Text.StringBuilder(text.Length);
        var from = 0;
        for (; at >= 0; at = IndexOfForbidden(text, from))
        {
            clean.Append(text, from, at - from);
            from = at + 1;
        }

        return clean.Append(text, from, text.Length - from).ToString();
    }

    /// <summary>A value's text as XML takes it.</summary>
    public static string TextOf(Value value) => Clean(value.ToText());

    private static bool IsLocalName(string name)
    {
        if (name.Length == 0 || !XmlConvert.IsStartNCNameChar(name[0]))
        {
            return false;
        }

        foreach (var c in name)
        {
            if (!XmlConvert.IsNCNameChar(c))
            {
                return false;
            }
        }

        return true;
    }

    private static int IndexOfForbidden(string text, int from)
    {
        for (var i = from; i < text.Length; i++)
        {
            if (i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]))
            {
                i++;
            }
            else if (!XmlConvert.IsXmlChar(text[i]))
            {
                return i;
            }
        }

        return -1;
    }
}
