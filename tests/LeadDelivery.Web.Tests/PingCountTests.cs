using System.Net;
using LeadDelivery.Core.Pings;

namespace LeadDelivery.Web.Tests;

public sealed class PingCountTests : IAsyncLifetime
{
    private FakeHost _host = null!;

    public async Task InitializeAsync() => _host = await FakeHost.StartAsync();

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Operators_see_pings_by_hour_source_and_flow()
    {
        _host.PingCounts.Add((new(2026, 11, 21, 9, 0, 0, TimeSpan.Zero), new StoredPingCount("partner", "auto", 12, 8, 3)));
        _host.PingCounts.Add((new(2026, 11, 21, 10, 0, 0, TimeSpan.Zero), new StoredPingCount("other", "patient", 1, 0, 0)));

        using var response = await GetAsync("");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(
            """{"pings":[{"hour":"2026-11-21T09:00:00Z","source":"partner","flow":"auto","pings":12,"offered":8,"posted":3},"""
            + """{"hour":"2026-11-21T10:00:00Z","source":"other","flow":"patient","pings":1,"offered":0,"posted":0}]}""",
            await response.Content.ReadAsStringAsync());
        response.AssertCommonHeaders();
    }

    [Theory]
    [InlineData("wrong")]
    [InlineData(FakeHost.Key)]
    public async Task Nobody_else_sees_them(string key)
    {
        using var request = Requests.AsOperator("GET", "/api/pings", key: key);
        using var response = await _host.Client.SendAsync(request);
        using var source = new HttpRequestMessage(HttpMethod.Get, "/api/pings").With("X-Api-Key", FakeHost.Key);
        using var refused = await _host.Client.SendAsync(source);

        await response.ProblemAsync(401);
        await refused.ProblemAsync(401);
    }

    [Fact]
    public async Task The_last_day_is_counted_unless_told_otherwise()
    {
        using var last = await GetAsync("");
        var day = Assert.Single(_host.CountsAsked);
        using var told = await GetAsync("?from=2026-11-20&to=2026-11-21T10:00:00%2B02:00");

        Assert.Equal(TimeSpan.FromDays(1), day.To - day.From);
        Assert.InRange(DateTimeOffset.UtcNow - day.To, TimeSpan.Zero, TimeSpan.FromMinutes(1));
        Assert.Equal(
            (new DateTimeOffset(2026, 11, 20, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2026, 11, 21, 8, 0, 0, TimeSpan.Zero)),
            _host.CountsAsked[1]);
    }

    [Theory]
    [InlineData("?from=yesterday", "from")]
    [InlineData("?to=", "to")]
    [InlineData("?from=2026-01-01&to=2026-02-02", "from")]
    public async Task Wrong_times_are_400_naming_them(string query, string field)
    {
        using var response = await GetAsync(query);

        Assert.NotEmpty((await response.ProblemAsync(400))["errors"]![field]!.AsArray());
        Assert.Empty(_host.CountsAsked);
    }

    [Fact]
    public async Task Thirty_one_days_are_counted_at_once()
    {
        using var response = await GetAsync("?from=2026-01-01&to=2026-02-01");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    private async Task<HttpResponseMessage> GetAsync(string query)
    {
        using var request = Requests.AsOperator("GET", "/api/pings" + query);
        return await _host.Client.SendAsync(request);
    }
}
