using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Mapping;
using LeadDelivery.Core.Tests.Configuration;

namespace LeadDelivery.Core.Tests.Mapping;

public class FieldOptionTests
{
    private const string Lead =
        """
        {"id":"L1","first_name":"Ann","age":41,"amount":"$60,000","rate":"4.5","whole":"12.0","own":"OWN ","yes":"Y","zip":"02134","dob":"4/7/1985",
         "phone":"(512) 555-0142","blank":"  ","none":null,"list":["own","rent",""],"empty":[],
         "cars":[{"make":"Kia","year":"2019"},{"make":"","year":""},{"make":"Audi","year":"2021"}],"text":"<a> & \"b\""}
        """;

    private static readonly TestScope Scope = new("lead", Lead);

    [Theory]
    [InlineData("""{"$value":"{{lead.amount}}"}""", "\"$60,000\"")]
    [InlineData("""{"$value":"{{lead.amount}}","$type":"number"}""", "60000")]
    [InlineData("""{"$value":"{{lead.amount}}","$type":"number","$format":"0.00"}""", "60000.00")]
    [InlineData("""{"$value":"{{lead.amount}}","$format":"0.00"}""", "\"60000.00\"")]
    [InlineData("""{"$value":"{{lead.amount}}","$type":"number","$format":"$0,0"}""", "\"$60,000\"")]
    [InlineData("""{"$value":"{{lead.whole}}","$type":"integer"}""", "12")]
    [InlineData("""{"$value":"{{lead.age}}","$type":"string"}""", "\"41\"")]
    [InlineData("""{"$value":"{{lead.zip}}","$type":"string"}""", "\"02134\"")]
    [InlineData("""{"$value":"{{lead.yes}}","$type":"boolean"}""", "true")]
    [InlineData("""{"$value":"{{lead.dob}}","$type":"date"}""", "\"1985-04-07\"")]
    [InlineData("""{"$value":"{{lead.dob}}","$type":"date","$format":"MM/DD/YYYY"}""", "\"04/07/1985\"")]
    [InlineData("""{"$value":"{{lead.phone}}","$format":"###-###-####"}""", "\"512-555-0142\"")]
    [InlineData("""{"$value":"{{lead.phone}}","$format":"+1{value}"}""", "\"+15125550142\"")]
    [InlineData("""{"$value":"{{lead.own}}","$map":{"own":"O","rent":"R"}}""", "\"O\"")]
    [InlineData("""{"$value":"{{lead.own}}","$map":{"rent":"R"}}""", "\"OWN \"")]
    [InlineData("""{"$value":"{{lead.own}}","$map":{"rent":"R","*":"other"}}""", "\"other\"")]
    [InlineData("""{"$value":"{{lead.age}}","$map":{"41":true}}""", "true")]
    [InlineData("""{"$value":"{{lead.list}}","$map":{"own":1,"rent":2}}""", "[1,2]")]
    [InlineData("""{"$value":"{{lead.own}}","$map":{"own":""},"$default":"none"}""", "\"none\"")]
    [InlineData("""{"$value":"{{lead.none}}","$default":0}""", "0")]
    [InlineData("""{"$value":"{{lead.blank}}","$default":"{{lead.age}}","$type":"string"}""", "\"41\"")]
    [InlineData("""{"$value":"{{lead.none}}","$empty":"null"}""", "null")]
    [InlineData("""{"$value":"{{lead.none}}","$empty":null}""", "null")]
    [InlineData("""{"$value":"{{lead.blank}}","$empty":"blank"}""", "\"\"")]
    [InlineData("""{"$value":"{{lead.age}}","$when":"age > 40"}""", "41")]
    [InlineData("""{"$value":{"b":"{{lead.age}}"},"$when":"age > 40"}""", """{"b":41}""")]
    [InlineData("""{"b":"{{lead.age}}","$when":"lead.age > 40"}""", """{"b":41}""")]
    [InlineData("""{"$empty":"null","b":"{{lead.none}}","c":{"d":"{{lead.blank}}","e":{"$value":"{{lead.none}}","$empty":"omit"}}}""", """{"b":null,"c":{"d":null}}""")]
    [InlineData("""{"$each":"lead.cars","$as":"car","$value":{"make":"{{car.make}}","year":{"$value":"{{car.year}}","$type":"number"}}}""", """[{"make":"Kia","year":2019},{"make":"Audi","year":2021}]""")]
    [InlineData("""{"$each":"{{lead.list}}","$value":"{{upper item}}"}""", """["OWN","RENT"]""")]
    [InlineData("""{"$each":"lead.first_name","$value":"{{item}}"}""", """["Ann"]""")]
    [InlineData("""{"$document":"json","$value":{"a":"{{lead.text}}"}}""", "\"{\\\"a\\\":\\\"<a> & \\\\\\\"b\\\\\\\"\\\"}\"")]
    [InlineData("""{"$document":"xml","$value":{"r":{"@id":"{{lead.id}}","t":"{{lead.text}}"}}}""", "\"<r id=\\\"L1\\\"><t>&lt;a&gt; &amp; \\\"b\\\"</t></r>\"")]
    public void Option_makes_the_value(string field, string expected) => Assert.Equal($$"""{"a":{{expected.TrimEnd()}}}""", Both($$"""{"a":{{field}}}"""));

