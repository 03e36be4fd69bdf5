using System.Collections.Immutable;
using LeadDelivery.Core.Configuration.Plans;
using LeadDelivery.Core.Configuration.Shapes;
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
    public override IEnumerable<Repetition> Repetitions(Func<string, long> delivery) => Items
        .Select((window, at) => (Window: window, At: at))
        .Where(item => item.Window.Every is not null)
        .Select(item => new Repetition(
            $"{Path}.windows[{item.At}].every", item.Window.Tries, item.Window.Plan.Steps(delivery) + Step, item.Window.Steps(delivery)));

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

/// <summary><c>windows: [{ for, plan, every, move_on }…]</c></summary>
internal static class WindowsReader
{
    private static readonly Key<TimeSpan> For = Key.Of(
        "for", Is.Duration("100ms", "366d"), "How long the lead is for this plan alone.").Required().Like("24h");

    private static readonly Key<PlanNode> Plan = Key.Of("plan", PlanShape.Node, "Who may have the lead meanwhile.").Required();

    private static readonly Key<TimeSpan> Every = Key.Of(
        "every", Is.Duration("100ms", "366d"), "The plan is tried again so often while the window is open; once where not given.").Like("1h");

    private static readonly Key<bool> MoveOn = Key.Of(
        "move_on",
        new WordShape<bool>(("closed", false), ("refused", true)),
        "When the next window opens: once this one has closed, or as soon as its plan ended in failure or duplicate.").Or(false, "closed");

    private static readonly ObjectShape<Window> Item = new("One window.", Read, For, Plan, Every, MoveOn);

    private static readonly Key<ImmutableArray<Window>> Items = Key.Of(
        "windows", new ListShape<Window>(Item, least: 1), "Exclusive windows, one after another until the lead is sold.").Required();

    public static ObjectShape<PlanNode> Shape { get; } = new(
        "Exclusive windows, one after another.",
        node => new Windows { Path = node.Place.Path, When = node.Get(PlanShape.When), Items = node.Get(Items) },
        Items,
        PlanShape.When);

    private static Window Read(ObjectReading window)
    {
        if (window.Has(Every) && window.Get(Every) >= window.Get(For))
        {
            window.Mistake(Every, "expected less than for, so that there is a second try");
        }

        return new(window.Get(For), window.Get(Plan), window.Find(Every), window.Get(MoveOn));
    }
}
