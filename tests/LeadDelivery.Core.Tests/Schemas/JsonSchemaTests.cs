using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Schemas;

namespace LeadDelivery.Core.Tests.Schemas;

public sealed class JsonSchemaTests
{
    [Theory]
    [InlineData("""{"type":"number"}""", "1.5", "\"x\"", "/: expected number, found string")]
    [InlineData("""{"type":["string","null"]}""", "null", "1", "/: expected string or null, found number")]
    [InlineData("""{"type":"integer"}""", "12.0", "12.5", "/: expected integer, found a number with decimal places")]
    [InlineData("""{"enum":["A",1,null]}""", "1.0", "\"B\"", "/: expected one of \"A\", 1, null")]
    [InlineData("""{"const":{"a":[1]}}""", """{"a":[1.0]}""", """{"a":[2]}""", "/: expected {\"a\":[1]}")]
    [InlineData("""{"minimum":1.1}""", "1.10", "1.09", "/: expected 1.1 or more")]
    [InlineData("""{"exclusiveMaximum":3}""", "2.99", "3", "/: expected less than 3")]
    [InlineData("""{"multipleOf":0.01}""", "19.99", "19.999", "/: expected a multiple of 0.01")]
    [InlineData("""{"minLength":2}""", "\"ab\"", "\"\\ud83d\\ude00\"", "/: expected 2 characters or more")]
    [InlineData("""{"pattern":"^\\d{5}$"}""", "\"90210\"", "\"90210\\n\"", "/: expected the pattern ^\\d{5}$")]
    [InlineData("""{"format":"email"}""", "\"a@b.co\"", "\"a@\"", "/: expected the format email")]
    [InlineData("""{"maxItems":1}""", "[1]", "[1,2]", "/: expected 1 items or fewer")]
    [InlineData("""{"uniqueItems":true}""", """[{"a":1,"b":2},{"a":1}]""", """[{"a":1,"b":2},{"b":2,"a":1.0}]""", "/: expected items that differ from each other")]
    [InlineData("""{"items":{"type":"string"}}""", "[\"a\"]", "[\"a\",1]", "/1: expected string, found number")]
    [InlineData("""{"prefixItems":[{"type":"string"}],"items":false}""", "[\"a\"]", "[\"a\",\"b\"]", "/1: not allowed")]
    [InlineData("""{"contains":{"const":1},"minContains":2}""", "[1,2,1]", "[1,2]", "/: expected 2 or more items of the kind that contains asks for, found 1")]
    [InlineData("""{"required":["a"]}""", """{"a":null}""", "{}", "/a: required, but missing")]
    [InlineData("""{"properties":{"a":{"type":"string"}},"additionalProperties":false}""", """{"a":"x"}""", """{"a":"x","b":1}""", "/b: not allowed")]
    [InlineData("""{"patternProperties":{"^x_":{"type":"number"}}}""", """{"x_a":1,"y":"z"}""", """{"x_a":"1"}""", "/x_a: expected number, found string")]
    [InlineData("""{"propertyNames":{"maxLength":2}}""", """{"ab":1}""", """{"abc":1}""", "/abc: a name that propertyNames does not allow")]
    [InlineData("""{"dependentRequired":{"a":["b"]}}""", """{"b":1}""", """{"a":1}""", "/b: required beside a, but missing")]
    [InlineData("""{"dependentSchemas":{"a":{"required":["b"]}}}""", """{"a":1,"b":1}""", """{"a":1}""", "/b: required, but missing")]
    [InlineData("""{"allOf":[{"type":"number"},{"minimum":5}]}""", "5", "4", "/: expected 5 or more")]
    [InlineData("""{"anyOf":[{"type":"number"},{"type":"null"}]}""", "null", "\"x\"", "/: fits none of the 2 alternatives")]
    [InlineData("""{"oneOf":[{"minimum":1},{"minimum":5}]}""", "2", "6", "/: fits 2 of the alternatives, expected exactly one")]
    [InlineData("""{"not":{"type":"string"}}""", "1", "\"x\"", "/: is what the schema excludes (not)")]
    [InlineData("""{"if":{"properties":{"c":{"const":"US"}}},"then":{"required":["zip"]}}""", """{"c":"CA"}""", """{"c":"US"}""", "/zip: required, but missing")]
    [InlineData("""{"$ref":"#/$defs/a","$defs":{"a":{"type":"boolean"}}}""", "true", "1", "/: expected boolean, found number")]
    [InlineData("""{"properties":{"a":{"$ref":"#n"}},"$defs":{"x":{"$anchor":"n","type":"boolean"}}}""", """{"a":true}""", """{"a":1}""", "/a: expected boolean, found number")]
    [InlineData("""{"$id":"https://b.example/s","$ref":"item","$defs":{"i":{"$id":"item","type":"boolean"}}}""", "true", "1", "/: expected boolean, found number")]
    [InlineData("""{"allOf":[{"properties":{"a":true}}],"unevaluatedProperties":false}""", """{"a":1}""", """{"a":1,"b":1}""", "/b: not allowed")]
    [InlineData("""{"$schema":"http://json-schema.org/draft-07/schema#","items":[{"type":"string"}],"additionalItems":false}""", "[\"a\"]", "[\"a\",1]", "/1: not allowed")]
    [InlineData("""{"$schema":"http://json-schema.org/draft-07/schema#","dependencies":{"a":["b"]}}""", "{}", """{"a":1}""", "/b: required beside a, but missing")]
    [InlineData("""{"properties":{"a/b":{"type":"string"}}}""", """{"a/b":"x"}""", """{"a/b":1}""", "/a~1b: expected string, found number")]
    public void Rule_passes_what_it_allows_and_names_what_it_does_not(string schema, string good, string bad, string problem)
    {
        var compiled = Compile(schema);

        Assert.Empty(compiled.Check(good));
        Assert.Equal("schema: " + problem, Assert.Single(compiled.Check(bad)).ToString());
    }

