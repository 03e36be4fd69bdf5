using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Delivery.Replies;
using LeadDelivery.Core.Delivery.Retrying;
using static LeadDelivery.Core.Tests.Delivery.Given;

namespace LeadDelivery.Core.Tests.Delivery;

public sealed class ReplyReaderTests
{
    private const string Accepted = """{"status":"accepted","leadId":"ABC123","price":45.00}""";

    [Theory]
    [InlineData("json['a.b'].c == 'ok'")]
    [InlineData("json['a.b']['c'] == 'ok'")]
    [InlineData("json.list[1].x == 'ok'")]
    [InlineData("json.list.length == 2")]
    [InlineData("contains(json, 'x') or json.a.b == 'ok'")]
    [InlineData("lookup(json.a.b, {'ok': true})")]
    [InlineData("json.twice == 2")]
    public void Rule_finds_what_it_names_among_members_that_no_rule_names(string success)
    {
        const string Body = """
            {"other":{"deep":[1,"two",{"x":null}]},"a.b":{"c":"ok"},"a":{"b":"ok"},"list":[{"x":"no"},{"x":"ok"}],"twice":1,"twice":2,"last":"\u00e9"}
            """;

        Assert.Equal(Outcome.Success, ReplyReader.Read(Reading(success), Reply(200, Body), Seen).Outcome);
    }

    [Fact]
    public void Reply_that_is_broken_in_a_member_that_no_rule_names_is_not_taken_for_JSON() => Assert.Equal(
        "unrecognized response", ReplyReader.Read(Reading("json.ok"), Reply(200, """{"ok":true,"other":[1,}}"""), Seen).Reason);

    [Theory]
    [InlineData("body contains 'matched'", "Matched", Outcome.Success)]
    [InlineData("body contains 'matched'", "Unmatched", Outcome.Failure)]
    [InlineData("body contains 'matched'", "UnMatched", Outcome.Failure)]
    [InlineData("//status == 'Matched'",
        "<response><status>Matched</status><lead_id>30494</lead_id><total_price>20.00</total_price></response>", Outcome.Success)]
    [InlineData("//status == 'Matched'", "<response><status>Unmatched</status><price>0.00</price></response>", Outcome.Failure)]
    [InlineData("xml('//code') == 0", "<result><code>0</code><msg>success</msg><leadid>C8097F17</leadid><price>25.00</price></result>",
        Outcome.Success)]
    [InlineData("xml('/result/code') == 0", "<?xml version=\"1.0\" encoding=\"utf-16\"?>\r\n<result><code>1</code></result>",
        Outcome.Failure)]
    [InlineData("json.status == 'accepted'", Accepted, Outcome.Success)]
    [InlineData("json.status == 'accepted'", "\uFEFF" + Accepted + "\r\n\r\n", Outcome.Success)]
    [InlineData("json.status == 'accepted'", "{\"status\":\"rejected\"}", Outcome.Failure)]
    [InlineData("json.code == 1", "{\"code\":-2,\"response\":\"Duplicate\"}", Outcome.Failure)]
    [InlineData("json == true", "true", Outcome.Success)]
    [InlineData("json == true", "false", Outcome.Failure)]
    [InlineData("//status == 'accepted'", "<status>accepted</status>", Outcome.Success)]
    [InlineData("//status == 'accepted'", "<status>rejected</status>Reason & <more", Outcome.Failure)]
    [InlineData("text('code = \"(\\w+)\"') == 'OK'", "{ id: 1, price: 5, code = \"OK\", success: true }", Outcome.Success)]
    [InlineData("//ns:id == '7'", "<a xmlns:ns=\"urn:x\"><ns:id>7</ns:id></a>", Outcome.Success)]
    [InlineData("//id == '7'", "<a xmlns=\"urn:x\"><id>7</id></a>", Outcome.Success)]
    [InlineData("xml('//s:Body/*/@code') == '7'",
        "<soap:Envelope xmlns:soap=\"urn:e\"><soap:Body><r xmlns=\"urn:r\" code=\"7\"/></soap:Body></soap:Envelope>", Outcome.Success)]
    [InlineData("xml('count(//bid)') == 2", "<b><bid>1</bid><bid>2</bid></b>", Outcome.Success)]
    [InlineData("body contains 'ok'", "ok", Outcome.Success)]
    [InlineData("body contains 'ok'", "", Outcome.Failure)]
    public void A_success_rule_reads_the_reply_by_its_looks(string success, string body, Outcome outcome) =>
        Assert.Equal(outcome, Read(Reading(success), Reply(200, body, "text/html; charset=utf-8")).Outcome);

