using System.Net;

namespace LeadDelivery.Web.Tests;

public sealed class RecipientTests : IAsyncLifetime
{
    private FakeHost _host = null!;

    public async Task InitializeAsync() => _host = await FakeHost.StartAsync();

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Recipients_are_listed_in_order_and_without_secrets()
    {
        using var response = await _host.Client.SendAsync(Requests.AsOperator("GET", "/api/recipients"));

        var text = await response.Content.ReadAsStringAsync();
        Assert.Equal(["buyer", "seller"], (await response.JsonAsync())["recipients"]!.AsArray().Select(r => (string?)r!["id"]));
        Assert.DoesNotContain(FakeHost.BuyerSecret, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Recipient_shows_what_it_is_with_its_url_up_to_the_query()
    {
        using var response = await _host.Client.SendAsync(Requests.AsOperator("GET", "/api/recipients/buyer"));
        using var unknown = await _host.Client.SendAsync(Requests.AsOperator("GET", "/api/recipients/nobody"));

        var recipient = await response.JsonAsync();
        Assert.Equal(("buyer", "Buyer", "http", "POST", "json", "https://buyer.example/leads"), (
            (string?)recipient["id"], (string?)recipient["name"], (string?)recipient["type"], (string?)recipient["method"],
            (string?)recipient["format"], (string?)recipient["url"]));
        await unknown.ProblemAsync(404);
    }

    [Theory]
    [InlineData("https://u:p@h.example/x?k=1", "https://h.example/x")]
    [InlineData("https://h.example/a@b", "https://h.example/a@b")]
    [InlineData("https://{{lead.x}}/y", "https://")]
    [InlineData("/sandbox/accept", "/sandbox/accept")]
    public void Url_is_shown_without_credentials_query_and_templates(string url, string shown) =>
        Assert.Equal(shown, Recipients.RecipientEndpoints.LiteralPart(url));

    [Fact]
    public async Task Preview_shows_the_masked_request_and_sends_nothing()
    {
        using var response = await _host.Client.SendAsync(Requests.AsOperator(
            "POST", "/api/recipients/buyer/preview", """{"lead":{"EMail":"jane@example.com"},"source":"partner"}"""));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var preview = await response.JsonAsync();
        Assert.Equal(["method", "url", "headers", "body", "problems"], preview.AsObject().Select(m => m.Key));
        Assert.Equal("POST", (string?)preview["method"]);
        Assert.Equal("https://buyer.example/leads?v=1", (string?)preview["url"]);
        Assert.Equal("""{"mail":"jane@example.com","from":"partner"}""", (string?)preview["body"]);
        Assert.Equal("***", (string?)preview["headers"]!["Authorization"]);
        Assert.Empty(preview["problems"]!.AsArray());
    }

    [Fact]
    public async Task Preview_that_makes_no_request_says_why()
    {
        using var response = await _host.Client.SendAsync(Requests.AsOperator("POST", "/api/recipients/seller/preview", """{"lead":{}}"""));

        var preview = await response.JsonAsync();
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.NotEmpty(preview["problems"]!.AsArray());
        Assert.Null(preview["url"]);
        Assert.Equal("{}", (string?)preview["body"]);
    }

    [Theory]
    [InlineData("buyer", "", 400)]
    [InlineData("buyer", """{"lead":"x"}""", 400)]
    [InlineData("buyer", """{"lead":{},"source":"nobody"}""", 400)]
    [InlineData("buyer", """{"lead":{},"ping":true}""", 400)]
    [InlineData("nobody", """{"lead":{}}""", 404)]
    public async Task Preview_of_something_else_is_refused(string recipient, string body, int status)
    {
        using var response = await _host.Client.SendAsync(Requests.AsOperator("POST", $"/api/recipients/{recipient}/preview", body));

        await response.ProblemAsync(status);
    }
}
