using System.Text;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Delivery.Replies;
using static LeadDelivery.Core.Tests.Delivery.Given;

namespace LeadDelivery.Core.Tests.Delivery;

/// <summary>Replies that are not what they should be, and are understood where a person would be sure.</summary>
public sealed class LooseRepliesTests
{
    private const string Accepted = """{"status":"accepted","id":7}""";

    private static readonly Recipient Json = Reading("json.status == 'accepted'", "json.status == 'rejected'");

    private static readonly Recipient Xml = Reading("//status == 'accepted'", "//status == 'rejected'");

    [Theory]
    [InlineData("{ status: \"accepted\" }")]
    [InlineData("{ 'status': 'accepted', }")]
    [InlineData("{ \"status\": \"accepted\", \"list\": [1, 2, ], }")]
    [InlineData("{ status = 'accepted' }")]
    [InlineData("{ \"status\" => \"accepted\" }")]
    [InlineData("/* v2 */ { // their words\n \"status\": \"accepted\" /* id to come */ } // end")]
    [InlineData("{'status': 'accepted', 'ok': True, 'price': None, 'rate': NaN, 'worst': -Infinity, 'x': undefined}")]
    [InlineData("{\"message\":\"line one\r\nline two\ttab\",\"status\":\"accepted\"}")]
    [InlineData("{\"message\":\"it\\'s\",\"status\":\"accepted\"}")]
    [InlineData("{\"half\":\"\\ud83d\",\"status\":\"accepted\"}")]
    [InlineData("{ id: 007, price: +5, part: .5, status: 'accepted' }")]
    [InlineData("callback({\"status\":\"accepted\"});")]
    [InlineData("/**/ jQuery.cb_1 ( { status: 'accepted' } )")]
    [InlineData(")]}',\n{\"status\":\"accepted\"}")]
    [InlineData("for(;;);{\"status\":\"accepted\"}")]
    [InlineData("OK {\"status\":\"accepted\"}")]
    [InlineData("ok: {\"status\":\"accepted\"}\n")]
    [InlineData("\"{\\\"status\\\":\\\"accepted\\\"}\"")]
    [InlineData("<br />\n<b>Warning</b>: mysql_close() [<a href='x'>function.mysql-close</a>] in <b>/a.php</b> on line <b>3</b><br />\n{\"status\":\"accepted\"}")]
    [InlineData("PHP Notice:  Undefined index: x in a.php on line 3\n{\"status\":\"accepted\"}")]
    [InlineData("<html><head><style>p { color: red }</style></head><body><pre>{\"status\":\"accepted\"}</pre></body></html>")]
    [InlineData("<html><body>\n{&quot;status&quot;:&quot;accepted&quot;}\n</body>")]
    [InlineData("<?xml version=\"1.0\"?><string xmlns=\"http://tempuri.org/\">{\"status\":\"accepted\"}</string>")]
    [InlineData("<e:Envelope xmlns:e=\"u\"><e:Body><r><d><![CDATA[{\"status\":\"accepted\"}]]></d></r></e:Body></e:Envelope>")]
    [InlineData("\uFEFF\uFEFF  {\"status\":\"accepted\"}\0")]
    public void Json_that_a_person_would_understand_is_understood(string body)
    {
        Assert.Equal(Outcome.Success, Read(Json, body).Outcome);
        Assert.Equal(Outcome.Failure, Read(Json, body.Replace("accepted", "rejected", StringComparison.Ordinal)).Outcome);
    }

