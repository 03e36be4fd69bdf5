using System.Net;
using System.Text;

namespace LeadDelivery.Web.Tests;

public sealed class SandboxTests : IAsyncLifetime
{
    private FakeHost _host = null!;

    public async Task InitializeAsync() => _host = await FakeHost.StartAsync();

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Theory]
    [InlineData("accept")]
    [InlineData("slow")]
    public async Task Accepting_buyers_answer_with_an_id_and_a_price(string buyer)
    {
        using var response = await PostAsync(buyer, "{}");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Matches("""^\{"status":"accepted","leadId":"SB[0-9A-F]{10}","price":45.00\}$""", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Refusing_buyer_says_why()
    {
        using var response = await PostAsync("reject", "{}");

        Assert.Equal("""{"status":"rejected","message":"Outside service area"}""", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Flaky_buyer_fails_the_first_attempt_of_each_delivery()
    {
        var statuses = new List<int>();
        foreach (var key in new[] { "k1", "k1", "k2", "k1", "k2" })
        {
            using var response = await PostAsync("flaky", "{}", key);
            statuses.Add((int)response.StatusCode);
        }

        Assert.Equal([503, 200, 503, 200, 200], statuses);
    }

    [Fact]
    public async Task Bidder_bids_from_10_to_60_and_the_same_for_the_same_lead()
    {
        var bids = new List<decimal>();
        for (var i = 0; i < 20; i++)
        {
            using var once = await PostAsync("bid", $$"""{"n":{{i}}}""");
            using var again = await PostAsync("bid", $$"""{"n":{{i}}}""");
            Assert.Equal(await once.Content.ReadAsStringAsync(), await again.Content.ReadAsStringAsync());
            bids.Add((await once.JsonAsync())["bid"]!.GetValue<decimal>());
        }

        Assert.All(bids, bid => Assert.InRange(bid, 10m, 60m));
        Assert.True(bids.Distinct().Count() > 5);
    }

    private Task<HttpResponseMessage> PostAsync(string buyer, string body, string? key = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/sandbox/" + buyer) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        return _host.Client.SendAsync(key is null ? request : request.With("X-Idempotency-Key", key));
    }
}
