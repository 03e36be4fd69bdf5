using System.Net;
using LeadDelivery.Core.Leads;
using LeadDelivery.Core.Reviews;

namespace LeadDelivery.Web.Tests;

public sealed class ReviewTests : IAsyncLifetime
{
    private FakeHost _host = null!;

    public async Task InitializeAsync() => _host = await FakeHost.StartAsync();

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Theory]
    [InlineData("""{"decision":"approve"}""", 202)]
    [InlineData("""{"decision":"approve","recipient":"buyer","reason":"fine"}""", 202)]
    [InlineData("""{"decision":"reject","reason":"no"}""", 200)]
    public async Task Decision_is_taken(string body, int status)
    {
        ReviewDecision? taken = null;
        _host.OnReview = decision =>
        {
            taken = decision;
            return (ReviewStatus.Done, default);
        };

        using var response = await PostAsync(body);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("/api/leads/L1", (string?)(await response.JsonAsync())["status_url"]);
        Assert.Equal(("L1", status == 202, "operator"), (taken!.Lead, taken.Approve, taken.Operator));
        Assert.Equal(body.Contains("buyer", StringComparison.Ordinal) ? "buyer" : null, taken.Recipient);
    }

    [Theory]
    [InlineData("{}", "decision")]
    [InlineData("""{"decision":"maybe"}""", "decision")]
    [InlineData("""{"decision":true}""", "decision")]
    [InlineData("""{"decision":"reject","recipient":"buyer"}""", "recipient")]
    [InlineData("""{"decision":"approve","recipient":7}""", "recipient")]
    [InlineData("""{"decision":"reject","reason":{}}""", "reason")]
    public async Task Wrong_body_is_named_and_nothing_is_decided(string body, string field)
    {
        _host.OnReview = _ => throw new InvalidOperationException("decided");

        using var response = await PostAsync(body);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.NotNull((await response.JsonAsync())["errors"]![field]);
    }

    [Theory]
    [InlineData(ReviewStatus.UnknownLead, default(RedeliveryStatus), 404)]
    [InlineData(ReviewStatus.NotInReview, default(RedeliveryStatus), 409)]
    [InlineData(ReviewStatus.Decided, default(RedeliveryStatus), 409)]
    [InlineData(ReviewStatus.NoRecipient, default(RedeliveryStatus), 400)]
    [InlineData(ReviewStatus.Refused, RedeliveryStatus.UnknownRecipient, 400)]
    [InlineData(ReviewStatus.Refused, RedeliveryStatus.OtherCurrency, 400)]
    [InlineData(ReviewStatus.Refused, RedeliveryStatus.StillPending, 409)]
    [InlineData(ReviewStatus.Refused, RedeliveryStatus.Erased, 410)]
    [InlineData(ReviewStatus.Refused, RedeliveryStatus.Busy, 503)]
    public async Task Decision_that_cannot_be_taken_says_why(ReviewStatus status, RedeliveryStatus refusal, int expected)
    {
        _host.OnReview = _ => (status, refusal);

        using var response = await PostAsync("""{"decision":"approve"}""");

        Assert.Equal(expected, (int)response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Source_decides_nothing()
    {
        _host.OnReview = _ => throw new InvalidOperationException("decided");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/leads/L1/review").With("X-Api-Key", FakeHost.Key);

        using var response = await _host.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    private Task<HttpResponseMessage> PostAsync(string body)
    {
        var request = Requests.AsOperator("POST", "/api/leads/L1/review");
        request.Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        return _host.Client.SendAsync(request);
    }
}
