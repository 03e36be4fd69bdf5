using System.Net;
using System.Text;
using LeadDelivery.Core.Language;
using LeadDelivery.Web.Bodies;

namespace LeadDelivery.Web.Tests;

/// <summary>What sources send, and the fields that come of it.</summary>
public sealed class BodyTests
{
    private const string Json = "application/json";
    private const string Form = "application/x-www-form-urlencoded";
    private const string Xml = "application/xml";

    [Theory]
    [InlineData(Json, """{"a":"x","n":45.00,"t":true,"z":null,"o":{"l":[1,"2"]}}""", """{"a":"x","n":45.00,"t":true,"z":null,"o":{"l":[1,"2"]}}""")]
    [InlineData(Json, "{\"a\":\"one\ntwo\tthree\r\n\"}", """{"a":"one\ntwo\tthree\r\n"}""")]
    [InlineData(Json, "{\n \"a\" :\n\"quote \\\" and \\\\\",\n\"b\":\"\u0001\"}", """{"a":"quote \" and \\","b":"\u0001"}""")]
    [InlineData(Json, """{"a":1,"b":2,"a":3}""", """{"a":3,"b":2}""")]
    [InlineData(Json, "\ufeff{\"a\":\"é\"}", """{"a":"é"}""")]
    [InlineData("text/json", """{"a":1}""", """{"a":1}""")]
    [InlineData("application/vnd.partner+json", """{"a":1}""", """{"a":1}""")]
    [InlineData("APPLICATION/JSON; Charset=\"UTF-8\"", """{"a":1}""", """{"a":1}""")]
    [InlineData(Form, "first_name=Ann+Lee&email=a%40b.c&empty=", """{"first_name":"Ann Lee","email":"a@b.c","empty":""}""")]
    [InlineData(Form, "a=1&b=x&a=2", """{"a":["1","2"],"b":"x"}""")]
    [InlineData(Form, "a[]=1&c[x]=2&d.e=3", """{"a":["1"],"c[x]":"2","d.e":"3"}""")]
    [InlineData(Form, "rate=100%&next=%zz&bare&=nameless&&", """{"rate":"100%","next":"%zz","bare":""}""")]
    [InlineData(Form, "utf8=%C3%A9&cp1252=%E9", """{"utf8":"é","cp1252":"é"}""")]
    [InlineData(Xml, "<lead><a>x</a><b>1</b></lead>", """{"a":"x","b":"1"}""")]
    [InlineData(Xml, "<?xml version=\"1.0\"?>\n<!-- c -->\n<L xmlns=\"urn:x\">\n <o>\n  <p> y </p>\n </o>\n <e/>\n</L>\n", """{"o":{"p":" y "},"e":""}""")]
    [InlineData(Xml, "<l><p>1</p><q>x</q><p>2</p></l>", """{"p":["1","2"],"q":"x"}""")]
    [InlineData(Xml, "<l id=\"7\"><p type=\"cell\">1</p></l>", """{"@id":"7","p":{"@type":"cell","#text":"1"}}""")]
    [InlineData(Xml, "<l><t>a &amp; b <![CDATA[<c>]]></t></l>", """{"t":"a & b <c>"}""")]
    [InlineData(Xml, "<l xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\"><n i:nil=\"true\"/><m>1</m></l>", """{"n":null,"m":"1"}""")]
    [InlineData("text/xml; charset=utf-8", "<l><a>é</a></l>", """{"a":"é"}""")]
    [InlineData("application/soap+xml", "<l><a>1</a></l>", """{"a":"1"}""")]
    public void Body_is_read_as_sent(string contentType, string body, string fields)
    {
        var read = LeadBody.Read(BodyType.Parse(contentType)!.Value, Encoding.UTF8.GetBytes(body), out var error);

        Assert.Null(error);
        Assert.Equal(ValueJson.Parse(Encoding.UTF8.GetBytes(fields)), Value.Of(read!));
    }

    [Theory]
    [InlineData(Json + "; charset=iso-8859-1", "iso-8859-1", """{"a":"é"}""")]
    [InlineData(Json + "; charset=windows-1252", "windows-1252", """{"a":"é"}""")]
    [InlineData(Json + "; charset=utf-16", "utf-16", """{"a":"é"}""")]
    [InlineData(Form + "; charset=windows-1252", "windows-1252", "a=é")]
    [InlineData(Xml, "iso-8859-1", "<?xml version=\"1.0\" encoding=\"iso-8859-1\"?><l><a>é</a></l>")]
    [InlineData(Xml, "windows-1252", "<?xml version=\"1.0\" encoding=\"windows-1252\"?><l><a>é</a></l>")]
    [InlineData(Xml + "; charset=iso-8859-1", "iso-8859-1", "<l><a>é</a></l>")]
    public void Body_is_read_in_its_charset(string contentType, string charset, string body)
    {
        var type = BodyType.Parse(contentType)!.Value;

        var read = LeadBody.Read(type, Encoding.GetEncoding(charset).GetBytes(body), out var error);

        Assert.Null(error);
        Assert.True(read!.TryGet("a", out var value));
        Assert.Equal("é", value.ToText());
    }

