using System.Collections.Immutable;
using LeadDelivery.Core.Configuration.Shapes;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Language.Functions;
using LeadDelivery.Core.Leads;

namespace LeadDelivery.Core.Configuration.Documents;

/// <summary><c>accept:</c> of a flow.</summary>
internal static class AcceptDocument
{
    /// <summary>Bounds of <c>min</c> and <c>max</c>: beyond any amount or length a form asks for.</summary>
    private const decimal Limit = 1_000_000_000_000m;

    private static readonly Key<string> Type = new(
        "type",
        new WordShape<string>([.. FieldTypes.Names.Select(n => (n, n))]),
        "What the field is read as, and kept in the normal form of; anything where not given.");

    private static readonly Key<bool> Required = Key.Of("required", Is.Boolean, "A lead without it is not accepted.").Or(false, "false");

    private static readonly Key<bool> Valid = Key.Of(
        "valid", Is.Boolean, "A lead where it is given and cannot be read as its type is not accepted.").Or(false, "false");

    private static readonly Key<decimal> Min = new(
        "min", Is.Number(-Limit, Limit), "Least value of a number, least age of a date of birth, least length of a text.");

    private static readonly Key<decimal> Max = new(
        "max", Is.Number(-Limit, Limit), "Greatest value of a number, greatest age of a date of birth, greatest length of a text.");

    private static readonly Key<ImmutableArray<string>> Values = Key.Of(
        "values",
        new ListShape<string>(new TextShape { TakesAnyScalar = true }, least: 1),
        "The values it may have, upper and lower case aside; it is kept as written here.").Like("[Own, Rent]");

    private static readonly Key<string> Country = Key.Of(
        "country",
        new TextShape("a country, such as US, GB or Germany", text => Countries.Code(text) is null ? "is not a known country" : null),
        "Whose phone numbers without + and whose postal codes are meant.").Like("GB");

    private static readonly ObjectShape<FieldRule> Rule = new(
        "What one field must be.", BuildRule, Type, Required, Valid, Min, Max, Values, Country);

    private static readonly Key<ImmutableArray<KeyValuePair<string, FieldRule>>> Fields = Key.Of(
        "fields", new MapShape<FieldRule>(Rule), "Rules of single fields, by name.").Like("{ email: { type: email, required: true } }");

    private static readonly Key<ImmutableArray<string>> By = Key.Of(
        "by",
        new ListShape<string>(Is.Text, least: 1) { TakesOne = true },
        "The fields that make two leads the same.").Required().Like("[email, phone_1]");

    private static readonly Key<TimeSpan> Within = Key.Of(
        "within", Is.Duration("1s", "3650d"), "How far back leads are compared.").Required().Like("30d");

    /// <summary>What makes two leads the same, and for how long; of recipients too.</summary>
    public static readonly ObjectShape<DedupeRule> DedupeShape = new(
        "Leads seen before.", dedupe => new DedupeRule(dedupe.Get(By), dedupe.Get(Within)), By, Within);

    private static readonly Key<DedupeRule> Dedupe = new(
        "dedupe",
        DedupeShape,
        "Leads equal in these fields within this time are not accepted again.");

    private static readonly Key<Expression> When = Key.Of(
        "when", Is.Expression, "A condition on the whole lead.").Like("age >= 18");

    public static ObjectShape<AcceptRules> Shape { get; } = new("What a lead must satisfy.", Build, Fields, Dedupe, When);

    private static FieldRule BuildRule(ObjectReading rule)
    {
        var (min, max) = (rule.Find(Min), rule.Find(Max));
        if (min > max)
        {
            rule.Mistake(Max, $"is less than min, expected {min} or more");
        }

        var type = rule.Get(Type) ?? (rule.Has(Values) ? FieldTypes.Enumeration : null);
        if (rule.Has(Country) && !FieldTypes.HasCountry(type))
        {
            rule.Mistake(Country, "says nothing here, expected a type of phone or postal beside it");
        }

        if (type == FieldTypes.Enumeration && !rule.Has(Values))
        {
            rule.Mistake(Type, "expected values beside it");
        }

        var read = new FieldRule("", type, rule.Get(Required), min, max)
        {
            Valid = rule.Get(Valid),
            Country = rule.Has(Country) ? Countries.Code(rule.Get(Country)) : null,
        };
        return rule.Has(Values) ? read with { Values = ValuesOf(rule, read) } : read;
    }

    /// <summary>The values in the normal form of the type, so that they compare with what leads hold.</summary>
    private static ImmutableArray<string> ValuesOf(ObjectReading rule, FieldRule read)
    {
        var values = ImmutableArray.CreateBuilder<string>();
        var number = 0;
        foreach (var text in rule.Get(Values))
        {
            number++;
            var value = Value.Of(text.Trim());
            var normal = read.Type == FieldTypes.Enumeration ? value : FieldTypes.Read(read, value, DateTimeOffset.MaxValue);
            if (normal.IsNull)
            {
                rule.Mistake(Values, $"value {number} is not {FieldTypes.Expected(read.Type!)}");
            }
            else if (values.Contains(normal.ToText(), StringComparer.OrdinalIgnoreCase))
            {
                rule.Mistake(Values, $"value {number} is there already, upper and lower case aside");
            }
            else
            {
                values.Add(normal.ToText());
            }
        }

        return values.DrainToImmutable();
    }

    private static AcceptRules Build(ObjectReading accept) => new()
    {
        Fields = accept.Has(Fields) ? [.. accept.Get(Fields).Select(f => f.Value with { Name = f.Key })] : [],
        Dedupe = accept.Get(Dedupe),
        When = accept.Get(When),
    };
}
