using System.Collections.Frozen;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Language.Functions;

namespace LeadDelivery.Core.Leads;

/// <summary>The types a flow can give a lead's field: what is read, and the normal form it is kept in.</summary>
public static class FieldTypes
{
    /// <summary>The type of fields that have values and no other type.</summary>
    public const string Enumeration = "enum";

    private static readonly FrozenDictionary<string, FieldType> Types = new Dictionary<string, FieldType>
    {
        ["text"] = new("text", FieldReaders.Text),
        ["email"] = new("an email address", FieldReaders.Email),
        ["phone"] = new("a phone number", FieldReaders.Phone),
        ["state"] = new("a US state or Canadian province", (value, _, _) => FieldReaders.OfText(value, States.Code)),
        ["postal"] = new("a postal code", FieldReaders.Postal),
        ["country"] = new("a country", (value, _, _) => FieldReaders.OfText(value, Countries.Code)),
        ["number"] = new("a number", FieldReaders.Number),
        ["integer"] = new("a whole number", FieldReaders.Integer),
        ["money"] = new("an amount of money", FieldReaders.Number),
        ["range"] = new("a number or a range of numbers", FieldReaders.Range),
        ["boolean"] = new("yes or no", FieldReaders.Boolean),
        ["date"] = new("a date", FieldReaders.Date),
        ["dob"] = new("a date of birth", FieldReaders.DateOfBirth),
        ["url"] = new("an http or https address", FieldReaders.Url),
        ["ip"] = new("an IP address", FieldReaders.Ip),
        ["uuid"] = new("a UUID", FieldReaders.Uuid),
        [Enumeration] = new("one of the values", FieldReaders.Enumeration),
        ["trustedform"] = new("a TrustedForm certificate", (value, _, _) => FieldReaders.OfText(value, Certificates.TrustedForm)),
        ["jornaya"] = new("a Jornaya LeadiD", (value, _, _) => FieldReaders.OfText(value, Certificates.Jornaya)),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Every type's name.</summary>
    public static IEnumerable<string> Names => Types.Keys.Order(StringComparer.Ordinal);

    /// <summary>
    /// The value in the normal form of the rule's type; missing where it cannot be read as one, or is none of the rule's values. What is
    /// in its normal form already is read as itself. A rule without a type reads everything.
    /// </summary>
    /// <param name="now">The lead's arrival, which a date of birth lies before.</param>
    public static Value Read(FieldRule rule, Value value, DateTimeOffset now)
    {
        var normal = ReadType(rule, value, now);
        return normal.IsNull || rule.Values.IsEmpty || FieldReaders.Position(rule.Values, normal) >= 0 ? normal : Value.Null;
    }

    /// <summary>Why the value cannot be read, for reasons: "not an email address". It names the rule only.</summary>
    public static string Fault(FieldRule rule, Value value, DateTimeOffset now)
    {
        const int MostNamed = 10;
        if (rule.Values.IsEmpty || (rule.Type != Enumeration && ReadType(rule, value, now).IsNull))
        {
            return "not " + Expected(rule.Type!);
        }

        return $"not one of {string.Join(", ", rule.Values.Take(MostNamed))}{(rule.Values.Length > MostNamed ? ", …" : "")}";
    }

    /// <summary>What the type expects, for messages: "an email address".</summary>
    public static string Expected(string type) => Types[type].Expected;

    /// <summary>True for the types whose bounds are values, not lengths.</summary>
    public static bool IsNumeric(string? type) => type is "number" or "integer" or "money";

    /// <summary>True for the types that are read by the writing of a country.</summary>
    public static bool HasCountry(string? type) => type is "phone" or "postal";

    /// <summary>The number in a value, also where it is held as text; null for none.</summary>
    public static decimal? Number(Value value) => NumberReader.Read(value);

    private static Value ReadType(FieldRule rule, Value value, DateTimeOffset now) =>
        rule.Type is null ? value : Types[rule.Type].Read(value, rule, now);

    private sealed record FieldType(string Expected, FieldReader Read);
}
