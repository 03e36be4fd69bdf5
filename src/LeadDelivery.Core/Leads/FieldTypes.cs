using System.Collections.Frozen;
using System.Net;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Language.Dates;
using LeadDelivery.Core.Language.Functions;

namespace LeadDelivery.Core.Leads;

/// <summary>The types a flow can ask of a lead's field, and whether a value can be read as one.</summary>
public static class FieldTypes
{
    private static readonly FrozenDictionary<string, (string Expected, Func<Value, bool> Reads)> Types =
        new Dictionary<string, (string, Func<Value, bool>)>
        {
            ["text"] = ("text", value => value.Kind is ValueKind.Text or ValueKind.Number or ValueKind.Boolean),
            ["email"] = ("an email address", value => Email.IsValid(Text(value))),
            ["phone"] = ("a phone number", value => Phone.IsValid(Text(value))),
            ["state"] = ("a US state or Canadian province", value => States.Code(Text(value)) is not null),
            ["postal"] = ("a postal code", value => IsPostal(Text(value))),
            ["country"] = ("a country", value => Countries.Code(Text(value)) is not null),
            ["number"] = ("a number", value => Number(value) is not null),
            ["integer"] = ("a whole number", value => Number(value) is { } number && decimal.IsInteger(number)),
            ["money"] = ("an amount of money", value => Number(value) is not null),
            ["boolean"] = ("yes or no", value => value.Kind == ValueKind.Boolean || IsBoolean(Text(value))),
            ["date"] = ("a date", value => Date(value) is not null),
            ["dob"] = ("a date of birth", value => Date(value) is { } date && date.Year > 1900),
            ["url"] = ("an http or https address", value => IsUrl(Text(value))),
            ["ip"] = ("an IP address", value => IPAddress.TryParse(Text(value), out _)),
            ["uuid"] = ("a UUID", value => Guid.TryParse(Text(value), out _)),
        }.ToFrozenDictionary();

    /// <summary>Every type's name.</summary>
    public static IEnumerable<string> Names => Types.Keys.Order(StringComparer.Ordinal);

    /// <summary>True where the value can be read as the type.</summary>
    public static bool Reads(string type, Value value) => Types[type].Reads(value);

    /// <summary>What the type expects, for messages: "an email address".</summary>
    public static string Expected(string type) => Types[type].Expected;

    /// <summary>True for the types whose bounds are values, not lengths.</summary>
    public static bool IsNumeric(string? type) => type is "number" or "integer" or "money";

    /// <summary>The number in a value, also where it is held as text; null for none.</summary>
    public static decimal? Number(Value value) => NumberReader.Read(value);

    private static DateTimeOffset? Date(Value value) =>
        value.Kind == ValueKind.Date ? value.AsDate : DateReader.TryRead(Text(value), TimeSpan.Zero, out var date) ? date : null;

    private static string Text(Value value) => value.Kind is ValueKind.List or ValueKind.Object ? "" : value.ToText().Trim();

    private static bool IsBoolean(string text) =>
        text.ToLowerInvariant() is "true" or "false" or "yes" or "no" or "y" or "n" or "1" or "0" or "on" or "off" or "t" or "f";

    private static bool IsUrl(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps);

    private static bool IsPostal(string text) =>
        text.Length is >= 3 and <= 10 && text.Any(char.IsAsciiDigit) && text.All(c => char.IsAsciiLetterOrDigit(c) || c is ' ' or '-');
}
