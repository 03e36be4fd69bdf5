using System.Text.Json;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Mapping;

namespace LeadDelivery.Core.Tests.Mapping;

public class RepeatedFieldTests
{
    private const string Cars =
        """{"name":"Ann","cars":[{"make":"Kia","drivers":[{"n":"a"},{"n":"b"}]},{"make":"Audi","drivers":[]}],"empty":[],"bad":["1","x","y"],"one":{"k":1}}""";

    [Theory]
    [InlineData("""{"cars":{"$each":"lead.cars","$as":"car","$value":{"make":"{{car.make}}","who":{"$each":"car.drivers","$as":"d","$value":"{{d.n}} of {{car.make}} for {{lead.name}}"}}}}""",
        """{"cars":[{"make":"Kia","who":["a of Kia for Ann","b of Kia for Ann"]},{"make":"Audi"}]}""")]
    [InlineData("""{"a":{"$each":"lead.cars","$value":{"$value":"{{item.make}}","$map":{"Kia":1,"*":2}}}}""", """{"a":[1,2]}""")]
    [InlineData("""{"a":{"$each":"lead.cars","$value":{"m":"{{item.make}}","$when":"item.make == 'Audi'"}}}""", """{"a":[{"m":"Audi"}]}""")]
    [InlineData("""{"a":{"$each":"lead.one","$value":"{{item}}"}}""", """{"a":[1]}""")]
    [InlineData("""{"a":{"$each":"lead.empty","$value":"x","$empty":"null"}}""", """{"a":null}""")]
    [InlineData("""{"a":{"$each":"lead.cars","$as":"car","$document":"json","$value":{"m":"{{car.make}}"}}}""", """{"a":"[{\"m\":\"Kia\"},{\"m\":\"Audi\"}]"}""")]
    public void Each_makes_the_list(string tree, string expected) => Assert.Equal(expected, Mapped.Json(tree, Cars));

    [Theory]
    [InlineData("""{"$each":"lead.cars","$value":"{{item.make}}"}""", """["Kia","Audi"]""")]
    [InlineData("""{"$each":"lead.empty","$value":"{{item.make}}"}""", "[]")]
    [InlineData("""{"$each":"lead.empty","$empty":"null","$value":"{{item.make}}"}""", "[]")]
    [InlineData("""{"$value":{"a":"{{lead.none}}"}}""", "{}")]
    [InlineData("""{"$value":{"a":"{{lead.name}}"}}""", """{"a":"Ann"}""")]
    [InlineData("""{"$value":["{{lead.none}}"]}""", "[]")]
    public void Root_stays_whatever_is_left(string tree, string expected) => Assert.Equal(expected, Mapped.Json(tree, Cars));

    [Theory]
    [InlineData("""{"a":{"$each":"lead.bad","$value":{"$value":"{{item}}","$type":"number"}}}""", "a.$value: not a number")]
    [InlineData("""{"a":{"$each":"lead.empty","$value":"{{item}}","$required":true}}""", "a: required, but empty")]
    [InlineData("""{"$each":"lead.empty","$value":"{{item}}","$required":true}""", ": required, but empty")]
    public void Problem_is_said_once(string tree, string problem) => Assert.Equal([problem], Mapped.Of(tree, Cars).Problems);

    [Fact]
    public void Lists_within_lists_have_a_bound_in_all()
    {
        var lead = $$"""{"a":[{{string.Join(',', Enumerable.Range(0, 1000))}}]}""";
        const string Tree =
            """{"x":{"$each":"lead.a","$as":"i","$value":{"$each":"lead.a","$as":"j","$value":{"$each":"lead.a","$as":"k","$value":"{{k}}"}}}}""";

        Assert.Equal(["x.$value.$value: lists within lists of more than 10000 items"], Mapped.Of(Tree, lead).Problems);
        Assert.Equal(1000, JsonDocument.Parse(Mapped.Json("""{"x":{"$each":"lead.a","$value":"{{item}}"}}""", lead)).RootElement.GetProperty("x").GetArrayLength());
    }

    [Fact]
    public void Lists_within_lists_nest_32_deep_and_no_deeper()
    {
        static Value Nested(int depth) => depth == 0 ? Value.Of("{{item}}") : Value.Of(ValueObject.From(
            [new("$each", Value.Of("lead.name")), new("$value", Nested(depth - 1))]));

        Assert.Equal(new string('[', 32) + "\"Ann\"" + new string(']', 32), Mapped.Of(Nested(32), Cars).Json);
        Assert.Null(FieldMapping.Compile(Nested(33), out var mistakes));
        Assert.Contains("more than 32 deep", Assert.Single(mistakes));
    }

    [Theory]
    [InlineData("""{"$each":"lead.cars","$when":"lead.name","$value":"{{item}}"}""", "$when: is for fields; for the whole request put `when` on the plan's node")]
    [InlineData("""{"$document":"json","$value":{"a":1}}""", "$document: is for the text of one field, found at the root")]
    [InlineData("""{"$value":"{{lead.name}}"}""", "$value: expected fields, or $each beside it, found text")]
    [InlineData("""{"a":{"$each":"lead.cars"}}""", "a.$each: needs $value beside it")]
    [InlineData("""{"a":{"$each":"lead.cars[","$value":"x"}}""", "a.$each: column ")]
    [InlineData("""{"a":{"$each":"lead.cars","$as":"true","$value":"x"}}""", "a.$as: cannot be `true`")]
    [InlineData("""{"a":{"$each":"lead.cars","$as":"not","$value":"x"}}""", "a.$as: cannot be `not`")]
    [InlineData("""{"a":{"$each":"lead.cars","$type":"number","$value":"x"}}""", "a.$type: is for single values, found fields of its own")]
    public void Mistake_is_named(string tree, string mistake) => Assert.StartsWith(mistake, Assert.Single(Mapped.Mistakes(tree)));
}
