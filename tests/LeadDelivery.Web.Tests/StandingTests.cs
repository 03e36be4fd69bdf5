using System.Net;
using LeadDelivery.Core.Alerts;
using LeadDelivery.Core.Gates;
using LeadDelivery.Core.Gates.Caps;
using LeadDelivery.Core.Gates.Circuits;
using LeadDelivery.Core.Gates.Pausing;

namespace LeadDelivery.Web.Tests;

public sealed class StandingTests : IAsyncLifetime
{
    private static readonly DateTimeOffset At = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly DateTimeOffset Day = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    private FakeHost _host = null!;

    public async Task InitializeAsync() => _host = await FakeHost.StartAsync();

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Recipient_shows_how_it_stands()
    {
        _host.Standings["buyer"] = new(
            new(At, "ann", PauseCause.Operator, "moving"),
            new(CircuitState.Open, At, At.AddMinutes(5), "10 attempts in a row failed", 1, null),
            new(4, 2, 1, 0, 1, 0, TimeSpan.FromMilliseconds(412), TimeSpan.FromMilliseconds(700)),
            3);

        using var response = await _host.Client.SendAsync(Requests.AsOperator("GET", "/api/recipients/buyer"));

        var recipient = await response.JsonAsync();
        Assert.True((bool)recipient["paused"]!);
        Assert.Equal(("operator", "moving", "ann"), ((string?)recipient["pause"]!["cause"], (string?)recipient["pause"]!["reason"], (string?)recipient["pause"]!["by"]));
        Assert.Equal(("open", "2026-03-01T12:05:00Z"), ((string?)recipient["circuit"], (string?)recipient["circuit_details"]!["until"]));
        Assert.Equal((4, 0.5m, 412m, 700m), (
            (int)recipient["last_hour"]!["attempts"]!, (decimal)recipient["last_hour"]!["success_rate"]!,
            (decimal)recipient["last_hour"]!["avg_ms"]!, (decimal)recipient["last_hour"]!["p95_ms"]!));
        Assert.Equal((3, 100_000), ((int)recipient["queue"]!["waiting_for_rate"]!, (int)recipient["queue"]!["limit"]!));
        Assert.Equal(("[]", null, null), (recipient["caps"]!.ToJsonString(), recipient["balance"], recipient["schedule"]));
    }

    [Fact]
    public async Task Recipient_tells_how_far_its_caps_and_balance_are_used_and_when_it_opens()
    {
        _host.Standings["buyer"] = RecipientStanding.None with
        {
            Caps =
            [
                new(null, "daily", 100, 12, 3, CapUnit.Leads, At),
                new("California", "revenue_total", 5000.50m, 45.25m, 0, CapUnit.Money, null),
            ],
            Balance = new(100.50m, 45m, 55.50m),
            Opening = new(false, At),
        };

        using var response = await _host.Client.SendAsync(Requests.AsOperator("GET", "/api/recipients/buyer"));

        var recipient = await response.JsonAsync();
        Assert.Equal(
            """[{"name":null,"period":"daily","unit":"leads","limit":100,"used":12,"reserved":3,"resets_at":"2026-03-01T12:00:00Z"},"""
            + """{"name":"California","period":"revenue_total","unit":"money","limit":5000.50,"used":45.25,"reserved":0,"resets_at":null}]""",
            recipient["caps"]!.ToJsonString());
        Assert.Equal("""{"balance":100.50,"reserved":45,"available":55.50,"currency":"USD"}""", recipient["balance"]!.ToJsonString());
        Assert.Equal("""{"open":false,"next_change":"2026-03-01T12:00:00Z"}""", recipient["schedule"]!.ToJsonString());
    }

    [Fact]
    public async Task Operator_pauses_resumes_and_forces_and_sees_the_recipient()
    {
        foreach (var (path, body) in new[] { ("pause", """{"reason":"moving"}"""), ("pause", ""), ("resume", ""), ("circuit", """{"state":"open","for":"30m"}"""), ("circuit", """{"state":"auto"}""") })
        {
            using var response = await _host.Client.SendAsync(Requests.AsOperator("POST", $"/api/recipients/buyer/{path}", body));

            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Equal("buyer", (string?)(await response.JsonAsync())["id"]);
        }

        Assert.Equal(
            [("pause", "buyer", "moving", "operator"), ("pause", "buyer", null, "operator"), ("resume", "buyer", null, "operator"), ("circuit", "buyer", "True 00:30:00", "operator"), ("circuit", "buyer", " ", "operator")],
            _host.Decisions);
    }

    [Theory]
    [InlineData("buyer/circuit", "{}", 400)]
    [InlineData("buyer/circuit", """{"state":"ajar"}""", 400)]
    [InlineData("buyer/circuit", """{"state":"open","for":"soon"}""", 400)]
    [InlineData("buyer/circuit", """{"state":"open","for":"366d"}""", 400)]
    [InlineData("buyer/circuit", """{"state":"auto","for":"5m"}""", 400)]
    [InlineData("buyer/pause", """{"reason":5}""", 400)]
    [InlineData("nobody/pause", "", 404)]
    [InlineData("nobody/resume", "", 404)]
    [InlineData("nobody/circuit", """{"state":"open"}""", 404)]
    public async Task Wrong_call_changes_nothing(string path, string body, int status)
    {
        using var response = await _host.Client.SendAsync(Requests.AsOperator("POST", $"/api/recipients/{path}", body));

        await response.ProblemAsync(status);
        Assert.Empty(_host.Decisions);
    }

    [Theory]
    [InlineData("POST", "/api/recipients/buyer/pause")]
    [InlineData("POST", "/api/recipients/buyer/resume")]
    [InlineData("POST", "/api/recipients/buyer/circuit")]
    [InlineData("GET", "/api/alerts")]
    public async Task Only_operators_may(string method, string path)
    {
        using var response = await _host.Client.SendAsync(new HttpRequestMessage(new(method), path));

        await response.ProblemAsync(401);
    }

    [Fact]
    public async Task Alerts_are_listed_as_they_are_asked_for()
    {
        AlertFilter? asked = null;
        _host.OnAlerts = filter =>
        {
            asked = filter;
            return new([new("01J", At, "circuit_open", "buyer", null, "buyer is left alone")], "01J");
        };

        using var response = await _host.Client.SendAsync(Requests.AsOperator(
            "GET", "/api/alerts?recipient=buyer&kind=circuit_open&from=2026-03-01&to=2026-03-02&limit=7&cursor=01X"));

        Assert.Equal(
            new AlertFilter { Recipient = "buyer", Kind = "circuit_open", From = Day, To = Day.AddDays(1), Limit = 7, Cursor = "01X" }.ToString(),
            asked!.ToString());
        Assert.Equal(
            """{"alerts":[{"id":"01J","at":"2026-03-01T12:00:00Z","kind":"circuit_open","recipient":"buyer","lead_id":null,"message":"buyer is left alone"}],"cursor":"01J"}""",
            await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("from=yesterday", "from")]
    public async Task Wrong_filter_of_alerts_is_named(string query, string field)
    {
        using var response = await _host.Client.SendAsync(Requests.AsOperator("GET", $"/api/alerts?{query}"));

        Assert.Contains(field, (await response.ProblemAsync(400))["errors"]!.AsObject().Select(e => e.Key));
    }
}
