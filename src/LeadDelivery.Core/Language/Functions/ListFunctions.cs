using System.Collections.Immutable;
using LeadDelivery.Core.Language.Evaluation;

namespace LeadDelivery.Core.Language.Functions;

internal static class ListFunctions
{
    public static ImmutableArray<Function> All { get; } =
    [
        new("split", 1, 2, Split,
            "A text cut into a list at a separator; at commas when none is given.", "split('ann@example.com', '@')[1]", "\"example.com\""),
        new("join", 1, 2, Join,
            "The items of a list as one text, with a separator between; missing items are left out.", "join(['a', 'b'], '-')", "\"a-b\""),
        new("first", 1, 1, (a, ref run) => Items(a[0]) is [var first, ..] ? first : Value.Null,
            "The first item.", "first(['a', 'b'])", "\"a\""),
        new("last", 1, 1, (a, ref run) => Items(a[0]) is [.., var last] ? last : Value.Null, "The last item.", "last(['a', 'b'])", "\"b\""),
        new("count", 1, 1, (a, ref run) => Value.Of(Items(a[0]).Length),
            "How many items there are; of a single value 1, of null 0.", "count(['a', 'b'])", "2"),
        new("unique", 1, 1, (a, ref run) => Value.Of(Items(a[0]).Distinct().ToImmutableArray()), "The list without repeated items.",
            "unique(['a', 'b', 'a'])", "[\"a\",\"b\"]"),
        new("sort", 1, 1, Sort, "In ascending order: numbers by value, texts by character.", "sort(['b', 'a'])", "[\"a\",\"b\"]"),
        new("reverse", 1, 1, (a, ref run) => Value.Of(Items(a[0]).Reverse().ToImmutableArray()),
            "In the opposite order.", "reverse([1, 2])", "[2,1]"),
        new("slice", 2, 3, Slice, "Items from an index, all or so many.", "slice(['a', 'b', 'c'], 1, 1)", "[\"b\"]"),
        new("list", 0, Function.Many, (a, ref run) => Value.Of([.. a.All]),
            "The values as a list, for the Handlebars form.", "list('a', 1)", "[\"a\",1]"),
        new("pluck", 2, 2, (a, ref run) => Pluck(a), "One member of each item.", "pluck([{ \"id\": 1 }, { \"id\": 2 }], 'id')", "[1,2]"),
        new("keys", 1, 1,
            (a, ref run) => a[0].Kind == ValueKind.Object
                ? Value.Of(a[0].AsObject.Members.Select(m => Value.Of(m.Key)).ToImmutableArray()) : Value.Null,
            "The names in an object.", "keys({ \"a\": 1 })", "[\"a\"]"),
        new("values", 1, 1,
            (a, ref run) => a[0].Kind == ValueKind.Object
                ? Value.Of(a[0].AsObject.Members.Select(m => m.Value).ToImmutableArray()) : Value.Null,
            "The values in an object.", "values({ \"a\": 1 })", "[1]"),
        new("where", 3, 3, Where, "The items whose member equals a value, as == compares.",
            "where([{ \"n\": 1, \"t\": \"home\" }, { \"n\": 2, \"t\": \"work\" }], 't', 'work')", "[{\"n\":2,\"t\":\"work\"}]"),
    ];

    /// <summary>A list's items; a single value is a list of one, null of none.</summary>
    public static ImmutableArray<Value> Items(Value value) => value.Kind switch
    {
        ValueKind.Null => [],
        ValueKind.List => value.AsList,
        _ => [value],
    };

    private static Value Split(Arguments arguments, ref Run run)
    {
        if (arguments.Text(0) is not { } text)
        {
            return Value.Null;
        }

        var separator = arguments.Text(1) ?? ",";
        if (!run.Charge(text.Length) || (separator.Length > 0 && !run.ChargeItems(text.AsSpan().Count(separator))))
        {
            return Value.Null;
        }

        return Value.Of(separator.Length == 0 ? [Value.Of(text)] : text.Split(separator).Select(Value.Of).ToImmutableArray());
    }

    private static Value Join(Arguments arguments, ref Run run)
    {
        var separator = arguments.Text(1) ?? ",";
        var length = 0L;
        var texts = new List<string>();
        foreach (var item in Items(arguments[0]))
        {
            if (item.IsNull)
            {
                continue;
            }

            texts.Add(item.ToText());
            length += texts[^1].Length + separator.Length;
            if (length > LanguageLimits.MaxOutput)
            {
                break;
            }
        }

        return arguments[0].IsNull || !run.Charge(length) ? Value.Null : Value.Of(string.Join(separator, texts));
    }

    private static Value Sort(Arguments arguments, ref Run run)
    {
        var items = Items(arguments[0]);
        var ordered = items.All(i => Numeric.TryStrict(i, out _))
            ? items.OrderBy(static i => Numeric.TryStrict(i, out var number) ? number : 0)
            : items.OrderBy(static i => i.ToText(), StringComparer.Ordinal);
        return run.ChargeItems(4L * items.Length) ? Value.Of(ordered.ToImmutableArray()) : Value.Null;
    }

    private static Value Slice(Arguments arguments, ref Run run)
    {
        var items = Items(arguments[0]);
        var count = arguments.Count < 3 ? items.Length : arguments.Integer(2, 0, LanguageLimits.MaxOutput);
        if (arguments.Integer(1, -LanguageLimits.MaxOutput, LanguageLimits.MaxOutput) is not { } start || count is not { } most)
        {
            return Value.Null;
        }

        start = Math.Clamp(start < 0 ? items.Length + start : start, 0, items.Length);
        return Value.Of(items.Slice(start, Math.Min(most, items.Length - start)));
    }

    private static Value Where(Arguments arguments, ref Run run)
    {
        var items = Items(arguments[0]);
        if (arguments.Text(1) is not { } name || !run.ChargeItems(4L * items.Length))
        {
            return Value.Null;
        }

        var wanted = arguments[2];
        return Value.Of(
            items.Where(i => ComparisonNode.Compare(Operator.Equal, i.Member(name), wanted) is { AsBoolean: true }).ToImmutableArray());
    }

    private static Value Pluck(Arguments arguments)
    {
        var name = arguments.Text(1);
        return name is null ? Value.Null : Value.Of(Items(arguments[0]).Select(i => i.Member(name)).ToImmutableArray());
    }
}
