using System.Collections.Immutable;

namespace LeadDelivery.Core.Language.Functions;

internal static class PlaceFunctions
{
    public static ImmutableArray<Function> All { get; } =
    [
        new("street", 1, 1, Function.OfText(t => Value.Of(Address.Read(t).Street)), "Of an address in one line.",
            "street('123 Main St, Apt 4, Austin, TX 78701')", "\"123 Main St, Apt 4\""),
        new("city", 1, 1, Function.OfText(t => Value.Of(Address.Read(t).City)),
            "Of an address in one line.", "city('123 Main St, Austin, TX 78701')", "\"Austin\""),
        new("state_of", 1, 1, Function.OfText(t => Value.Of(Address.Read(t).State)), "Of an address in one line, as its code.",
            "state_of('123 Main St, Austin, Texas 78701')", "\"TX\""),
        new("zip", 1, 1, Function.OfText(t => Value.Of(Address.Read(t).Zip)), "Of an address in one line; also of a postal code alone.",
            "zip('123 Main St, Austin, TX 78701-1234')", "\"78701-1234\""),
        new("state_name", 1, 1, Function.OfText(t => Value.Of(States.Name(t))),
            "The state's or province's name, from its code or name.", "state_name('CA')", "\"California\""),
        new("state_code", 1, 1, Function.OfText(t => Value.Of(States.Code(t))), "The state's or province's code, from its name or code.",
            "state_code('new york')", "\"NY\""),
        new("country_name", 1, 1, Function.OfText(t => Value.Of(Countries.Name(t))),
            "The country's name, from its ISO code or name.", "country_name('US')", "\"United States\""),
        new("country_code", 1, 1, Function.OfText(t => Value.Of(Countries.Code(t))),
            "The country's ISO code of two letters, from its name or code.", "country_code('usa')", "\"US\""),
    ];
}
