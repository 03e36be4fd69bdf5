namespace LeadDelivery.Core.Tests.Specs;

/// <summary>Every documented reply of the posting specifications under samples/specs means what their documents say.</summary>
public sealed class PostingRepliesTests
{
    [Theory]
    [InlineData(201, """{"outcome":"success","lead":{"id":"5f3c8e2a9d41b7c6e0a8ffff"},"price":12.5}""", "success lead_id=5f3c8e2a9d41b7c6e0a8ffff price=12.5")]
    [InlineData(201, """{"outcome":"failure","reason":"Cap reached","lead":{"id":"5f3c"},"price":0}""", "failure lead_id=5f3c reason=Cap reached")]
    [InlineData(201, """{"outcome":"failure","reason":"Duplicate lead","lead":{"id":"5f3c"},"price":0}""", "duplicate lead_id=5f3c reason=Duplicate lead")]
    [InlineData(201, """{"outcome":"error","reason":"timed out","lead":{"id":"5f3c"},"price":0}""", "error retry=retry lead_id=5f3c reason=timed out")]
    [InlineData(403, """{"message":"Flow is disabled"}""", "error unauthorized reason=Flow is disabled")]
    public void LeadConduit_reply_is_read(int status, string body, string expected) => Reads("leadconduit", status, body, expected);

    [Theory]
    [InlineData(200, """{"outcome":"success","price":7.25}""", "success bid=7.25")]
    [InlineData(200, """{"outcome":"failure","reason":"no bid","price":0}""", "failure reason=no bid")]
    [InlineData(200, """{"outcome":"success","price":0}""", "failure reason=no bid")]
    public void LeadConduit_ping_is_read(int status, string body, string expected) => ReadsPing("leadconduit", status, body, expected);

    [Theory]
    [InlineData("<response><status>Matched</status><lead_id>30494</lead_id><total_price>20.00</total_price></response>", "success lead_id=30494 price=20.00")]
    [InlineData("<response><status>Unmatched</status><lead_id>30495</lead_id></response>", "failure lead_id=30495 reason=refused")]
    [InlineData("<response><status>UnMatched</status><lead_id>30495</lead_id><price>0.00</price></response>", "failure lead_id=30495 reason=refused")]
    [InlineData(
        "<response><status>Error</status><error>Insert Error #8: field &quot;Zip&quot; &amp; State do not match</error></response>",
        "failure reason=Insert Error #8: field \"Zip\" & State do not match")]
    [InlineData("""{"response":{"status":"Matched","lead_id":"30494","price":"20.00"}}""", "success lead_id=30494 price=20.00")]
    [InlineData("""{"response":{"status":"Unmatched","lead_id":"30494","unmatched_reason":"No buyer"}}""", "failure lead_id=30494 reason=No buyer")]
    [InlineData("<html><body><h1>503</h1></body></html>", "error reason=unrecognized response")]
    [InlineData("", "error reason=unrecognized response")]
    public void Boberdoo_reply_is_read_in_either_format(string body, string expected) => Reads("boberdoo", 200, body, expected);

    [Theory]
    [InlineData(
        """
        <response><status>Matched</status><lead_type>19</lead_type><lead_id>30494</lead_id>
        <process_information><total_bids>2</total_bids><total_bid_amount>33.00</total_bid_amount><bid_mode>exclusive</bid_mode><best_bid>18.00</best_bid></process_information>
        <bids><bid><bid_id>B-1</bid_id><seller_id>4</seller_id><seller_company_name>A &amp; B</seller_company_name><seller_lead_bid>18.00</seller_lead_bid></bid>
        <bid><bid_id>B-2</bid_id><seller_id>5</seller_id><seller_company_name>C</seller_company_name><seller_lead_bid>15.00</seller_lead_bid></bid></bids></response>
        """,
        "success bid=18.00 ping_id=30494 bid_id=B-1")]
    [InlineData(
        """
        {"response":{"status":"Matched","lead_id":30494,"process_information":{"total_bids":1,"best_bid":"18.00"},"bids":{"bid":[{"bid_id":"B-1","seller_lead_bid":"18.00"}]}}}
        """,
        "success bid=18.00 ping_id=30494 bid_id=B-1")]
    [InlineData(
        """
        {"response":{"status":"Matched","lead_id":30494,"process_information":{"total_bids":1,"best_bid":"18.00"},"bids":{"bid":{"bid_id":"B-1","seller_lead_bid":"18.00"}}}}
        """,
        "success bid=18.00 ping_id=30494 bid_id=B-1")]
    [InlineData(
        "<response><status>Unmatched</status><lead_id>30494</lead_id><process_information><unmatched_reason>Price too low</unmatched_reason></process_information></response>",
        "failure reason=Price too low")]
    public void Boberdoo_ping_is_read_in_either_format(string body, string expected) => ReadsPing("boberdoo", 200, body, expected);

