namespace LeadDelivery.Core.Schemas.Json;

/// <summary>The drafts of JSON Schema that are read; they differ in few words.</summary>
internal enum SchemaDialect
{
    /// <summary>Draft 6 and 7: a <c>$ref</c> stands alone.</summary>
    Draft7,

    /// <summary>2019-09: <c>$recursiveRef</c>, lists of <c>items</c>.</summary>
    Draft2019,

    /// <summary>2020-12, also where a schema names none: <c>$dynamicRef</c>, <c>prefixItems</c>.</summary>
    Draft2020,
}

/// <summary>Finds the dialect that <c>$schema</c> names.</summary>
internal static class SchemaDialects
{
    private static readonly Dictionary<string, SchemaDialect> Known = new(StringComparer.Ordinal)
    {
        ["http://json-schema.org/draft-06/schema"] = SchemaDialect.Draft7,
        ["http://json-schema.org/draft-07/schema"] = SchemaDialect.Draft7,
        ["https://json-schema.org/draft/2019-09/schema"] = SchemaDialect.Draft2019,
        ["https://json-schema.org/draft/2020-12/schema"] = SchemaDialect.Draft2020,
    };

    /// <summary>The dialect; null for one that is not read.</summary>
    public static SchemaDialect? Find(string schema) => Known.TryGetValue(schema.TrimEnd('#'), out var dialect) ? dialect : null;

    /// <summary>What is read, for mistakes.</summary>
    public static string Expected => "expected one of " + string.Join(", ", Known.Keys);
}
