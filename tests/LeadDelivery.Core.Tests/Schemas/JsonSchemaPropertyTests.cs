using System.Globalization;
using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Schemas;

namespace LeadDelivery.Core.Tests.Schemas;

public sealed class JsonSchemaPropertyTests
{
    private static readonly string[] Words =
    [
        "type", "enum", "const", "minimum", "multipleOf", "minLength", "pattern", "items", "prefixItems", "contains", "properties", "required",
        "$ref", "$id", "$anchor", "$dynamicRef", "$dynamicAnchor", "allOf", "anyOf", "not", "if", "then", "unevaluatedProperties", "$defs",
        "dependentRequired", "additionalProperties", "format", "uniqueItems",
    ];

    private static readonly string[] Scraps =
    [
        "true", "false", "null", "1", "-1", "0.5", "1e400", "\"string\"", "\"#\"", "\"#/$defs/a\"", "\"a\"", "\"[\"", "[]", "{}", "[1,1]",
        "[\"a\"]", "\"\\ud800\"", "\"email\"", "[true,false]", "{\"a\":true}", "{\"a\":[\"b\"]}",
    ];

    private static readonly Gen<string> Schema = Gen.Sized(size => Object(Math.Min(size, 4)));

    [Fact]
    public void No_schema_and_no_body_makes_it_throw() => Prop.ForAll(
        Arb.From(Schema), Arb.From(Gen.Elements(Scraps)), (schema, body) =>
        {
            var mistakes = 0;
            var compiled = BodySchema.Compile(new ConfigurationFile("schemas/a.json", schema), (_, _, _) => mistakes++);
            Assert.Equal(mistakes > 0, compiled is null);
            compiled?.Check(body);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Multiples_are_told_exactly_whatever_the_size() => Prop.ForAll<int, PositiveInt, PositiveInt>((factor, divisor, exponent) =>
    {
        var scale = exponent.Get % 60;
        var schema = JsonSchemaTests.Compile($$"""{"multipleOf":{{divisor.Get}}e-{{scale}}}""");
        var multiple = new BigInteger(factor) * divisor.Get;

        Assert.Empty(schema.Check(string.Create(CultureInfo.InvariantCulture, $"{multiple}e-{scale}")));
        Assert.Equal(divisor.Get == 1, schema.Check(string.Create(CultureInfo.InvariantCulture, $"{multiple + 1}e-{scale}")).Count == 0);
    }).QuickCheckThrowOnFailure();

    private static Gen<string> Object(int depth) =>
        from count in Gen.Choose(0, 4)
        from names in Gen.ArrayOf(Gen.Elements(Words), count)
        from values in Gen.ArrayOf(depth == 0 ? Gen.Elements(Scraps) : Gen.OneOf(Gen.Elements(Scraps), Object(depth - 1)), count)
        select "{" + string.Join(',', names.Distinct().Zip(values, (name, value) => $"\"{name}\":{value}")) + "}";
}
