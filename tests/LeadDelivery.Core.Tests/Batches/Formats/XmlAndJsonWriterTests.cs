using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using LeadDelivery.Core.Batches.Formats;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Schemas;

namespace LeadDelivery.Core.Tests.Batches.Formats;

public class XmlAndJsonWriterTests
{
    private static readonly XmlFormat Xml = new() { Name = "xml" };
    private static readonly JsonFormat Json = new() { Name = "json" };

    private static readonly Value[] Row =
        [Value.Of("L1"), Value.Of("a<b>&\u0001\uFFFE\"😀"), Value.Of(45.00m), Value.Of(true), Value.Null, Sheet.Json("""["x",["y",1],{"k v":2}]""")];

    [Fact]
    public async Task Xml_has_an_element_for_each_value_and_attributes_for_those_that_are_named_so()
    {
        var columns = Sheet.Columns("@id", "first name", "amount", "ok", "none", "1list");

        Assert.Equal(
            """
            <?xml version="1.0" encoding="utf-8"?>
            <leads xmlns="urn:x">
              <lead id="L1">
                <first_name>a&lt;b&gt;&amp;"😀</first_name>
                <amount>45.00</amount>
                <ok>true</ok>
                <_1list>x</_1list>
                <_1list>
                  <item>y</item>
                  <item>1</item>
                </_1list>
                <_1list>
                  <k_v>2</k_v>
                </_1list>
              </lead>
            </leads>

            """,
            await Sheet.TextAsync(Xml with { Namespace = "urn:x" }, columns, Row));
    }

    [Fact]
    public async Task Xml_gives_back_every_text_but_what_it_forbids()
    {
        string[] texts = ["a\r\nb\rc\td", " ", "]]>", "\u200Fשלום", "<!--", "\uD83Dx\0y", new string('é', 100_000)];
        var file = await Sheet.TextAsync(Xml with { Indent = false }, Sheet.Columns("@a", "b"), texts.Select(t => Sheet.Texts(t, t)));

        var rows = XDocument.Parse(file, LoadOptions.PreserveWhitespace).Root!.Elements().ToList();
        var expected = texts.Select(t => t.Replace("\uD83D", "").Replace("\0", "")).ToList();
        Assert.Equal(expected, rows.Select(r => r.Element("b")!.Value));
        Assert.Equal(expected, rows.Select(r => r.Attribute("a")!.Value));
    }

    [Fact]
    public async Task Finished_xml_is_checked_against_its_schema()
    {
        const string Schema =
            """
            <xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:element name="leads"><xs:complexType><xs:sequence>
            <xs:element name="lead" maxOccurs="unbounded"><xs:complexType><xs:sequence><xs:element name="age" type="xs:int"/></xs:sequence></xs:complexType></xs:element>
            </xs:sequence></xs:complexType></xs:element></xs:schema>
            """;
        var format = Xml with { Schema = BodySchema.Compile(new ConfigurationFile("schemas/leads.xsd", Schema), (_, _, m) => Assert.Fail(m))! };

        Assert.Empty(XmlFileCheck.Check(format, new MemoryStream(await Sheet.WriteAsync(format, Sheet.Columns("age"), Sheet.Texts("41")))));
        var problems = XmlFileCheck.Check(
            format, new MemoryStream(await Sheet.WriteAsync(format, Sheet.Columns("age"), Sheet.Texts("41"), Sheet.Texts("marker"))));
        Assert.Equal("/leads/lead/age", Assert.Single(problems).Path);
        Assert.DoesNotContain("marker", problems[0].ToString());
        Assert.Equal("is not XML", Assert.Single(XmlFileCheck.Check(format, new MemoryStream("<leads"u8.ToArray()))).Rule);
    }

    [Theory]
    [InlineData(null, "[\n", "\n]\n")]
    [InlineData("le\"ads", "{\"le\\u0022ads\":[\n", "\n]}\n")]
    public async Task Json_is_an_array_of_objects_with_all_members(string? root, string start, string end)
    {
        var row = """{"a":"L1","b":"a<b>&\u0001\uFFFE\"😀","c":45.00,"d":true,"e":null,"f":["x",["y",1],{"k v":2}]}""";
        var file = await Sheet.TextAsync(Json with { Root = root }, Sheet.Columns("a", "b", "c", "d", "e", "f"), Row, Row);

        using var parsed = JsonDocument.Parse(file);
        Assert.StartsWith(start, file);
        Assert.EndsWith(end, file);
        Assert.Equal(
            [Sheet.Json(row), Sheet.Json(row)], file[start.Length..^end.Length].Split(",\n").Select(Sheet.Json));
    }

    [Fact]
    public async Task Json_without_rows_is_an_empty_array() => Assert.Equal("[\n]\n", await Sheet.TextAsync(Json, Sheet.Columns("a")));

    [Fact]
    public async Task Ndjson_is_one_object_a_line_whatever_the_values_hold()
    {
        string[] texts = ["a\nb", "\r", "\0", "\u2028", "\uD83D", "\uDE00\uD83D", new string('"', 100_000)];
        var file = await Sheet.TextAsync(Json with { Lines = true }, Sheet.Columns("a"), texts.Select(t => Sheet.Texts(t)));

        var lines = file.TrimEnd('\n').Split('\n');
        Assert.Equal(
            texts.Select(t => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(t))), lines.Select(l => Sheet.Json(l).Member("a").AsText));
    }
}
