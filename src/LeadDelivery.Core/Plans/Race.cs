using System.Collections.Immutable;
using LeadDelivery.Core.Configuration.Plans;
using LeadDelivery.Core.Configuration.Shapes;

namespace LeadDelivery.Core.Plans;

/// <summary>
/// Its members all at once; the first that finds the lead a place wins and ends the node at once. The others are cancelled where
/// nothing was sent yet, and awaited beside the rest of the plan where it was: who accepts then is superseded.
/// </summary>
public sealed record Race : PlanNode
{
    /// <summary>Who takes part.</summary>
    public required ImmutableArray<PlanNode> Members { get; init; }

    /// <inheritdoc/>
    public override IEnumerable<PlanNode> Children => Members;

    /// <inheritdoc/>
    internal override string AskedTwice =>
        "would get the lead twice, and lose against itself where it takes both, expected each recipient once";

    /// <inheritdoc/>
    public override async Task<PlanResult> WalkAsync(PlanWalk walk)
    {
        var race = walk.StartPhase();
        var open = Members.Select(race.NodeAsync).ToList();
        var ended = new List<PlanResult>(open.Count);
        while (open.Count > 0)
        {
            var first = await Task.WhenAny(open);
            open.Remove(first);
            var result = await first;
            if (result.Placed)
            {
                race.Phase!.Late(sale => race.Trail([race.SupersedeAsync(sale, result.Decided)]));
                await race.EndPhaseAsync("the race was won by another");
                await SupersedeAsync(race, result);
                walk.Trail([SupersedeAsync(race, open, result.Decided)]);
                return result with { Stop = result.Stop || ended.Any(member => member.Stop) };
            }

            ended.Add(result);
            if (result.Stop && open.Count > 0)
            {
                // Somebody may have it: who was not asked yet is not asked any more, and who was may still win for certain.
                await race.EndPhaseAsync("stop: another in the race may have accepted it");
            }
        }

        race.Phase!.Dispose();
        return PlanResult.Together(ended, PlanResult.Telling(ended));
    }

    // What losers sold before they lost, also those who go on: the answer to the source lists none of it as sold.
    private static async Task SupersedeAsync(PlanWalk race, PlanResult winner)
    {
        foreach (var sale in race.Phase!.Sales.Where(sale => winner.Sales.All(won => won.Delivery.Number != sale.Delivery.Number)).ToList())
        {
            await race.SupersedeAsync(sale, winner.Decided);
        }
    }

    // What those who were asked already say now.
    private static async Task SupersedeAsync(PlanWalk race, List<Task<PlanResult>> open, string? winner)
    {
        await Task.WhenAll(open.Select(loser => SupersedeAsync(race, loser, winner)));
        race.Phase!.Dispose();
    }

    private static async Task SupersedeAsync(PlanWalk race, Task<PlanResult> loser, string? winner)
    {
        foreach (var sale in (await loser).Sales)
        {
            await race.SupersedeAsync(sale, winner);
        }
    }
}

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
