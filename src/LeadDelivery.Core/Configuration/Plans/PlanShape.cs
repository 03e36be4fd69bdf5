using LeadDelivery.Core.Configuration.Shapes;
using LeadDelivery.Core.Configuration.Yaml;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Plans;

namespace LeadDelivery.Core.Configuration.Plans;

/// <summary>A plan node: a bare recipient id, or an object whose one strategy key says what it is.</summary>
internal sealed class PlanShape : Shape<PlanNode>
{
    private PlanShape()
    {
    }

    public static PlanShape Node { get; } = new();

    /// <summary>The condition that every node may carry.</summary>
    public static Key<Expression> When { get; } = Key.Of(
        "when", Is.Expression, "The leads that the node is for; others skip it.").Like("score > 80");

    public override string Expected => "a recipient's id, or an object with one of " + string.Join(", ", PlanReaders.All.Keys);

    public override bool TryRead(YamlNode node, Place place, out PlanNode value)
    {
        value = null!;
        var isRead = node switch
        {
            YamlScalar { Means: not ScalarKind.Null } => TryReadId(node, place, out value),
            YamlMap map => TryReadStrategy(map, place, out value),
            _ => place.Unexpected(node, Expected),
        };
        if (isRead)
        {
            place.Document.Add(value);
        }

        return isRead;
    }

    public override void Describe(SchemaWriter schema) => schema.Reference("plan", Definition.Instance);

    private static bool TryReadId(YamlNode node, Place place, out PlanNode value)
    {
        var isKnown = ReferenceShape.Recipient.TryRead(node, place, out var recipient);
        value = new Deliver { Path = place.Path, Recipient = recipient };
        return isKnown;
    }

    private bool TryReadStrategy(YamlMap map, Place place, out PlanNode value)
    {
        value = null!;
        var named = map.Entries.Where(e => PlanReaders.All.ContainsKey(e.Key)).ToList();
        if (named.Count == 0)
        {
            return map.Entries.FirstOrDefault(e => e.Key != When.Name) is { } odd
                ? Misspelt(map, odd, place)
                : place.Mistake(map.Line, $"expected {Expected}, found no strategy");
        }

        if (named.Count > 1)
        {
            place.Member(named[1].Key).Mistake(named[1].Line, $"a second strategy beside {named[0].Key}, expected one per node");
            foreach (var strategy in named)
            {
                // Which options belong to which cannot be told: what each holds can.
                PlanReaders.All[strategy.Key].TryRead(new YamlMap(strategy.Line, [strategy]), place, out _);
            }

            return false;
        }

        return PlanReaders.All[named[0].Key].TryRead(map, place, out value);
    }

    private static bool Misspelt(YamlMap map, YamlEntry odd, Place place)
    {
        place.Member(odd.Key).Mistake(odd.Line, "unknown strategy, " + Suggestion.For(odd.Key, PlanReaders.All.Keys));
        if (Suggestion.Near(odd.Key, PlanReaders.All.Keys) is { } near)
        {
            // What else is wrong with it is told at once.
            PlanReaders.All[near].TryRead(map with { Entries = map.Entries.Replace(odd, odd with { Key = near }) }, place, out _);
        }

        return false;
    }

    /// <summary>What <see cref="PlanShape"/> is in the schema, where it refers to itself.</summary>
    private sealed class Definition : Shape
    {
        public static Definition Instance { get; } = new();

        public override string Expected => Node.Expected;

        public override void Describe(SchemaWriter schema) => schema.AnyOf([Is.Text, .. PlanReaders.All.Values]);
    }
}