    [Theory]
    [InlineData("<response><status>Matched</status><lead_id>1</lead_id><total_price>20.00</total_price></response>", "success lead_id=1 price=20.00")]
    [InlineData("<response><status>Unmatched</status><lead_id>1</lead_id><price>0.00</price></response>", "failure lead_id=1 reason=refused")]
    public void Boberdoo_full_post_is_read(string body, string expected) => Reads("boberdoo-full", 200, body, expected);

    [Theory]
    [InlineData("""{"id":"9001","lead_id":"77","status":"ACCEPTED","code":0,"message":"Lead accepted"}""", "success lead_id=9001")]
    [InlineData("""{"id":"9001","status":"DUPLICATED","code":1008,"message":"Duplicated lead"}""", "duplicate lead_id=9001 reason=Duplicated lead")]
    [InlineData("""{"status":"ERROR","code":1003,"message":"Invalid zip_code"}""", "failure reason=Invalid zip_code")]
    public void Lead_Prosper_reply_is_read(string body, string expected)
    {
        Reads("leadprosper", 200, body, expected);
        Reads("leadprosper-pingpost", 200, body, expected);
    }

    [Theory]
    [InlineData("""{"status":"ACCEPTED","code":0,"ping_id":"P-17","payout":31.5}""", "success bid=31.5 ping_id=P-17")]
    [InlineData("""{"status":"DUPLICATED","code":1008,"message":"Duplicated ping"}""", "duplicate reason=Duplicated ping")]
    [InlineData("""{"status":"ERROR","code":1010,"message":"No buyers"}""", "failure reason=No buyers")]
    public void Lead_Prosper_ping_is_read(string body, string expected) => ReadsPing("leadprosper-pingpost", 200, body, expected);

    [Theory]
    [InlineData("""{"result":"success","msg":"Lead Accepted","lead_id":"ABC1","price":"14.00"}""", "success lead_id=ABC1 price=14.00")]
    [InlineData("""{"result":"failed","msg":"Duplicate Lead"}""", "duplicate reason=Duplicate Lead")]
    [InlineData("""{"result":"failed","msg":"Invalid","errors":["zip_code is not valid","dob is required"]}""", "failure reason=Invalid; zip_code is not valid; dob is required")]
    public void LeadsPedia_reply_is_read(string body, string expected) => Reads("leadspedia", 200, body, expected);

    [Theory]
    [InlineData("""{"result":"success","ping_id":"pp-1","price":"22.10"}""", "success bid=22.10 ping_id=pp-1")]
    [InlineData("""{"result":"failed","msg":"No Coverage"}""", "failure reason=No Coverage")]
    public void LeadsPedia_ping_is_read(string body, string expected) => ReadsPing("leadspedia-pingpost", 200, body, expected);

    [Theory]
    [InlineData(
        """{"PostID":"6a1c","isValidPost":true,"ResponseType":0,"ResponseDetail":"","LeadIdentifier":991,"VendorAccountAssigned":"x","PendingQCReview":false}""",
        "success lead_id=991 post_id=6a1c pending_review=false")]
    [InlineData("""{"PostID":"6a1c","isValidPost":false,"ResponseType":6,"ResponseDetail":"Seen before"}""", "duplicate reason=Seen before; 6 post_id=6a1c")]
    [InlineData("""{"PostID":"6a1c","isValidPost":false,"ResponseType":"Duplicate_Lead"}""", "duplicate reason=Duplicate_Lead post_id=6a1c")]
    [InlineData("""{"isValidPost":false,"ResponseType":"Data_Errors","ResponseDetail":"ZipCode"}""", "failure reason=ZipCode; Data_Errors")]
    [InlineData("""{"isValidPost":false,"ResponseType":4}""", "failure reason=4")]
    public void LeadExec_v1_reply_is_read_by_number_or_name(string body, string expected) => Reads("leadexec-v1", 200, body, expected);

