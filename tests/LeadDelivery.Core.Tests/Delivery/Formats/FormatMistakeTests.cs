using LeadDelivery.Core.Tests.Configuration;

namespace LeadDelivery.Core.Tests.Delivery.Formats;

/// <summary>What does not fit together is found before a lead comes.</summary>
public sealed class FormatMistakeTests
{
    private const string Xml = "format: xml";
    private const string Fields = "fields: { a: 1 }";

    public static TheoryData<string, string, string> Mistakes => new()
    {
        { "format: json\nsoap: { version: '1.1' }", Fields, "4: endpoint.soap: is only for the format soap, and the format is json" },
        { "format: form\nxml: { root: a }", Fields, "4: endpoint.xml: is only for the formats xml and soap, and the format is form" },
        { "form: { nesting: dots }", Fields,
            "3: endpoint.form: is only for the formats form, query and multipart, and the format is json" },
        { "charset: utf-9", Fields, "3: endpoint.charset: is no charset for bodies, expected one such as utf-8" },
        { "charset: utf-7", Fields, "3: endpoint.charset: is no charset for bodies" },
        { "charset: iso-2022-jp", Fields, "3: endpoint.charset: is no charset for bodies" },
        { "charset: ibm037", Fields, "3: endpoint.charset: is no charset for bodies" },
        { "format: form\ncharset: utf-16", Fields, "4: endpoint.charset: utf-16 cannot be written as a form or query" },
        { "charset: utf-8\nheaders: { Content-Type: 'a/b; charset=iso-8859-1' }", Fields,
            "3: endpoint.charset: is not the iso-8859-1 that the header Content-Type names" },
        { "compress: true\nheaders: { content-encoding: gzip }", Fields, "3: endpoint.compress: sets the header Content-Encoding" },
        { "format: query\ncompress: true", Fields, "4: endpoint.compress: there is no body to compress in the format query" },
        { "method: GET\nformat: xml", Fields, "4: endpoint.format: a GET request has no body for xml, expected another method, or query" },
        { "format: multipart\nheaders: { Content-Type: multipart/form-data; boundary=x }", Fields,
            "3: endpoint.format: multipart chooses its own" },
        { "format: multipart", "body: x", "4: body: a multipart body cannot be one template, expected fields" },
        { "format: soap\nsoap: { header: { a: 1 } }", "body: <a/>", "5: body: is the whole envelope, in which endpoint.soap.header" },
        { "format: soap\nsoap:\n  header:\n    'a b': 1", Fields, "6: endpoint.soap.header.a b: is not an XML name" },
        { "format: soap\nsoap: { header: [1] }", Fields, "4: endpoint.soap.header: expected elements by name, found a list" },
        { "format: soap\nsoap: { header: { '@a': 1 } }", Fields, "4: endpoint.soap.header.@a: there is no element here" },
        { "format: soap\nsoap: { security: { username: us } }", Fields, "4: endpoint.soap.security.password: missing, expected text" },
        { "format: soap\nsoap: { action: \"a\\nb\" }", Fields, "4: endpoint.soap.action: a header's value cannot hold line breaks" },
        { "format: soap\nxml: { namespaces: { soap: 'urn:x' } }", Fields, "4: endpoint.xml.namespaces.soap: is the envelope's own prefix" },
        { "format: xml\nxml:\n  namespaces:\n    xml: urn:x", Fields, "6: endpoint.xml.namespaces.xml: is reserved by XML itself" },
        { "format: xml\nxml: { namespaces: { 'a b': 'urn:x' } }", Fields, "4: endpoint.xml.namespaces.a b: is not a prefix" },
        { "format: xml\nxml: { root: 'a b' }", Fields, "5: fields: the root `a b` is not an XML name" },
        { "format: xml\nxml: { root: 'v:a' }", Fields, "5: fields: the root `v:a` has a prefix that nothing declares" },
        { "format: xml\nxml: { cdata: [a, b.c] }", Fields, "5: fields: xml.cdata names `b.c`, which is no field here" },
        { Xml, "fields:\n  a:\n    - { b: 1 }\n    - 'c d': 1",
            "7: fields.a[1].c d: is not an XML name, expected letters, digits, -, _ and no spaces" },
        { Xml, "fields:\n  a.b: 1\n  a:\n    1c: 1", "7: fields.a.1c: is not an XML name" },
        { Xml, "fields: { a: { 'v:b': 1 } }",
            "4: fields.a.v:b: has a prefix that nothing declares, expected it under endpoint.xml.namespaces" },
        { Xml, "fields: { a: { '@v:b': 1 } }", "4: fields.a.@v:b: has a prefix that nothing declares" },
        { Xml, "fields: { a: { '@xmlns:xml': 1 } }", "4: fields.a.@xmlns:xml: is reserved by XML itself" },
        { Xml, "fields: { a: { '@b': { c: 1 } } }", "4: fields.a.@b: takes one value, found fields of its own" },
        { Xml, "fields: { a: { '#text': [1] } }", "4: fields.a.#text: takes one value, found fields of its own" },
        { Xml, "fields: { a: { '#txt': 1 } }", "4: fields.a.#txt: is not known, expected #text or #cdata" },
        { "format: xml\ncharset: us-ascii", "fields: { é: 1 }",
            "5: fields.é: has letters that us-ascii lacks, and names cannot be escaped" },
        { Xml, "fields:\n  a:\n    $value:\n      'b c': 1", "7: fields.a.b c: is not an XML name" },
        { Xml, "fields:\n  a:\n    $each: lead.x\n    $value: { '`b c`': 1 }", "7: fields.a.b c: is not an XML name" },
        { "format: form", "fields:\n  a: { $document: xml, $value: { r: { 'b c': 1 } } }", "5: fields.a.r.b c: is not an XML name" },
        { "format: form", "fields: [1]", "4: fields: a form takes names with values, found a list" },
        { "format: text", "fields: [1]", "4: fields: a text of lines takes names with values, found a list" },
        { "method: GET", "fields: [1]", "4: fields: a query takes names with values, found a list" },
        { Xml, "fields: { a: 1 }\nping:\n  fields:\n    'b c': 1", "7: ping.fields.b c: is not an XML name" },
        { "method: POST", "fields: { 'b c': 1 }\nping:\n  endpoint: { url: 'https://b.example', format: xml }\n  fields:\n    'b c': 1",
            "8: ping.fields.b c: is not an XML name" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void Mistake_is_named_with_its_line(string endpoint, string content, string expected) => Assert.StartsWith(
        "recipients/ok.yaml:" + expected, Assert.Single(Loading.Mistakes(("recipients/ok.yaml", Sending.File(endpoint, content)))));

    [Theory]
    [InlineData("format: xml\nxml: { cdata: lead.notes }", "fields: { lead: '{{lead.all}}' }")]
    [InlineData("format: xml\nxml: { namespaces: { v: 'urn:v' } }", "fields: { 'v:a': { 'v:b': 1, '@v:c': 2 } }")]
    [InlineData("format: xml", "fields: { a: { '@xmlns:v': '{{lead.ns}}', 'v:b': 1 }, 'v:c': { '@xmlns:v': 'urn:v' } }")]
    [InlineData("format: soap\nsoap: { version: 1.2, header: { a: { '@soap:role': x } } }", "fields: { a: { '@soap:b': 1 } }")]
    [InlineData("format: json\nmethod: GET\nform: { nesting: dots }", "fields: { a: { b: 1 } }")]
    public void What_fits_is_taken(string endpoint, string content) =>
        Assert.Equal("ok", Loading.RecipientOf(Sending.File(endpoint, content)).Id);
}