    [Theory]
    [InlineData(Json, "", 1, 1)]
    [InlineData(Json, "[]", 1, 1)]
    [InlineData(Json, "\"x\"", 1, 1)]
    [InlineData(Json, "{}", 1, 1)]
    [InlineData(Json, "{\"a\":}", 1, 6)]
    [InlineData(Json, "{\n  \"a\": 1,\n  \"é\" 2\n}", 3, 7)]
    [InlineData(Json, "{\"a\":\"one\ntwo\",\n\"b\" 1}", 3, 5)]
    [InlineData(Json, "{\"a\":1} x", 1, 9)]
    [InlineData(Json, "{\"a\":\"\\ud800\"}", 1, 6)]
    [InlineData(Xml, "", 1, 1)]
    [InlineData(Xml, "<l>text</l>", 1, 1)]
    [InlineData(Xml, "<l>\n<a>1</b>\n</l>", 2, 7)]
    [InlineData(Xml, "<!DOCTYPE l [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><l><a>&x;</a></l>", 1, 1)]
    [InlineData(Form, "", 1, 1)]
    [InlineData(Form, "&&=", 1, 1)]
    public void Unreadable_body_is_placed_by_line_and_column(string contentType, string body, int line, int column)
    {
        var read = LeadBody.Read(BodyType.Parse(contentType)!.Value, Encoding.UTF8.GetBytes(body), out var error);

        Assert.Null(read);
        Assert.Equal((line, column), (error!.Line, error.Column));
        Assert.DoesNotContain("LineNumber", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_that_are_not_utf8_are_placed()
    {
        LeadBody.Read(new(BodyFormat.Json, null), (byte[])[.. "{\"é\":\n\""u8, 0xFF, .. "\"}"u8], out var error);

        Assert.Equal((2, 2), (error!.Line, error.Column));
    }

    [Theory]
    [InlineData(Json, "{\"a\":", "1", "}")]
    [InlineData(Xml, "<a>", "1", "</a>")]
    public void Nesting_beyond_the_bound_is_refused_and_within_it_read(string contentType, string open, string middle, string close)
    {
        string Nested(int depth) => string.Concat(Enumerable.Repeat(open, depth)) + middle + string.Concat(Enumerable.Repeat(close, depth));
        var type = BodyType.Parse(contentType)!.Value;

        Assert.NotNull(LeadBody.Read(type, Encoding.UTF8.GetBytes(Nested(ValueJson.MaxDepth)), out _));
        Assert.Null(LeadBody.Read(type, Encoding.UTF8.GetBytes(Nested(ValueJson.MaxDepth + 1)), out var error));
        Assert.NotNull(error);
        Assert.Null(LeadBody.Read(type, Encoding.UTF8.GetBytes(Nested(20_000)), out _));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("text/plain")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData("application/json; charset=klingon")]
    [InlineData("application/jsonx")]
    [InlineData("json")]
    public async Task Other_content_type_is_415_and_names_those_accepted(string? contentType)
    {
        await using var host = await FakeHost.StartAsync();

        using var response = await host.Client.SendAsync(Requests.Submit(contentType: contentType));

        await response.ProblemAsync(415);
        Assert.Contains("application/x-www-form-urlencoded", response.Headers.GetValues("Accept-Post").Single(), StringComparison.Ordinal);
        Assert.Empty(host.Submitted);
    }

    [Fact]
    public async Task Unreadable_body_is_400_naming_line_and_column_and_nothing_is_recorded()
    {
        await using var host = await FakeHost.StartAsync();

        using var response = await host.Client.SendAsync(Requests.Submit(body: "{\n\"a\" 1}"));

        var problem = await response.ProblemAsync(400);
        Assert.Contains("line 2, column 5", (string?)problem["detail"], StringComparison.Ordinal);
        Assert.Contains("line 2, column 5", (string?)problem["errors"]!["body"]![0], StringComparison.Ordinal);
        Assert.Empty(host.Submitted);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }
}
