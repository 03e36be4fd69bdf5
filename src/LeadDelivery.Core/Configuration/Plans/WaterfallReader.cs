using System.Collections.Immutable;
using LeadDelivery.Core.Configuration.Shapes;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Plans;

namespace LeadDelivery.Core.Configuration.Plans;

/// <summary><c>waterfall: [..]</c></summary>
internal static class WaterfallReader
{
    private static readonly Key<ImmutableArray<PlanNode>> Members = Key.Of(
        "waterfall", new ListShape<PlanNode>(PlanShape.Node, least: 1), "What is tried, in order, until one succeeds.").Required();

    private static readonly Key<ImmutableArray<Outcome>> On = Key.Of(
        "on",
        new ListShape<Outcome>(new WordShape<Outcome>(
            ("failure", Outcome.Failure), ("duplicate", Outcome.Duplicate), ("error", Outcome.Error), ("skipped", Outcome.Skipped))),
        "The outcomes that move on to the next; any other ends the walk.")
        .Or([.. Waterfall.DefaultOn], "[failure, duplicate, error, skipped]");

    public static ObjectShape<PlanNode> Shape { get; } = new(
        "Its members in order until one succeeds.",
        node => new Waterfall
        {
            Path = node.Place.Path,
            When = node.Get(PlanShape.When),
            Members = node.Get(Members),
            On = [.. node.Get(On)],
        },
        Members,
        On,
        PlanShape.When);
}
