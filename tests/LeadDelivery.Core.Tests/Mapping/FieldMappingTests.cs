using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Mapping;
using LeadDelivery.Core.Tests.Configuration;

namespace LeadDelivery.Core.Tests.Mapping;

public class FieldMappingTests
{
    private const string Lead = """{"id":"L1","first_name":"Ann","age":41,"price":45.00,"ok":false,"blank":"","none":null,"list":["a",2],"object":{"x":1},"odd":"\"é\n"}""";

    private static readonly TestScope Scope = new("lead", Lead);

    [Theory]
    [InlineData("""{"a":"{{lead.first_name}}","b":"x-{{lead.age}}"}""", """{"a":"Ann","b":"x-41"}""")]
    [InlineData("""{"n":"{{lead.age}}","d":"{{lead.price}}","b":"{{lead.ok}}","l":"{{lead.list}}","o":"{{lead.object}}"}""", """{"n":41,"d":45.00,"b":false,"l":["a",2],"o":{"x":1}}""")]
    [InlineData("""{"n":1.50,"t":"text","b":true,"l":[],"o":{}}""", """{"n":1.50,"t":"text","b":true,"l":[],"o":{}}""")]
    [InlineData("""{"a":"{{lead.none}}","b":"{{lead.blank}}","c":null,"d":"","e":1}""", """{"e":1}""")]
    [InlineData("""{"a":{"b":{"c":"{{lead.none}}"}},"d":["{{lead.none}}"],"e":[{"f":"{{lead.none}}"}]}""", "{}")]
    [InlineData("""{"l":["{{lead.none}}","{{lead.first_name}}",null,{"x":"{{lead.none}}"},2]}""", """{"l":["Ann",2]}""")]
    [InlineData("""{"a.b.c":1,"a":{"b":{"d":2},"e":"{{lead.id}}"},"f":3,"a.g":4}""", """{"a":{"b":{"c":1,"d":2},"e":"L1","g":4},"f":3}""")]
    [InlineData("""{"a":{"x":"{{lead.none}}","y":{"z":"{{lead.id}}"}}}""", """{"a":{"y":{"z":"L1"}}}""")]
    [InlineData("""["{{lead.none}}",{"a":"{{lead.id}}"}]""", """[{"a":"L1"}]""")]
    [InlineData("""["{{lead.none}}"]""", "[]")]
    [InlineData("{}", "{}")]
    [InlineData("[]", "[]")]
    [InlineData("""{"é\"":"{{lead.odd}}"}""", """{"é\"":"\"é\n"}""")]
    [InlineData("""{"@id":"{{lead.id}}","#text":1}""", """{"@id":"L1","#text":1}""")]
    public void Mapping_makes_the_document(string tree, string expected)
    {
        var mapping = Compile(tree);

        Assert.Equal(expected, ValueJson.ToText(mapping.Build(Scope, [])));
        Assert.Equal(expected, Written(mapping));
    }

    [Theory]
    [InlineData("""{"a":"{{"}""", "a: column ")]
    [InlineData("""{"a":1,"a.b":2}""", "a.b: `a` has a value already")]
    [InlineData("""{"a.b":2,"a":1}""", "a: this field is given already")]
    [InlineData("""{".a":1}""", ".a: expected a name")]
    [InlineData("17", ": expected an object or a list of fields")]
    public void Mapping_that_cannot_be_compiled_says_where(string tree, string expected)
    {
        Assert.Null(FieldMapping.Compile(ValueJson.Parse(Encoding.UTF8.GetBytes(tree)), out var mistakes));
        Assert.StartsWith(expected, Assert.Single(mistakes));
    }

    [Fact]
    public void Mapping_nests_32_deep_and_no_deeper()
    {
        static Value Nested(int depth) => depth == 0 ? Value.Of(1) : Value.Of(ValueObject.From([new("a", Nested(depth - 1))]));

        var deepest = FieldMapping.Compile(Nested(32), out _)!;
        Assert.Equal(ValueJson.ToText(Nested(32)), Written(deepest));
        Assert.Null(FieldMapping.Compile(Nested(33), out var mistakes));
        Assert.Contains("more than 32 deep", Assert.Single(mistakes));
        Assert.Null(FieldMapping.Compile(Value.Of(ValueObject.From([new(string.Join('.', Enumerable.Repeat("a", 33)), Value.Of(1))])), out _));
    }

    [Fact]
    public void Writing_gives_what_building_gives()
    {
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(2000),
            Prop.ForAll(Trees(4).Where(t => t.Kind is ValueKind.Object or ValueKind.List).ToArbitrary(), tree =>
            {
                var mapping = FieldMapping.Compile(tree, out var mistakes);
                Assert.Empty(mistakes);
                Assert.Equal(ValueJson.ToText(mapping!.Build(Scope, [])), Written(mapping));
            }));
    }

    private static Gen<Value> Trees(int depth)
    {
        var leaf = Gen.Elements(
            "{{lead.none}}", "{{lead.blank}}", "{{lead.id}}", "{{lead.age}}", "{{lead.list}}", "{{lead.object}}", "a {{lead.odd}}", "", "é", "\"").Select(Value.Of);
        leaf = Gen.OneOf(leaf, Gen.Elements(Value.Null, Value.Of(true), Value.Of(1.50m)));
        if (depth == 0)
        {
            return leaf;
        }

        var inner = Trees(depth - 1);
        return Gen.OneOf(
            leaf,
            inner.ListOf().Select(items => Value.Of(items.Take(4).ToImmutableArray())),
            inner.ListOf().Select(items => Value.Of(ValueObject.From(items.Take(4).Select((item, i) => new KeyValuePair<string, Value>("k" + i, item))))));
    }

    private static FieldMapping Compile(string tree)
    {
        var mapping = FieldMapping.Compile(ValueJson.Parse(Encoding.UTF8.GetBytes(tree)), out var mistakes);
        Assert.Empty(mistakes);
        return mapping!;
    }

    private static string Written(FieldMapping mapping)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            mapping.Write(Scope, writer, []);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