    [Theory]
    [InlineData("""{"$value":"{{lead.none}}"}""")]
    [InlineData("""{"$value":"{{lead.blank}}","$type":"number","$format":"0"}""")]
    [InlineData("""{"$value":"{{lead.age}}","$when":"lead.age > 50"}""")]
    [InlineData("""{"$value":"{{lead.none}}","$required":true,"$when":"lead.age > 50"}""")]
    [InlineData("""{"b":"{{lead.age}}","$when":"lead.age > 50"}""")]
    [InlineData("""{"$each":"lead.empty","$value":"{{item}}"}""")]
    [InlineData("""{"$each":"lead.none","$value":"{{item}}"}""")]
    [InlineData("""{"$document":"json","$value":{"a":"{{lead.none}}"}}""")]
    public void Option_leaves_the_field_out(string field) => Assert.Equal("{}", Both($$"""{"a":{{field}}}"""));

    [Theory]
    [InlineData("""{"$value":"{{lead.first_name}}","$type":"number"}""", "a: not a number")]
    [InlineData("""{"$value":"{{lead.rate}}","$type":"integer"}""", "a: not a whole number")]
    [InlineData("""{"$value":"{{lead.first_name}}","$type":"boolean"}""", "a: not yes or no")]
    [InlineData("""{"$value":"{{lead.first_name}}","$type":"date"}""", "a: not a date")]
    [InlineData("""{"$value":"{{lead.first_name}}","$type":"date","$format":"MM/DD/YYYY"}""", "a: not a date")]
    [InlineData("""{"$value":"{{lead.first_name}}","$format":"0.00"}""", "a: does not fit the format 0.00")]
    [InlineData("""{"$value":"{{lead.none}}","$required":true}""", "a: required, but empty")]
    [InlineData("""{"$value":"{{lead.blank}}","$required":true,"$empty":"blank"}""", "a: required, but empty")]
    [InlineData("""{"$value":{"b":"{{lead.none}}"},"$required":true}""", "a: required, but empty")]
    [InlineData("""{"$value":"{{lead.none}}","$empty":"error"}""", "a: empty, and $empty is error")]
    [InlineData("""{"b":[{"$value":"{{lead.none}}","$required":true}]}""", "a.b[0]: required, but empty")]
    public void Field_that_cannot_be_mapped_is_a_problem_without_its_value(string field, string problem)
    {
        var mapping = Compile($$"""{"a":{{field}}}""");
        var (built, written) = (new List<string>(), new List<string>());
        mapping.Build(Scope, built);
        mapping.Write(Scope, new Utf8JsonWriter(new ArrayBufferWriter<byte>()), written);

        Assert.Equal([problem], built);
        Assert.Equal([problem], written);
    }

