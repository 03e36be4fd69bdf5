using System.Net;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Leads;

namespace LeadDelivery.Web.Tests;

public sealed class LeadTests : IAsyncLifetime
{
    private FakeHost _host = null!;

    public async Task InitializeAsync()
    {
        _host = await FakeHost.StartAsync();
        _host.Leads["L1"] = Views.Sold("L1", "partner");
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Operator_sees_the_lead_with_its_fields()
    {
        using var response = await _host.Client.SendAsync(Requests.AsOperator("GET", "/api/leads/L1"));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var lead = await response.JsonAsync();
        Assert.Equal(
            [
                "lead_id", "outcome", "reason", "price", "status_url", "deliveries", "flow", "source", "received_at", "ended_at", "test",
                "currency", "cost", "margin", "fields",
            ],
            lead.AsObject().Select(m => m.Key));
        Assert.Equal("2026-01-02T03:04:05Z", (string?)lead["received_at"]);
        Assert.Equal("2026-01-02T03:04:06.250Z", (string?)lead["ended_at"]);
        Assert.Equal("""{"email":"jane@example.com"}""", lead["fields"]!.ToJsonString());
    }

    [Fact]
    public async Task Erased_lead_shows_when_and_no_fields()
    {
        _host.Leads["L1"] = Views.Sold("L1", "partner") with { Fields = null, ErasedAt = new(2026, 2, 1, 0, 0, 0, TimeSpan.Zero) };

        using var response = await _host.Client.SendAsync(Requests.AsOperator("GET", "/api/leads/L1"));

        var lead = await response.JsonAsync();
        Assert.Null(lead["fields"]);
        Assert.Equal("2026-02-01T00:00:00Z", (string?)lead["erased_at"]);
    }

    [Theory]
    [InlineData(FakeHost.Key, 200)]
    [InlineData(FakeHost.OtherKey, 404)]
    [InlineData("wrong", 401)]
    public async Task Source_sees_its_own_leads_alone(string key, int status)
    {
        using var response = await _host.Client.SendAsync(new HttpRequestMessage(HttpMethod.Get, "/api/leads/L1").With("X-Api-Key", key));

        Assert.Equal(status, (int)response.StatusCode);
        if (status == 200)
        {
            Assert.Null((await response.JsonAsync())["fields"]);
        }
        else
        {
            await response.ProblemAsync(status);
        }
    }

    [Fact]
    public async Task Unknown_lead_and_another_sources_lead_are_told_apart_by_nothing()
    {
        using var another = await _host.Client.SendAsync(
            new HttpRequestMessage(HttpMethod.Get, "/api/leads/L1").With("X-Api-Key", FakeHost.OtherKey));
        using var unknown = await _host.Client.SendAsync(
            new HttpRequestMessage(HttpMethod.Get, "/api/leads/L9").With("X-Api-Key", FakeHost.OtherKey));

        Assert.Equal(await another.Content.ReadAsStringAsync(), await unknown.Content.ReadAsStringAsync());
        Assert.Equal(another.StatusCode, unknown.StatusCode);
    }

    [Theory]
    [InlineData("GET", "/api/leads")]
    [InlineData("GET", "/api/leads/L1/events")]
    [InlineData("POST", "/api/leads/L1/redeliver")]
    [InlineData("DELETE", "/api/leads/L1")]
    [InlineData("GET", "/api/recipients")]
    [InlineData("GET", "/api/recipients/buyer")]
    [InlineData("POST", "/api/recipients/buyer/preview")]
    public async Task Operator_calls_need_the_operators_key(string method, string path)
    {
        using var none = await _host.Client.SendAsync(new HttpRequestMessage(new(method), path));
        using var wrong = await _host.Client.SendAsync(Requests.AsOperator(method, path, key: "wrong"));
        using var source = await _host.Client.SendAsync(new HttpRequestMessage(new(method), path).With("X-Api-Key", FakeHost.Key));
        using var basic = await _host.Client.SendAsync(
            new HttpRequestMessage(new(method), path).With("Authorization", "Basic " + FakeHost.OperatorKeyText));

        foreach (var response in new[] { none, wrong, source, basic })
        {
            await response.ProblemAsync(401);
            Assert.Equal("Bearer", response.Headers.WwwAuthenticate.Single().Scheme);
        }

        Assert.True(_host.Leads.ContainsKey("L1"));
    }

    [Fact]
    public async Task Events_are_a_list_with_their_data_beside_id_time_and_type()
    {
        _host.Events.Add(new("E1", new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), "attempt.ended", ValueObject.From(
            [new("recipient", Value.Of("abc")), new("status", Value.Of(200m)), new("type", Value.Of("other"))])));

        using var response = await _host.Client.SendAsync(Requests.AsOperator("GET", "/api/leads/L1/events"));
        using var unknown = await _host.Client.SendAsync(Requests.AsOperator("GET", "/api/leads/L9/events"));

        Assert.Equal(
            """[{"id":"E1","at":"2026-01-02T03:04:05Z","type":"attempt.ended","recipient":"abc","status":200}]""",
            await response.Content.ReadAsStringAsync());
        await unknown.ProblemAsync(404);
    }

