using System.Collections.Immutable;
using LeadDelivery.Core.Configuration.Yaml;

namespace LeadDelivery.Core.Configuration.Shapes;

/// <summary>A list of alike items.</summary>
/// <param name="item">What each is.</param>
/// <param name="least">Fewest items.</param>
internal sealed class ListShape<T>(Shape<T> item, int least = 0) : Shape<ImmutableArray<T>>
{
    /// <summary>True takes a single item for a list of one.</summary>
    public bool TakesOne { get; init; }

    public override string Expected => (TakesOne ? $"{item.Expected}, or " : "") + "a list" + (least > 0 ? $" of {least} or more" : "");

    public override bool TryRead(YamlNode node, Place place, out ImmutableArray<T> value)
    {
        value = [];
        if (TakesOne && node is not YamlList)
        {
            var isGood = item.TryRead(node, place, out var one);
            value = isGood ? [one] : [];
            return isGood;
        }

        if (node is not YamlList { Items: var nodes })
        {
            return node is YamlScalar
                ? place.Mistake(
                    node.Line, $"expected {Expected}, found {node.Kind}: a list is written [a, b], or as lines that begin with -")
                : place.Unexpected(node, Expected);
        }

        if (nodes.Length < least)
        {
            return place.Mistake(node.Line, $"expected {Expected}, found {nodes.Length}");
        }

        var items = ImmutableArray.CreateBuilder<T>(nodes.Length);
        for (var i = 0; i < nodes.Length; i++)
        {
            if (item.TryRead(nodes[i], place.Item(i), out var read))
            {
                items.Add(read);
            }
        }

        value = items.DrainToImmutable();
        return value.Length == nodes.Length;
    }

    public override void Describe(SchemaWriter schema)
    {
        if (TakesOne)
        {
            schema.AnyOf(item, new ListShape<T>(item, least));
        }
        else
        {
            schema.List(item, least);
        }
    }
}

/// <summary>An object with names of the writer's choosing.</summary>
/// <param name="item">What each value is.</param>
/// <param name="name">What is wrong with a name, or null; null for any name.</param>
internal sealed class MapShape<T>(Shape<T> item, Func<string, string?>? name = null) : Shape<ImmutableArray<KeyValuePair<string, T>>>
{
    /// <summary>True where names differ in more than case: HTTP headers.</summary>
    public bool IgnoresCase { get; init; }

    public override string Expected => "an object";

    public override bool TryRead(YamlNode node, Place place, out ImmutableArray<KeyValuePair<string, T>> value)
    {
        value = [];
        if (node is not YamlMap map)
        {
            return place.Unexpected(node, Expected);
        }

        var before = place.Document.Mistakes;
        var names = new HashSet<string>(IgnoresCase ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);
        var items = ImmutableArray.CreateBuilder<KeyValuePair<string, T>>(map.Entries.Length);
        foreach (var entry in map.Entries)
        {
            var member = place.Member(entry.Key);
            if (name?.Invoke(entry.Key) is { } wrong)
            {
                member.Mistake(entry.Line, wrong);
            }
            else if (!names.Add(entry.Key))
            {
                member.Mistake(entry.Line, "there is one of this name already, upper and lower case aside");
            }
            else if (item.TryRead(entry.Value, member, out var read))
            {
                items.Add(new(entry.Key, read));
            }
        }

        value = items.DrainToImmutable();
        return place.Document.Mistakes == before;
    }

    public override void Describe(SchemaWriter schema) => schema.Map(item);
}

/// <summary>Objects of several kinds, told apart by one key.</summary>
/// <param name="key">The key that names the kind; each case has it among its keys.</param>
/// <param name="otherwise">The kind where the key is not given; null where it must be.</param>
/// <param name="notYet">Kinds of the contract that this version does not do.</param>
internal sealed class ChoiceShape<T>(
    string key, string? otherwise, IReadOnlyList<string> notYet, params (string Kind, ObjectShape<T> Shape)[] cases) : Shape<T>
{
    public override string Expected => $"an object with {key}: {string.Join(", ", cases.Select(c => c.Kind))}";

    public override bool TryRead(YamlNode node, Place place, out T value)
    {
        value = default!;
        if (node is not YamlMap map)
        {
            return place.Unexpected(node, Expected);
        }

        var entry = map.Entries.FirstOrDefault(e => e.Key == key);
        if (entry is null && otherwise is null)
        {
            return place.Member(key).Mistake(map.Line, $"missing, expected one of {string.Join(", ", cases.Select(c => c.Kind))}");
        }

        if (entry is { Value: not YamlScalar { Means: ScalarKind.Text } })
        {
            return place.Member(key).Unexpected(entry.Value, "one of " + string.Join(", ", cases.Select(c => c.Kind)));
        }

        var kind = (entry?.Value as YamlScalar)?.Text ?? otherwise!;
        var at = Array.FindIndex(cases, c => c.Kind == kind);
        if (at >= 0)
        {
            return cases[at].Shape.TryRead(node, place, out value);
        }

        place.Member(key).Mistake(entry!.Value.Line, notYet.Contains(kind)
            ? $"`{kind}` is not supported by this version, expected {string.Join(" or ", cases.Select(c => c.Kind))}"
            : $"`{kind}` is not known, {Suggestion.For(kind, cases.Select(c => c.Kind))}");
        if (!notYet.Contains(kind) && Suggestion.Near(kind, cases.Select(c => c.Kind)) is { } near)
        {
            // What else is wrong with it is told at once.
            var meant = entry with { Value = new YamlScalar(entry.Value.Line, near, ScalarKind.Text) };
            cases.First(c => c.Kind == near).Shape.TryRead(map with { Entries = map.Entries.Replace(entry, meant) }, place, out _);
        }

        return false;
    }

    public override void Describe(SchemaWriter schema)
    {
        if (cases.Length == 1)
        {
            cases[0].Shape.Describe(schema);
        }
        else
        {
            schema.AnyOf([.. cases.Select(c => c.Shape)]);
        }
    }

    /// <summary>The key itself, as each case lists it.</summary>
    public static Key<string> KindKey(string key, string kind, string doc) => new(key, new WordShape<string>((kind, kind)), doc);
}
