using System.Collections.Immutable;
using LeadDelivery.Core.Configuration.Plans;
using LeadDelivery.Core.Configuration.Shapes;
using LeadDelivery.Core.Delivery;

namespace LeadDelivery.Core.Plans;

/// <summary>Its members in order until one succeeds: the first success, else the last outcome.</summary>
public sealed record Waterfall : PlanNode
{
    /// <summary>What is tried, in order.</summary>
    public required ImmutableArray<PlanNode> Members { get; init; }

    /// <summary>The outcomes that move on to the next member; any other ends the walk.</summary>
    public ImmutableHashSet<Outcome> On { get; init; } = DefaultOn;

    /// <summary>Whatever leaves the lead without a place.</summary>
    public static ImmutableHashSet<Outcome> DefaultOn { get; } = [Outcome.Failure, Outcome.Duplicate, Outcome.Error, Outcome.Skipped];

    /// <inheritdoc/>
    public override IEnumerable<PlanNode> Children => Members;

    /// <inheritdoc/>
    internal override string AskedTwice => "would be asked again as if for another lead, expected each recipient once";

    /// <inheritdoc/>
    internal override bool IsInOrder => true;

    /// <inheritdoc/>
    public override async Task<PlanResult> WalkAsync(PlanWalk walk)
    {
        var last = new PlanResult(Outcome.Skipped);
        foreach (var member in Members)
        {
            last = (await walk.NodeAsync(member)).After(last);
            if (last.Stop || !On.Contains(last.Outcome) || walk.Closed is not null)
            {
                return last;
            }
        }

        return last;
    }
}

/// <summary><c>waterfall: [..]</c></summary>
internal static class WaterfallReader
{
    private static readonly Key<ImmutableArray<PlanNode>> Members = Key.Of(
        "waterfall", new ListShape<PlanNode>(PlanShape.Node, least: 1), "What is tried, in order, until one succeeds.").Required();

    private static readonly Key<ImmutableArray<Outcome>> On = Key.Of(
        "on",
        new ListShape<Outcome>(new WordShape<Outcome>(
            ("failure", Outcome.Failure), ("duplicate", Outcome.Duplicate), ("error", Outcome.Error), ("skipped", Outcome.Skipped)), least: 1),
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
