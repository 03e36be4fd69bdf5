using System.Text.Json;

namespace LeadDelivery.Core.Schemas.Json;

/// <summary>Finds which parts of a schema document have names, and what a reference leads to. Nothing is fetched.</summary>
internal sealed class SchemaResources
{
    /// <summary>What a schema without <c>$id</c> is relative to; nothing is ever read from there.</summary>
    private static readonly Uri NoId = new("https://schema.invalid/");

    private static readonly string[] OfOne =
    [
        "items", "additionalItems", "contains", "additionalProperties", "propertyNames", "not", "if", "then", "else",
        "unevaluatedItems", "unevaluatedProperties", "contentSchema",
    ];

    private static readonly string[] OfList = ["allOf", "anyOf", "oneOf", "prefixItems", "items"];

    private static readonly string[] OfMap =
        ["properties", "patternProperties", "$defs", "definitions", "dependentSchemas", "dependencies"];

    private readonly JsonElement _root;
    private readonly SchemaDialect _dialect;
    private readonly Action<string, string> _mistake;
    private readonly Dictionary<string, SchemaResource> _byId = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SchemaResource> _byPointer = new(StringComparer.Ordinal);
    private readonly List<(SchemaResource Resource, string Name, string Pointer)> _dynamic = [];

    /// <param name="mistake">Receives pointer and words.</param>
    public SchemaResources(JsonElement root, SchemaDialect dialect, Action<string, string> mistake)
    {
        (_root, _dialect, _mistake) = (root, dialect, mistake);
        var resource = new SchemaResource(NoId, "");
        _byId.Add(NoId.AbsoluteUri, resource);
        _byPointer.Add("", resource);
        Scan(root, "", resource);
    }

    /// <summary>Where the anchors stand that <c>$dynamicRef</c> and <c>$recursiveRef</c> look for.</summary>
    public IReadOnlyList<(SchemaResource Resource, string Name, string Pointer)> DynamicAnchors => _dynamic;

    /// <summary>The resource that the schema at the pointer belongs to.</summary>
    public SchemaResource Of(string pointer)
    {
        if (_byPointer.TryGetValue(pointer, out var known))
        {
            return known;
        }

        // Under a word that means nothing: a schema only because a reference leads here.
        var at = pointer;
        while (!_byPointer.TryGetValue(at, out known))
        {
            at = at[..at.LastIndexOf('/')];
        }

        if (SchemaPointers.Find(_root, pointer) is { } element)
        {
            Scan(element, pointer, known);
        }

        return _byPointer.GetValueOrDefault(pointer, known);
    }

    /// <summary>Where a reference leads; null after a mistake.</summary>
    public string? Resolve(string reference, SchemaResource from, string pointer)
    {
        var hash = reference.IndexOf('#', StringComparison.Ordinal);
        var address = hash < 0 ? reference : reference[..hash];
        var fragment = hash < 0 ? "" : Uri.UnescapeDataString(reference[(hash + 1)..]);
        var target = from;
        if (address.Length > 0 && !(Uri.TryCreate(from.Id, address, out var id) && _byId.TryGetValue(id.AbsoluteUri, out target)))
        {
            _mistake(pointer, $"`{reference}` is in another file, expected a reference within this one: copy what it refers to into $defs");
            return null;
        }

        var found = fragment.Length == 0 ? target.Pointer
            : fragment[0] == '/' ? target.Pointer + fragment
            : target.Anchors.GetValueOrDefault(fragment);
        if (found is null || SchemaPointers.Find(_root, found) is null)
        {
            _mistake(pointer, $"`{reference}` leads nowhere in this file");
            return null;
        }

        return found;
    }

    private void Scan(JsonElement schema, string pointer, SchemaResource resource)
    {
        if (schema.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            _byPointer[pointer] = resource;
        }

        if (schema.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        // In draft 7 nothing beside a $ref counts, an $id neither.
        if (_dialect != SchemaDialect.Draft7 || !schema.TryGetProperty("$ref", out _))
        {
            resource = Name(schema, pointer, resource);
        }

        _byPointer[pointer] = resource;
        foreach (var word in OfOne)
        {
            if (schema.TryGetProperty(word, out var one))
            {
                Scan(one, SchemaPointers.Member(pointer, word), resource);
            }
        }

        foreach (var word in OfList)
        {
            if (schema.TryGetProperty(word, out var list) && list.ValueKind == JsonValueKind.Array)
            {
                for (var i = 0; i < list.GetArrayLength(); i++)
                {
                    Scan(list[i], SchemaPointers.Item(SchemaPointers.Member(pointer, word), i), resource);
                }
            }
        }

        foreach (var word in OfMap)
        {
            if (schema.TryGetProperty(word, out var map) && map.ValueKind == JsonValueKind.Object)
            {
                foreach (var member in map.EnumerateObject())
                {
                    Scan(member.Value, SchemaPointers.Member(SchemaPointers.Member(pointer, word), member.Name), resource);
                }
            }
        }
    }

    private SchemaResource Name(JsonElement schema, string pointer, SchemaResource resource)
    {
        if (Text(schema, "$id") is { } id)
        {
            if (id.StartsWith('#'))
            {
                resource.Anchors[id[1..]] = pointer;
            }
            else if (Uri.TryCreate(resource.Id, id.Split('#')[0], out var absolute))
            {
                resource = new SchemaResource(absolute, pointer);
                if (!_byId.TryAdd(absolute.AbsoluteUri, resource))
                {
                    _mistake(SchemaPointers.Member(pointer, "$id"), $"`{id}` names another part of this file already");
                }
            }
            else
            {
                _mistake(SchemaPointers.Member(pointer, "$id"), $"`{id}` is no URI");
            }
        }

        if (_dialect != SchemaDialect.Draft7 && Text(schema, "$anchor") is { } anchor)
        {
            resource.Anchors[anchor] = pointer;
        }

        if (_dialect == SchemaDialect.Draft2020 && Text(schema, "$dynamicAnchor") is { } dynamic)
        {
            resource.Anchors[dynamic] = pointer;
            _dynamic.Add((resource, dynamic, pointer));
        }

        if (_dialect == SchemaDialect.Draft2019 && schema.TryGetProperty("$recursiveAnchor", out var recursive)
            && recursive.ValueKind == JsonValueKind.True)
        {
            _dynamic.Add((resource, "", pointer));
        }

        return resource;
    }

    private static string? Text(JsonElement schema, string name) =>
        schema.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
