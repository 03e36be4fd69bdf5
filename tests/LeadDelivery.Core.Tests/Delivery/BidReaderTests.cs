using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Delivery.Authentication;
using LeadDelivery.Core.Delivery.Replies;
using LeadDelivery.Core.Delivery.Requests;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Leads;
using LeadDelivery.Core.Ports;
using LeadDelivery.Core.Tests.Configuration;
using static LeadDelivery.Core.Tests.Delivery.Given;

namespace LeadDelivery.Core.Tests.Delivery;

/// <summary><c>ping:</c> of a recipient, from the file to a bid.</summary>
public sealed class BidReaderTests
{
    private const string Buyer =
        """
        type: http
        price: 12.00
        endpoint: { url: "https://buyer.example/post", headers: { X-Bid: "{{ping.bid}}" } }
        auth: { type: bearer, token: own-token }
        fields: { id: "{{ping.id}}", first_name: "{{lead.first_name}}" }
        response: { success: json.ok }

        """;

    private const string Full = Buyer +
        """
        ping:
          endpoint: { url: "https://buyer.example/ping", timeout: { response: 400ms } }
          auth: { type: bearer, token: ping-token }
          fields: { state: "{{lead.state}}" }
          response:
            success: "json.status == 'ok'"
            duplicate: "json.status == 'dup'"
            reason: json.why
            bid: json.bid
            ping_id: json.id
            expires: json.expires
            capture: { number: json.phoneNumber }
        """;

    [Fact]
    public void Ping_goes_to_its_own_endpoint_with_its_own_fields_and_credentials()
    {
        var recipient = Loading.RecipientOf(Full);

        var request = Build(recipient.Ping!.Call, Seen);

        Assert.Equal("https://buyer.example/ping", request.Url.ToString());
        Assert.Equal("""{"state":"CA"}""", System.Text.Encoding.UTF8.GetString(request.Body.Span));
        Assert.Equal("ping-token", Assert.IsType<BearerAuth>(Assert.Single(recipient.Ping.Call.Auth)).Token);
        Assert.Equal(TimeSpan.FromMilliseconds(400), request.Timeouts.Response);
        Assert.Equal(recipient.Lane, recipient.Ping.Call.Lane);
    }

    [Fact]
    public void Ping_without_endpoint_and_credentials_uses_the_recipients_own()
    {
        var recipient = Loading.RecipientOf(Buyer + "ping: { body: '{\"zip\":\"{{lead.zip}}\"}' }\n");

        var request = Build(recipient.Ping!.Call, Seen);

        Assert.Equal("https://buyer.example/post", request.Url.ToString());
        Assert.Equal("own-token", Assert.IsType<BearerAuth>(Assert.Single(recipient.Ping.Call.Auth)).Token);
        Assert.Null(recipient.Ping.Call.Fields);
        Assert.Null(Loading.RecipientOf(Buyer).Ping);
    }

    [Theory]
    [InlineData("ping: { fields: { a: 1 }, body: x }", "ping.body: expected either fields or body, not both")]
    [InlineData(
        "ping: { response: { bid: json.a, price: json.b } }",
        "ping.response.price: means the same as bid here, expected one of the two")]
    [InlineData("ping: { response: { redirect_url: json.a } }", "ping.response.redirect_url: unknown key")]
    [InlineData("ping: { response: { bid: 'json.' } }", "ping.response.bid: column")]
    [InlineData("ping: { ping: {} }", "ping.ping: unknown key")]
    [InlineData("ping: { endpoint: { method: POST } }", "ping.endpoint.url: missing")]
    public void Mistakes_of_a_ping_are_named(string ping, string mistake) =>
        Assert.Contains(Loading.Mistakes(("recipients/ok.yaml", Buyer + ping)), m => m.Contains(mistake, StringComparison.Ordinal));

    [Fact]
    public void Bid_is_read_with_its_id_its_expiry_and_what_is_captured()
    {
        var bid = BidReader.Read(
            Loading.RecipientOf(Full),
            Reply(200, """{"status":"ok","bid":"$7.50","id":"P1","expires":30,"phoneNumber":"+15551234567"}"""),
            Seen);

        Assert.Equal((Outcome.Success, 7.50m, "P1"), (bid.Outcome, bid.Price, bid.PingId));
        Assert.Equal(TimeSpan.FromSeconds(30), bid.ExpiresIn);
        Assert.Equal("+15551234567", bid.Captured.Members.Single().Value.AsText);
        Assert.Equal("""{"number":"+15551234567","id":"P1","bid":7.50,"exclusive_bid":null}""", ValueJson.ToText(Value.Of(bid.AsPing())));
    }

