using System.Net;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Leads;
using LeadDelivery.Core.Pings;

namespace LeadDelivery.Web.Tests;

public sealed class PingTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);
    private readonly List<Submission> _pings = [];
    private FakeHost _host = null!;

    public async Task InitializeAsync()
    {
        _host = await FakeHost.StartAsync();
        Answer(new("P1", Outcome.Success, null, 16.00m, Noon));
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Ping_is_answered_a_price_and_until_when_and_takes_no_lead()
    {
        using var response = await PingAsync(body: """{"EMail":"jane@example.com","state":"CA"}""");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.ToString());
        Assert.Equal(
            """{"ping_id":"P1","outcome":"success","reason":null,"price":16.00,"expires_at":"2026-11-21T12:00:00Z"}""",
            await response.Content.ReadAsStringAsync());
        response.AssertCommonHeaders();
        var ping = Assert.Single(_pings);
        Assert.Equal(("partner", "auto", false), (ping.Source.Id, ping.Flow.Id, ping.Test));
        Assert.Equal("CA", ping.Fields.At("state").ToText());
        Assert.Empty(_host.Submitted);
    }

    [Theory]
    [InlineData("no bid")]
    [InlineData("cap daily of 100 of pings of flow auto reached")]
    public async Task Refused_ping_is_answered_200_with_the_reason_and_no_price(string reason)
    {
        Answer(new("P2", Outcome.Failure, reason, null, null));

        using var response = await PingAsync();

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(
            $$"""{"ping_id":"P2","outcome":"failure","reason":"{{reason}}","price":null,"expires_at":null}""",
            await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Price_is_told_as_xml_where_that_is_asked_for()
    {
        using var request = Request().With("Accept", "application/xml");
        using var response = await _host.Client.SendAsync(request);

        Assert.Equal("application/xml", response.Content.Headers.ContentType?.MediaType);
        Assert.Contains("<price>16.00</price>", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Price_is_told_to_a_source_that_is_told_little_of_its_leads()
    {
        using var response = await PingAsync(key: FakeHost.ReceivedKey);

        Assert.Equal(16.00m, (decimal?)(await response.JsonAsync())["price"]);
    }

    [Fact]
    public async Task Form_is_a_ping_as_well()
    {
        using var response = await PingAsync(body: "state=CA", contentType: "application/x-www-form-urlencoded");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("CA", Assert.Single(_pings).Fields.At("state").ToText());
    }

    [Theory]
    [InlineData("?test=true", true)]
    [InlineData("?test=false", false)]
    [InlineData("?mode=ping", false)]
    public async Task Test_mode_is_handed_on(string query, bool test)
    {
        using var response = await PingAsync(query);

        Assert.Equal(test, Assert.Single(_pings).Test);
    }

    [Fact]
    public async Task Key_may_come_in_the_query()
    {
        using var response = await PingAsync($"?api_key={FakeHost.OtherKey}", key: null);

        Assert.Equal("other", Assert.Single(_pings).Source.Id);
    }

    [Fact]
    public async Task Flow_without_an_auction_is_409()
    {
        _host.OnPing = _ => null;

        using var response = await PingAsync();

        await response.ProblemAsync(409);
    }

    [Theory]
    [InlineData(null, "auto", 401)]
    [InlineData("wrong", "nowhere", 401)]
    [InlineData(FakeHost.OperatorKeyText, "auto", 401)]
    [InlineData(FakeHost.Key, "nowhere", 404)]
    [InlineData(FakeHost.Key, "private", 403)]
    public async Task Only_a_source_of_the_flow_may_ping(string? key, string flow, int status)
    {
        using var response = await PingAsync(key: key, flow: flow);

        await response.ProblemAsync(status);
        Assert.Empty(_pings);
    }

    [Theory]
    [InlineData("{", "application/json", 400)]
    [InlineData("[]", "application/json", 400)]
    [InlineData("{}", "image/png", 415)]
    public async Task Body_that_cannot_be_read_is_refused(string body, string contentType, int status)
    {
        using var response = await PingAsync(body: body, contentType: contentType);

        await response.ProblemAsync(status);
        Assert.Empty(_pings);
    }

    [Fact]
    public async Task Body_over_256_KiB_is_413()
    {
        using var response = await PingAsync(body: "a=" + new string('x', 256 * 1024), contentType: "application/x-www-form-urlencoded");

        await response.ProblemAsync(413);
        Assert.Empty(_pings);
    }

    [Theory]
    [InlineData("?mode=half", "mode")]
    [InlineData("?test=maybe", "test")]
    [InlineData("?mode=full&wait=61", "wait")]
    public async Task Wrong_parameter_is_400_naming_it(string query, string field)
    {
        using var response = await PingAsync(query);

        Assert.NotEmpty((await response.ProblemAsync(400))["errors"]![field]!.AsArray());
        Assert.Empty(_pings);
        Assert.Empty(_host.Submitted);
    }

    [Fact]
    public async Task Rate_of_a_source_counts_pings_and_leads_together()
    {
        using var ping = await PingAsync(key: FakeHost.SlowKey);
        using var lead = await _host.Client.SendAsync(Requests.Submit(key: FakeHost.SlowKey));

        Assert.Equal(HttpStatusCode.OK, ping.StatusCode);
        await lead.ProblemAsync(429);
        Assert.NotNull(lead.Headers.RetryAfter);
    }

    [Fact]
    public async Task Stopping_host_answers_no_pings()
    {
        _host.State.BeginStop();

        using var response = await PingAsync();

        await response.ProblemAsync(503);
        Assert.Empty(_pings);
    }

    [Theory]
    [InlineData("auto", "", 10)]
    [InlineData("patient", "", 10)]
    [InlineData("auto", "&wait=3", 3)]
    public async Task Full_call_takes_the_lead_and_waits_for_its_price(string flow, string query, double seconds)
    {
        _host.Leads["L1"] = Views.Sold("L1", "partner");

        using var response = await PingAsync("?mode=full" + query, flow: flow);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var answer = await response.JsonAsync();
        Assert.Equal(("L1", "success", 45.00m), ((string?)answer["lead_id"], (string?)answer["outcome"], (decimal?)answer["price"]));
        Assert.Equal(("L1", TimeSpan.FromSeconds(seconds)), Assert.Single(_host.Waits));
        Assert.Equal((flow, true), (Assert.Single(_host.Submitted).Flow.Id, _host.Submitted[0].IsFull));
        Assert.Empty(_pings);
    }

    [Fact]
    public async Task Full_call_that_is_pending_after_its_wait_is_answered_202()
    {
        _host.Leads["L1"] = Views.Of("L1", "partner");

        using var response = await PingAsync("?mode=full");

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal("/api/leads/L1", (string?)(await response.JsonAsync())["status_url"]);
    }

    [Theory]
    [InlineData("?ping_id=P1", "P1")]
    [InlineData("?ping_id=", null)]
    [InlineData("", null)]
    public async Task Post_names_its_ping(string query, string? ping)
    {
        using var response = await _host.Client.SendAsync(Requests.Submit(query));

        Assert.Equal(ping, Assert.Single(_host.Submitted).PingId);
    }

    [Theory]
    [InlineData("ping unknown")]
    [InlineData("ping used")]
    [InlineData("ping expired")]
    [InlineData("ping mismatch: state")]
    public async Task Post_that_its_ping_does_not_hold_for_is_answered_200_with_the_reason(string reason)
    {
        _host.OnSubmit = _ => new(IntakeStatus.Rejected, "L2");
        _host.Leads["L2"] = Views.Of("L2", "partner") with { Outcome = Outcome.Failure, Reason = reason };

        using var response = await _host.Client.SendAsync(Requests.Submit("?ping_id=P1"));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var answer = await response.JsonAsync();
        Assert.Equal(("failure", reason), ((string?)answer["outcome"], (string?)answer["reason"]));
    }

    private void Answer(PingOffer offer) => _host.OnPing = ping =>
    {
        _pings.Add(ping);
        return offer;
    };

    private async Task<HttpResponseMessage> PingAsync(
        string query = "", string body = """{"state":"CA"}""", string contentType = "application/json", string? key = FakeHost.Key, string flow = "auto")
    {
        using var request = Request(query, body, contentType, key, flow);
        return await _host.Client.SendAsync(request);
    }

    private static HttpRequestMessage Request(
        string query = "", string body = """{"state":"CA"}""", string contentType = "application/json", string? key = FakeHost.Key, string flow = "auto")
    {
        var request = Requests.Submit("", body, contentType, key, flow);
        request.RequestUri = new Uri($"/api/flows/{flow}/pings{query}", UriKind.Relative);
        return request;
    }
}
