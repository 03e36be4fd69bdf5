using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Mapping;
using LeadDelivery.Core.Tests.Configuration;

namespace LeadDelivery.Core.Tests.Mapping;

/// <summary>A mapping run on a lead in both ways, which must agree.</summary>
internal static class Mapped
{
    /// <summary>The document and the problems; fails where building and writing differ.</summary>
    public static (string Json, List<string> Problems) Of(string tree, string lead) => Of(Tree(tree), lead);

    /// <inheritdoc cref="Of(string, string)"/>
    public static (string Json, List<string> Problems) Of(Value tree, string lead)
    {
        var mapping = FieldMapping.Compile(tree, out var mistakes);
        Assert.Empty(mistakes);
        var scope = new TestScope("lead", lead);
        var (built, written) = (new List<string>(), new List<string>());
        var document = ValueJson.ToText(mapping!.Build(scope, built));
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(
            buffer, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 2 * FieldMapping.MaxDepth }))
        {
            mapping.Write(scope, writer, written);
        }

        Assert.Equal(built, written);
        if (built.Count == 0)
        {
            Assert.Equal(document, Encoding.UTF8.GetString(buffer.WrittenSpan));
        }

        return (document, built);
    }

    /// <summary>The document of a lead that can be mapped.</summary>
    public static string Json(string tree, string lead)
    {
        var (json, problems) = Of(tree, lead);
        Assert.Empty(problems);
        return json;
    }

    /// <summary>The mistakes of a tree that cannot be compiled.</summary>
    public static IReadOnlyList<string> Mistakes(string tree)
    {
        Assert.Null(FieldMapping.Compile(Tree(tree), out var mistakes));
        return mistakes;
    }

    private static Value Tree(string json) => ValueJson.Parse(Encoding.UTF8.GetBytes(json));
}