    [Theory]
    [InlineData("json.status == 'accepted'", "<html><body>Error</body></html>")]
    [InlineData("json.status == 'accepted'", "OK")]
    [InlineData("json.status == 'accepted'", "")]
    [InlineData("json.status == 'accepted'", "<response><status>accepted</status></response>")]
    [InlineData("json.status == 'accepted'", "{ status: accepted }")]
    [InlineData("json.status == 'accepted'", "{\"status\":\"accepted\"} trailing")]
    [InlineData("//status == 'Matched'", "Matched")]
    [InlineData("//status == 'Matched'", "<html><head/><body>Matched</body></html>")]
    [InlineData("//status == 'Matched'", "<response><status>Matched</response>")]
    [InlineData("//status == 'Matched'", "<!DOCTYPE r [<!ENTITY e \"Matched\">]><r><status>&e;</status></r>")]
    [InlineData("//status == 'Matched' or body contains 'sold'", "Matched")]
    public void A_reply_of_another_kind_than_the_rules_read_is_unrecognized(string success, string body)
    {
        var verdict = Read(Reading(success), Reply(200, body));
        Assert.Equal((Outcome.Error, "unrecognized response", null), (verdict.Outcome, verdict.Reason, verdict.RetryClass));
    }

    [Fact]
    public void Where_success_and_failure_are_both_given_and_neither_holds_the_reply_is_unrecognized()
    {
        var recipient = Reading("json.status == 'sold'", "json.status == 'rejected'");
        Assert.Equal(Outcome.Success, Read(recipient, Reply(200, """{"status":"sold"}""")).Outcome);
        Assert.Equal(Outcome.Failure, Read(recipient, Reply(200, """{"status":"rejected"}""")).Outcome);
        var verdict = Read(recipient, Reply(200, """{"status":"queued"}"""));
        Assert.Equal((Outcome.Error, "unrecognized response"), (verdict.Outcome, verdict.Reason));
    }

    [Fact]
    public void Rules_are_tried_in_the_order_duplicate_retry_success_failure()
    {
        Assert.Equal(Outcome.Duplicate, Read(Reading("true", "true", "true", "true"), Reply(200, "x")).Outcome);
        Assert.Equal("retry", Read(Reading("true", "true", "false", "true"), Reply(200, "x")).RetryClass);
        Assert.Equal(Outcome.Success, Read(Reading("true", "true", "false", "false"), Reply(200, "x")).Outcome);
        Assert.Equal(Outcome.Failure, Read(Reading("false", "true", "false", "false"), Reply(200, "x")).Outcome);
    }

    [Theory]
    [InlineData(200, Outcome.Success)]
    [InlineData(201, Outcome.Success)]
    [InlineData(204, Outcome.Success)]
    [InlineData(302, Outcome.Error)]
    [InlineData(400, Outcome.Error)]
    [InlineData(404, Outcome.Error)]
    [InlineData(409, Outcome.Duplicate)]
    [InlineData(422, Outcome.Error)]
    public void Without_rules_the_status_decides(int status, Outcome outcome)
    {
        var verdict = Read(Reading(), Reply(status, "whatever"));
        Assert.Equal((outcome, (string?)null), (verdict.Outcome, verdict.RetryClass));
        Assert.Equal(outcome == Outcome.Success, verdict.Reason is null);
    }

    [Theory]
    [InlineData(408, "408")]
    [InlineData(429, "429")]
    [InlineData(500, "5xx")]
    [InlineData(503, "5xx")]
    [InlineData(599, "5xx")]
    public void Server_trouble_is_retried_whatever_the_body_says(int status, string kind)
    {
        var verdict = Read(Reading("json.status == 'accepted'", null, "body contains 'accepted'"), Reply(status, Accepted));
        Assert.Equal((Outcome.Error, kind, $"HTTP {status}"), (verdict.Outcome, verdict.RetryClass, verdict.Reason));
    }

