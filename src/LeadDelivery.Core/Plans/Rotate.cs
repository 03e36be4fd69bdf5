using System.Collections.Immutable;
using LeadDelivery.Core.Configuration.Plans;
using LeadDelivery.Core.Configuration.Shapes;
using LeadDelivery.Core.Configuration.Yaml;
using LeadDelivery.Core.Delivery;

namespace LeadDelivery.Core.Plans;

/// <summary>
/// One of its members, by turns: a member whose recipients cannot take the lead now is passed over and recorded as skipped. With
/// <see cref="ThenRest"/> the others follow as in a waterfall.
/// </summary>
public sealed record Rotate : PlanNode
{
    /// <summary>Who takes turns.</summary>
    public required ImmutableArray<RotateMember> Members { get; init; }

    /// <summary>How the turn is found.</summary>
    public RotateBy By { get; init; }

    /// <summary>True: where the pick leaves the lead without a place, the other members are tried, in the order of their turns.</summary>
    public bool ThenRest { get; init; }

    /// <inheritdoc/>
    public override IEnumerable<PlanNode> Children => Members.Select(member => member.Node);

    /// <inheritdoc/>
    public override async Task<PlanResult> WalkAsync(PlanWalk walk)
    {
        var input = walk.Input;
        var pick = await walk.Context.CallAsync(LeadWorkflows.PickMember, new(input.Lead, input.Flow, input.Catalog, Path));
        var last = new PlanResult(Outcome.Skipped);
        foreach (var member in pick.Order)
        {
            var result = await walk.NodeAsync(Members[member].Node);
            var isPassedOver = result is { Outcome: Outcome.Skipped, Asked: false };
            last = result.After(last);
            if (last.Placed || last.Stop || walk.Closed is not null || !(ThenRest || isPassedOver))
            {
                return last;
            }
        }

        return last;
    }
}

/// <summary>A member of a rotation.</summary>
/// <param name="Weight">Its share of the turns against the other members' weights; above 0. Counts by weight alone.</param>
public sealed record RotateMember(PlanNode Node, decimal Weight = 1);

/// <summary>How a rotation finds whose turn it is.</summary>
public enum RotateBy
{
    /// <summary>By lot, as the members' weights are; one lead always draws alike.</summary>
    Weight,

    /// <summary>One after another.</summary>
    RoundRobin,

    /// <summary>Who has waited longest for a turn.</summary>
    LeastRecent,

    /// <summary>Who accepted most and answered soonest in the last hour.</summary>
    Performance,
}

/// <summary><c>rotate: { members: [..], by, then_rest }</c></summary>
internal static class RotateReader
{
    private static readonly Key<ImmutableArray<RotateMember>> Members = Key.Of(
        "members", new ListShape<RotateMember>(new MemberShape(), least: 1), "Who takes turns.").Required()
        .Like("[first-buyer, { second-buyer: 30 }, { recipient: third-buyer, weight: 10 }]");

    private static readonly Key<RotateBy> By = Key.Of(
        "by",
        new WordShape<RotateBy>(
            ("weight", RotateBy.Weight), ("round_robin", RotateBy.RoundRobin), ("least_recent", RotateBy.LeastRecent),
            ("performance", RotateBy.Performance)),
        "How the turn is found.").Or(RotateBy.Weight, "weight");

    private static readonly Key<bool> ThenRest = Key.Of(
        "then_rest", Is.Boolean, "Whether the other members are tried where the pick leaves the lead without a place.").Or(false, "false");

    private static readonly ObjectShape<Draft> Rotation = new(
        "Who takes turns, and how.",
        rotation => new(rotation.Get(Members), rotation.Get(By), rotation.Get(ThenRest)),
        Members,
        By,
        ThenRest);

    private static readonly Key<Draft> Rotate = Key.Of("rotate", Rotation, "Members that take turns.").Required();

