using System.Collections.Immutable;

namespace LeadDelivery.Core.Language.Evaluation;

/// <summary><c>a ? b : c ? d : e</c>: the first branch whose condition holds; flat, however long.</summary>
internal sealed class ConditionalNode((Node Condition, Node Value)[] branches, Node otherwise) : Node
{
    protected override Value Compute(ref Run run)
    {
        foreach (var (condition, value) in branches)
        {
            if (condition.Holds(ref run))
            {
                return value.Evaluate(ref run);
            }
        }

        return otherwise.Evaluate(ref run);
    }
}

/// <summary>The first operand that counts as true, else the last.</summary>
internal sealed class OrNode(Node[] operands) : Node
{
    protected override Value Compute(ref Run run)
    {
        var value = Value.Null;
        foreach (var operand in operands)
        {
            value = operand.Evaluate(ref run);
            if (Truth.Of(value))
            {
                break;
            }
        }

        return value;
    }
}

/// <summary>The first operand that counts as false, else the last.</summary>
internal sealed class AndNode(Node[] operands) : Node
{
    protected override Value Compute(ref Run run)
    {
        var value = Value.Null;
        foreach (var operand in operands)
        {
            value = operand.Evaluate(ref run);
            if (!Truth.Of(value))
            {
                break;
            }
        }

        return value;
    }
}

internal sealed class NotNode(Node operand) : Node
{
    protected override Value Compute(ref Run run) => Value.Of(!operand.Holds(ref run));
}

internal sealed class NegateNode(Node operand) : Node
{
    protected override Value Compute(ref Run run) => Arithmetic.Negate(operand.Evaluate(ref run));
}

/// <summary>Operands of one precedence, computed from the left; flat, however many.</summary>
internal sealed class ArithmeticNode(Node first, (char Symbol, Node Operand)[] rest) : Node
{
    protected override Value Compute(ref Run run)
    {
        var value = first.Evaluate(ref run);
        foreach (var (symbol, operand) in rest)
        {
            value = Arithmetic.Apply(symbol, value, operand.Evaluate(ref run), ref run);
        }

        return value;
    }
}

internal sealed class ComparisonNode(Operator comparison, bool negated, Node left, Node right) : Node
{
    protected override Value Compute(ref Run run)
    {
        var (a, b) = (left.Evaluate(ref run), right.Evaluate(ref run));
        if (!run.ChargeReading(a) || !run.ChargeReading(b))
        {
            return Value.Null;
        }

        var result = Compare(comparison, a, b);
        return negated && result.Kind == ValueKind.Boolean ? Value.Of(!result.AsBoolean) : result;
    }

    public static Value Compare(Operator comparison, Value left, Value right) => comparison switch
    {
        Operator.Equal => Value.Of(Comparison.AreEqual(left, right)),
        Operator.NotEqual => Value.Of(!Comparison.AreEqual(left, right)),
        Operator.Less => Ordered(left, right, static order => order < 0),
        Operator.LessOrEqual => Ordered(left, right, static order => order <= 0),
        Operator.Greater => Ordered(left, right, static order => order > 0),
        Operator.GreaterOrEqual => Ordered(left, right, static order => order >= 0),
        Operator.In => Value.Of(Comparison.IsIn(left, right)),
        Operator.Contains => Value.Of(WordSearch.Contains(left, right)),
        Operator.Includes => Value.Of(WordSearch.Includes(left, right)),
        Operator.StartsWith => Value.Of(!right.IsNull && left.ToText().StartsWith(right.ToText(), StringComparison.Ordinal)),
        Operator.EndsWith => Value.Of(!right.IsNull && left.ToText().EndsWith(right.ToText(), StringComparison.Ordinal)),
        _ => Patterns.IsMatch(left, Patterns.FromData(right)),
    };

    private static Value Ordered(Value left, Value right, Func<int, bool> holds) =>
        Comparison.Order(left, right) is { } order ? Value.Of(holds(order)) : Value.Null;
}

internal sealed class ListNode(Node[] items) : Node
{
    protected override Value Compute(ref Run run)
    {
        var values = ImmutableArray.CreateBuilder<Value>(items.Length);
        foreach (var item in items)
        {
            values.Add(item.Evaluate(ref run));
        }

        return Value.Of(values.MoveToImmutable());
    }
}

internal sealed class ObjectNode(KeyValuePair<string, Node>[] members) : Node
{
    protected override Value Compute(ref Run run)
    {
        var values = new KeyValuePair<string, Value>[members.Length];
        for (var i = 0; i < members.Length; i++)
        {
            values[i] = new(members[i].Key, members[i].Value.Evaluate(ref run));
        }

        return Value.Of(ValueObject.From(values));
    }
}
