namespace LeadDelivery.Core.Language.Evaluation;

/// <summary>Arithmetic in decimals; what overflows, divides by zero or is not a number is null.</summary>
internal static class Arithmetic
{
    public static Value Apply(char symbol, Value left, Value right, ref Run run) =>
        symbol == '+' ? Add(left, right, ref run) : Compute(symbol, left, right);

    public static Value Negate(Value value) => Numeric.TryStrict(value, out var number) ? Value.Of(-number) : Value.Null;

    private static Value Add(Value left, Value right, ref Run run)
    {
        if (IsWords(left) || IsWords(right))
        {
            var (a, b) = (left.ToText(), right.ToText());
            return run.Charge((long)a.Length + b.Length) ? Value.Of(a + b) : Value.Null;
        }

        if (left.Kind == ValueKind.List && right.Kind == ValueKind.List)
        {
            return run.ChargeItems((long)left.AsList.Length + right.AsList.Length) ? Value.Of(left.AsList.AddRange(right.AsList))
                : Value.Null;
        }

        return Compute('+', left, right);
    }

    private static bool IsWords(Value value) => value.Kind == ValueKind.Text && !Numeric.TryStrict(value.AsText, out _);

    private static Value Compute(char symbol, Value left, Value right)
    {
        if (!Numeric.TryStrict(left, out var a) || !Numeric.TryStrict(right, out var b))
        {
            return Value.Null;
        }

        try
        {
            return symbol switch
            {
                '+' => Value.Of(a + b),
                '-' => Value.Of(a - b),
                '*' => Value.Of(a * b),
                '/' when b != 0 => Value.Of(a / b),
                '%' when b != 0 => Value.Of(a % b),
                _ => Value.Null,
            };
        }
        catch (OverflowException)
        {
            return Value.Null;
        }
    }
}
