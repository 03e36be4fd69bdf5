namespace LeadDelivery.Core.Tests.Configuration.Checks;

public sealed class SchemaFitTests
{
    private const string Flow =
        "accept:\n  fields:\n    first_name: { type: text }\n    loan_amount: { type: number }\n    owner: { type: boolean }\n    anything: {}\nplan: ok\n";

    [Theory]
    [InlineData("""{"required":["loan"]}""", "name: \"{{lead.first_name}}\"", "fields: can never satisfy s.json: schema: /loan: required, but no field writes it")]
    [InlineData("""{"required":["loan"]}""", "loan: \"\"", "fields: can never satisfy s.json: schema: /loan: required, but no field writes it")]
    [InlineData("""{"properties":{"loan":{"properties":{"amount":{"type":"number"}}}}}""", "loan: { amount: \"{{lead.first_name}}\" }", "fields.loan.amount: can never satisfy s.json: schema: /loan/amount: expected number, found string")]
    [InlineData("""{"properties":{"a":{"type":"number"}}}""", "a: \"{{format lead.loan_amount '0.00'}}\"", "fields.a: can never satisfy s.json: schema: /a: expected number, found string")]
    [InlineData("""{"properties":{"a":{"type":"string"}}}""", "a: \"{{lead.loan_amount}}\"", "fields.a: can never satisfy s.json: schema: /a: expected string, found number")]
    [InlineData("""{"properties":{"a":{"type":"string"}}}""", "a: { $value: \"{{lead.anything}}\", $type: number }", "fields.a: can never satisfy s.json: schema: /a: expected string, found number or array")]
    [InlineData("""{"properties":{"a":{"const":"x"}}}""", "a: y", "fields.a: can never satisfy s.json: schema: /a: expected \"x\"")]
    [InlineData("""{"properties":{"a":{"enum":["x","y"]}}}""", "a: { $value: z, $when: \"owner\" }", "fields.a: can never satisfy s.json: schema: /a: expected one of \"x\", \"y\"")]
    [InlineData("""{"properties":{"a":{}},"additionalProperties":false}""", "b: \"{{lead.first_name}}\"", "fields.b: can never satisfy s.json: schema: /b: not allowed")]
    [InlineData("""{"allOf":[{"$ref":"#/$defs/r"}],"$defs":{"r":{"required":["z"]}}}""", "a: 1", "fields: can never satisfy s.json: schema: /z: required, but no field writes it")]
    [InlineData("""{"properties":{"a":{"items":{"type":"number"}}}}""", "a: [ \"{{lead.first_name}} {{lead.owner}}\" ]", "fields.a[0]: can never satisfy s.json: schema: /a/0: expected number, found string")]
    [InlineData("""{"type":"array"}""", "a: \"{{lead.first_name}}\"", "fields: can never satisfy s.json: schema: /: expected array, found object")]
    public void Mapping_that_cannot_satisfy_its_schema_is_a_mistake(string schema, string field, string mistake) => Assert.Contains(
        "recipients/ok.yaml:" + (mistake.StartsWith("fields:", StringComparison.Ordinal) ? "4" : "5") + ": " + mistake,
        Loading.Mistakes(Files(schema, field)));

    [Theory]
    [InlineData("""{"properties":{"a":{"enum":["x","y"]}}}""", "a: \"{{lead.first_name}}\"")]
    [InlineData("""{"properties":{"a":{"type":"number"}}}""", "a: \"{{lead.anything}}\"")]
    [InlineData("""{"properties":{"a":{"type":"number"}}}""", "a: \"{{lead.undeclared}}\"")]
    [InlineData("""{"properties":{"a":{"type":"integer"}}}""", "a: \"{{lead.loan_amount}}\"")]
    [InlineData("""{"properties":{"a":{"type":"array"}}}""", "a: { $value: \"{{lead.anything}}\", $type: number }")]
    [InlineData("""{"properties":{"a":{"type":"number"}}}""", "a: \"{{lead.owner ? 5 : 7}}\"")]
    [InlineData("""{"properties":{"a":{"type":["string","null"]}}}""", "a: { $value: \"{{lead.first_name}}\", $empty: null }")]
    [InlineData("""{"properties":{"a":{"type":"number"}}}""", "a: { $value: \"{{lead.first_name}}\", $map: { x: 1 } }")]
    [InlineData("""{"required":["a"]}""", "a: \"{{lead.first_name}}\"")]
    [InlineData("""{"anyOf":[{"required":["b"]},{"required":["a"]}]}""", "a: \"{{lead.first_name}}\"")]
    [InlineData("""{"if":{"required":["b"]},"then":{"required":["c"]}}""", "b: \"{{lead.first_name}}\"")]
    [InlineData("""{"dependentRequired":{"a":["b"]}}""", "a: \"{{lead.first_name}}\"")]
    [InlineData("""{"properties":{"a":{"minLength":50,"pattern":"^z"}}}""", "a: \"{{lead.first_name}}\"")]
    public void What_a_lead_may_satisfy_is_none(string schema, string field) => Assert.Empty(Loading.Load(Files(schema, field)).Mistakes);

