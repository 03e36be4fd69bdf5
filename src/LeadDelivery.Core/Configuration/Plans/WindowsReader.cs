using System.Collections.Immutable;
using LeadDelivery.Core.Configuration.Shapes;
using LeadDelivery.Core.Plans;

namespace LeadDelivery.Core.Configuration.Plans;

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
