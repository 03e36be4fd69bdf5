using System.Text.Json;

namespace LeadDelivery.Core.Schemas.Json;

/// <summary>
/// A compiled JSON Schema: draft 2020-12, 2019-09, 7 or 6. References stay within the file, <c>format</c> is asserted for the formats of
/// <see cref="TextFormats"/>, and every check is bounded in depth and steps.
/// </summary>
internal sealed class JsonSchemaFile : BodySchema
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 128 };

    private JsonSchemaFile(string name, SchemaNode root)
        : base(name) => Root = root;

    /// <summary>The schema of the whole document.</summary>
    public SchemaNode Root { get; }

    /// <summary>Compiles; null after mistakes.</summary>
    /// <param name="mistake">Receives line (0 where only the place is known), JSON pointer and words.</param>
    public static JsonSchemaFile? Compile(string name, string text, Action<int, string, string> mistake)
    {
        JsonElement root;
        try
        {
            using var document = JsonDocument.Parse(text, Options);
            root = document.RootElement.Clone();
        }
        catch (JsonException e)
        {
            mistake((int)(e.LineNumber ?? 0) + 1, "", "is not JSON: " + e.Message.Split(" LineNumber:")[0]);
            return null;
        }

        try
        {
            return Compile(name, root, mistake);
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair: no name and no text.
            mistake(0, "", "holds text that is not Unicode");
            return null;
        }
    }

    private static JsonSchemaFile? Compile(string name, JsonElement root, Action<int, string, string> mistake)
    {
        var dialect = SchemaDialect.Draft2020;
        if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("$schema", out var schema))
        {
            if (schema.ValueKind != JsonValueKind.String || SchemaDialects.Find(schema.GetString()!) is not { } named)
            {
                mistake(0, "/$schema", "a draft of JSON Schema that is not read, " + SchemaDialects.Expected);
                return null;
            }

            dialect = named;
        }

        var mistakes = 0;
        var node = SchemaCompiler.Compile(root, dialect, (pointer, message) =>
        {
            mistakes++;
            mistake(0, pointer, message);
        });
        return mistakes == 0 ? new JsonSchemaFile(name, node) : null;
    }

    /// <inheritdoc/>
    public override IReadOnlyList<SchemaProblem> Check(string body) => Check(() => JsonDocument.Parse(body, Options));

    /// <inheritdoc/>
    public override IReadOnlyList<SchemaProblem> Check(ReadOnlyMemory<byte> utf8) => Check(() => JsonDocument.Parse(utf8, Options));

    /// <summary>What is wrong with a value; empty where it satisfies the schema.</summary>
    public IReadOnlyList<SchemaProblem> Check(JsonElement value)
    {
        var run = new SchemaRun();
        try
        {
            Root.Check(value, InstancePath.Root, run, null);
        }
        catch (InvalidOperationException)
        {
            // A text with half a surrogate pair has no characters to speak of.
            run.Exceed("holds text that is not Unicode");
        }

        return run.Problems;
    }

    private IReadOnlyList<SchemaProblem> Check(Func<JsonDocument> parse)
    {
        try
        {
            using var document = parse();
            return Check(document.RootElement);
        }
        catch (JsonException)
        {
            return [new("/", "is not JSON")];
        }
    }
}
