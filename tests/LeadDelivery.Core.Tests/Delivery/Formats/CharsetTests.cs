using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Delivery.Requests;
using static LeadDelivery.Core.Tests.Delivery.Formats.Sending;

namespace LeadDelivery.Core.Tests.Delivery.Formats;

public sealed class CharsetTests
{
    private const string Lead = """{"x":"é€😀"}""";

    [Theory]
    [InlineData("json", "iso-8859-1", "{\"x\":\"\u00e9\\u20AC\\uD83D\\uDE00\"}", "application/json; charset=iso-8859-1")]
    [InlineData("json", "us-ascii", "{\"x\":\"\\u00E9\\u20AC\\uD83D\\uDE00\"}", "application/json; charset=us-ascii")]
    [InlineData("json", "windows-1252", "{\"x\":\"\u00e9\u0080\\uD83D\\uDE00\"}", "application/json; charset=windows-1252")]
    [InlineData("xml", "iso-8859-1", "<?xml version=\"1.0\" encoding=\"iso-8859-1\"?><x>\u00e9&#x20AC;&#x1F600;</x>",
        "application/xml; charset=iso-8859-1")]
    [InlineData("xml", "us-ascii", "<?xml version=\"1.0\" encoding=\"us-ascii\"?><x>&#xE9;&#x20AC;&#x1F600;</x>",
        "application/xml; charset=us-ascii")]
    [InlineData("form", "windows-1252", "x=%E9%80%26%23128512%3B", "application/x-www-form-urlencoded; charset=windows-1252")]
    [InlineData("text", "iso-8859-1", "x: \u00e9EUR?\n", "text/plain; charset=iso-8859-1")]
    [InlineData("text", "us-ascii", "x: eEUR?\n", "text/plain; charset=us-ascii")]
    public void What_a_charset_lacks_is_written_in_the_format_s_own_way(string format, string charset, string bytes, string type)
    {
        var request = Of($"format: {format}\ncharset: {charset}", "fields: { x: '{{lead.x}}' }", Lead);
        Assert.Equal(bytes, Encoding.Latin1.GetString(request.Body.Span));
        Assert.Equal(type, request.ContentType);
    }

    [Theory]
    [InlineData("utf-16")]
    [InlineData("utf-8")]
    [InlineData("iso-8859-15")]
    [InlineData("iso-8859-2")]
    [InlineData("windows-1251")]
    [InlineData("us-ascii")]
    [InlineData("shift_jis")]
    [InlineData("gb18030")]
    [InlineData("big5")]
    public void Xml_and_json_are_read_back_whole_in_any_charset(string charset)
    {
        const string Text = "é€😀 <&\"> жук 漢字";
        var lead = JsonSerializer.Serialize(new Dictionary<string, string> { ["x"] = Text });
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var xml = Of($"format: xml\ncharset: {charset}", "fields: { x: { '#cdata': '{{lead.x}}', '@y': '{{lead.x}}' } }", lead);
        var read = XDocument.Load(new MemoryStream(xml.Body.ToArray())).Root!;
        Assert.Equal((Text, Text), (read.Value, read.Attribute("y")!.Value));

        var json = Of($"format: json\ncharset: {charset}", "fields: { x: '{{lead.x}}' }", lead);
        using var reader = new StreamReader(new MemoryStream(json.Body.ToArray()), Encoding.GetEncoding(charset));
        Assert.Equal(Text, JsonDocument.Parse(reader.ReadToEnd()).RootElement.GetProperty("x").GetString());
    }

    [Fact]
    public void Utf_16_begins_with_a_byte_order_mark()
    {
        Assert.Equal([0xFF, 0xFE, (byte)'<', 0], Of("format: xml\ncharset: utf-16", "fields: { a: 1 }").Body.Span[..4].ToArray());
        Assert.Equal([0xFF, 0xFE, (byte)'a', 0], Of("format: text\ncharset: utf-16", "fields: { a: 1 }").Body.Span[..4].ToArray());
        Assert.Equal((byte)'<', Of("format: xml", "fields: { a: 1 }").Body.Span[0]);
    }

    [Fact]
    public void Content_type_header_decides_the_charset_where_none_is_given()
    {
        var request = Of("format: text\nheaders: { Content-Type: 'text/csv; charset=iso-8859-1' }", "body: '{{lead.x}}'", """{"x":"é"}""");
        Assert.Equal(("text/csv; charset=iso-8859-1", 0xE9), (request.ContentType, request.Body.Span[0]));
    }

    [Fact]
    public void All_names_of_a_charset_are_one()
    {
        var request = Of("charset: latin1\nheaders: { Content-Type: 'text/x-json; charset=ISO-8859-1' }", "fields: { a: é }");
        Assert.Equal("{\"a\":\"\u00e9\"}", Encoding.Latin1.GetString(request.Body.Span));
    }

    [Fact]
    public void A_charset_that_a_form_cannot_be_written_in_is_a_problem() => Assert.Equal(
        ["headers.Content-Type: utf-16 cannot be written as form"],
        Problems("format: form\nheaders: { Content-Type: 'application/x-www-form-urlencoded; charset={{lead.c}}' }", "fields: { a: 1 }",
            """{"c":"utf-16"}"""));

    [Theory]
    [InlineData("json", "fields: { 'né': '{{lead.x}}' }", """{"né":"Zoe EUR"}""")]
    [InlineData("form", "fields: { n: { a: ['{{lead.x}}'] } }", "n%5Ba%5D=Zoe+EUR")]
    [InlineData("xml", "body: '<né>{{lead.x}}</né>'", "<né>Zoe EUR</né>")]
    [InlineData("text", "body: 'né {{lead.x}}'", "né Zoe EUR")]
    public void Ascii_is_for_values_and_not_for_markup(string format, string content, string expected) =>
        Assert.Equal(expected, Body($"format: {format}\nascii: true", content, """{"x":"Zoë €"}"""));

    [Theory]
    [InlineData("json", "utf-8")]
    [InlineData("xml", "utf-16")]
    public void A_compressed_body_is_gzip_and_is_shown_as_text(string format, string charset)
    {
        var plain = Of($"format: {format}\ncharset: {charset}", "fields: { x: '{{lead.x}}' }", Lead);
        var request = Of($"format: {format}\ncharset: {charset}\ncompress: true", "fields: { x: '{{lead.x}}' }", Lead);
        Assert.Equal("gzip", Header(request, "Content-Encoding"));
        Assert.Equal(plain.ContentType, request.ContentType);
        using var gzip = new GZipStream(new MemoryStream(request.Body.ToArray()), CompressionMode.Decompress);
        var read = new MemoryStream();
        gzip.CopyTo(read);
        Assert.Equal(plain.Body.ToArray(), read.ToArray());
        Assert.Equal(Shown(plain), Shown(request));
        Assert.Contains("é€", Shown(request));
    }

    private static string Shown(OutboundRequest request) => RequestPreview.Of(request, SecretMask.None).Body;
}
