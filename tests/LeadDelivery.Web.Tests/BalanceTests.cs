using System.Net;
using System.Text.Json.Nodes;

namespace LeadDelivery.Web.Tests;

public sealed class BalanceTests : IAsyncLifetime
{
    private FakeHost _host = null!;

    public async Task InitializeAsync() => _host = await FakeHost.StartAsync();

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Top_up_is_in_the_balance_and_among_its_movements_once()
    {
        for (var repeat = 0; repeat < 2; repeat++)
        {
            using var response = await PostAsync("""{"amount":250.50,"reference":"INV-1"}""");
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Equal("""{"balance":250.50,"reserved":0,"available":260.50,"currency":"EUR"}""", await response.Content.ReadAsStringAsync());
        }

        using (var correction = await PostAsync("""{"amount":-50.50,"reference":"INV-2"}"""))
        {
            Assert.Equal(HttpStatusCode.OK, correction.StatusCode);
        }

        var read = await GetAsync("");
        Assert.Equal(200m, (decimal?)read["balance"]);
        Assert.Equal(["INV-2 -50.50", "INV-1 250.50"], read["movements"]!.AsArray().Select(movement => $"{movement!["reference"]} {movement["amount"]}"));
        Assert.All(read["movements"]!.AsArray(), movement => Assert.Equal(("top_up", "operator"), ((string?)movement!["kind"], (string?)movement["by"])));
        var page = await GetAsync("?limit=1");
        Assert.Equal("INV-1", (string?)(await GetAsync($"?limit=1&before={page["movements"]![0]!["id"]}"))["movements"]![0]!["reference"]);
    }

    [Theory]
    [InlineData("{}", "amount")]
    [InlineData("""{"amount":0,"reference":"a"}""", "amount")]
    [InlineData("""{"amount":"12","reference":"a"}""", "amount")]
    [InlineData("""{"amount":1e12,"reference":"a"}""", "amount")]
    [InlineData("""{"amount":12}""", "reference")]
    [InlineData("""{"amount":12,"reference":""}""", "reference")]
    [InlineData("""{"amount":12,"reference":" \t"}""", "reference")]
    [InlineData("""{"amount":12,"reference":"INV\u0000-1"}""", "reference")]
    [InlineData("""{"amount":12,"reference":7}""", "reference")]
    public async Task Wrong_top_up_is_named_and_changes_nothing(string body, string field)
    {
        using var response = await PostAsync(body);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.NotNull((await response.JsonAsync())["errors"]![field]);
        Assert.Equal(0m, (decimal?)(await GetAsync(""))["balance"]);
    }

    [Fact]
    public async Task Reference_stands_for_one_amount()
    {
        using var first = await PostAsync("""{"amount":5,"reference":"INV-1"}""");
        using var second = await PostAsync("""{"amount":6,"reference":"INV-1"}""");

        Assert.Equal(HttpStatusCode.Conflict, second.StatusCode);
        Assert.Equal(5m, (decimal?)(await GetAsync(""))["balance"]);
    }

    [Theory]
    [InlineData("buyer", FakeHost.OperatorKeyText, HttpStatusCode.Conflict)]
    [InlineData("nobody", FakeHost.OperatorKeyText, HttpStatusCode.NotFound)]
    [InlineData("seller", "wrong-key", HttpStatusCode.Unauthorized)]
    public async Task Only_operators_see_the_balance_of_who_pays_in_advance(string recipient, string key, HttpStatusCode status)
    {
        using var request = Requests.AsOperator("GET", $"/api/recipients/{recipient}/balance", key: key);
        using var response = await _host.Client.SendAsync(request);

        Assert.Equal(status, response.StatusCode);
    }

    private async Task<JsonNode> GetAsync(string query)
    {
        using var request = Requests.AsOperator("GET", "/api/recipients/seller/balance" + query);
        using var response = await _host.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.JsonAsync();
    }

    private async Task<HttpResponseMessage> PostAsync(string body)
    {
        using var request = Requests.AsOperator("POST", "/api/recipients/seller/balance", body);
        return await _host.Client.SendAsync(request);
    }
}
