using System.Collections.Immutable;
using LeadDelivery.Core.Configuration.Plans;
using LeadDelivery.Core.Configuration.Shapes;
using LeadDelivery.Core.Delivery;

namespace LeadDelivery.Core.Plans;

/// <summary>Its members all at once, each to its own end: a success if any of them is one, or, where all are required, if all are.</summary>
public sealed record Parallel : PlanNode
{
    /// <summary>What is tried at once.</summary>
    public required ImmutableArray<PlanNode> Members { get; init; }

    /// <summary>True: only the success of all is a success.</summary>
    public bool RequireAll { get; init; }

    /// <inheritdoc/>
    public override IEnumerable<PlanNode> Children => Members;

    /// <inheritdoc/>
    internal override string AskedTwice =>
        "would get the lead twice and may pay for it twice, expected each recipient once; an auction with winners sells to each once";

    /// <inheritdoc/>
    public override async Task<PlanResult> WalkAsync(PlanWalk walk)
    {
        var results = await Task.WhenAll(Members.Select(walk.NodeAsync));
        return PlanResult.Together(results, RequireAll ? Worst(results) : Best(results), RequireAll);
    }

    private static PlanResult Best(PlanResult[] results) =>
        results.FirstOrDefault(result => result.Outcome == Outcome.Success)
        ?? results.FirstOrDefault(result => result.Placed)
        ?? PlanResult.Telling(results);

    private static PlanResult Worst(PlanResult[] results) =>
        results.FirstOrDefault(result => result is { Placed: false, Stop: true })
        ?? results.FirstOrDefault(result => !result.Placed)
        ?? results.FirstOrDefault(result => result.Outcome == Outcome.Queued)
        ?? results[0];
}

/// <summary><c>parallel: [..]</c></summary>
internal static class ParallelReader
{
    private static readonly Key<ImmutableArray<PlanNode>> Members = Key.Of(
        "parallel", new ListShape<PlanNode>(PlanShape.Node, least: 1), "What is tried all at once, each to its own end.").Required();

    private static readonly Key<bool> Require = Key.Of(
        "require", new WordShape<bool>(("any", false), ("all", true)), "How many must succeed for a success.").Or(false, "any");

    public static ObjectShape<PlanNode> Shape { get; } = new(
        "Its members all at once.",
        node => new Parallel
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
