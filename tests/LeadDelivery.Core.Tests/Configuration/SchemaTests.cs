using System.Runtime.CompilerServices;
using System.Text.Json;
using LeadDelivery.Core.Configuration;
using YamlDotNet.RepresentationModel;

namespace LeadDelivery.Core.Tests.Configuration;

public class SchemaTests
{
    private static readonly string Root = FindRoot();

    public static TheoryData<string> Names => [.. ConfigurationSchemas.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Committed_schema_is_the_generated_one(string name)
    {
        var path = Path.Combine(Root, "docs", "schemas", name);
        if (Environment.GetEnvironmentVariable("LEADDELIVERY_REGENERATE") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, ConfigurationSchemas.All[name]);
        }

        Assert.True(
            File.Exists(path) && File.ReadAllText(path) == ConfigurationSchemas.All[name],
            $"docs/schemas/{name} is out of date; regenerate it with: "
            + "LEADDELIVERY_REGENERATE=1 dotnet test tests/LeadDelivery.Core.Tests --filter Committed_schema_is_the_generated_one");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Schema_says_what_it_is(string name)
    {
        using var schema = JsonDocument.Parse(ConfigurationSchemas.All[name]);

        Assert.Equal("https://json-schema.org/draft/2020-12/schema", schema.RootElement.GetProperty("$schema").GetString());
        Assert.True(schema.RootElement.TryGetProperty("title", out _));
        AssertDescribed(schema.RootElement);
    }

    [Fact]
    public void What_is_not_supported_yet_is_not_offered()
    {
        Assert.DoesNotContain("\"returns\"", ConfigurationSchemas.Recipient);
    }

    [Theory]
    [InlineData("quickstart")]
    [InlineData("specs")]
    public void Every_key_of_every_sample_is_in_its_schema(string sample)
    {
        var files = ConfigurationFolder.Read(Path.Combine(Root, "samples", sample)).Items;
        Assert.NotEmpty(files);
        foreach (var file in files)
        {
            using var schema = JsonDocument.Parse(ConfigurationSchemas.All[Kind(file.Path.Split('/')[0]) + ".schema.json"]);
            var yaml = new YamlStream();
            yaml.Load(new StringReader(file.Text));
            Assert.Empty(Misfits(yaml.Documents[0].RootNode, schema.RootElement, schema.RootElement, file.Path));
        }
    }

    [Fact]
    public void Every_key_of_a_batch_with_all_of_them_is_in_its_schema()
    {
        using var schema = JsonDocument.Parse(ConfigurationSchemas.Batch);
        foreach (var text in Batches.BatchOptionTests.Everything)
        {
            var yaml = new YamlStream();
            yaml.Load(new StringReader(text));
            Assert.Empty(Misfits(yaml.Documents[0].RootNode, schema.RootElement, schema.RootElement, "batch"));
        }
    }

    [Fact]
    public void The_check_of_keys_finds_a_wrong_one()
    {
        using var schema = JsonDocument.Parse(ConfigurationSchemas.Flow);
        var yaml = new YamlStream();
        yaml.Load(new StringReader("plan: { waterfall: [a, { delivr: b }] }\nwehn: x\n"));

        Assert.Equal(["f.plan.waterfall.delivr", "f.wehn"], Misfits(yaml.Documents[0].RootNode, schema.RootElement, schema.RootElement, "f").Order());
    }

    [Fact]
    public void Quickstart_loads_without_any_environment()
    {
        var result = CatalogLoader.Load(ConfigurationFolder.Read(Path.Combine(Root, "samples", "quickstart")), new FakeSecrets());

        Assert.Empty(result.Mistakes);
        Assert.Equal(["plan", "plan.waterfall[0]", "plan.waterfall[1]"], result.Catalog!.Flows["quickstart"].Nodes.Keys.Where(k => k.StartsWith("plan")).Order());
    }

    private static string Kind(string folder) => folder == "batches" ? "batch" : folder.TrimEnd('s');

    /// <summary>The paths of keys that the schema does not allow; of several schemas the one that fits best counts.</summary>
    private static List<string> Misfits(YamlNode node, JsonElement schema, JsonElement root, string path)
    {
        if (schema.TryGetProperty("$ref", out var reference))
        {
            schema = root.GetProperty("$defs").GetProperty(reference.GetString()!.Split('/')[^1]);
        }

        if (schema.TryGetProperty("anyOf", out var choices))
        {
            return choices.EnumerateArray().Select(c => Misfits(node, c, root, path))
                .OrderBy(m => m.Count).ThenByDescending(m => m.Sum(p => p.Length)).First();
        }

        var types = schema.TryGetProperty("type", out var type) ? type.ToString() : "";
        switch (node)
        {
            case YamlMappingNode map when schema.TryGetProperty("properties", out var properties):
                return [.. map.Children.SelectMany(m => properties.TryGetProperty(m.Key.ToString(), out var member)
                    ? Misfits(m.Value, member, root, $"{path}.{m.Key}")
                    : schema.TryGetProperty("additionalProperties", out var others) && others.ValueKind == JsonValueKind.Object
                        ? Misfits(m.Value, others, root, $"{path}.{m.Key}")
                        : [$"{path}.{m.Key}"])];
            case YamlMappingNode map when schema.TryGetProperty("additionalProperties", out var each):
                return [.. map.Children.SelectMany(m => Misfits(m.Value, each, root, $"{path}.{m.Key}"))];
            case YamlSequenceNode list when schema.TryGetProperty("items", out var item):
                return [.. list.Children.SelectMany(i => Misfits(i, item, root, path))];
            default:
                var wanted = node is YamlMappingNode ? "object" : node is YamlSequenceNode ? "array" : null;
                var fits = wanted is null ? types is not ("object" or "array") : types.Contains(wanted);
                return fits ? [] : [path];
        }
    }

    private static void AssertDescribed(JsonElement schema)
    {
        if (schema.TryGetProperty("properties", out var properties))
        {
            foreach (var property in properties.EnumerateObject())
            {
                Assert.False(string.IsNullOrWhiteSpace(property.Value.GetProperty("description").GetString()));
                AssertDescribed(property.Value);
            }
        }
    }

    private static string FindRoot([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", ".."));
}
