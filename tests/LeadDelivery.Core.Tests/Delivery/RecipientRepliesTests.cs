using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Delivery.Replies;
using static LeadDelivery.Core.Tests.Delivery.Given;

namespace LeadDelivery.Core.Tests.Delivery;

/// <summary>The replies that recipients of this field document, with the rules one would write for them.</summary>
public sealed class RecipientRepliesTests
{
    private const string SalesforceDuplicate =
        """
        [{"duplicateResult":{"allowSave":false,"duplicateRule":"Standard_Lead_Duplicate_Rule","duplicateRuleEntityType":"Lead",
          "errorMessage":"Verwenden Sie einen dieser Datensätze?","matchResults":[{"entityType":"Lead","matchEngine":"FuzzyMatchEngine",
          "matchRecords":[{"matchConfidence":100.0,"record":{"attributes":{"type":"Lead"},"Id":"00Q000000000001"}}],"rule":"R","size":1,
          "success":true}]},"errorCode":"DUPLICATES_DETECTED","message":"Verwenden Sie einen dieser Datensätze?"}]
        """;

    [Theory]
    [InlineData("<response><status>Matched</status><lead_id>30494</lead_id><total_price>20.00</total_price></response>", Outcome.Success, null)]
    [InlineData("<response><status>Unmatched</status><lead_id>1</lead_id></response>", Outcome.Failure, "refused")]
    [InlineData("<response><status>UnMatched</status><price>0.00</price></response>", Outcome.Failure, "refused")]
    [InlineData("<response><status>Error</status><error>Insert Error #8: &quot;Zip&quot; &lt;90100&gt;</error></response>",
        Outcome.Failure, "Insert Error #8: \"Zip\" <90100>")]
    [InlineData("""{"status":"Matched","lead_id":"30494","total_price":"20.00"}""", Outcome.Success, null)]
    [InlineData("""{"status":"Unmatched","lead_id":"30494"}""", Outcome.Failure, "refused")]
    [InlineData("""{"status":"Error","error":"Insert Error: \"Zip\""}""", Outcome.Failure, "Insert Error: \"Zip\"")]
    [InlineData("<html><head><title>502</title></head><body>Bad gateway</body></html>", Outcome.Error, "unrecognized response")]
    public void Rules_for_both_kinds_read_whichever_comes(string body, Outcome outcome, string? reason)
    {
        var verdict = Read(Reading("json.status == 'Matched' or //status == 'Matched'", null, null, null, "json.error", "//error"), body);

        Assert.Equal((outcome, reason), (verdict.Outcome, verdict.Reason));
    }

    [Theory]
    [InlineData("Matched", true)]
    [InlineData("status: matched.", true)]
    [InlineData("Unmatched", false)]
    [InlineData("UnMatched", false)]
    [InlineData("un matched_", false)]
    public void Whole_word_matched_is_not_in_unmatched(string body, bool sold) =>
        Assert.Equal(sold ? Outcome.Success : Outcome.Failure, Read(Reading("body contains 'matched'"), body).Outcome);

    [Theory]
    [InlineData("Accepted", Outcome.Success)]
    [InlineData("Not Accepted", Outcome.Failure)]
    [InlineData("NOT  accepted", Outcome.Failure)]
    public void Refusal_that_holds_the_word_of_acceptance_needs_a_rule_of_its_own(string body, Outcome outcome) =>
        Assert.Equal(outcome, Read(Reading("body contains 'accepted' and not (body contains 'not accepted')"), body).Outcome);

    [Theory]
    [InlineData("""{"code":1,"response":"OK","leadId":84145}""", Outcome.Success)]
    [InlineData("""{"code":"1","response":"OK","leadId":84145}""", Outcome.Success)]
    [InlineData("""{"code":-2,"response":"Duplicate","info":"in campaign"}""", Outcome.Duplicate)]
    [InlineData("""{"code":-4,"response":"Cap reached"}""", Outcome.Failure)]
    [InlineData("""{"code":-3,"response":"Remote system error"}""", Outcome.Error)]
    [InlineData("""{"status":"Success","code":1,"message":"","results":[{"queueId":7,"status":"Queued","code":1}]}""", Outcome.Failure)]
    public void LeadByte_speaks_in_codes_and_success_may_mean_queued(string body, Outcome outcome)
    {
        var recipient = Reading("json.code == 1 and not json.results", null, "json.code == -2", "json.code in [-3, -100]", "json.response");

        Assert.Equal(outcome, Read(recipient, body).Outcome);
    }

