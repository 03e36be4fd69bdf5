using System.Collections.Immutable;
using LeadDelivery.Core.Configuration.Plans;
using LeadDelivery.Core.Configuration.Shapes;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Language;

namespace LeadDelivery.Core.Plans;

/// <summary>The first branch whose rule holds; none: nobody is tried.</summary>
public sealed record Route : PlanNode
{
    /// <summary>The branches in order.</summary>
    public required ImmutableArray<RouteBranch> Branches { get; init; }

    /// <inheritdoc/>
    public override IEnumerable<PlanNode> Children => Branches;

    /// <inheritdoc/>
    internal override IEnumerable<Deliver> Certain => [];

    /// <inheritdoc/>
    public override IEnumerable<PlanNode> WayOf(Scope scope) =>
        Branches.Where(branch => branch.When?.Holds(scope) != false).Take(1);

    /// <inheritdoc/>
    public override async Task<PlanResult> WalkAsync(PlanWalk walk)
    {
        foreach (var branch in Branches)
        {
            if (await walk.HoldsAsync(branch))
            {
                return await branch.WalkAsync(walk);
            }
        }

        return new(Outcome.Skipped);
    }
}

/// <summary>One branch of a route: its rule is the node's condition, none for <c>else</c>.</summary>
public sealed record RouteBranch : PlanNode
{
    /// <summary>What is walked where the rule holds.</summary>
    public required PlanNode Then { get; init; }

    /// <inheritdoc/>
    public override IEnumerable<PlanNode> Children => [Then];

    /// <inheritdoc/>
    public override Task<PlanResult> WalkAsync(PlanWalk walk) => walk.NodeAsync(Then);
}

/// <summary><c>route: [{when, then}…, {else}]</c></summary>
internal static class RouteReader
{
    private static readonly Key<Expression> Rule = Key.Of("when", Is.Expression, "The leads that take this branch.").Like("\"state in ['CA','TX']\"");

    private static readonly Key<PlanNode> Then = new("then", PlanShape.Node, "What they take.");

    private static readonly Key<PlanNode> Else = new("else", PlanShape.Node, "What all other leads take; the last branch.");

    private static readonly ObjectShape<RouteBranch> Branch = new("One branch: when and then, or else.", ReadBranch, Rule, Then, Else);

    private static readonly Key<ImmutableArray<RouteBranch>> Branches = Key.Of(
        "route", new ListShape<RouteBranch>(Branch, least: 1), "Branches; the first whose rule holds is taken.").Required();

    public static ObjectShape<PlanNode> Shape { get; } = new("The first branch whose rule holds.", Read, Branches, PlanShape.When);

    private static RouteBranch ReadBranch(ObjectReading branch)
    {
        if (branch.Has(Else) ? branch.Has(Rule) || branch.Has(Then) : !(branch.Has(Rule) && branch.Has(Then)))
        {
            branch.Mistake(branch.Has(Else) ? Else : Rule, "expected either when with then, or else alone");
            return null!;
        }

        var node = new RouteBranch
        {
            Path = branch.Place.Path,
            When = branch.Get(Rule),
            Then = branch.Has(Else) ? branch.Get(Else) : branch.Get(Then),
        };
        branch.Place.Document.Add(node);
        return node;
    }

    private static Route Read(ObjectReading node)
    {
        var branches = node.Get(Branches);
        for (var at = 0; at < branches.Length - 1; at++)
        {
            if (branches[at].When is null)
            {
                node.MistakeAt($"route[{at}].else", "branches after it are never taken, expected it last");
            }
        }

        return new Route { Path = node.Place.Path, When = node.Get(PlanShape.When), Branches = branches };
    }
}
