using System.Collections.Immutable;
using LeadDelivery.Core.Delivery;

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
    public override async Task<PlanResult> WalkAsync(PlanWalk walk)
    {
        var race = walk.StartRace(this);
        var open = Members.Select(race.NodeAsync).ToList();
        var ended = new List<PlanResult>(open.Count);
        while (open.Count > 0)
        {
            var first = await Task.WhenAny(open);
            open.Remove(first);
            var result = await first;
            ended.Add(result);
            if (result.Placed)
            {
                await race.WonAsync(result);
                walk.Trail(open.Select(loser => race.SupersedeAsync(loser, result)));
                return result with { Sales = [.. ended.SelectMany(member => member.Sales)] };
            }
        }

        return ended[^1] with { Stop = ended.Any(result => result.Stop), Sales = [.. ended.SelectMany(member => member.Sales)] };
    }
}
