using System.Collections.Immutable;
using LeadDelivery.Core.Language.Evaluation;

namespace LeadDelivery.Core.Language.Functions;

internal static class NumberFunctions
{
    /// <summary>Most decimals of a decimal number.</summary>
    private const int MostDecimals = 28;

    public static ImmutableArray<Function> All { get; } =
    [
        new("number", 1, 1, (a, ref run) => Of(NumberReader.Read(a[0])),
            "The number in a text as people type it; null where it could be read in two ways.", "number('$60,000')", "60000"),
        new("integer", 1, 1, (a, ref run) => Of(NumberReader.Read(a[0]), decimal.Truncate),
            "The whole number, decimals cut off.", "integer('45.90')", "45"),
        new("round", 1, 2, (a, ref run) => Round(a, static (n, digits) => decimal.Round(n, digits, MidpointRounding.AwayFromZero)),
            "Rounded to whole or to so many decimals, halves away from zero.", "round(12.345, 2)", "12.35"),
        new("floor", 1, 1, (a, ref run) => Of(NumberReader.Read(a[0]), decimal.Floor), "The whole number at or below.", "floor(2.7)", "2"),
        new("ceil", 1, 1, (a, ref run) => Of(NumberReader.Read(a[0]), decimal.Ceiling), "The whole number at or above.", "ceil(2.1)", "3"),
        new("abs", 1, 1, (a, ref run) => Of(NumberReader.Read(a[0]), Math.Abs), "Without its sign.", "abs(-5)", "5"),
        new("min", 1, Function.Many, (a, ref run) => Extreme(a, -1),
            "The least of the values or of a list; nulls do not count.", "min(3, 1, 2)", "1"),
        new("max", 1, Function.Many, (a, ref run) => Extreme(a, 1),
            "The greatest of the values or of a list; nulls do not count.", "max([3, 1, 2])", "3"),
        new("sum", 1, Function.Many, (a, ref run) => Sum(a),
            "The numbers of the values or of a list added up.", "sum([1, '2', 3.5])", "6.5"),
        new("range_min", 1, 1, (a, ref run) => Of(NumberRange.Read(a[0])?.Min),
            "The lower end of a range as forms offer it: 50000-75000, 50k to 75k, under 5000, 100000+, one number.",
            "range_min('$50,000 - $75,000')", "50000"),
        new("range_max", 1, 1, (a, ref run) => Of(NumberRange.Read(a[0])?.Max),
            "Its upper end; null for an open one.", "range_max('50k to 75k')", "75000"),
        new("range_mid", 1, 1, (a, ref run) => Of(NumberRange.Read(a[0])?.Mid),
            "Halfway between its ends; null for an open one.", "range_mid('50-75k')", "62500"),
    ];

    private static Value Of(decimal? number, Func<decimal, decimal>? change = null) =>
        number is { } n ? Value.Of(change is null ? n : change(n)) : Value.Null;

    private static Value Round(Arguments arguments, Func<decimal, int, decimal> round)
    {
        var digits = arguments.Count < 2 ? 0 : arguments.Integer(1, 0, MostDecimals);
        return digits is { } d && NumberReader.Read(arguments[0]) is { } number ? Value.Of(round(number, d)) : Value.Null;
    }

    private static ReadOnlySpan<Value> Items(Arguments arguments) =>
        arguments.Count == 1 && arguments[0].Kind == ValueKind.List ? arguments[0].AsList.AsSpan() : arguments.All;

    private static Value Extreme(Arguments arguments, int sign)
    {
        var best = Value.Null;
        foreach (var item in Items(arguments))
        {
            if (item.IsNull)
            {
                continue;
            }

            if (best.IsNull)
            {
                best = item;
                continue;
            }

            if (Comparison.Order(item, best) is not { } order)
            {
                return Value.Null;
            }

            best = order * sign > 0 ? item : best;
        }

        return best;
    }

    private static Value Sum(Arguments arguments)
    {
        var sum = 0m;
        foreach (var item in Items(arguments))
        {
            if (item.IsNull)
            {
                continue;
            }

            if (NumberReader.Read(item) is not { } number)
            {
                return Value.Null;
            }

            try
            {
                sum += number;
            }
            catch (OverflowException)
            {
                return Value.Null;
            }
        }

        return Value.Of(sum);
    }
}
