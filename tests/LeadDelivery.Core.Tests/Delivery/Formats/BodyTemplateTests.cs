using System.Text;
using System.Text.Json;
using System.Xml;
using System.Xml.Linq;
using FsCheck;
using FsCheck.Fluent;
using static LeadDelivery.Core.Tests.Delivery.Formats.Sending;

namespace LeadDelivery.Core.Tests.Delivery.Formats;

public sealed class BodyTemplateTests
{
    [Theory]
    [InlineData("", "{\"a\":\"{{lead.x}}\"}", "{\"a\":\"1<&\\\"\"}", "application/json")]
    [InlineData("format: json", "{\"a\":\"{{lead.x}}\"}", "{\"a\":\"1<&\\\"\"}", "application/json")]
    [InlineData("format: xml", "<a b='{{lead.x}}'>{{lead.x}}</a>", "<a b='1&lt;&amp;&quot;'>1&lt;&amp;\"</a>",
        "application/xml; charset=utf-8")]
    [InlineData("format: form", "a={{lead.x}}", "a=1%3C%26%22", "application/x-www-form-urlencoded")]
    [InlineData("format: text", "{{lead.x}}", "1<&\"", "text/plain; charset=utf-8")]
    [InlineData("headers: { Content-Type: text/xml }", "<a>{{lead.x}}</a>", "<a>1&lt;&amp;\"</a>", "text/xml")]
    [InlineData("headers: { Content-Type: text/csv }", "{{lead.x}}", "1<&\"", "text/csv")]
    [InlineData("format: json\nheaders: { Content-Type: text/plain }", "{\"a\":\"{{lead.x}}\"}", "{\"a\":\"1<&\\\"\"}", "text/plain")]
    [InlineData("format: text\nheaders: { Content-Type: application/json }", "{\"a\":\"{{lead.x}}\"}", "{\"a\":\"1<&\\\"\"}",
        "application/json")]
    public void Values_are_escaped_for_the_format_unless_the_content_type_names_another(
        string endpoint, string template, string expected, string type)
    {
        var request = Of(endpoint, "body: " + JsonSerializer.Serialize(template), """{"x":"1<&\""}""");
        Assert.Equal((expected, type), (Text(request), request.ContentType));
    }

    [Theory]
    [InlineData("<a><![CDATA[{{lead.x}}]]></a>", "a]]>b", "<a><![CDATA[a]]]]><![CDATA[>b]]></a>")]
    [InlineData("<a><![CDATA[{{lead.x}}>]]></a>", "a]]", "<a><![CDATA[a]]]]><![CDATA[>]]></a>")]
    [InlineData("<a><![CDATA[]{{lead.x}}]]></a>", "]>", "<a><![CDATA[]]]]><![CDATA[>]]></a>")]
    [InlineData("<a><!-- {{lead.x}} --></a>", "a-->b", "<a><!-- a -  - >b --></a>")]
    [InlineData("<a b=\"{{lead.x}}\"/>", "\"\r\n\t'", "<a b=\"&quot;&#xD;&#xA;&#x9;&apos;\"/>")]
    [InlineData("\n<?xml version=\"1.0\"?>\n<a>{{lead.x}}</a>", "\u0001\uFFFF1", "<?xml version=\"1.0\"?>\n<a>1</a>")]
    public void Values_are_escaped_for_their_place_in_xml(string template, string value, string expected) => Assert.Equal(
        expected,
        Body("format: xml", "body: " + JsonSerializer.Serialize(template), $$"""{"x":{{JsonSerializer.Serialize(value)}}}"""));

    [Fact]
    public void The_declaration_of_the_template_decides_the_charset_where_nothing_else_does()
    {
        const string Template = "body: \"<?xml version='1.0' encoding='ISO-8859-1'?><a>{{lead.x}}<![CDATA[{{lead.x}}]]></a>\"";
        var request = Of("format: xml", Template, """{"x":"é€"}""");
        Assert.Equal("application/xml; charset=iso-8859-1", request.ContentType);
        Assert.Equal(
            "<?xml version='1.0' encoding='ISO-8859-1'?><a>\u00e9&#8364;<![CDATA[\u00e9]]>&#8364;<![CDATA[]]></a>",
            Encoding.Latin1.GetString(request.Body.Span));
        Assert.Equal("é€é€", XDocument.Load(new MemoryStream(request.Body.ToArray())).Root!.Value);
        Assert.Equal(
            ["body: the XML declaration names another charset than the one the body is written in"],
            Problems("format: xml\ncharset: utf-8", Template, """{"x":"é"}"""));
    }

    [Fact]
    public void A_body_that_is_not_xml_is_a_problem_naming_the_place() => Assert.Equal(
        ["body: not well-formed XML at line 1, column 9"], Problems("format: xml", "body: '<a><b></a>{{lead.x}}'", """{"x":"secret"}"""));

    [Fact]
    public void No_value_adds_anything_to_an_xml_body()
    {
        var recipient = Recipient(
            "format: xml",
            "body: \"<r><a b='{{lead.x}}' c=\\\"{{lead.x}}\\\">{{lead.x}}</a><!--{{lead.x}}--><d><![CDATA[{{lead.x}}]]></d></r>\"");
        Check.QuickThrowOnFailure(Prop.ForAll(Values.Texts, text =>
        {
            var body = Of(recipient, Values.Scope(("x", text))).Body;
            var document = XDocument.Load(XmlReader.Create(new MemoryStream(body.ToArray())), LoadOptions.PreserveWhitespace);
            var (a, d) = (document.Root!.Element("a")!, document.Root.Element("d")!);
            var expected = Values.Xml(text);
            return document.Root.Elements().Count() == 2 && a.Attributes().Count() == 2 && !a.HasElements && !d.HasElements
                && a.Attribute("b")!.Value == expected && a.Attribute("c")!.Value == expected && a.Value == expected
                && d.Value == Values.LineBreaks(expected);
        }));
    }
}
