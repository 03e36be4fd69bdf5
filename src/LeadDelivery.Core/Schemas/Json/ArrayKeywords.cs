using System.Collections.Immutable;
using System.Text;
using System.Text.Json;

namespace LeadDelivery.Core.Schemas.Json;

/// <summary><c>prefixItems</c> with <c>items</c>; in older drafts a list of <c>items</c> with <c>additionalItems</c>.</summary>
internal sealed class ItemsKeyword(ImmutableArray<SchemaNode> first, SchemaNode? rest) : Keyword
{
    public ImmutableArray<SchemaNode> First => first;

    public SchemaNode? Rest => rest;

    public override bool Check(JsonElement value, InstancePath at, SchemaRun run, Evaluated? seen)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            return true;
        }

        var (index, isGood) = (0, true);
        foreach (var item in value.EnumerateArray())
        {
            if ((index < first.Length ? first[index] : rest) is { } schema)
            {
                isGood &= schema.Check(item, at.Item(index), run, null);
            }

            index++;
        }

        seen?.AddFirst(rest is null ? first.Length : int.MaxValue);
        return isGood;
    }
}

/// <summary><c>contains</c> with <c>minContains</c> and <c>maxContains</c>.</summary>
/// <param name="isSeen">True where the items found count as looked at (since 2020-12).</param>
internal sealed class ContainsKeyword(SchemaNode schema, decimal least, decimal? most, bool isSeen) : Keyword
{
    public override bool Check(JsonElement value, InstancePath at, SchemaRun run, Evaluated? seen)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            return true;
        }

        var (index, found) = (0, 0);
        foreach (var item in value.EnumerateArray())
        {
            if (schema.Holds(item, at.Item(index), run, null))
            {
                found++;
                if (isSeen)
                {
                    seen?.Add(index);
                }
            }

            index++;
        }

        return found < least ? run.Fail(at, $"expected {least} or more items of the kind that contains asks for, found {found}")
            : found <= (most ?? found) || run.Fail(at, $"expected {most} or fewer items of the kind that contains asks for, found {found}");
    }
}

/// <summary><c>uniqueItems</c></summary>
internal sealed class UniqueKeyword : Keyword
{
    public override bool Check(JsonElement value, InstancePath at, SchemaRun run, Evaluated? seen)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            return true;
        }

        var known = new HashSet<string>(StringComparer.Ordinal);
        return value.EnumerateArray().All(item => known.Add(Canonical(item, new StringBuilder()).ToString()))
            || run.Fail(at, "expected items that differ from each other");
    }

    /// <summary>The same text for equal values, whatever their spelling and the order of members.</summary>
    private static StringBuilder Canonical(JsonElement value, StringBuilder text)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                text.Append('{');
                foreach (var member in value.EnumerateObject().OrderBy(m => m.Name, StringComparer.Ordinal))
                {
                    Canonical(member.Value, Quoted(text, member.Name)).Append(',');
                }

                return text.Append('}');
            case JsonValueKind.Array:
                text.Append('[');
                foreach (var item in value.EnumerateArray())
                {
                    Canonical(item, text).Append(',');
                }

                return text.Append(']');
            case JsonValueKind.String: return Quoted(text, value.GetString()!);
            case JsonValueKind.Number: return text.Append(ExactNumber.Of(value)?.ToString() ?? value.GetRawText());
            default: return text.Append(value.GetRawText());
        }
    }

    private static StringBuilder Quoted(StringBuilder text, string part) => text.Append(part.Length).Append(':').Append(part);
}

/// <summary><c>unevaluatedItems</c></summary>
internal sealed class UnevaluatedItemsKeyword(SchemaNode schema) : Keyword
{
    public override bool IsLast => true;

    public override bool Check(JsonElement value, InstancePath at, SchemaRun run, Evaluated? seen)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            return true;
        }

        var (index, isGood) = (0, true);
        foreach (var item in value.EnumerateArray())
        {
            isGood &= seen!.Has(index) || schema.Check(item, at.Item(index), run, null);
            index++;
        }

        seen!.AddFirst(int.MaxValue);
        return isGood;
    }
}
