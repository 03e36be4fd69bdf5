using System.Diagnostics;
using System.Xml.Linq;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Delivery.Requests;
using static LeadDelivery.Core.Tests.Delivery.Formats.Sending;

namespace LeadDelivery.Core.Tests.Delivery.Formats;

public sealed class SoapFormatTests
{
    private const string Security =
        """
        format: soap
        soap: { version: "1.1", action: "urn:v#Post", security: { username: us, password: "pä <&>", timestamp: 5m } }
        """;

    private static readonly XNamespace Wsse = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd";
    private static readonly XNamespace Wsu = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd";

    [Fact]
    public void Version_1_1_has_its_envelope_and_its_action_in_a_header()
    {
        var request = Of(
            "format: soap\nsoap: { action: 'urn:v#{{lead.age}}' }\nxml: { namespaces: { v: 'urn:v' } }",
            "fields: { 'v:Post': { 'v:a': '{{first_name}}' } }");
        Assert.Equal(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>"
            + "<soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\" xmlns:v=\"urn:v\">"
            + "<soap:Body><v:Post><v:a>Zoë</v:a></v:Post></soap:Body></soap:Envelope>",
            Text(request));
        Assert.Equal(("text/xml; charset=utf-8", "\"urn:v#30\""), (request.ContentType, Header(request, "SOAPAction")));
    }

    [Fact]
    public void Version_1_2_has_its_envelope_and_its_action_in_the_content_type()
    {
        var request = Of("format: soap\nsoap: { version: 1.2, action: 'urn:v\"#Post' }", "fields: { Post: { '@xmlns': 'urn:v', a: 1 } }");
        Assert.Equal(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?><soap:Envelope xmlns:soap=\"http://www.w3.org/2003/05/soap-envelope\">"
            + "<soap:Body><Post xmlns=\"urn:v\"><a>1</a></Post></soap:Body></soap:Envelope>",
            Text(request));
        Assert.Equal("application/soap+xml; charset=utf-8; action=\"urn:v\\\"#Post\"", request.ContentType);
        Assert.Null(Header(request, "SOAPAction"));
    }

    [Fact]
    public void Without_an_action_the_header_of_1_1_is_empty_and_1_2_names_none()
    {
        Assert.Equal("\"\"", Header(Of("format: soap", "fields: { a: 1 }"), "SOAPAction"));
        Assert.Equal("application/soap+xml; charset=utf-8", Of("format: soap\nsoap: { version: '1.2' }", "fields: { a: 1 }").ContentType);
        Assert.Equal("own", Header(Of("format: soap\nheaders: { SOAPAction: own }", "fields: { a: 1 }"), "SOAPAction"));
    }

    [Fact]
    public void Header_is_written_like_fields()
    {
        var text = Body(
            "format: soap\nsoap: { header: { 'v:Partner': { '@soap:mustUnderstand': '1', id: '{{first_name}}' } } }\n"
            + "xml: { namespaces: { '': 'urn:d', v: 'urn:v' } }",
            "fields: { a: 1, b: 2 }");
        Assert.Contains(
            "<soap:Header><v:Partner soap:mustUnderstand=\"1\"><id>Zoë</id></v:Partner></soap:Header>"
            + "<soap:Body><lead xmlns=\"urn:d\"><a>1</a><b>2</b></lead></soap:Body>",
            text);
    }

    [Fact]
    public void Digest_is_what_an_independent_reader_computes()
    {
        var token = XDocument.Parse(Body(Security, "fields: { a: 1 }")).Descendants(Wsse + "UsernameToken").Single();
        Assert.Equal("us", token.Element(Wsse + "Username")!.Value);
        Assert.EndsWith("#PasswordDigest", token.Element(Wsse + "Password")!.Attribute("Type")!.Value);
        var nonce = token.Element(Wsse + "Nonce")!.Value;
        var created = token.Element(Wsu + "Created")!.Value;
        Assert.Equal("2026-11-21T15:04:05.000Z", created);
        Assert.Equal(Python(
            """
            import base64, hashlib, sys
            nonce, created, password = sys.argv[1:4]
            print(base64.b64encode(hashlib.sha1(base64.b64decode(nonce) + created.encode() + password.encode()).digest()).decode())
            """,
            nonce, created, "pä <&>"), token.Element(Wsse + "Password")!.Value);
    }

    [Fact]
    public void Nonce_is_another_for_each_attempt()
    {
        var recipient = Recipient(Security, "fields: { a: 1 }");
        Assert.NotEqual(Text(Of(recipient)), Text(Of(recipient)));
    }

    [Fact]
    public void Timestamp_expires_when_it_says()
    {
        var stamp = XDocument.Parse(Body(Security, "fields: { a: 1 }")).Descendants(Wsu + "Timestamp").Single();
        Assert.Equal(
            ["2026-11-21T15:04:05.000Z", "2026-11-21T15:09:05.000Z"],
            [stamp.Element(Wsu + "Created")!.Value, stamp.Element(Wsu + "Expires")!.Value]);
    }

    [Fact]
    public void Password_as_text_stands_as_it_is()
    {
        var password = XDocument.Parse(Body(Security.Replace("timestamp: 5m", "type: text"), "fields: { a: 1 }"))
            .Descendants(Wsse + "Password").Single();
        Assert.Equal("pä <&>", password.Value);
        Assert.EndsWith("#PasswordText", password.Attribute("Type")!.Value);
    }

    [Theory]
    [InlineData("digest")]
    [InlineData("text")]
    public void Preview_shows_the_security_header_without_its_secrets_however_short(string type)
    {
        var request = Of(Security.Replace("pä <&>", "abc").Replace("timestamp: 5m", $"type: {type}"), "fields: { a: abc }");
        var shown = XDocument.Parse(RequestPreview.Of(request, SecretMask.None).Body);
        Assert.Equal("***", shown.Descendants(Wsse + "Password").Single().Value);
        Assert.Equal(type == "digest" ? ["***"] : [], shown.Descendants(Wsse + "Nonce").Select(n => n.Value));
        Assert.Equal("us", shown.Descendants(Wsse + "Username").Single().Value);
        Assert.Equal("abc", shown.Descendants("a").Single().Value);
    }

    [Fact]
    public void A_whole_body_template_is_the_envelope()
    {
        var request = Of("format: soap\nsoap: { action: x }", "body: \"<e:Envelope xmlns:e='urn:e'>{{last_name}}</e:Envelope>\"");
        Assert.Equal("<e:Envelope xmlns:e='urn:e'>O'Neil &amp; &lt;Söhne&gt;</e:Envelope>", Text(request));
        Assert.Equal(("text/xml; charset=utf-8", "\"x\""), (request.ContentType, Header(request, "SOAPAction")));
    }

    private static string Python(string script, params string[] arguments)
    {
        var start = new ProcessStartInfo("python3", ["-c", script, .. arguments]) { RedirectStandardOutput = true };
        using var python = Process.Start(start)!;
        var output = python.StandardOutput.ReadToEnd();
        python.WaitForExit();
        Assert.Equal(0, python.ExitCode);
        return output.Trim();
    }
}