    public static ObjectShape<PlanNode> Shape { get; } = new(
        "One of its members, by turns.",
        node => new Core.Plans.Rotate
        {
            Path = node.Place.Path,
            When = node.Get(PlanShape.When),
            Members = node.Get(Rotate).Members,
            By = node.Get(Rotate).By,
            ThenRest = node.Get(Rotate).ThenRest,
        },
        Rotate,
        PlanShape.When);

    private sealed record Draft(ImmutableArray<RotateMember> Members, RotateBy By, bool ThenRest);

    /// <summary>A plan node, a recipient's id with its weight, or either of them spelled out.</summary>
    private sealed class MemberShape : Shape<RotateMember>
    {
        private static readonly Key<string> Recipient = Key.Of("recipient", ReferenceShape.Recipient, "The recipient's id.");

        private static readonly Key<string> Deliver = Key.Of("deliver", ReferenceShape.Recipient, "The same as recipient.");

        private static readonly Key<string> R = Key.Of("r", ReferenceShape.Recipient, "The same as recipient.");

        private static readonly Key<PlanNode> Plan = Key.Of("plan", PlanShape.Node, "A strategy that takes turns as one member.");

        private static readonly Key<decimal> Weight = Key.Of(
            "weight", Is.Number(0.001m, 1_000_000m), "Its share of the turns against the other members' weights.").Or(1m, "1");

        private static readonly ObjectShape<RotateMember> Spelled = new(
            "A member with its weight.", Read, Recipient, Deliver, R, Plan, Weight, PlanShape.When);

        public override string Expected => "a recipient's id, { id: weight }, { recipient, weight }, { plan, weight } or a plan node";

        public override bool TryRead(YamlNode node, Place place, out RotateMember value)
        {
            if (node is YamlMap { Entries: [var only] } && !IsStrategy(only) && !IsSpelled(only))
            {
                var isShare = Weight.Of.TryRead(only.Value, place.Member(only.Key), out var share);
                return TryReadNode(new YamlScalar(only.Line, only.Key, ScalarKind.Text), place, share, out value) && isShare;
            }

            return node is YamlMap map && (!map.Entries.Any(IsStrategy) || IsWeighed(map))
                ? Spelled.TryRead(map, place, out value)
                : TryReadNode(node, place, 1, out value);
        }

        public override void Describe(SchemaWriter schema) => schema.AnyOf(PlanShape.Node, Spelled, new MapShape<decimal>(Weight.Of));

        private static bool IsStrategy(YamlEntry entry) => PlanReaders.All.ContainsKey(entry.Key);

        // A number is a weight: of the recipient that is called so.
        private static bool IsSpelled(YamlEntry entry) =>
            Spelled.Keys.Any(key => key.Name == entry.Key) && !(entry is { Key: "r", Value: YamlScalar { Means: ScalarKind.Number } });

        // Strategies are nodes by themselves; a weight stands beside deliver alone.
        private static bool IsWeighed(YamlMap map) =>
            map.Entries.Any(entry => entry.Key == Deliver.Name) && map.Entries.Any(entry => entry.Key == Weight.Name);

        private static bool TryReadNode(YamlNode node, Place place, decimal weight, out RotateMember value)
        {
            var isRead = PlanShape.Node.TryRead(node, place, out var plan);
            value = new(plan, weight);
            return isRead;
        }

        private static RotateMember Read(ObjectReading member)
        {
            Key<string>[] named = [.. new[] { Recipient, Deliver, R }.Where(member.Has)];
            if (named.Length + (member.Has(Plan) ? 1 : 0) != 1)
            {
                member.Mistake(Weight, "expected a recipient or a plan beside it");
                return null!;
            }

            if (member.Has(Plan) && member.Has(PlanShape.When))
            {
                member.Mistake(PlanShape.When, "expected it inside the plan, which may carry one itself");
                return null!;
            }

            if (member.Has(Plan))
            {
                return new(member.Get(Plan), member.Get(Weight));
            }

            var node = new Core.Plans.Deliver { Path = member.Place.Path, When = member.Get(PlanShape.When), Recipient = member.Get(named[0]) };
            member.Place.Document.Add(node);
            return new(node, member.Get(Weight));
        }
    }
}