    [Theory]
    [InlineData("{ status: accepted }")]
    [InlineData("{ \"status\": \"accepted }")]
    [InlineData("{ \"status\": \"accepted\"")]
    [InlineData("{ \"status\": \"accepted\" } trailing")]
    [InlineData("{\"status\":\"accepted\"}{\"status\":\"rejected\"}")]
    [InlineData("{\"status\":\"accepted\"}\n{\"status\":\"accepted\"}")]
    [InlineData("{ \"message\": \"He said \"no\" to it\", \"status\": \"accepted\" }")]
    [InlineData("{ 'message': 'it's', 'status': 'accepted' }")]
    [InlineData("{ \"a\": 1 \"status\": \"accepted\" }")]
    [InlineData("{ \"a\": 1,, \"status\": \"accepted\" }")]
    [InlineData("{ , \"status\": \"accepted\" }")]
    [InlineData("{ \"status\" \"accepted\" }")]
    [InlineData("{ \"a\": 1.2.3, \"status\": \"accepted\" }")]
    [InlineData("{ \"a\": 12abc, \"status\": \"accepted\" }")]
    [InlineData("{ \"a\": $45.00, \"status\": \"accepted\" }")]
    [InlineData("{ \"a\": \"C:\\dir\", \"status\": \"accepted\" }")]
    [InlineData("{ \"a\": 1 /* no end, \"status\": \"accepted\" }")]
    [InlineData("ERROR {\"status\":\"accepted\"}")]
    [InlineData("Could not store {\"status\":\"accepted\"}")]
    [InlineData("not a name({\"status\":\"accepted\"})")]
    [InlineData("<html><body>Error <pre>{\"status\":\"accepted\"}</pre></body></html>")]
    [InlineData("<r><a>{\"status\":\"accepted\"}</a><b>{\"status\":\"rejected\"}</b></r>")]
    [InlineData("status=accepted")]
    public void Json_that_could_mean_two_things_is_not_read(string body)
    {
        var verdict = Read(Json, body);
        Assert.Equal((Outcome.Error, "unrecognized response"), (verdict.Outcome, verdict.Reason));
    }

    [Theory]
    [InlineData(" \r\n<?xml version=\"1.0\"?><r><status>accepted</status></r>")]
    [InlineData("\uFEFF<?xml version=\"1.0\" encoding=\"utf-16\"?><r><status>accepted</status></r>")]
    [InlineData("\uFEFF \uFEFF<r><status>accepted</status></r>")]
    [InlineData("<r><why>Smith & Sons, R&D; a &nbsp; b &eacute; &bogus;</why><status>accepted</status></r>")]
    [InlineData("<r url='x?a=1&b=2'><status>accepted</status></r>")]
    [InlineData("<r><why>\u0001\u000b</why><status>accepted</status></r>")]
    [InlineData("<!DOCTYPE r SYSTEM \"http://127.0.0.1:9/r.dtd\"><r><status>accepted</status></r>")]
    [InlineData("<id>7</id><status>accepted</status>")]
    [InlineData("<status>accepted</status><id>7")]
    [InlineData("<status>accepted</status>\nthanks & goodbye")]
    [InlineData("<!-- v1 --><s:r xmlns:s=\"urn:a\"><s:status>accepted</s:status></s:r>")]
    [InlineData("<r xmlns=\"urn:a\"><status><![CDATA[accepted]]></status></r>")]
    [InlineData("<string xmlns=\"urn:a\">&lt;r&gt;&lt;status&gt;accepted&lt;/status&gt;&lt;/r&gt;</string>")]
    [InlineData("<a><b><![CDATA[<?xml version=\"1.0\" encoding=\"utf-8\"?><r><status>accepted</status></r>]]></b></a>")]
    public void Xml_that_a_person_would_understand_is_understood(string body)
    {
        Assert.Equal(Outcome.Success, Read(Xml, body).Outcome);
        Assert.Equal(Outcome.Failure, Read(Xml, body.Replace("accepted", "rejected", StringComparison.Ordinal)).Outcome);
    }

    [Theory]
    [InlineData("<r><status>accepted</r>")]
    [InlineData("<r><status>accepted</status>")]
    [InlineData("<p>Thanks<status>accepted")]
    [InlineData("OK <r><status>accepted</status></r>")]
    [InlineData("<!DOCTYPE r [<!ENTITY x SYSTEM \"file:///etc/hostname\">]><r><status>accepted</status><y>&x;</y></r>")]
    public void Xml_that_is_broken_is_not_read(string body) => Assert.NotEqual(
        Outcome.Success, Read(Reading("//r/status == 'accepted'", "//r/status == 'rejected'"), body).Outcome);

