using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Delivery.Authentication;
using LeadDelivery.Core.Delivery.Requests;
using LeadDelivery.Core.Delivery.Trials;
using LeadDelivery.Core.Leads;
using LeadDelivery.Core.Ports;
using LeadDelivery.Core.Tests.Configuration;
using LeadDelivery.Testing;
using LeadDelivery.Tests.Shared;

namespace LeadDelivery.Core.Tests.Delivery.Trials;

public sealed class RecipientTrialTests : IAsyncDisposable
{
    private const string Secret = "buyer-token-0123456789";

    private const string Flow =
        """
        accept:
          fields:
            email: { type: email, required: true }
            loan_amount: { type: number, min: 5000 }
            rating: { values: [good, fair] }
        plan: ok
        """;

    private const string Recipient =
        """
        endpoint: { url: "https://live.example/leads", sandbox_url: "https://sandbox.example/leads" }
        auth: { type: bearer, token: "${TOKEN}" }
        fields: { mail: "{{lead.email}}", loan: "{{lead.loan_amount}}", rating: "{{lead.rating}}", city: "{{lead.city}}", test: "{{lead.test}}" }
        response: { success: "json.ok", lead_id: json.id, price: json.price, reason: json.reason, capture: { url: json.url } }
        ping: { fields: { rating: "{{lead.rating}}" }, response: { success: "json.ok", bid: json.bid, ping_id: json.id } }
        """;

    private readonly MemoryRecordStore _records = new();
    private readonly ManualTimeProvider _time = new();
    private readonly ScriptedChannel _channel = new();
    private readonly RequestAuthenticator _authenticator;
    private readonly RecipientTrial _trial;

    public RecipientTrialTests()
    {
        _authenticator = new(_channel, _records, _time, new TokenOptions());
        _trial = new(new RequestBuilder(new()), _authenticator, [_channel], _records, new UlidFactory(_time), _time);
    }

    public ValueTask DisposeAsync() => _authenticator.DisposeAsync();

    [Fact]
    public async Task Sample_goes_to_the_sandbox_and_shows_request_reply_and_meaning()
    {
        _channel.Reply = Given.Reply(
            200, $$"""{"ok":true,"id":"B-1","price":12.5,"url":"https://x.example/","echo":"{{Secret}}"}""", "application/json",
            ("X-Trace", "t1"), ("Set-Cookie", "session=1"));

        var result = (await _trial.RunAsync(Trial(), "ann", default))!;

        var sent = Assert.Single(_channel.Sent);
        Assert.Equal("https://sandbox.example/leads", sent.Url.ToString());
        Assert.Equal(
            """{"mail":"sample@example.com","loan":5000,"rating":"good","city":"Sample","test":true}""", Encoding.UTF8.GetString(sent.Body.Span));
        Assert.Equal("***", result.Request.Headers.Single(h => h.Key == "Authorization").Value);
        Assert.Equal("""{"ok":true,"id":"B-1","price":12.5,"url":"https://x.example/","echo":"***"}""", result.Reply!.Body);
        Assert.Equal<KeyValuePair<string, string>>([new("X-Trace", "t1"), KeyValuePair.Create("Set-Cookie", "***")], result.Reply.Headers);
        var verdict = result.Understood!.Verdict;
        Assert.Equal((Outcome.Success, "B-1", 12.5m), (verdict.Outcome, verdict.RecipientLeadId, verdict.Price));
        Assert.Equal("https://x.example/", verdict.Captured.Members.Single().Value.AsText);
        Assert.Empty(result.Problems);
    }

    [Fact]
    public async Task Live_endpoint_is_used_only_where_it_is_asked_for()
    {
        await _trial.RunAsync(Trial() with { ToSandbox = false }, "ann", default);

        Assert.Equal("https://live.example/leads", Assert.Single(_channel.Sent).Url.ToString());
    }

    [Fact]
    public async Task Recipient_without_a_sandbox_is_not_sent_anything()
    {
        Assert.Null(await _trial.RunAsync(Trial(Recipient.Replace("sandbox_url", "url_", StringComparison.Ordinal)
            .Replace(", url_: \"https://sandbox.example/leads\"", "", StringComparison.Ordinal)), "ann", default));
        Assert.Empty(_channel.Sent);
        Assert.Empty(await OperationsAsync());
    }

    [Fact]
    public async Task Given_lead_goes_the_way_of_a_real_one()
    {
        var lead = Core.Tests.Language.TestScope.Json("""{"Mail":"Ann@Example.com","loan_amount":"$6,000"}""").AsObject;
        var catalog = Catalog(Recipient);
        var trial = new Trial(catalog, catalog.Recipients["ok"], lead, catalog.Sources["partner"], false, true);

        await _trial.RunAsync(trial, "ann", default);

        Assert.Equal("""{"mail":"ann@example.com","loan":6000,"test":true}""", Encoding.UTF8.GetString(Assert.Single(_channel.Sent).Body.Span));
    }