    [Fact]
    public void A_rule_that_names_the_status_and_holds_decides_over_the_classes()
    {
        Assert.Equal(Outcome.Failure, Read(Reading("json.ok", "status == 500"), Reply(500)).Outcome);
        Assert.Equal(Outcome.Success, Read(Reading("status == 302"), Reply(302)).Outcome);
        Assert.Equal(Outcome.Failure, Read(Reading(null, "status == 403"), Reply(403)).Outcome);
        Assert.Equal("retry", Read(Reading("json.ok", null, null, "status == 404"), Reply(404)).RetryClass);
        Assert.Equal("5xx", Read(Reading("status == 200 and json.ok"), Reply(502)).RetryClass);
        Assert.True(Read(Reading("status == 200"), Reply(401)).Unauthorized);
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    public void Wrong_credentials_are_an_error_that_is_not_retried(int status)
    {
        var verdict = Read(Reading("json.ok", null, null, null, "json.message"), Reply(status, """{"message":"bad key"}"""));
        Assert.Equal((Outcome.Error, null, true, "bad key"), (verdict.Outcome, verdict.RetryClass, verdict.Unauthorized, verdict.Reason));
    }

    [Fact]
    public void A_conflict_is_a_duplicate_unless_success_holds()
    {
        Assert.Equal(Outcome.Duplicate, Read(Reading("json.ok", "json.no"), Reply(409, """{"no":true}""")).Outcome);
        Assert.Equal(Outcome.Success, Read(Reading("json.ok"), Reply(409, """{"ok":true}""")).Outcome);
    }

    [Fact]
    public void Another_refusing_status_goes_through_the_rules()
    {
        var recipient = Reading("json.ok", null, null, null, "json.error");
        var verdict = Read(recipient, Reply(422, """{"ok":false,"error":"too young"}"""));
        Assert.Equal((Outcome.Failure, "too young"), (verdict.Outcome, verdict.Reason));
        Assert.Equal(Outcome.Success, Read(recipient, Reply(404, """{"ok":true}""")).Outcome);
        Assert.Equal(Outcome.Error, Read(recipient, Reply(404, "<html>not here</html>")).Outcome);
    }

    [Fact]
    public void Without_a_success_rule_a_failure_rule_still_refuses()
    {
        Assert.Equal(Outcome.Failure, Read(Reading(null, "body contains 'rejected'"), Reply(200, "rejected")).Outcome);
        Assert.Equal(Outcome.Success, Read(Reading(null, "body contains 'rejected'"), Reply(200, "fine")).Outcome);
    }

    [Theory]
    [InlineData("120", 120)]
    [InlineData("Sat, 21 Nov 2026 15:05:05 GMT", 60)]
    [InlineData("Sat, 21 Nov 2026 15:00:00 GMT", 0)]
    [InlineData("soon", null)]
    [InlineData("-5", null)]
    public void Retry_after_is_read_in_both_forms(string value, int? seconds)
    {
        var verdict = Read(Reading(), Reply(429, "", null, ("retry-after", value)));
        Assert.Equal(seconds, (int?)verdict.RetryAfter?.TotalSeconds);
    }

    [Theory]
    [InlineData("2147483648")]
    [InlineData(" 99999999999999999999 ")]
    public void Retry_after_of_more_seconds_than_fit_is_the_longest_rest_not_none(string value)
    {
        var verdict = Read(Reading(), Reply(429, "", null, ("Retry-After", value)));
        Assert.True(verdict.RetryAfter > TimeSpan.FromDays(365));

        var policy = new RetryPolicy { RetryAfterMax = TimeSpan.FromMinutes(5) };
        Assert.Equal(TimeSpan.FromMinutes(5), RetryDecision.Of(policy, UnansweredPolicy.Retry, verdict, 1, "k").After);
    }

    [Fact]
    public void Date_of_retry_after_counts_from_the_answer_not_from_the_request()
    {
        var reply = Reply(503, "", null, ("Retry-After", "Sat, 21 Nov 2026 15:05:05 GMT")) with { Duration = TimeSpan.FromSeconds(20) };
        Assert.Equal(40, Read(Reading(), reply).RetryAfter?.TotalSeconds);
    }

    [Theory]
    [InlineData(SendCategory.NotSent, SendFailure.Transport, "transport", false)]
    [InlineData(SendCategory.NotSent, SendFailure.Timeout, "timeout", false)]
    [InlineData(SendCategory.NotSent, SendFailure.Forbidden, null, false)]
    [InlineData(SendCategory.Unanswered, SendFailure.Transport, "transport", true)]
    [InlineData(SendCategory.Unanswered, SendFailure.Timeout, "timeout", true)]
    [InlineData(SendCategory.Unanswered, SendFailure.TooLarge, null, true)]
    public void No_answer_is_an_error_of_its_class(SendCategory category, SendFailure failure, string? kind, bool mayHaveAccepted)
    {
        var verdict = Read(Reading(), new() { Category = category, Failure = failure, Error = "connection refused" });
        Assert.Equal((Outcome.Error, kind, "connection refused"), (verdict.Outcome, verdict.RetryClass, verdict.Reason));
        Assert.Equal(mayHaveAccepted, verdict.MayHaveAccepted);
    }

    [Fact]
    public void A_reply_too_large_to_read_may_have_been_an_acceptance()
    {
        var large = Reply(200) with { Failure = SendFailure.TooLarge, Error = "reply larger than 64 KB" };
        var verdict = Read(Reading("json.ok"), large);
        Assert.Equal((Outcome.Error, null, "reply larger than 64 KB"), (verdict.Outcome, verdict.RetryClass, verdict.Reason));
        Assert.True(verdict.MayHaveAccepted);
        Assert.Equal(Outcome.Success, Read(Reading(), large).Outcome);
        Assert.Equal("5xx", Read(Reading("json.ok"), large with { Status = 503 }).RetryClass);
        Assert.False(Read(Reading("json.ok"), large with { Status = 422 }).MayHaveAccepted);
    }

    [Fact]
    public void Reasons_are_joined_trimmed_and_bounded()
    {
        var recipient = Reading("json.ok", null, null, null, "json.message", "json.errors", "json.none");
        Assert.Equal("no; age; zip", Read(recipient, Reply(200, """{"message":" no ","errors":["age","zip ","age"]}""")).Reason);
        Assert.Equal("refused", Read(recipient, Reply(200, "{}")).Reason);
        var longest = Read(recipient, Reply(200, $$"""{"message":"{{new string('x', 999)}}😀tail"}""")).Reason!;
        Assert.Equal(new string('x', 999), longest);
    }

    [Fact]
    public void What_the_recipient_says_of_the_lead_is_kept()
    {
        var recipient = Recipient() with
        {
            Price = Template("{{12.5}}"),
            Response = new()
            {
                Success = Rule("json.status == 'accepted'"),
                LeadId = Rule("json.leadId"),
                Price = Rule("json.price"),
                RedirectUrl = Rule("json.next"),
                Capture = [new("url", Rule("json.url")), new("gone", Rule("json.gone")), new("age", Rule("lead.age"))],
            },
        };
        var verdict = Read(recipient, Reply(
            200, """{"status":"accepted","leadId":77,"price":"$45.00","next":"https://x.example/thanks","url":"u"}"""));
        Assert.Equal(("77", 45.00m, "https://x.example/thanks"), (verdict.RecipientLeadId, verdict.Price, verdict.RedirectUrl));
        Assert.Equal(["url", "age"], verdict.Captured.Members.Select(m => m.Key));
        Assert.Equal(12.5m, Read(recipient, Reply(200, """{"status":"accepted","next":"javascript:alert(1)"}""")).Price);
        Assert.Null(Read(recipient, Reply(200, """{"status":"accepted","next":"javascript:alert(1)"}""")).RedirectUrl);
        Assert.Null(Read(recipient, Reply(200, """{"status":"rejected"}""")).Price);
    }

    [Fact]
    public void Headers_are_found_in_any_spelling()
    {
        var reply = Reply(200, "", null, ("X-Result", "sold"));
        Assert.Equal(Outcome.Success, Read(Reading("headers['x-result'] == 'sold'"), reply).Outcome);
        Assert.Equal(Outcome.Success, Read(Reading("headers['X-RESULT'] == 'sold'"), reply).Outcome);
    }

    [Theory]
    [InlineData("77", "77")]
    [InlineData("77.0", "77")]
    [InlineData("1e5", "100000")]
    [InlineData("\"0077\"", "0077")]
    [InlineData("12345678901234567890123456789012", "12345678901234567890123456789012")]
    [InlineData("\" ABC-1 \"", "ABC-1")]
    [InlineData("7.25", "7.25")]
    [InlineData("null", null)]
    [InlineData("[]", null)]
    public void Id_written_as_a_number_is_kept_without_exponent_and_decimals(string id, string? kept)
    {
        var recipient = Recipient() with { Response = new() { LeadId = Rule("json.id") } };
        Assert.Equal(kept, Read(recipient, Reply(200, $$"""{"id":{{id}}}""")).RecipientLeadId);
    }

    private static Verdict Read(Recipient recipient, ChannelReply reply) => ReplyReader.Read(recipient, reply, Seen);
}