    [Theory]
    [InlineData("""[{"isValidPost":true,"ResponseType":"No_Error","LeadIdentifier":991}]""", "success lead_id=991")]
    [InlineData("""{"isValidPost":true,"ResponseType":0,"LeadIdentifier":991}""", "success lead_id=991")]
    [InlineData("""[{"isValidPost":false,"ResponseType":"Duplicate_Lead","ResponseDetail":"Seen"}]""", "duplicate reason=Seen")]
    [InlineData("""{"isValidPost":false,"ResponseType":8,"ResponseDetail":"Post over max"}""", "failure reason=Post over max")]
    public void LeadExec_v2_reply_is_read(string body, string expected) => Reads("leadexec-v2", 200, body, expected);

    [Theory]
    [InlineData("""{"status":"Sold","id":"123","price":"40.00","redirect_url":"https://thanks.example.com/1"}""", "success lead_id=123 price=40.00 redirect=https://thanks.example.com/1")]
    [InlineData("""{"status":"Reject","id":"123","message":"No buyer"}""", "failure lead_id=123 reason=No buyer")]
    [InlineData("""{"status":"Error","errors":["zip: invalid"]}""", "failure reason=zip: invalid")]
    public void Phonexa_reply_is_read(string body, string expected) => Reads("phonexa", 200, body, expected);

    [Theory]
    [InlineData("<result><code>0</code><msg>success</msg><leadid>C8097F17</leadid><price>25.00</price></result>", "success lead_id=C8097F17 price=25.00")]
    [InlineData("<result><code>1</code><msg>error</msg><errors><error>Duplicate Lead</error></errors></result>", "duplicate reason=error; Duplicate Lead")]
    [InlineData("<result><code>1</code><msg>error</msg><errors><error>Campaign Over Lead Cap</error></errors></result>", "failure reason=error; Campaign Over Lead Cap")]
    public void Cake_reply_is_read(string body, string expected)
    {
        Reads("cake", 200, body, expected);
        Reads("cake-xml", 200, body, expected);
    }

    [Theory]
    [InlineData("""{"code":1,"response":"OK","leadId":44017}""", "success lead_id=44017")]
    [InlineData("""{"code":-2,"response":"Duplicate","leadId":44017}""", "duplicate lead_id=44017 reason=Duplicate")]
    [InlineData("""{"code":-3,"response":"Remote system error"}""", "error retry=retry reason=Remote system error")]
    [InlineData("""{"code":-4,"response":"Cap reached"}""", "failure reason=Cap reached")]
    [InlineData("""{"code":-16,"response":"DNCR"}""", "failure reason=DNCR")]
    public void LeadByte_reply_is_read_by_its_code(string body, string expected) => Reads("leadbyte", 200, body, expected);

    [Theory]
    [InlineData(
        """{"status":"Success","code":1,"message":"","results":[{"queueId":"Q-5","status":"Queued","code":1}]}""",
        "queued lead_id=Q-5 queue_id=Q-5")]
    [InlineData("""{"status":"Error","code":0,"message":"Invalid key","results":[]}""", "failure reason=Invalid key")]
    public void LeadByte_success_that_means_queued_is_no_sale(string body, string expected) => Reads("leadbyte-rest", 200, body, expected);

    [Theory]
    [InlineData("""{"Success":true,"TransactionId":"T-1","Payout":19.0,"RedirectUrl":"https://px.example.com/t"}""", "success lead_id=T-1 price=19.0 redirect=https://px.example.com/t")]
    [InlineData("""{"Success":false,"Message":"Duplicate lead","Errors":[]}""", "duplicate reason=Duplicate lead")]
    [InlineData("""{"Success":false,"Message":"Rejected","Errors":["ZipCode"]}""", "failure reason=Rejected; ZipCode")]
    public void Px_reply_is_read(string body, string expected) => Reads("px", 200, body, expected);

    [Theory]
    [InlineData("""{"Success":true,"TransactionId":"T-1","Payout":19.0}""", "success bid=19.0 ping_id=T-1")]
    [InlineData("""{"Success":false,"Message":"No match"}""", "failure reason=No match")]
    public void Px_ping_is_read(string body, string expected) => ReadsPing("px", 200, body, expected);