    [Fact]
    public async Task Ping_is_sent_and_its_bid_understood()
    {
        _channel.Reply = Given.Reply(200, """{"ok":true,"id":"P-1","bid":7.25}""", "application/json");

        var result = (await _trial.RunAsync(Trial() with { IsPing = true }, "ann", default))!;

        Assert.Equal("""{"rating":"good"}""", Encoding.UTF8.GetString(Assert.Single(_channel.Sent).Body.Span));
        Assert.Equal((7.25m, "P-1"), (result.Understood!.Verdict.Price, result.Understood.PingId));
    }

    [Fact]
    public async Task What_cannot_be_mapped_is_shown_as_far_as_it_goes_and_not_sent()
    {
        var result = (await _trial.RunAsync(
            Trial(Recipient.Replace("mail: \"{{lead.email}}\"", "mail: { $value: \"{{lead.nobody.x}}\", $map: { Sample: \"\" }, $required: true }", StringComparison.Ordinal)),
            "ann", default))!;

        Assert.Empty(_channel.Sent);
        Assert.Null(result.Reply);
        Assert.Null(result.Understood);
        Assert.Equal<string>(["fields.mail: required, but empty"], result.Problems);
        Assert.Equal("""{"loan":5000,"rating":"good","city":"Sample","test":true}""", result.Request.Body);
        Assert.True(result.HasUrl);
    }

    [Fact]
    public async Task Trial_is_on_record_and_is_no_lead()
    {
        await _trial.RunAsync(Trial() with { ToSandbox = false }, "ann", default);

        var operation = Assert.Single(await OperationsAsync());
        Assert.Equal(
            ("ann", "recipient.test", "ok", true), (
            operation.GetProperty("who").GetString(), operation.GetProperty("what").GetString(), operation.GetProperty("recipient").GetString(),
            operation.GetProperty("live").GetBoolean()));
        Assert.Single(_records.All());
    }

    [Fact]
    public async Task Recipient_that_does_not_answer_is_understood_too()
    {
        _channel.Reply = new() { Category = SendCategory.Unanswered, Failure = SendFailure.Timeout, Error = "no answer within 10 s" };

        var result = (await _trial.RunAsync(Trial(), "ann", default))!;

        Assert.Equal("no answer within 10 s", result.Reply!.Error);
        Assert.Equal((Outcome.Error, "timeout", true), (
            result.Understood!.Verdict.Outcome, result.Understood.Verdict.RetryClass, result.Understood.Verdict.MayHaveAccepted));
    }

    [Fact]
    public async Task Long_reply_is_cut()
    {
        _channel.Reply = Given.Reply(200, new string('x', RecipientTrial.MaxShownBody + 1));

        var reply = (await _trial.RunAsync(Trial(), "ann", default))!.Reply!;

        Assert.Equal((RecipientTrial.MaxShownBody, true), (reply.Body.Length, reply.IsCut));
    }

    [Theory]
    [InlineData("email")]
    [InlineData("phone")]
    [InlineData("state")]
    [InlineData("postal")]
    [InlineData("country")]
    [InlineData("number")]
    [InlineData("integer")]
    [InlineData("money")]
    [InlineData("range")]
    [InlineData("boolean")]
    [InlineData("date")]
    [InlineData("dob")]
    [InlineData("url")]
    [InlineData("ip")]
    [InlineData("uuid")]
    [InlineData("trustedform")]
    [InlineData("jornaya")]
    [InlineData("text")]
    public void Sample_satisfies_the_type_that_is_declared(string type)
    {
        var flow = Loading.FlowOf($"accept: {{ fields: {{ f: {{ type: {type}, required: true }} }} }}\nplan: ok\n");
        var source = new Source { Id = "s", Name = "s", KeyHash = default };
        var lead = LeadIntake.Draft(
            new(Core.Configuration.Catalog.Empty, source, flow, SampleLead.Fields(flow, null), true, null, default), "L", DateTimeOffset.UtcNow, LeadKey.None);

        Assert.Empty(Acceptance.Check(flow.Accept, lead, new LeadScope(lead, source, flow, DateTimeOffset.UtcNow)));
    }

    private static Trial Trial(string recipient = Recipient)
    {
        var catalog = Catalog(recipient);
        return new(catalog, catalog.Recipients["ok"], null, null, IsPing: false, ToSandbox: true);
    }

    private static Catalog Catalog(string recipient) => Loading.Good(
        new FakeSecrets(("TOKEN", Secret)), ("flows/one.yaml", Flow), ("recipients/ok.yaml", recipient),
        ("sources/partner.yaml", Loading.Source + "fields: { Mail: email }\n"));

    private async Task<ImmutableArray<JsonElement>> OperationsAsync()
    {
        var found = ImmutableArray.CreateBuilder<JsonElement>();
        await foreach (var record in _records.QueryAsync(new RecordQuery(CatalogHolder.OperationsPartition), default))
        {
            using var document = JsonDocument.Parse(record.Body);
            found.Add(document.RootElement.Clone());
        }

        return found.DrainToImmutable();
    }

    private sealed class ScriptedChannel : IChannel
    {
        public string Type => "http";

        public List<OutboundRequest> Sent { get; } = [];

        public ChannelReply Reply { get; set; } = Given.Reply(200, "{}", "application/json");

        public Task<ChannelReply> SendAsync(OutboundRequest request, CancellationToken cancellation)
        {
            Sent.Add(request);
            return Task.FromResult(Reply);
        }
    }
}
