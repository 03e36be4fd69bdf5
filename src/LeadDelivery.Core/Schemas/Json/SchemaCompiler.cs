using System.Collections.Immutable;
using System.Text.Json;

namespace LeadDelivery.Core.Schemas.Json;

/// <summary>From a schema document to compiled schemas. Words that mean nothing are let be, as the standard asks.</summary>
internal sealed partial class SchemaCompiler
{
    private readonly JsonElement _root;
    private readonly SchemaDialect _dialect;
    private readonly Action<string, string> _mistake;
    private readonly SchemaResources _resources;
    private readonly bool _tracks;
    private readonly Dictionary<string, SchemaNode> _nodes = new(StringComparer.Ordinal);

    private SchemaCompiler(JsonElement root, SchemaDialect dialect, Action<string, string> mistake)
    {
        (_root, _dialect, _mistake) = (root, dialect, mistake);
        _resources = new(root, dialect, mistake);
        _tracks = root.GetRawText().Contains("\"unevaluated", StringComparison.Ordinal);
    }

    /// <summary>The schema of the whole document.</summary>
    /// <param name="mistake">Receives pointer and words.</param>
    public static SchemaNode Compile(JsonElement root, SchemaDialect dialect, Action<string, string> mistake)
    {
        var compiler = new SchemaCompiler(root, dialect, mistake);
        var schema = compiler.Node("");
        foreach (var (resource, name, pointer) in compiler._resources.DynamicAnchors)
        {
            resource.DynamicAnchors[name] = compiler.Node(pointer);
        }

        return schema;
    }

    private SchemaNode Node(string pointer)
    {
        if (_nodes.TryGetValue(pointer, out var known))
        {
            return known;
        }

        var node = new SchemaNode(_resources.Of(pointer), _tracks);
        _nodes.Add(pointer, node);
        var schema = SchemaPointers.Find(_root, pointer) ?? default;
        switch (schema.ValueKind)
        {
            case JsonValueKind.True: break;
            case JsonValueKind.False: node.IsNever = true; break;
            case JsonValueKind.Object: node.Keywords = [.. Keywords(schema, pointer, node.Resource).OrderBy(k => k.IsLast)]; break;
            default: _mistake(pointer, "expected a schema: an object, true or false"); break;
        }

        return node;
    }

    private IEnumerable<Keyword> Keywords(JsonElement schema, string pointer, SchemaResource resource)
    {
        if (Text(schema, pointer, "$ref") is { } reference
            && _resources.Resolve(reference, resource, SchemaPointers.Member(pointer, "$ref")) is { } target)
        {
            yield return new ReferenceKeyword(Node(target));
        }

        if (_dialect == SchemaDialect.Draft7 && schema.TryGetProperty("$ref", out _))
        {
            yield break;
        }

        var keywords = DynamicReferences(schema, pointer, resource)
            .Concat(Plain(schema, pointer)).Concat(Texts(schema, pointer)).Concat(Bounds(schema, pointer))
            .Concat(OfLists(schema, pointer)).Concat(OfObjects(schema, pointer)).Concat(Dependencies(schema, pointer))
            .Concat(Logic(schema, pointer));
        foreach (var keyword in keywords)
        {
            yield return keyword;
        }
    }

    private IEnumerable<Keyword> DynamicReferences(JsonElement schema, string pointer, SchemaResource resource)
    {
        var word = _dialect == SchemaDialect.Draft2020 ? "$dynamicRef" : "$recursiveRef";
        if (Text(schema, pointer, word) is { } reference
            && _resources.Resolve(reference, resource, SchemaPointers.Member(pointer, word)) is { } target)
        {
            var anchor = word == "$recursiveRef" ? "" : reference[(reference.IndexOf('#', StringComparison.Ordinal) + 1)..];
            var isDynamic = _resources.DynamicAnchors.Any(a => a.Name == anchor && a.Pointer == target);
            yield return isDynamic ? new DynamicReferenceKeyword(Node(target), anchor) : new ReferenceKeyword(Node(target));
        }
    }

    private IEnumerable<Keyword> Plain(JsonElement schema, string pointer)
    {
        if (schema.TryGetProperty("type", out var type))
        {
            ImmutableArray<JsonElement> types = type.ValueKind == JsonValueKind.Array ? [.. type.EnumerateArray()] : [type];
            if (types.All(t => t.ValueKind == JsonValueKind.String && TypeKeyword.Names.Contains(t.GetString()!)))
            {
                yield return new TypeKeyword([.. types.Select(t => t.GetString()!)]);
            }
            else
            {
                Mistake(pointer, "type", "expected one or a list of " + string.Join(", ", TypeKeyword.Names));
            }
        }

        if (schema.TryGetProperty("enum", out var allowed))
        {
            if (allowed.ValueKind == JsonValueKind.Array)
            {
                yield return new EnumKeyword([.. allowed.EnumerateArray()]);
            }
            else
            {
                Mistake(pointer, "enum", "expected a list of values");
            }
        }

        if (schema.TryGetProperty("const", out var constant))
        {
            yield return new EnumKeyword([constant]);
        }
    }

    private IEnumerable<Keyword> Texts(JsonElement schema, string pointer)
    {
        if (Text(schema, pointer, "pattern") is { } text && Pattern(text, pointer, "pattern") is { } pattern)
        {
            yield return new PatternKeyword(pattern);
        }

        if (Text(schema, pointer, "format") is { } format && TextFormats.Find(format) is { } isValid)
        {
            yield return new FormatKeyword(format, isValid);
        }
    }