    [Theory]
    [InlineData("""{ id: "TX-1", price: 12.00, message: "OK", code = "OK", success: true }""", "success bid=12.00 ping_id=TX-1")]
    [InlineData("""{ "id": "TX-1", "price": 12.00, "message": "OK", "code": "OK", "success": true }""", "success bid=12.00 ping_id=TX-1")]
    [InlineData("""{ id: "TX-1", price: 0, message: "Not interested", code = "NO", success: false }""", "failure reason=Not interested")]
    public void Leadsdelivery_ping_is_read_though_it_is_not_JSON(string body, string expected) => ReadsPing("leadsdelivery", 200, body, expected);

    [Theory]
    [InlineData("""{ id: "TX-1", price: 12.00, message: "OK", code = "OK", success: true }""", "success lead_id=TX-1 price=12.00")]
    [InlineData("""{ id: "TX-1", message: "Bad phone", code = "ERR", success: false }""", "failure lead_id=TX-1 reason=Bad phone")]
    public void Leadsdelivery_post_is_read_though_it_is_not_JSON(string body, string expected)
    {
        Reads("leadsdelivery", 200, body, expected);
        Reads("leadsdelivery-full", 200, body, expected);
    }

    [Theory]
    [InlineData("""{"result":"Match found","ping_id":"png_1","bids":[{"bid_id":"bid_9","price":"16.00"}]}""", "success bid=16.00 ping_id=png_1 bid_id=bid_9")]
    [InlineData("""{"result":"No match found"}""", "failure reason=No match found")]
    [InlineData("""{"result":"Duplicate"}""", "duplicate reason=Duplicate")]
    [InlineData("""{"result":"Rejected","reason":"TCPA"}""", "failure reason=TCPA; Rejected")]
    public void Juiced_ping_is_read_by_its_words(string body, string expected) => ReadsPing("juiced", 200, body, expected);

    [Theory]
    [InlineData("""{"result":"Accepted","lead_id":"ld_1","price":16}""", "success lead_id=ld_1 price=16")]
    [InlineData("""{"result":"Not Accepted","reason":"Phone"}""", "failure reason=Phone; Not Accepted")]
    public void Juiced_post_is_read(string body, string expected) => Reads("juiced", 200, body, expected);

    [Theory]
    [InlineData("""{"status":"accepted","ping_id":"eyJhbGciOi.J9.sig","price":11}""", "success bid=11 ping_id=eyJhbGciOi.J9.sig")]
    [InlineData("""{"status":"rejected","reason":"cap"}""", "failure reason=cap")]
    public void Lead_Distro_ping_is_read(string body, string expected) => ReadsPing("leaddistro", 200, body, expected);

    [Theory]
    [InlineData("""{"status":"accepted","lead_id":"L1","price":11}""", "success lead_id=L1 price=11")]
    [InlineData("""{"status":"duplicate","reason":"seen"}""", "duplicate reason=seen")]
    [InlineData("""{"status":"rejected","reason":"ping expired"}""", "failure reason=ping expired")]
    public void Lead_Distro_post_is_read(string body, string expected) => Reads("leaddistro", 200, body, expected);

    [Theory]
    [InlineData("<status>accepted</status>", "success")]
    [InlineData("<status>rejected</status>Duplicate phone number", "failure reason=Duplicate phone number")]
    [InlineData("<status>rejected</status>\r\n  State not covered \r\n", "failure reason=State not covered")]
    public void Clientsupportsoftware_reason_behind_the_root_is_read(string body, string expected) =>
        Reads("clientsupportsoftware", 200, body, expected);

    [Theory]
    [InlineData(
        """{"bidId":"RTB1","bidAmount":35.5,"expireInSeconds":60,"phoneNumber":"+18885550100","phoneNumberNoPlus":"18885550100"}""",
        "success bid=35.5 ping_id=RTB1 expires=60 number=+18885550100")]
    [InlineData("""{"bidId":"RTB1","bidAmount":0,"rejectReason":"No eligible targets"}""", "failure reason=No eligible targets")]
    public void Ringba_bid_is_read(string body, string expected) => ReadsPing("ringba", 200, body, expected);

    private static void Reads(string recipient, int status, string body, string expected) =>
        Assert.Equal(expected, SpecSamples.Read(recipient, status, body));

    private static void ReadsPing(string recipient, int status, string body, string expected) =>
        Assert.Equal(expected, SpecSamples.ReadPing(recipient, status, body));
}