    [Fact]
    public void List_of_more_items_than_a_lead_has_is_a_problem()
    {
        var many = new TestScope("lead", $$"""{"cars":[{{string.Join(',', Enumerable.Repeat("1", 1001))}}]}""");
        var problems = new List<string>();
        Compile("""{"a":{"$each":"lead.cars","$value":"{{item}}"}}""").Build(many, problems);

        Assert.Equal(["a: 1001 items, at most 1000 are mapped"], problems);
    }

    [Theory]
    [InlineData("""{"1":"b","0":"{{lead.id}}","10":"c"}""", """["L1","b","c"]""")]
    [InlineData("""{"a.1":2,"a.0":"{{lead.none}}","a.2":3}""", """{"a":[2,3]}""")]
    [InlineData("""{"a":{"0":1,"b":2}}""", """{"a":{"0":1,"b":2}}""")]
    [InlineData("""{"data[phone][]":1,"x[a.b]":2}""", """{"data[phone][]":1,"x[a.b]":2}""")]
    [InlineData("""{"`a.b`":1,"`$c`":2,"`0`":3}""", """{"a.b":1,"$c":2,"0":3}""")]
    [InlineData("""{"$each":"lead.cars","$as":"car","$value":{"m":"{{car.make}}"}}""", """[{"m":"Kia"},{"m":"Audi"}]""")]
    public void Keys_make_the_tree(string tree, string expected) => Assert.Equal(expected, Both(tree));

    [Theory]
    [InlineData("""{"$formt":"0"}""", "a.$formt: is not known, did you mean `$format`?")]
    [InlineData("""{"$type":"text"}""", "a.$type: `text` is not known, expected one of boolean, date, integer, number, string")]
    [InlineData("""{"$type":7}""", "a.$type: `7` is not known, expected one of boolean, date, integer, number, string")]
    [InlineData("""{"$map":["a"]}""", "a.$map: expected an object such as { \"1\": Own, \"2\": Rent }, found a list")]
    [InlineData("""{"$map":{"b":{"c":1}}}""", "a.$map.b: expected a single value, found an object")]
    [InlineData("""{"$empty":"skip"}""", "a.$empty: expected one of omit, null, blank, error, found `skip`")]
    [InlineData("""{"$required":"yes"}""", "a.$required: expected true or false, found `yes`")]
    [InlineData("""{"$when":"a =="}""", "a.$when: column 5: ")]
    [InlineData("""{"$format":"{{lead.x}}"}""", "a.$format: expected a format such as '0.00' or 'yyyy-MM-dd', found `{{lead.x}}`")]
    [InlineData("""{"$type":"boolean","$format":"0"}""", "a.$format: yes or no has no format, expected $map for other words")]
    [InlineData("""{"$as":"x"}""", "a.$as: needs $each beside it")]
    [InlineData("""{"$each":"lead.x","$as":"lead"}""", "a.$as: cannot be `lead`")]
    [InlineData("""{"$document":"yaml"}""", "a.$document: `yaml` is not known, expected json or xml")]
    [InlineData("""{"b":1}""", "a.b: stands beside $value, expected options only; fields go under $value")]
    public void Option_that_is_wrong_is_named(string options, string mistake)
    {
        var tree = $$"""{"a":{"$value":"{{"{{lead.x}}"}}",{{options[1..]}}}""";

        Assert.Null(FieldMapping.Compile(ValueJson.Parse(Encoding.UTF8.GetBytes(tree)), out var mistakes));
        Assert.StartsWith(mistake, Assert.Single(mistakes));
    }

    [Theory]
    [InlineData("""{"a":{"$type":"number","b":1}}""", "a.$type: needs $value beside it")]
    [InlineData("""{"$when":"lead.x","a":1}""", "$when: is for fields; for the whole request put `when` on the plan's node")]
    [InlineData("""{"a":{"$value":{"b":1},"$format":"0"}}""", "a.$format: is for single values, found fields of its own")]
    [InlineData("""{"a":{"$value":"{{"}}""", "a.$value: column ")]
    public void Option_out_of_place_is_named(string tree, string mistake)
    {
        Assert.Null(FieldMapping.Compile(ValueJson.Parse(Encoding.UTF8.GetBytes(tree)), out var mistakes));
        Assert.StartsWith(mistake, Assert.Single(mistakes));
    }

