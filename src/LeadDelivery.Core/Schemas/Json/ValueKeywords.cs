using System.Collections.Immutable;
using System.Text.Json;

namespace LeadDelivery.Core.Schemas.Json;

/// <summary><c>type</c></summary>
internal sealed class TypeKeyword(ImmutableArray<string> types) : Keyword
{
    /// <summary>The names there are.</summary>
    public static readonly ImmutableArray<string> Names = ["null", "boolean", "object", "array", "number", "string", "integer"];

    public ImmutableArray<string> Types => types;

    public override bool Check(JsonElement value, InstancePath at, SchemaRun run, Evaluated? seen) =>
        types.Any(type => Is(value, type))
        || run.Fail(at, run.IsQuiet ? "" : $"expected {string.Join(" or ", types)}, found {Found(value)}");

    /// <summary>The kind of a value, in the words of <c>type</c>.</summary>
    public static string KindOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True or JsonValueKind.False => "boolean",
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        JsonValueKind.Number => "number",
        JsonValueKind.String => "string",
        _ => "null",
    };

    private string Found(JsonElement value) => value.ValueKind == JsonValueKind.Number && types.Contains("integer")
        ? "a number with decimal places" : KindOf(value);

    private static bool Is(JsonElement value, string type) =>
        type == KindOf(value) || (type == "integer" && ExactNumber.Of(value) is { IsInteger: true });
}

/// <summary><c>enum</c> and <c>const</c></summary>
internal sealed class EnumKeyword(ImmutableArray<JsonElement> allowed) : Keyword
{
    /// <summary>Most values named in a problem.</summary>
    private const int MaxListed = 20;

    private readonly string _rule = allowed.Length == 1
        ? $"expected {allowed[0].GetRawText()}"
        : $"expected one of {string.Join(", ", allowed.Take(MaxListed).Select(a => a.GetRawText()))}"
            + (allowed.Length > MaxListed ? ", …" : "");

    public override bool Check(JsonElement value, InstancePath at, SchemaRun run, Evaluated? seen)
    {
        foreach (var one in allowed)
        {
            if (JsonElement.DeepEquals(one, value))
            {
                return true;
            }
        }

        return run.Fail(at, _rule);
    }
}

/// <summary><c>minimum</c>, <c>maximum</c> and their exclusive forms.</summary>
internal sealed class BoundKeyword(string name, ExactNumber bound, string text) : Keyword
{
    private readonly string _rule = name switch
    {
        "minimum" => $"expected {text} or more",
        "maximum" => $"expected {text} or less",
        "exclusiveMinimum" => $"expected more than {text}",
        _ => $"expected less than {text}",
    };

    public override bool Check(JsonElement value, InstancePath at, SchemaRun run, Evaluated? seen)
    {
        if (value.ValueKind != JsonValueKind.Number)
        {
            return true;
        }

        if (ExactNumber.Of(value) is not { } number)
        {
            return run.Fail(at, "a number too long to be compared");
        }

        var order = number.CompareTo(bound);
        var holds = name switch
        {
            "minimum" => order >= 0,
            "maximum" => order <= 0,
            "exclusiveMinimum" => order > 0,
            _ => order < 0,
        };
        return holds || run.Fail(at, _rule);
    }
}

/// <summary><c>multipleOf</c></summary>
internal sealed class MultipleKeyword(ExactNumber divisor, string text) : Keyword
{
    public override bool Check(JsonElement value, InstancePath at, SchemaRun run, Evaluated? seen) =>
        value.ValueKind != JsonValueKind.Number
        || ExactNumber.Of(value)?.IsMultipleOf(divisor) == true
        || run.Fail(at, $"expected a multiple of {text}");
}

/// <summary>The bounds of how much a value holds: characters (code points), items, members.</summary>
internal sealed class SizeKeyword(JsonValueKind kind, bool isLeast, decimal bound) : Keyword
{
    private readonly string _rule = $"expected {bound} {kind switch
    {
        JsonValueKind.String => "characters",
        JsonValueKind.Array => "items",
        _ => "members",
    }} {(isLeast ? "or more" : "or fewer")}";

    public override bool Check(JsonElement value, InstancePath at, SchemaRun run, Evaluated? seen)
    {
        if (value.ValueKind != kind)
        {
            return true;
        }

        var size = kind switch
        {
            JsonValueKind.String => CodePoints(value.GetString()!),
            JsonValueKind.Array => value.GetArrayLength(),
            _ => value.EnumerateObject().Select(m => m.Name).Distinct(StringComparer.Ordinal).Count(),
        };
        return (isLeast ? size >= bound : size <= bound) || run.Fail(at, _rule);
    }

    private static int CodePoints(string text)
    {
        var count = 0;
        foreach (var _ in text.EnumerateRunes())
        {
            count++;
        }

        return count;
    }
}

/// <summary><c>pattern</c></summary>
internal sealed class PatternKeyword(SchemaPattern pattern) : Keyword
{
    public override bool Check(JsonElement value, InstancePath at, SchemaRun run, Evaluated? seen) =>
        value.ValueKind != JsonValueKind.String || pattern.IsMatch(value.GetString()!, run)
        || run.Fail(at, $"expected the pattern {pattern.Text}");
}

/// <summary><c>format</c>, asserted for the formats of <see cref="TextFormats"/>.</summary>
internal sealed class FormatKeyword(string format, Func<string, bool> isValid) : Keyword
{
    public override bool Check(JsonElement value, InstancePath at, SchemaRun run, Evaluated? seen) =>
        value.ValueKind != JsonValueKind.String || isValid(value.GetString()!)
        || run.Fail(at, $"expected the format {format}");
}
