using System.Collections.Immutable;
using LeadDelivery.Core.Configuration.Shapes;
using LeadDelivery.Core.Plans;

namespace LeadDelivery.Core.Configuration.Plans;

/// <summary><c>race: [..]</c></summary>
internal static class RaceReader
{
    private static readonly Key<ImmutableArray<PlanNode>> Members = Key.Of(
        "race", new ListShape<PlanNode>(PlanShape.Node, least: 1), "What is tried all at once; the first acceptance wins.").Required();

    public static ObjectShape<PlanNode> Shape { get; } = new(
        "Its members all at once; the first acceptance wins.",
        node => new Race { Path = node.Place.Path, When = node.Get(PlanShape.When), Members = node.Get(Members) },
        Members,
        PlanShape.When);
}
