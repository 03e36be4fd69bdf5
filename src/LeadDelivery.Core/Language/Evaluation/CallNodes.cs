using System.Runtime.CompilerServices;
using LeadDelivery.Core.Language.Functions;

namespace LeadDelivery.Core.Language.Evaluation;

/// <summary><c>f(x, y)</c>.</summary>
internal sealed class CallNode(Function function, Node[] arguments) : Node
{
    public Function Function => function;

    protected override Value Compute(ref Run run) => Calls.Invoke(function, false, default, arguments, ref run);
}

/// <summary><c>x.f(y)</c>: the value is the first argument.</summary>
internal sealed class CallSuffix(Function function, Node[] arguments) : Suffix
{
    public Function Function => function;

    public override Value Apply(Value target, ref Run run) => Calls.Invoke(function, true, target, arguments, ref run);
}

internal static class Calls
{
    /// <summary>Arguments up to here stand on the stack; of the functions only lists and min, max and the like take more.</summary>
    private const int Inline = 4;

    public static Value Invoke(Function function, bool hasTarget, Value target, Node[] arguments, ref Run run)
    {
        var count = arguments.Length + (hasTarget ? 1 : 0);
        var few = default(InlineArguments);
        var values = count <= Inline ? ((Span<Value>)few)[..count] : new Value[count];
        var at = 0;
        if (hasTarget)
        {
            values[at++] = target;
        }

        foreach (var argument in arguments)
        {
            values[at++] = argument.Evaluate(ref run);
        }

        foreach (var value in values)
        {
            run.ChargeReading(value);
        }

        return run.Spent ? Value.Null : function.Body(new Arguments(values), ref run);
    }

    [InlineArray(Inline)]
    private struct InlineArguments
    {
        private Value _first;
    }
}
