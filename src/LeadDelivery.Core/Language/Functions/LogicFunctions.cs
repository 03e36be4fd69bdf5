using System.Collections.Immutable;
using LeadDelivery.Core.Language.Evaluation;

namespace LeadDelivery.Core.Language.Functions;

internal static class LogicFunctions
{
    public static ImmutableArray<Function> All { get; } =
    [
        new("default", 2, 2, (a, ref run) => IsBlank(a[0]) ? a[1] : a[0], "The second value where the first is missing or empty text.",
            "default('', 'n/a')", "\"n/a\""),
        new("coalesce", 1, Function.Many, (a, ref run) => FirstGiven(a), "The first value that is neither missing nor empty text.",
            "coalesce(null, '', 'b')", "\"b\""),
        new("lookup", 2, 3, (a, ref run) => Lookup(a), "The value that the table has for the first; else the third value, or null.",
            "lookup('1', { \"1\": \"Own\", \"2\": \"Rent\" })", "\"Own\""),
        new("boolean", 1, 1, (a, ref run) => Boolean(a[0]),
            "True for true, yes, y, t, on, 1; false for their opposites; null for anything else.", "boolean('Yes')", "true"),
        new("is_empty", 1, 1, (a, ref run) => Value.Of(IsBlank(a[0]) || a[0] is { Kind: ValueKind.List, AsList.Length: 0 }),
            "Missing, text of white space only, or an empty list.", "is_empty('  ')", "true"),
        new("is_number", 1, 1, (a, ref run) => Value.Of(Numeric.TryStrict(a[0], out _)), "A number, or text that holds nothing but one.",
            "is_number('12.5')", "true"),
        new("eq", 2, 2, (a, ref run) => ComparisonNode.Compare(Operator.Equal, a[0], a[1]),
            "The operator ==, for the Handlebars form.", "eq('CA', 'CA')", "true"),
        new("ne", 2, 2, (a, ref run) => ComparisonNode.Compare(Operator.NotEqual, a[0], a[1]),
            "The operator !=.", "ne('CA', 'TX')", "true"),
        new("lt", 2, 2, (a, ref run) => ComparisonNode.Compare(Operator.Less, a[0], a[1]), "The operator <.", "lt(1, '2')", "true"),
        new("lte", 2, 2, (a, ref run) => ComparisonNode.Compare(Operator.LessOrEqual, a[0], a[1]), "The operator <=.", "lte(2, 2)", "true"),
        new("gt", 2, 2, (a, ref run) => ComparisonNode.Compare(Operator.Greater, a[0], a[1]), "The operator >.", "gt(1, 2)", "false"),
        new("gte", 2, 2, (a, ref run) => ComparisonNode.Compare(Operator.GreaterOrEqual, a[0], a[1]),
            "The operator >=.", "gte(3, 2)", "true"),
        new("uuid", 0, 0, (a, ref run) => Value.Of(run.Scope.NewGuid().ToString()), "A new random id.", "length(uuid())", "36"),
    ];

    public static bool IsBlank(Value value) => value.IsNull || (value.Kind == ValueKind.Text && string.IsNullOrWhiteSpace(value.AsText));

    private static Value FirstGiven(Arguments arguments)
    {
        foreach (var value in arguments.All)
        {
            if (!IsBlank(value))
            {
                return value;
            }
        }

        return Value.Null;
    }

    private static Value Lookup(Arguments arguments) =>
        arguments.Text(0) is { } name && arguments[1].Kind == ValueKind.Object && arguments[1].AsObject.TryGet(name, out var found)
            ? found
            : arguments[2];

    private static Value Boolean(Value value) => value.Kind switch
    {
        ValueKind.Boolean => value,
        ValueKind.Number when value.AsNumber is 0 or 1 => Value.Of(value.AsNumber == 1),
        ValueKind.Text when Truth.Read(value.AsText) is { } read => Value.Of(read),
        _ => Value.Null,
    };
}