    [Theory]
    [InlineData("<result><code>0</code><msg>success</msg><leadid>C8097F17</leadid><price>25.00</price></result>", Outcome.Success, "C8097F17", 25.0)]
    [InlineData("<result><code>0</code><msg>success</msg><leadid>C8097F17</leadid><price>0.00</price></result>", Outcome.Success, "C8097F17", 0.0)]
    [InlineData("<result><code>1</code><msg>error</msg><errors><error>Duplicate Lead</error></errors></result>", Outcome.Duplicate, null, null)]
    [InlineData("<result><code>1</code><msg>error</msg><errors><error>Unmatched Filter</error></errors></result>", Outcome.Failure, null, null)]
    public void Cake_answers_zero_for_yes(string body, Outcome outcome, string? id, double? price)
    {
        var rules = new ResponseRules
        {
            Success = Rule("//code == 0"),
            Duplicate = Rule("//error == 'Duplicate Lead'"),
            Reason = [Rule("//error")],
            LeadId = Rule("//leadid"),
            Price = Rule("//price"),
        };

        var verdict = Read(Recipient() with { Response = rules, Price = Template("99") }, body);

        Assert.Equal((outcome, id, (decimal?)price), (verdict.Outcome, verdict.RecipientLeadId, verdict.Price));
    }

    [Theory]
    [InlineData("<status>accepted</status>", Outcome.Success, null)]
    [InlineData("<status>rejected</status>Reason", Outcome.Failure, "Reason")]
    [InlineData("<status>rejected</status>\r\nBad zip & state < 3\r\n", Outcome.Failure, "Bad zip & state < 3")]
    public void Reason_after_the_root_element_is_readable(string body, Outcome outcome, string? reason)
    {
        var verdict = Read(Reading("//status == 'accepted'", null, null, null, @"text('</status>\s*(.+)')"), body);

        Assert.Equal((outcome, reason), (verdict.Outcome, verdict.Reason));
    }

    [Fact]
    public void Salesforce_answers_errors_as_a_list()
    {
        var recipient = Reading("json.success", null, "json[0].errorCode in ['DUPLICATES_DETECTED', 'DUPLICATE_VALUE']", null, "json[0].message");

        var missing = Read(
            recipient, """[{"message":"Required fields are missing: [Company]","errorCode":"REQUIRED_FIELD_MISSING","fields":["Company"]}]""", 400);
        var duplicate = Read(recipient, SalesforceDuplicate, 400);
        var created = Read(recipient, """{"id":"001D000000IqhSLIAZ","success":true,"errors":[]}""", 201);

        Assert.Equal((Outcome.Failure, "Required fields are missing: [Company]"), (missing.Outcome, missing.Reason));
        Assert.Equal((Outcome.Duplicate, "Verwenden Sie einen dieser Datensätze?"), (duplicate.Outcome, duplicate.Reason));
        Assert.Equal(Outcome.Success, created.Outcome);
    }

    [Fact]
    public void Salesforce_names_the_record_it_has()
    {
        var recipient = Recipient() with
        {
            Response = new() { LeadId = Rule("json[0].duplicateResult.matchResults[0].matchRecords[0].record.Id") },
        };

        Assert.Equal("00Q000000000001", Read(recipient, SalesforceDuplicate, 400).RecipientLeadId);
    }

    [Fact]
    public void HubSpot_names_the_contact_it_has_in_its_message()
    {
        var recipient = Recipient() with { Response = new() { Success = Rule("json.id"), LeadId = Rule(@"text('Existing ID:\s*(\d+)')") } };

        var verdict = Read(
            recipient,
            """{"status":"error","message":"Contact already exists. Existing ID: 777","correlationId":"c","category":"CONFLICT"}""", 409);

        Assert.Equal((Outcome.Duplicate, "777"), (verdict.Outcome, verdict.RecipientLeadId));
    }

    [Theory]
    [InlineData("https://x.example/r?F9errCode=0&F9errDesc=The+request+was+successfully+processed", Outcome.Success)]
    [InlineData("https://x.example/r?F9errDesc=List+not+found&F9errCode=408", Outcome.Failure)]
    [InlineData("https://x.example/r?F9errCode=01", Outcome.Failure)]
    [InlineData("https://x.example/login", Outcome.Error)]
    public void Five9_answers_in_the_address_of_a_redirect(string location, Outcome outcome)
    {
        var recipient = Reading(
            @"headers['Location'] matches '[?&]F9errCode=0(&|$)'",
            @"headers['Location'] matches '[?&]F9errCode='",
            null, null,
            @"url_decode(match(headers['Location'], 'F9errDesc=([^&]*)'))");

        var verdict = ReplyReader.Read(recipient, Reply(302, "", null, ("location", location)), Seen);

        Assert.Equal(outcome, verdict.Outcome);
        Assert.Equal(location.Contains("408", StringComparison.Ordinal) ? "List not found" : verdict.Reason, verdict.Reason);
    }