    [Theory]
    [InlineData("//id", "7")]
    [InlineData("//a:id", "7")]
    [InlineData("//wrong:id", "7")]
    [InlineData("//lead/@id", "L-1")]
    [InlineData("//a:lead/@id", "L-1")]
    [InlineData("/a:r/a:lead/@a:kind", "new")]
    [InlineData("xml('/r/lead/@kind')", "new")]
    [InlineData("xml('string(//lead[@id=\"L-1\"]/id)')", "7")]
    [InlineData("//note", "x < y")]
    [InlineData("xml('//lead[1]/child::id')", "7")]
    [InlineData("xml('local-name(/*)')", "r")]
    [InlineData("xml('not(//id)') ? 'none' : 'some'", "some")]
    [InlineData("xml('count(//id)')", "1")]
    [InlineData("//nothing", "refused")]
    public void Paths_find_elements_with_and_without_their_namespaces(string rule, string found)
    {
        const string Body = """
            <a:r xmlns:a="urn:a" xmlns="urn:b"><a:lead id="L-1" a:kind="new"><a:id>7</a:id></a:lead><note><![CDATA[x < y]]></note></a:r>
            """;
        Assert.Equal(found, Read(Reading("false", null, null, null, rule), Body).Reason);
    }

    [Fact]
    public void Text_beside_the_elements_is_found_by_a_path_too() =>
        Assert.Equal("Bad zip", Read(Reading("false", null, null, null, "xml('/text()')"), "<status>rejected</status> Bad zip\n").Reason);

    [Theory]
    [InlineData("shift_jis", "理由")]
    [InlineData("windows-1251", "отказ")]
    [InlineData("gb2312", "原因")]
    [InlineData("windows-1252", "Zoë €5")]
    [InlineData("iso-8859-1", "Zoë")]
    [InlineData("utf-16", "Zoë 理由")]
    [InlineData("utf-16BE", "Zoë")]
    [InlineData("UTF-8", "Zoë 理由")]
    public void Charset_of_the_header_is_used(string charset, string why)
    {
        var encoding = CodePagesEncodingProvider.Instance.GetEncoding(charset) ?? Encoding.GetEncoding(charset);
        var recipient = Reading("json.status == 'accepted'", null, null, null, "json.why");

        var verdict = ReplyReader.Read(
            recipient, Reply(200, encoding.GetBytes($$"""{"status":"no","why":"{{why}}"}"""), $"text/html; charset=\"{charset}\""), Seen);

        Assert.Equal((Outcome.Failure, why), (verdict.Outcome, verdict.Reason));
    }

    [Theory]
    [InlineData("utf-16LE", null)]
    [InlineData("utf-16BE", "application/json")]
    [InlineData("utf-16LE", "application/json; charset=utf-8")]
    [InlineData("utf-8", "application/json; charset=utf-16")]
    [InlineData("utf-8", "application/json; charset=nonsense")]
    public void Bytes_tell_more_than_a_wrong_header(string encoding, string? type) => Assert.Equal(
        Outcome.Success, ReplyReader.Read(Json, Reply(200, Encoding.GetEncoding(encoding).GetBytes(Accepted), type), Seen).Outcome);

    [Theory]
    [InlineData("text/html", Accepted)]
    [InlineData("application/xml", Accepted)]
    [InlineData("text/plain; charset=utf-8; foo", Accepted)]
    [InlineData("application/json", "<r><status>accepted</status></r>")]
    public void Kind_is_what_it_looks_like_whatever_the_header_says(string type, string body) => Assert.Equal(
        Outcome.Success, ReplyReader.Read(Reading("json.status == 'accepted' or //status == 'accepted'"), Reply(200, body, type), Seen).Outcome);

    [Fact]
    public void Numbers_that_are_codes_or_too_long_keep_their_digits() => Assert.Equal(
        """{"id":"007","price":5,"big":"123456789012345678901234567890","tiny":"1e-99"}""",
        Read(Reading("false", null, null, null, "json"), "{ id: 007, price: 5, big: 123456789012345678901234567890, tiny: 1e-99 }").Reason);

    [Fact]
    public void Json_in_a_text_is_read_by_a_rule_that_says_so() => Assert.Equal(
        Outcome.Success,
        Read(Reading("parse_json(json.d).status == 'accepted'"), """{"d":"{\"status\":\"accepted\"}"}""").Outcome);

    private static Verdict Read(Recipient recipient, string body) => ReplyReader.Read(recipient, Reply(200, body), Seen);
}