    private IEnumerable<Keyword> Bounds(JsonElement schema, string pointer)
    {
        foreach (var word in (string[])["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"])
        {
            if (Number(schema, pointer, word) is { } bound)
            {
                yield return new BoundKeyword(word, bound, schema.GetProperty(word).GetRawText());
            }
        }

        if (Number(schema, pointer, "multipleOf") is { } divisor)
        {
            if (divisor.IsPositive)
            {
                yield return new MultipleKeyword(divisor, schema.GetProperty("multipleOf").GetRawText());
            }
            else
            {
                Mistake(pointer, "multipleOf", "expected a number above 0");
            }
        }

        (string Word, JsonValueKind Kind)[] sizes =
            [("Length", JsonValueKind.String), ("Items", JsonValueKind.Array), ("Properties", JsonValueKind.Object)];
        foreach (var (word, kind) in sizes)
        {
            if (Count(schema, pointer, "min" + word) is { } least)
            {
                yield return new SizeKeyword(kind, isLeast: true, least);
            }

            if (Count(schema, pointer, "max" + word) is { } most)
            {
                yield return new SizeKeyword(kind, isLeast: false, most);
            }
        }
    }

    private IEnumerable<Keyword> OfLists(JsonElement schema, string pointer)
    {
        var first = _dialect == SchemaDialect.Draft2020 ? Nodes(schema, pointer, "prefixItems") : [];
        var rest = "items";
        if (schema.TryGetProperty("items", out var items) && items.ValueKind == JsonValueKind.Array)
        {
            (first, rest) = (Nodes(schema, pointer, "items"), "additionalItems");
        }

        if (!first.IsEmpty || schema.TryGetProperty(rest, out _))
        {
            yield return new ItemsKeyword(first, One(schema, pointer, rest));
        }

        if (One(schema, pointer, "contains") is { } contains)
        {
            yield return new ContainsKeyword(
                contains, Count(schema, pointer, "minContains") ?? 1, Count(schema, pointer, "maxContains"),
                isSeen: _dialect == SchemaDialect.Draft2020);
        }

        if (schema.TryGetProperty("uniqueItems", out var unique))
        {
            if (unique.ValueKind == JsonValueKind.True)
            {
                yield return new UniqueKeyword();
            }
            else if (unique.ValueKind != JsonValueKind.False)
            {
                Mistake(pointer, "uniqueItems", "expected true or false");
            }
        }

        if (_dialect != SchemaDialect.Draft7 && One(schema, pointer, "unevaluatedItems") is { } unevaluated)
        {
            yield return new UnevaluatedItemsKeyword(unevaluated);
        }
    }

    private IEnumerable<Keyword> OfObjects(JsonElement schema, string pointer)
    {
        var named = Map(schema, pointer, "properties").ToImmutableDictionary(m => m.Key, m => m.Value, StringComparer.Ordinal);
        var matching = Map(schema, pointer, "patternProperties")
            .Select(m => (Pattern: Pattern(m.Key, SchemaPointers.Member(pointer, "patternProperties"), m.Key), Schema: m.Value))
            .Where(m => m.Pattern is not null).Select(m => (m.Pattern!, m.Schema)).ToImmutableArray();
        var others = One(schema, pointer, "additionalProperties");
        if (!named.IsEmpty || !matching.IsEmpty || others is not null)
        {
            yield return new PropertiesKeyword(named, matching, others);
        }

        if (One(schema, pointer, "propertyNames") is { } names)
        {
            yield return new PropertyNamesKeyword(names);
        }

        if (schema.TryGetProperty("required", out var required))
        {
            yield return new RequiredKeyword(Names(required, pointer, "required"), null);
        }

        if (_dialect != SchemaDialect.Draft7 && One(schema, pointer, "unevaluatedProperties") is { } unevaluated)
        {
            yield return new UnevaluatedPropertiesKeyword(unevaluated);
        }
    }

    private IEnumerable<Keyword> Dependencies(JsonElement schema, string pointer)
    {
        foreach (var word in (string[])["dependentRequired", "dependentSchemas", "dependencies"])
        {
            if (!schema.TryGetProperty(word, out var map) || (_dialect == SchemaDialect.Draft7 && word != "dependencies"))
            {
                continue;
            }

            if (map.ValueKind != JsonValueKind.Object)
            {
                Mistake(pointer, word, "expected an object");
                continue;
            }

            foreach (var member in map.EnumerateObject())
            {
                var at = SchemaPointers.Member(pointer, word);
                yield return word == "dependentRequired" || (word == "dependencies" && member.Value.ValueKind == JsonValueKind.Array)
                    ? new RequiredKeyword(Names(member.Value, at, member.Name), member.Name)
                    : new DependentKeyword(member.Name, Node(SchemaPointers.Member(at, member.Name)));
            }
        }
    }

    private IEnumerable<Keyword> Logic(JsonElement schema, string pointer)
    {
        if (Nodes(schema, pointer, "allOf") is { IsEmpty: false } all)
        {
            yield return new AllOfKeyword(all);
        }

        if (Nodes(schema, pointer, "anyOf") is { IsEmpty: false } any)
        {
            yield return new AlternativesKeyword(any, isOnlyOne: false);
        }

        if (Nodes(schema, pointer, "oneOf") is { IsEmpty: false } one)
        {
            yield return new AlternativesKeyword(one, isOnlyOne: true);
        }

        if (One(schema, pointer, "not") is { } not)
        {
            yield return new NotKeyword(not);
        }

        if (One(schema, pointer, "if") is { } condition)
        {
            yield return new ConditionKeyword(condition, One(schema, pointer, "then"), One(schema, pointer, "else"));
        }
    }
}
