using static LeadDelivery.Core.Tests.Delivery.Formats.Sending;

namespace LeadDelivery.Core.Tests.Delivery.Formats;

public sealed class XmlFormatTests
{
    private const string Plain = "format: xml\nxml: { declaration: false }";

    public static TheoryData<string, string, string> Documents => new()
    {
        { Plain, "fields: { first: '{{first_name}}', age: '{{age}}' }", "<lead><first>Zoë</first><age>30</age></lead>" },
        { Plain, "fields: { Request: { first: '{{first_name}}' } }", "<Request><first>Zoë</first></Request>" },
        { Plain, "fields: { Request.first: '{{first_name}}' }", "<Request><first>Zoë</first></Request>" },
        { Plain, "fields: { Request: { first: '{{none}}' } }", "<Request />" },
        { Plain, "fields: { a: '{{none}}', b: '{{age}}' }", "<lead><b>30</b></lead>" },
        { Plain, "fields: { phone: ['{{phones[0]}}', '{{phones[1]}}'] }", "<lead><phone>555-1</phone><phone>555-2</phone></lead>" },
        { Plain, "fields: { phone: '{{phones}}' }", "<lead><phone>555-1</phone><phone>555-2</phone></lead>" },
        { Plain, "fields: { '@v': 1, a: 2 }", "<lead v=\"1\"><a>2</a></lead>" },
        { Plain, "fields: { a: { b: 2, '@v': '{{last_name}}' } }", "<a v=\"O'Neil &amp; &lt;Söhne&gt;\"><b>2</b></a>" },
        { Plain, "fields: { a: { '@v': 1, '#text': '{{last_name}}' } }", "<a v=\"1\">O'Neil &amp; &lt;Söhne&gt;</a>" },
        { Plain, "fields: { a: { '#cdata': '{{last_name}}' } }", "<a><![CDATA[O'Neil & <Söhne>]]></a>" },
        { Plain, "fields: { a: { '#cdata': \"x ]]> y\" } }", "<a><![CDATA[x ]]]]><![CDATA[> y]]></a>" },
        { Plain, "fields: { a: { b: [[1, 2], [3]] } }", "<a><b><item>1</item><item>2</item></b><b><item>3</item></b></a>" },
        { Plain, "fields: [1, { a: 2 }]", "<lead><item>1</item><item><a>2</a></item></lead>" },
        { Plain, "fields: { a: { b: true, c: 1.50, d: {}, e: [] } }", "<a><b>true</b><c>1.50</c><d /></a>" },
        { Plain, "fields: { a: \"x\\u0000\\u0008\\uFFFEy\" }", "<a>xy</a>" },
        { "format: xml\nxml: { root: Lead, declaration: false }", "fields: { a: { b: 1 } }", "<Lead><a><b>1</b></a></Lead>" },
        { "format: xml\nxml: { root: Lead, declaration: false }", "fields: { Lead: { b: 1 } }", "<Lead><b>1</b></Lead>" },
        { "format: xml\nxml: { cdata: a.b, declaration: false }", "fields: { a: { b: '{{last_name}}', c: '&' } }",
            "<a><b><![CDATA[O'Neil & <Söhne>]]></b><c>&amp;</c></a>" },
        { "format: xml\nxml: { cdata: [a.b], declaration: false }", "fields: { a: { b: ['<', '{{age}}'] } }",
            "<a><b><![CDATA[<]]></b><b><![CDATA[30]]></b></a>" },
        { "format: xml\nxml: { namespaces: { '': 'urn:d', v: 'urn:v' }, declaration: false }",
            "fields: { a: { 'v:b': 1, c: 2, '@v:d': 3 } }",
            "<a xmlns=\"urn:d\" xmlns:v=\"urn:v\" v:d=\"3\"><v:b>1</v:b><c>2</c></a>" },
        { Plain, "fields: { 'v:a': { '@xmlns:v': 'urn:v', b: { '@xmlns': 'urn:b', c: 1 }, '@xml:lang': en } }",
            "<v:a xmlns:v=\"urn:v\" xml:lang=\"en\"><b xmlns=\"urn:b\"><c>1</c></b></v:a>" },
        { "format: xml\nxml: { root: 'v:Lead', namespaces: { v: 'urn:v' }, declaration: false }", "fields: { a: 1 }",
            "<v:Lead xmlns:v=\"urn:v\"><a>1</a></v:Lead>" },
        { Plain, "fields: { phone: { $each: lead.phones, $value: { no: '{{item}}' } } }",
            "<lead><phone><no>555-1</no></phone><phone><no>555-2</no></phone></lead>" },
        { Plain, "fields: { a: { $empty: 'null', b: '{{none}}', c: { $value: '{{none}}', $empty: blank } } }", "<a><b /><c /></a>" },
        { Plain, "fields: { a: { $document: xml, $value: { b: '{{last_name}}' } } }",
            "<a>&lt;b&gt;O'Neil &amp;amp; &amp;lt;Söhne&amp;gt;&lt;/b&gt;</a>" },
        { Plain, "fields: { '`a.b`': 1 }", "<a.b>1</a.b>" },
        { "format: xml", "fields: { a: 1 }", "<?xml version=\"1.0\" encoding=\"utf-8\"?><a>1</a>" },
    };

    [Theory]
    [MemberData(nameof(Documents))]
    public void Fields_become_xml(string endpoint, string content, string expected) => Assert.Equal(expected, Body(endpoint, content));

    [Fact]
    public void Line_breaks_and_tabs_survive_reading() => Assert.Equal(
        "<a n=\"a ]]&gt; b&#xD;&#xA;c\">a ]]&gt; b&#xD;\nc</a>",
        Body(Plain, "fields: { a: { '@n': '{{note}}', '#text': '{{note}}' } }"));

    [Fact]
    public void Root_goes_by_the_keys_and_not_by_what_a_lead_fills_of_them()
    {
        const string Fields = "fields: { first: '{{first}}', last: '{{last}}' }";
        Assert.Equal("<lead><first>A</first><last>B</last></lead>", Body(Plain, Fields, """{"first":"A","last":"B"}"""));
        Assert.Equal("<lead><first>A</first></lead>", Body(Plain, Fields, """{"first":"A"}"""));
        Assert.Equal("<lead />", Body(Plain, Fields, "{}"));
    }

    [Fact]
    public void Content_type_names_the_charset_unless_the_headers_say_otherwise()
    {
        Assert.Equal("application/xml; charset=utf-8", Of("format: xml", "fields: { a: 1 }").ContentType);
        Assert.Equal("text/xml", Of("format: xml\nheaders: { Content-Type: text/xml }", "fields: { a: 1 }").ContentType);
    }

    [Fact]
    public void A_name_that_a_lead_brings_is_a_problem_without_being_told()
    {
        var problem = Assert.Single(Problems(Plain, "fields: { a: { b: '{{lead.doc}}' } }", """{"doc":{"secret name":1}}"""));
        Assert.Equal("fields.a: is not an XML name, expected letters, digits, -, _ and no spaces", problem);
        Assert.Equal(
            "fields.a: an attribute takes one value", Assert.Single(Problems(Plain, "fields: { a: '{{lead.doc}}' }",
                """{"doc":{"@x":[1]}}""")));
    }
}
