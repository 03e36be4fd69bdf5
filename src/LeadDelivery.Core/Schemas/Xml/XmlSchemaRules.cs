using System.Text.RegularExpressions;
using System.Xml.Schema;

namespace LeadDelivery.Core.Schemas.Xml;

/// <summary>Puts what the validator of XML Schemas says into words without values: its own messages repeat the consumer's.</summary>
internal static partial class XmlSchemaRules
{
    /// <summary>The problem at the path, or at the element or attribute that the message names.</summary>
    /// <param name="path">The elements that are open.</param>
    /// <param name="element">The element being read, whose attributes come before it is open; null where it is not known.</param>
    public static SchemaProblem Problem(IReadOnlyList<string> path, string? element, XmlSchemaException e)
    {
        if (element is { Length: > 0 } && Attribute().IsMatch(e.Message))
        {
            path = [.. path, element];
        }

        if (Value().Match(e.Message) is { Success: true } value)
        {
            var name = value.Groups["name"].Value;
            var isAttribute = value.Groups["kind"].Value == "attribute";
            var type = DataType().Match(e.Message) is { Success: true } found ? found.Groups["type"].Value : "";
            var place = isAttribute ? path.Append("@" + name) : path.Count > 0 && path[^1] == name ? path : path.Append(name);
            return new(Place(place), Rule(type, e.InnerException?.Message));
        }

        // Of the structure only names are told: those of the mapping and of the schema.
        return Structure().IsMatch(e.Message)
            ? new(Place(path), e.Message.TrimEnd('.')) { IsStructure = true }
            : new(Place(path), "breaks the schema");
    }

    private static string Place(IEnumerable<string> path) => "/" + string.Join('/', path);

    private static string Rule(string type, string? why)
    {
        var expected = type.Length == 0 ? "not of the type that the schema asks for" : $"expected {type[(type.LastIndexOf(':') + 1)..]}";
        return why is null || why.AsSpan().IndexOfAny('\'', '"') >= 0 ? expected : $"{expected}: {why.TrimEnd('.')}";
    }

    [GeneratedRegex(@"^The (required attribute '[^' ]+'|'[^' ]+' attribute) is ", RegexOptions.ExplicitCapture)]
    private static partial Regex Attribute();

    [GeneratedRegex(@"^The '(?<name>[^' ]+)' (?<kind>element|attribute) is invalid - ", RegexOptions.ExplicitCapture)]
    private static partial Regex Value();

    /// <summary>The last such words: a value may hold them too, before.</summary>
    [GeneratedRegex(
        @" is invalid according to its datatype '(?<type>[\w:./#-]{1,200})' - ", RegexOptions.RightToLeft | RegexOptions.ExplicitCapture)]
    private static partial Regex DataType();

    [GeneratedRegex(
        @"^(The element '|The required attribute '|The '[^' ]+' (element|attribute) is not declared|" +
        @"Could not find schema information for the element ')",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Structure();
}
