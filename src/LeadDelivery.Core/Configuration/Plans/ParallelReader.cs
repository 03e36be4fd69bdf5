using System.Collections.Immutable;
using LeadDelivery.Core.Configuration.Shapes;
using LeadDelivery.Core.Plans;

namespace LeadDelivery.Core.Configuration.Plans;

/// <summary><c>parallel: [..]</c></summary>
internal static class ParallelReader
{
    private static readonly Key<ImmutableArray<PlanNode>> Members = Key.Of(
        "parallel", new ListShape<PlanNode>(PlanShape.Node, least: 1), "What is tried all at once, each to its own end.").Required();

    private static readonly Key<bool> Require = Key.Of(
        "require", new WordShape<bool>(("any", false), ("all", true)), "How many must succeed for a success.").Or(false, "any");

    public static ObjectShape<PlanNode> Shape { get; } = new(
        "Its members all at once.",
        node => new Core.Plans.Parallel
        {
            Path = node.Place.Path,
            When = node.Get(PlanShape.When),
            Members = node.Get(Members),
            RequireAll = node.Get(Require),
        },
        Members,
        Require,
        PlanShape.When);
}
