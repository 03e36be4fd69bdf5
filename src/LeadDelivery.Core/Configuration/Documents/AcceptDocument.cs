using System.Collections.Immutable;
using LeadDelivery.Core.Configuration.Shapes;
using LeadDelivery.Core.Language;
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
        "What the field must be readable as; anything where not given.");

    private static readonly Key<bool> Required = Key.Of("required", Is.Boolean, "A lead without it is not accepted.").Or(false, "false");

    private static readonly Key<decimal> Min = new("min", Is.Number(-Limit, Limit), "Least value of a number, least length of a text.");

    private static readonly Key<decimal> Max = new(
        "max", Is.Number(-Limit, Limit), "Greatest value of a number, greatest length of a text.");

    private static readonly ObjectShape<FieldRule> Rule = new("What one field must be.", BuildRule, Type, Required, Min, Max);

    private static readonly Key<ImmutableArray<KeyValuePair<string, FieldRule>>> Fields = Key.Of(
        "fields", new MapShape<FieldRule>(Rule), "Rules of single fields, by name.").Like("{ email: { type: email, required: true } }");

    private static readonly Key<ImmutableArray<string>> By = Key.Of(
        "by",
        new ListShape<string>(Is.Text, least: 1) { TakesOne = true },
        "The fields that make two leads the same.").Required().Like("[email, phone_1]");

    private static readonly Key<TimeSpan> Within = Key.Of(
        "within", Is.Duration("1s", "3650d"), "How far back leads are compared.").Required().Like("30d");

    private static readonly Key<DedupeRule> Dedupe = new(
        "dedupe",
        new ObjectShape<DedupeRule>("Leads seen before.", dedupe => new DedupeRule(dedupe.Get(By), dedupe.Get(Within)), By, Within),
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

        return new FieldRule("", rule.Get(Type), rule.Get(Required), min, max);
    }

    private static AcceptRules Build(ObjectReading accept) => new()
    {
        Fields = accept.Has(Fields) ? [.. accept.Get(Fields).Select(f => f.Value with { Name = f.Key })] : [],
        Dedupe = accept.Get(Dedupe),
        When = accept.Get(When),
    };
}
