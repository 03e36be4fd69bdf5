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
        new("zip5", 1, 1, Function.OfText(t => Value.Of(Zip(t, 0, 5))), "The first five digits of a US postal code, also in an address.",
            "zip5('78701-1234')", "\"78701\""),
        new("zip4", 1, 1, Function.OfText(t => Value.Of(Zip(t, 6, 4))), "The four digits behind them; null without.",
            "zip4('78701-1234')", "\"1234\""),
        new("postal_code", 1, 2, PostalCodeOf,
            "A postal code in its country's writing; null where it is none. The second value is the country it must be of.",
            "postal_code('k1a0b1')", "\"K1A 0B1\""),
        new("state_name", 1, 1, Function.OfText(t => Value.Of(States.Name(t))),
            "The state's or province's name, from its code or name.", "state_name('CA')", "\"California\""),
        new("state_code", 1, 1, Function.OfText(t => Value.Of(States.Code(t))), "The state's or province's code, from its name or code.",
            "state_code('new york')", "\"NY\""),
        new("country_name", 1, 1, Function.OfText(t => Value.Of(Countries.Name(t))),
            "The country's name, from its ISO code or name.", "country_name('US')", "\"United States\""),
        new("country_code", 1, 1, Function.OfText(t => Value.Of(Countries.Code(t))),
            "The country's ISO code of two letters, from its name or code.", "country_code('usa')", "\"US\""),
        new("country_code3", 1, 1, Function.OfText(t => Value.Of(Countries.Code3(t))),
            "The country's ISO code of three letters, from its name or code.", "country_code3('Germany')", "\"DEU\""),
        new("timezone_of", 1, 1, Function.OfText(t => Value.Of(StateZones.Of(t))),
            "The time zone that most of a state or province lives in, from its name or code.",
            "timezone_of('TX')", "\"America/Chicago\""),
    ];

    private static string? Zip(string text, int start, int length) =>
        (PostalCode.Read(text, "US") ?? (Address.Read(text).Zip is { } zip ? PostalCode.Read(zip, "US") : null)) is { } code
        && code.Length >= start + length ? code.Substring(start, length) : null;

    private static Value PostalCodeOf(Arguments arguments, ref Evaluation.Run run)
    {
        var country = arguments.Text(1) is { Length: > 0 } name ? Countries.Code(name) ?? "" : null;
        return arguments.Text(0) is { } text && country != "" ? Value.Of(PostalCode.Read(text, country)) : Value.Null;
    }
}