    [Fact]
    public void Every_problem_is_found_at_once()
    {
        var schema = Compile("""{"required":["a","b"],"properties":{"c":{"type":"number"},"d":{"maxLength":1}},"additionalProperties":false}""");

        Assert.Equal(
            ["/e: not allowed", "/c: expected number, found string", "/d: expected 1 characters or fewer", "/a: required, but missing", "/b: required, but missing"],
            schema.Check("""{"e":1,"c":"x","d":"xx"}""").Select(p => $"{p.Path}: {p.Rule}"));
    }

    [Fact]
    public void Problems_never_repeat_a_value()
    {
        const string Secret = "jane-doe-4711";
        var schema = Compile(
            """{"properties":{"a":{"type":"number"},"b":{"enum":["x"]},"c":{"pattern":"^z$"},"d":{"format":"date"},"e":{"const":1},"f":{"maxLength":1}}}""");

        var problems = schema.Check($$"""{"a":"{{Secret}}","b":"{{Secret}}","c":"{{Secret}}","d":"{{Secret}}","e":"{{Secret}}","f":"{{Secret}}"}""");

        Assert.Equal(6, problems.Count);
        Assert.DoesNotContain(Secret, string.Join('\n', problems), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"$ref":"#"}""", "1", "the schema leads deeper than is followed")]
    [InlineData("""{"not":{"$ref":"#"}}""", "1", "the schema leads deeper than is followed")]
    [InlineData("""{"anyOf":[true],"pattern":"(a|aa)+$"}""", "1", null)]
    public void Schema_that_never_ends_is_given_up(string schema, string body, string? problem) =>
        Assert.Equal(problem, Compile(schema).Check(body).Select(p => p.Rule).SingleOrDefault());

    [Fact]
    public void Check_that_would_take_forever_is_given_up()
    {
        // Each level applies the next one twice: 2^60 checks.
        var definitions = string.Join(',', Enumerable.Range(0, 60).Select(i =>
            $$"""
            "d{{i}}":{"allOf":[{"$ref":"#/$defs/d{{i + 1}}"},{"$ref":"#/$defs/d{{i + 1}}"}]}
            """));
        var schema = Compile($$"""{"$ref":"#/$defs/d0","$defs":{ {{definitions}},"d60":{"type":"number"} } }""");

        Assert.Equal("the check takes too many steps", Assert.Single(schema.Check("1")).Rule);
    }

    [Fact]
    public void Dynamic_references_find_the_outermost_anchor()
    {
        var schema = Compile(
            """
            {"$id":"https://b.example/strict","$dynamicAnchor":"node","$ref":"tree","unevaluatedProperties":false,
             "$defs":{"tree":{"$id":"tree","$dynamicAnchor":"node","properties":{"value":true,"children":{"items":{"$dynamicRef":"#node"}}}}}}
            """);

        Assert.Empty(schema.Check("""{"children":[{"value":1}]}"""));
        Assert.Equal("/children/0/valeu", Assert.Single(schema.Check("""{"children":[{"valeu":1}]}""")).Path);
    }

    [Theory]
    [InlineData("{", 1, "", "is not JSON")]
    [InlineData("{\n\"type\":\n", 3, "", "is not JSON")]
    [InlineData("""{"$schema":"http://json-schema.org/draft-04/schema#"}""", 0, "/$schema", "a draft of JSON Schema that is not read, expected one of")]
    [InlineData("""{"type":"text"}""", 0, "/type", "expected one or a list of null, boolean")]
    [InlineData("""{"properties":{"a":{"$ref":"https://other.example/a.json"}}}""", 0, "/properties/a/$ref", "`https://other.example/a.json` is in another file")]
    [InlineData("""{"$ref":"#/$defs/nobody"}""", 0, "/$ref", "`#/$defs/nobody` leads nowhere in this file")]
    [InlineData("""{"minimum":"1"}""", 0, "/minimum", "expected a number")]
    [InlineData("""{"multipleOf":0}""", 0, "/multipleOf", "expected a number above 0")]
    [InlineData("""{"minLength":-1}""", 0, "/minLength", "expected a whole number, 0 or more")]
    [InlineData("""{"pattern":"("}""", 0, "/pattern", "not a regular expression")]
    [InlineData("""{"required":"a"}""", 0, "/required", "expected a list of names")]
    [InlineData("""{"properties":{"a":1}}""", 0, "/properties/a", "expected a schema: an object, true or false")]
    [InlineData("[]", 0, "", "expected a schema: an object, true or false")]
    public void Schema_with_a_mistake_is_refused(string schema, int line, string place, string message)
    {
        var mistakes = new List<(int Line, string Place, string Message)>();

        var compiled = BodySchema.Compile(new ConfigurationFile("schemas/a.json", schema), (l, p, m) => mistakes.Add((l, p, m)));

        Assert.Null(compiled);
        Assert.Contains(mistakes, m => m.Line == line && m.Place == place && m.Message.StartsWith(message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("date", "2026-02-28", "2026-02-30", "26-02-28", "2026-02-28T00:00:00Z")]
    [InlineData("time", "23:59:60Z", "24:00:00Z", "12:00:00", "10:00:60Z")]
    [InlineData("date-time", "2026-01-15T10:00:00.5+02:00", "2026-01-15 10:00:00Z", "2026-01-15", "2026-01-15T10:00:00")]
    [InlineData("email", "\\\"a b\\\"@b.example", "a.@b.example", "a b@b.example", "a@-b.example")]
    [InlineData("uri", "https://b.example:8080/a?b=%20#c", "/a", "https://b.example/a b", "https://b.example/%zz")]
    [InlineData("uuid", "7f3b2c1d-5a4e-4f6b-8c9d-0a1b2c3d4e5f", "7f3b2c1d5a4e4f6b8c9d0a1b2c3d4e5f", "{7f3b2c1d-5a4e-4f6b-8c9d-0a1b2c3d4e5f}", "x")]
    [InlineData("ipv4", "203.0.113.7", "203.0.113", "203.0.113.07", "256.0.0.1")]
    [InlineData("ipv6", "2001:db8::1", "2001:db8", "fe80::1%eth0", "[::1]")]
    [InlineData("hostname", "a-b.example", "-a.example", "a_b.example", "a..example")]
    public void Format_is_asserted(string format, string good, params string[] bad)
    {
        var schema = Compile($$"""{"format":"{{format}}"}""");

        Assert.Empty(schema.Check($"\"{good}\""));
        Assert.All(bad, text => Assert.Equal($"expected the format {format}", Assert.Single(schema.Check($"\"{text}\"")).Rule));
    }

    [Fact]
    public void Format_that_is_not_known_is_a_note() => Assert.Empty(Compile("""{"format":"us-phone"}""").Check("\"anything\""));

    internal static BodySchema Compile(string schema) => BodySchema.Compile(
        new ConfigurationFile("schemas/a.json", schema), (_, place, message) => Assert.Fail($"{place}: {message}"))!;
}
