using System.Collections.Immutable;
using System.Text.Json;

namespace LeadDelivery.Core.Schemas.Json;

/// <summary><c>properties</c>, <c>patternProperties</c> and <c>additionalProperties</c>.</summary>
internal sealed class PropertiesKeyword(
    ImmutableDictionary<string, SchemaNode> named, ImmutableArray<(SchemaPattern Pattern, SchemaNode Schema)> matching, SchemaNode? others)
    : Keyword
{
    public ImmutableDictionary<string, SchemaNode> Named => named;

    public ImmutableArray<(SchemaPattern Pattern, SchemaNode Schema)> Matching => matching;

    public SchemaNode? Others => others;

    public override bool Check(JsonElement value, InstancePath at, SchemaRun run, Evaluated? seen)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            return true;
        }

        var isGood = true;
        foreach (var member in value.EnumerateObject())
        {
            var name = member.Name;
            var (path, isKnown) = (at.Member(name), false);
            if (named.TryGetValue(name, out var schema))
            {
                isKnown = true;
                isGood &= schema.Check(member.Value, path, run, null);
            }

            foreach (var (pattern, patterned) in matching)
            {
                if (pattern.IsMatch(name, run))
                {
                    isKnown = true;
                    isGood &= patterned.Check(member.Value, path, run, null);
                }
            }

            if (!isKnown && others is not null)
            {
                isKnown = true;
                isGood &= others.Check(member.Value, path, run, null);
            }

            if (isKnown)
            {
                seen?.Add(name);
            }
        }

        return isGood;
    }
}

/// <summary><c>propertyNames</c></summary>
internal sealed class PropertyNamesKeyword(SchemaNode schema) : Keyword
{
    public override bool Check(JsonElement value, InstancePath at, SchemaRun run, Evaluated? seen)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            return true;
        }

        var isGood = true;
        foreach (var member in value.EnumerateObject())
        {
            isGood &= schema.Holds(Text(member.Name), at, run, null)
                || run.Fail(at.Member(member.Name), "a name that propertyNames does not allow");
        }

        return isGood;
    }

    private static JsonElement Text(string name)
    {
        using var document = JsonDocument.Parse("\"" + JsonEncodedText.Encode(name) + "\"");
        return document.RootElement.Clone();
    }
}

/// <summary><c>required</c>, and what <c>dependentRequired</c> asks for where a member is there.</summary>
/// <param name="where">The member on which it depends; null for always.</param>
internal sealed class RequiredKeyword(ImmutableArray<string> names, string? where) : Keyword
{
    public ImmutableArray<string> Names => names;

    public string? Where => where;

    public override bool Check(JsonElement value, InstancePath at, SchemaRun run, Evaluated? seen)
    {
        if (value.ValueKind != JsonValueKind.Object || (where is not null && !value.TryGetProperty(where, out _)))
        {
            return true;
        }

        var isGood = true;
        foreach (var name in names)
        {
            if (!value.TryGetProperty(name, out _))
            {
                var beside = where is null ? "" : $" beside {InstancePath.Shown(where)}";
                isGood = run.Fail(at.Member(name), $"required{beside}, but missing");
            }
        }

        return isGood;
    }
}

/// <summary>What <c>dependentSchemas</c> asks for where a member is there.</summary>
internal sealed class DependentKeyword(string where, SchemaNode schema) : Keyword
{
    public override bool Check(JsonElement value, InstancePath at, SchemaRun run, Evaluated? seen) =>
        value.ValueKind != JsonValueKind.Object || !value.TryGetProperty(where, out _) || schema.Check(value, at, run, seen);
}

/// <summary><c>unevaluatedProperties</c></summary>
internal sealed class UnevaluatedPropertiesKeyword(SchemaNode schema) : Keyword
{
    public override bool IsLast => true;

    public override bool Check(JsonElement value, InstancePath at, SchemaRun run, Evaluated? seen)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            return true;
        }

        var isGood = true;
        foreach (var member in value.EnumerateObject())
        {
            if (!seen!.Has(member.Name))
            {
                isGood &= schema.Check(member.Value, at.Member(member.Name), run, null);
                seen.Add(member.Name);
            }
        }

        return isGood;
    }
}
