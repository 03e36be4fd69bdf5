using System.Collections.Immutable;
using LeadDelivery.Core.Delivery;

namespace LeadDelivery.Core.Plans;

/// <summary>
/// Exclusive windows, one after another: while one is open nobody but its plan gets the lead, whatever the plan said. The first
/// that finds the lead a place ends the node, else the last.
/// </summary>
public sealed record Windows : PlanNode
{
    /// <summary>The windows, in order.</summary>
    public required ImmutableArray<Window> Items { get; init; }

    /// <inheritdoc/>
    public override IEnumerable<PlanNode> Children => Items.Select(window => window.Plan);

    /// <inheritdoc/>
    public override long Steps(Func<string, long> delivery) => Condition + Items.Sum(window => window.Steps(delivery));

    /// <inheritdoc/>
    public override async Task<PlanResult> WalkAsync(PlanWalk walk)
    {
        var result = new PlanResult(Outcome.Skipped);
        for (var at = 0; at < Items.Length; at++)
        {
            walk.Context.SetStatus($"{Path}: window {at + 1} of {Items.Length}");
            result = (await new WindowWalk(walk, Items[at], isLast: at == Items.Length - 1).RunAsync()).After(result);
            if (result.Placed || result.Stop || walk.Closed is not null)
            {
                break;
            }
        }

        return result;
    }
}

/// <summary>A time in which a lead is for one plan alone.</summary>
/// <param name="For">How long it stays open.</param>
/// <param name="Plan">Who may have the lead meanwhile.</param>
/// <param name="Every">The plan is tried again so long after each beginning of a try, while the window is open; null: it is tried once.</param>
/// <param name="MoveOnRefused">True: a plan that ended in a refusal closes the window; false: it stays closed to others all the same.</param>
public sealed record Window(TimeSpan For, PlanNode Plan, TimeSpan? Every = null, bool MoveOnRefused = false)
{
    /// <summary>How often its plan is tried at most.</summary>
    public long Tries => Every is { } every ? (For.Ticks + every.Ticks - 1) / every.Ticks : 1;

    /// <summary>What it may add to the history: the plan and a timer for each try, and the window's own timer and end.</summary>
    internal long Steps(Func<string, long> delivery) => (Tries * (Plan.Steps(delivery) + 2)) + 4;
}