    [Theory]
    [InlineData("0", Outcome.Success, null)]
    [InlineData("211", Outcome.Failure, "No & such list")]
    public void Five9_answers_in_hidden_inputs_of_a_page(string code, Outcome outcome, string? reason)
    {
        var page = $"""
            <!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01//EN"><HTML><HEAD><TITLE>Result</TITLE><meta http-equiv=refresh content=5>
            <BODY onLoad="if (1 < 2) go()"><FORM name=f method=post><P>Please wait<br>
            <input type=hidden name="F9errCode" value="{code}"><INPUT TYPE='hidden' NAME=F9errDesc VALUE='No &amp; such list'>
            </FORM><script>document.write("<input name='F9errCode' value='9'>")</script>
            """;
        var recipient = Reading("//input[@name='F9errCode']/@value == '0'", null, null, null, "//INPUT[@NAME='F9errDesc']/@VALUE");

        var verdict = Read(recipient, page);

        Assert.Equal((outcome, reason), (verdict.Outcome, verdict.Reason));
    }

    [Fact]
    public void Mailchimp_answers_400_for_a_member_it_has()
    {
        var recipient = Reading("json.id", null, "json.title == 'Member Exists'", null, "json.title");

        var exists = Read(recipient, """{"type":"t","title":"Member Exists","status":400,"detail":"a@b.c is already a list member."}""", 400);
        var invalid = Read(recipient, """{"type":"t","title":"Invalid Resource","status":400,"errors":[]}""", 400);

        Assert.Equal((Outcome.Duplicate, Outcome.Failure), (exists.Outcome, invalid.Outcome));
    }

    [Theory]
    [InlineData("""{ "isValidPost": true, "ResponseType": "No_Error", "PendingQCReview": false }""", Outcome.Success)]
    [InlineData("""{ "isValidPost": "false", "ResponseType": "Duplicate_Lead" }""", Outcome.Duplicate)]
    [InlineData("""{ "isValidPost": false, "ResponseType": 6 }""", Outcome.Duplicate)]
    [InlineData("""{ "isValidPost": false, "ResponseType": 8, "ResponseDetail": "cap" }""", Outcome.Failure)]
    public void LeadExec_names_or_numbers_its_answers(string body, Outcome outcome) =>
        Assert.Equal(outcome, Read(Reading("json.isValidPost", null, "json.ResponseType in ['Duplicate_Lead', 6]"), body).Outcome);

    [Theory]
    [InlineData("Match found", Outcome.Success)]
    [InlineData("No match found", Outcome.Failure)]
    [InlineData("Duplicate", Outcome.Duplicate)]
    public void Juiced_answers_in_text(string body, Outcome outcome) =>
        Assert.Equal(outcome, Read(Reading("body starts_with 'Match found'", null, "body contains 'duplicate'"), body).Outcome);

    [Theory]
    [InlineData("""{"bidId":"RTB1","bidAmount":12.5,"expireInSeconds":45,"phoneNumber":"+15551234567"}""", Outcome.Success, null, 12.5)]
    [InlineData("""{"bidId":"RTB1","bidAmount":0,"rejectReason":"Final capacity check (Code: 1006)"}""",
        Outcome.Failure, "Final capacity check (Code: 1006)", null)]
    public void Ringba_bids_zero_for_no_bid(string body, Outcome outcome, string? reason, double? price)
    {
        var ping = new PingRules
        {
            Call = Reading(null, null, null, null, "json.rejectReason"),
            Bid = Rule("json.bidAmount"),
            PingId = Rule("json.bidId"),
            Expires = Rule("json.expireInSeconds"),
        };

        var bid = BidReader.Read(Recipient() with { Ping = ping }, Reply(200, body), Seen);

        Assert.Equal((outcome, reason, (decimal?)price, "RTB1"), (bid.Outcome, bid.Reason, bid.Price, bid.PingId));
    }

    private static Verdict Read(Recipient recipient, string body, int status = 200) => ReplyReader.Read(recipient, Reply(status, body), Seen);
}