    [Theory]
    [InlineData("name: \"{{lead.first_name}}\"\n  amount: \"{{lead.loan_amount}}\"", null)]
    [InlineData("amount: \"{{lead.loan_amount}}\"\n  name: \"{{lead.first_name}}\"", "has invalid child element 'amount'")]
    [InlineData("amount: \"{{lead.loan_amount}}\"", "The 'amount' element is not declared")]
    [InlineData("name: \"{{lead.first_name}}\"\n  other: \"{{lead.anything}}\"", "has invalid child element 'other'")]
    [InlineData("name: \"{{lead.first_name}}\"\n  amount: \"{{lead.first_name}}\"", null)]
    public void Xml_out_of_its_schemas_structure_is_a_mistake(string fields, string? mistake)
    {
        const string Schema =
            """
            <xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:element name="lead"><xs:complexType><xs:sequence>
            <xs:element name="name" type="xs:string"/><xs:element name="amount" type="xs:decimal"/></xs:sequence></xs:complexType></xs:element></xs:schema>
            """;
        var result = Loading.Load(
            ("flows/one.yaml", Flow), ("schemas/s.xsd", Schema),
            ("recipients/ok.yaml", $"endpoint:\n  url: https://buyer.example/\n  format: xml\n  schema: s.xsd\nfields:\n  {fields}\n"));

        Assert.Equal(mistake is null ? 0 : 1, result.Mistakes.Length);
        Assert.All(result.Mistakes, m => Assert.Contains(mistake!, m.Message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("schema: nobody.json", "endpoint.schema: unknown schema `nobody.json`, expected s.json")]
    [InlineData("schema: t.json", "endpoint.schema: unknown schema `t.json`, did you mean `s.json`?")]
    [InlineData("format: xml\n  schema: s.json", "endpoint.schema: a JSON Schema is for the format json, and the format is xml")]
    [InlineData("method: GET\n  schema: s.json", "endpoint.schema: there is no body to check: the fields go into the URL")]
    public void Schema_that_cannot_be_used_is_a_mistake(string endpoint, string mistake) => Assert.Contains(
        Loading.Mistakes(("schemas/s.json", "{}"), ("recipients/ok.yaml", $"endpoint:\n  url: https://buyer.example/\n  {endpoint}\n")),
        m => m.EndsWith(mistake, StringComparison.Ordinal));

    [Fact]
    public void Mistake_in_a_schema_has_its_line() => Assert.Equal(
        ["schemas/s.json:3: /properties/a/$ref: `other.json` is in another file, expected a reference within this one: copy what it refers to into $defs"],
        Loading.Mistakes(("schemas/s.json", "{ \"properties\": {\n  \"a\": {\n    \"$ref\": \"other.json\" } } }")));

    [Fact]
    public void Ping_that_uses_the_posts_endpoint_does_not_use_its_schema() => Assert.Null(Loading.RecipientWith(
        [("schemas/s.json", """{"required":["a"]}""")],
        "endpoint: { url: https://buyer.example/, schema: s.json }\nfields: { a: 1 }\nping: { fields: { zip: \"{{lead.zip}}\" }, response: { bid: json.bid } }\n")
        .Ping!.Call.Endpoint!.Schema);

    private static (string, string)[] Files(string schema, string field) =>
    [
        ("flows/one.yaml", Flow), ("schemas/s.json", schema),
        ("recipients/ok.yaml", $"endpoint:\n  url: https://buyer.example/\n  schema: s.json\nfields:\n  {field}\n"),
    ];
}
