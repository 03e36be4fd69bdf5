using System.Text.Json.Nodes;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Leads;

namespace LeadDelivery.Web.Tests;

/// <summary>Who is shown which money.</summary>
public sealed class MoneyTests : IAsyncLifetime
{
    private FakeHost _host = null!;

    public async Task InitializeAsync()
    {
        _host = await FakeHost.StartAsync();
        var sold = Views.Sold("L1", "partner") with { Cost = 15.00m, Recovered = 45.00m };
        _host.Leads["L1"] = sold with
        {
            Deliveries = [.. sold.Deliveries.Select(d => d.Recipient == "abc" ? d with { Cost = 15.00m, Margin = 30.00m } : d)],
        };
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Operator_sees_price_cost_margin_and_what_was_recovered()
    {
        var text = await TextAsync(Requests.AsOperator("GET", "/api/leads/L1"));

        Assert.Contains("\"price\":45.00,\"status_url\"", text, StringComparison.Ordinal);
        Assert.Contains("\"currency\":\"USD\",\"cost\":15.00,\"margin\":30.00,\"recovered\":45.00", text, StringComparison.Ordinal);
        Assert.Contains("\"price\":45.00,\"cost\":15.00,\"margin\":30.00,\"attempts\":1", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Money_in_xml_is_that_of_the_json()
    {
        using var request = Requests.AsOperator("GET", "/api/leads/L1").With("Accept", "application/xml");

        var text = await TextAsync(request);

        Assert.Contains("<price>45.00</price><status_url>", text, StringComparison.Ordinal);
        Assert.Contains("<currency>USD</currency><cost>15.00</cost><margin>30.00</margin><recovered>45.00</recovered>", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Operator_is_told_of_no_recovered_money_where_there_is_none()
    {
        _host.Leads["L1"] = _host.Leads["L1"] with { Recovered = 0 };

        Assert.Null(JsonNode.Parse(await TextAsync(Requests.AsOperator("GET", "/api/leads/L1")))!["recovered"]);
    }

    [Theory]
    [InlineData(FakeHost.Key, "partner", true)]
    [InlineData(FakeHost.OutcomeKey, "teller", false)]
    [InlineData(FakeHost.ReceivedKey, "quiet", false)]
    public async Task Source_is_told_the_price_as_its_reply_setting_says_and_never_cost_or_margin(string key, string source, bool seesPrice)
    {
        _host.Leads["L1"] = _host.Leads["L1"] with { Source = source };

        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/leads/L1").With("X-Api-Key", key);
        var text = await TextAsync(request);

        Assert.Equal(seesPrice, text.Contains("\"price\":45.00", StringComparison.Ordinal));
        Assert.All(["currency", "cost", "margin", "recovered", "15.00", "30.00"], word => Assert.DoesNotContain(word, text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Superseded_deliveries_are_shown_and_asked_for_by_name()
    {
        LeadFilter? asked = null;
        var lead = _host.Leads["L1"] with
        {
            Deliveries = [new() { Recipient = "late", Outcome = Outcome.Superseded, Reason = "superseded: accepted after" }],
        };
        _host.OnList = filter =>
        {
            asked = filter;
            return new([lead], null);
        };

        var text = await TextAsync(Requests.AsOperator("GET", "/api/leads?outcome=superseded"));

        Assert.Equal(Outcome.Superseded, asked!.Outcome);
        Assert.Equal("superseded", (string?)JsonNode.Parse(text)!["leads"]![0]!["deliveries"]![0]!["outcome"]);
    }

    private async Task<string> TextAsync(HttpRequestMessage request)
    {
        using var response = await _host.Client.SendAsync(request);
        return await response.Content.ReadAsStringAsync();
    }
}
