using System.Collections.Immutable;
using System.Text.Json;

namespace LeadDelivery.Core.Schemas.Json;

/// <summary><c>allOf</c></summary>
internal sealed class AllOfKeyword(ImmutableArray<SchemaNode> schemas) : Keyword
{
    public ImmutableArray<SchemaNode> Schemas => schemas;

    public override bool Check(JsonElement value, InstancePath at, SchemaRun run, Evaluated? seen)
    {
        var isGood = true;
        foreach (var schema in schemas)
        {
            isGood &= schema.Check(value, at, run, seen);
        }

        return isGood;
    }
}

/// <summary><c>anyOf</c>, and <c>oneOf</c>, which takes no more than one.</summary>
internal sealed class AlternativesKeyword(ImmutableArray<SchemaNode> schemas, bool isOnlyOne) : Keyword
{
    public override bool Check(JsonElement value, InstancePath at, SchemaRun run, Evaluated? seen)
    {
        var found = 0;
        foreach (var schema in schemas)
        {
            found += schema.Holds(value, at, run, seen) ? 1 : 0;
            if (found > 0 && seen is null && !isOnlyOne)
            {
                return true;
            }
        }

        return found == 0 ? run.Fail(at, $"fits none of the {schemas.Length} alternatives")
            : !isOnlyOne || found == 1 || run.Fail(at, $"fits {found} of the alternatives, expected exactly one");
    }
}

/// <summary><c>not</c></summary>
internal sealed class NotKeyword(SchemaNode schema) : Keyword
{
    public override bool Check(JsonElement value, InstancePath at, SchemaRun run, Evaluated? seen) =>
        !schema.Holds(value, at, run, null) || run.Fail(at, "is what the schema excludes (not)");
}

/// <summary><c>if</c>, <c>then</c>, <c>else</c></summary>
internal sealed class ConditionKeyword(SchemaNode condition, SchemaNode? then, SchemaNode? otherwise) : Keyword
{
    public override bool Check(JsonElement value, InstancePath at, SchemaRun run, Evaluated? seen) =>
        (condition.Holds(value, at, run, seen) ? then : otherwise)?.Check(value, at, run, seen) ?? true;
}

/// <summary><c>$ref</c></summary>
internal sealed class ReferenceKeyword(SchemaNode target) : Keyword
{
    public SchemaNode Target => target;

    public override bool Check(JsonElement value, InstancePath at, SchemaRun run, Evaluated? seen) => target.Check(value, at, run, seen);
}

/// <summary><c>$dynamicRef</c>, and <c>$recursiveRef</c>: the outermost resource on the way here that has the anchor.</summary>
internal sealed class DynamicReferenceKeyword(SchemaNode target, string anchor) : Keyword
{
    public override bool Check(JsonElement value, InstancePath at, SchemaRun run, Evaluated? seen)
    {
        foreach (var scope in run.Scopes)
        {
            if (scope.DynamicAnchors.TryGetValue(anchor, out var found))
            {
                return found.Check(value, at, run, seen);
            }
        }

        return target.Check(value, at, run, seen);
    }
}