    [Theory]
    [InlineData(RedeliveryStatus.Started, 202)]
    [InlineData(RedeliveryStatus.UnknownLead, 404)]
    [InlineData(RedeliveryStatus.UnknownRecipient, 400)]
    [InlineData(RedeliveryStatus.UnknownFlow, 409)]
    [InlineData(RedeliveryStatus.Erased, 410)]
    [InlineData(RedeliveryStatus.StillPending, 409)]
    [InlineData(RedeliveryStatus.Busy, 503)]
    public async Task Redelivery_is_answered_by_how_it_began(RedeliveryStatus began, int status)
    {
        string? asked = null;
        _host.OnRedeliver = (_, recipient) =>
        {
            asked = recipient;
            return began;
        };

        using var response = await _host.Client.SendAsync(
            Requests.AsOperator("POST", "/api/leads/L1/redeliver", """{"recipient":"abc"}"""));

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("abc", asked);
        if (status == 202)
        {
            Assert.Equal("""{"lead_id":"L1","status_url":"/api/leads/L1"}""", await response.Content.ReadAsStringAsync());
        }
        else
        {
            await response.ProblemAsync(status);
            Assert.Equal(status == 503, response.Headers.RetryAfter is not null);
        }
    }

    [Theory]
    [InlineData(null, 202)]
    [InlineData("", 202)]
    [InlineData("{}", 202)]
    [InlineData("""{"recipient":null}""", 202)]
    [InlineData("""{"recipient":7}""", 400)]
    [InlineData("[]", 400)]
    [InlineData("{", 400)]
    public async Task Redelivery_body_is_an_optional_object(string? body, int status)
    {
        using var response = await _host.Client.SendAsync(Requests.AsOperator("POST", "/api/leads/L1/redeliver", body));

        Assert.Equal(status, (int)response.StatusCode);
    }

    [Fact]
    public async Task Erasure_is_answered_204_and_an_unknown_lead_404()
    {
        using var erased = await _host.Client.SendAsync(Requests.AsOperator("DELETE", "/api/leads/L1"));
        using var unknown = await _host.Client.SendAsync(Requests.AsOperator("DELETE", "/api/leads/L1"));

        Assert.Equal(HttpStatusCode.NoContent, erased.StatusCode);
        erased.AssertCommonHeaders();
        await unknown.ProblemAsync(404);
    }

    [Fact]
    public async Task List_hands_on_every_filter_and_answers_leads_with_a_cursor()
    {
        LeadFilter? asked = null;
        _host.OnList = filter =>
        {
            asked = filter;
            return new([Views.Sold("L1", "partner")], "C2");
        };

        using var response = await _host.Client.SendAsync(Requests.AsOperator(
            "GET", "/api/leads?flow=auto&source=partner&recipient=abc&outcome=success&from=2026-01-01&to=2026-02-01T12:00:00%2B02:00&q=jane&cursor=C1&limit=7"));

        var page = await response.JsonAsync();
        Assert.Equal(["leads", "cursor"], page.AsObject().Select(m => m.Key));
        Assert.Equal("C2", (string?)page["cursor"]);
        Assert.Equal("L1", (string?)page["leads"]![0]!["lead_id"]);
        Assert.Equal(
            new LeadFilter
            {
                Flow = "auto",
                Source = "partner",
                Recipient = "abc",
                Outcome = Outcome.Success,
                Search = "jane",
                Cursor = "C1",
                Limit = 7,
                From = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero),
                To = new(2026, 2, 1, 10, 0, 0, TimeSpan.Zero),
            },
            asked);
    }

    [Fact]
    public async Task Last_page_has_no_cursor()
    {
        using var response = await _host.Client.SendAsync(Requests.AsOperator("GET", "/api/leads"));

        Assert.Equal("""{"leads":[],"cursor":null}""", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Every_bad_filter_is_named()
    {
        using var response = await _host.Client.SendAsync(
            Requests.AsOperator("GET", "/api/leads?outcome=sold&from=yesterday&to=x&limit=0"));

        var problem = await response.ProblemAsync(400);
        Assert.Equal(["from", "limit", "outcome", "to"], problem["errors"]!.AsObject().Select(e => e.Key).Order());
    }

    [Theory]
    [InlineData("limit=501", "limit")]
    [InlineData("limit=-1", "limit")]
    [InlineData("from=2026-02-01&to=2026-01-01", "to")]
    [InlineData("cursor=none", "cursor")]
    public async Task Bad_filter_is_400(string query, string field)
    {
        _host.OnList = filter => filter.Cursor is null ? new([], null) : throw new FormatException();

        using var response = await _host.Client.SendAsync(Requests.AsOperator("GET", "/api/leads?" + query));

        Assert.NotNull((await response.ProblemAsync(400))["errors"]![field]);
    }
}