    [Fact]
    public void Mistakes_of_a_file_have_its_lines() => Assert.Equal(
        ["recipients/ok.yaml:6: fields.loan.$typ: is not known, did you mean `$type`?"],
        Loading.Mistakes((
            "recipients/ok.yaml",
            """
            endpoint: { url: https://buyer.example/leads }
            fields:
              name: "{{lead.first_name}}"
              loan:
                $value: "{{lead.loan}}"
                $typ: number
            """)));

    [Fact]
    public void Any_lead_is_written_as_it_is_built_and_read_back_by_a_standard_parser() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(3000),
        Prop.ForAll(Mappings.ToArbitrary(), Leads.ToArbitrary(), (tree, lead) =>
        {
            var mapping = FieldMapping.Compile(ValueJson.Parse(Encoding.UTF8.GetBytes(tree)), out var mistakes);
            Assert.Empty(mistakes);
            var scope = new TestScope("lead", lead);
            var (built, written) = (new List<string>(), new List<string>());
            var document = mapping!.Build(scope, built);
            var text = Written(mapping, scope, written);

            Assert.Equal(ValueJson.ToText(document), text);
            Assert.Equal(built, written);
            using var parsed = JsonDocument.Parse(text);
            Assert.Equal(document, ValueJson.Parse(Encoding.UTF8.GetBytes(parsed.RootElement.GetRawText())));
        }));

    private static Gen<string> Mappings { get; } =
        from options in Gen.Elements(
            "", ",\"$type\":\"number\"", ",\"$type\":\"string\"", ",\"$type\":\"boolean\"", ",\"$type\":\"date\"", ",\"$map\":{\"1\":\"x\",\"*\":null}",
            ",\"$default\":\"{{lead.b}}\"", ",\"$format\":\"###-####\"", ",\"$type\":\"number\",\"$format\":\"0.0\"").ListOf(2)
        from empty in Gen.Elements("", ",\"$empty\":\"null\"", ",\"$empty\":\"blank\"", ",\"$required\":true", ",\"$when\":\"lead.b\"")
        select $$$$"""
            {"a":{"$value":"{{lead.a}}"{{{{options[0]}}}}{{{{empty}}}}},"b.c":["{{lead.b}}",{"$value":"{{lead.a}}"{{{{options[1]}}}}}],
             "d":{"$each":"lead.a","$value":{"x":"{{item}}"}{{{{empty}}}}},"e":{"$document":"json","$value":{"y":"{{lead.b}}"}}}
            """;

    private static Gen<string> Leads { get; } =
        from a in Values
        from b in Values
        select $$"""{"a":{{a}},"b":{{b}}}""";

    private static Gen<string> Values => Gen.OneOf(
        Gen.Elements("null", "\"\"", "\" \"", "true", "1", "-2.50", "\"1\"", "\"$60,000\"", "\"4/7/1985\"", "[]", "[1,null,\"x\"]", "{\"k\":\"v\"}", "\"555-0142\""),
        ArbMap.Default.GeneratorFor<string>().Where(s => s is not null && IsText(s)).Select(s => JsonSerializer.Serialize(s)));

    private static bool IsText(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)) == text;

    private static string Both(string tree)
    {
        var mapping = Compile(tree);
        var problems = new List<string>();
        var built = ValueJson.ToText(mapping.Build(Scope, problems));

        Assert.Equal(built, Written(mapping, Scope, problems));
        Assert.Empty(problems);
        return built;
    }

    private static FieldMapping Compile(string tree)
    {
        var mapping = FieldMapping.Compile(ValueJson.Parse(Encoding.UTF8.GetBytes(tree)), out var mistakes);
        Assert.Empty(mistakes);
        return mapping!;
    }

    private static string Written(FieldMapping mapping, TestScope scope, List<string> problems)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            mapping.Write(scope, writer, problems);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
