namespace LeadDelivery.Core.Language.Evaluation;

/// <summary>A compiled part of an expression; immutable, so that any thread may evaluate it.</summary>
internal abstract class Node
{
    /// <summary>The value; null once the run's budget is spent.</summary>
    public Value Evaluate(ref Run run) => run.Step() ? Compute(ref run) : Value.Null;

    public bool Holds(ref Run run) => Truth.Of(Evaluate(ref run));

    protected abstract Value Compute(ref Run run);
}

internal sealed class ConstantNode(Value value) : Node
{
    public Value Value => value;

    protected override Value Compute(ref Run run) => value;
}

internal sealed class NowNode : Node
{
    protected override Value Compute(ref Run run) => Value.Of(run.Scope.Now);
}

internal sealed class UuidNode : Node
{
    protected override Value Compute(ref Run run) => Value.Of(run.Scope.NewGuid().ToString());
}

/// <summary>What a loop holds: the item, its index or key.</summary>
internal sealed class SlotNode(int slot) : Node
{
    protected override Value Compute(ref Run run) => run.Slots[slot];
}