    [Theory]
    [InlineData("""{"status":"ok","bid":0,"why":"Geo"}""", "Geo")]
    [InlineData("""{"status":"ok","bid":0.00}""", "no bid")]
    [InlineData("""{"status":"ok","bid":-1}""", "no bid")]
    [InlineData("""{"status":"ok","bid":null}""", "no bid")]
    [InlineData("""{"status":"ok"}""", "no bid")]
    [InlineData("""{"status":"ok","bid":"n/a"}""", "no bid")]
    public void Acceptance_without_a_bid_above_zero_is_no_bid(string body, string reason)
    {
        var bid = BidReader.Read(Loading.RecipientOf(Full), Reply(200, body), Seen);

        Assert.Equal((Outcome.Failure, reason, (decimal?)null), (bid.Outcome, bid.Reason, bid.Price));
    }

    [Fact]
    public void Bid_below_one_is_a_bid() =>
        Assert.Equal(0.01m, BidReader.Read(Loading.RecipientOf(Full), Reply(200, """{"status":"ok","bid":0.01}"""), Seen).Price);

    [Theory]
    [InlineData(200, """{"status":"dup","bid":9}""", Outcome.Duplicate, null)]
    [InlineData(200, """{"status":"no","bid":9,"why":"full"}""", Outcome.Failure, "full")]
    [InlineData(200, "<html>oops</html>", Outcome.Error, "unrecognized response")]
    [InlineData(503, """{"status":"ok","bid":9}""", Outcome.Error, "HTTP 503")]
    public void Refused_or_unread_ping_carries_no_price(int status, string body, Outcome outcome, string? reason)
    {
        var bid = BidReader.Read(Loading.RecipientOf(Full), Reply(status, body), Seen);

        Assert.Equal((outcome, (decimal?)null), (bid.Outcome, bid.Price));
        Assert.Equal(reason ?? "duplicate", bid.Reason);
    }

    [Fact]
    public void Ping_that_is_not_answered_is_an_error()
    {
        var reply = new ChannelReply { Category = SendCategory.Unanswered, Failure = SendFailure.Timeout, Error = "no answer" };

        var bid = BidReader.Read(Loading.RecipientOf(Full), reply, Seen);

        Assert.Equal((Outcome.Error, "no answer", null), (bid.Outcome, bid.Reason, bid.PingId));
    }

    [Fact]
    public void Acceptance_where_no_bid_is_read_is_worth_the_recipients_own_price()
    {
        var recipient = Loading.RecipientOf(Buyer + "ping: { response: { success: json.yes, lead_id: json.lead } }");

        var yes = BidReader.Read(recipient, Reply(200, """{"yes":true,"lead":30494}"""), Seen);
        var no = BidReader.Read(recipient, Reply(200, """{"yes":false}"""), Seen);

        Assert.Equal((Outcome.Success, 12.00m, "30494"), (yes.Outcome, yes.Price, yes.PingId));
        Assert.Equal((Outcome.Failure, (decimal?)null), (no.Outcome, no.Price));
    }

    [Theory]
    [InlineData("45", 45.0)]
    [InlineData("\"45\"", 45.0)]
    [InlineData("0.5", 0.5)]
    [InlineData("\"30s\"", 30.0)]
    [InlineData("\"5m\"", 300.0)]
    [InlineData("\"2026-11-21T15:05:05Z\"", 60.0)]
    [InlineData("1795273505", 60.0)]
    [InlineData("1795273505000", 60.0)]
    [InlineData("\"2020-01-01\"", 0.0)]
    [InlineData("-3", 0.0)]
    [InlineData("\"9999-12-31\"", 366 * 86_400.0)]
    [InlineData("\"soon\"", null)]
    [InlineData("null", null)]
    [InlineData("{}", null)]
    public void Expiry_is_read_as_seconds_durations_and_moments(string expires, double? seconds)
    {
        var bid = BidReader.Read(Loading.RecipientOf(Full), Reply(200, $$"""{"status":"ok","bid":1,"expires":{{expires}}}"""), Seen);

        Assert.Equal(seconds, bid.ExpiresIn?.TotalSeconds);
    }

    [Fact]
    public void Post_after_a_ping_repeats_its_id()
    {
        var recipient = Loading.RecipientOf(Full);
        var bid = BidReader.Read(recipient, Reply(200, """{"status":"ok","bid":7.50,"id":"P1"}"""), Seen);
        var lead = new Lead
        {
            Id = "L1",
            Source = "partner",
            Flow = "auto",
            ReceivedAt = Seen.Now,
            Catalog = "v1",
            Key = LeadKey.None,
            Fields = ValueObject.From([new("first_name", Value.Of("Ann"))]),
        };

        var request = Build(recipient, new LeadScope(lead, null, null, Seen.Now) { Ping = bid.AsPing() });

        Assert.Equal("""{"id":"P1","first_name":"Ann"}""", System.Text.Encoding.UTF8.GetString(request.Body.Span));
        Assert.Contains(request.Headers, h => h is { Key: "X-Bid", Value: "7.50" });
    }

    private static OutboundRequest Build(Recipient recipient, Scope scope)
    {
        var built = new RequestBuilder(new RequestBuilderOptions()).Build(recipient, scope, test: false, attempt: 1);
        Assert.Empty(built.Problems);
        return RequestAuthenticator.Preview(built.Request!, scope);
    }
}
