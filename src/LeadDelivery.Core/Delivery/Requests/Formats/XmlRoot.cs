using LeadDelivery.Core.Language;
using LeadDelivery.Core.Mapping;

namespace LeadDelivery.Core.Delivery.Requests.Formats;

/// <summary>
/// The outermost element of a document. It goes by the keys of the configuration and not by what a lead fills of them, so that every
/// lead makes the same document: exactly one key which is an element and not a list is the root itself, all else is wrapped.
/// </summary>
/// <param name="Name">The element's name.</param>
/// <param name="Wraps">True: around the document; false: the document's only member.</param>
internal readonly record struct XmlRoot(string Name, bool Wraps)
{
    /// <summary>The root where neither the configuration nor the fields name one.</summary>
    public const string Default = "lead";

    /// <summary>The root of what a mapping makes.</summary>
    /// <param name="given"><c>xml.root</c>: always wraps, but where the only key is called so already.</param>
    public static XmlRoot Of(MappingPart fields, string? given)
    {
        var only = fields.Under is ObjectPart { Members: [var member] } && member.Part.Under is not (ListPart or RepeatedPart)
            ? member.Name : null;
        return Of(only, given);
    }

    /// <summary>The root of a document without a mapping.</summary>
    public static XmlRoot Of(Value document, string? given)
    {
        var only = document.Kind == ValueKind.Object && document.AsObject.Members is [var member] && member.Value.Kind != ValueKind.List
            ? member.Key : null;
        return Of(only, given);
    }

    private static XmlRoot Of(string? only, string? given) => only is not null && XmlNames.IsElement(only) && (given ?? only) == only
        ? new(only, false)
        : new(given ?? Default, true);
}
