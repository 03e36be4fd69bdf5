using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Embedded.Hosting;
using LeadDelivery.Tests.Shared;

namespace LeadDelivery.Embedded.Tests.Samples;

/// <summary>samples/manual-review as a server: what its page says of deciding.</summary>
public sealed class ManualReviewSampleTests : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private EmbeddedHost _host = null!;
    private HttpClient _client = null!;

    public async Task InitializeAsync()
    {
        var sample = WorkingCopy.PathOf("samples", "manual-review");
        _host = await EmbeddedHost.StartAsync(
            new HostOptions { ConfigFolder = sample, DataFolder = _folder.Path, Addresses = [new("127.0.0.1", 0)] },
            ConfigurationFolder.Read(sample),
            CancellationToken.None);
        _client = new HttpClient { BaseAddress = _host.Address };
        _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", _host.MadeOperatorKey!);
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    public void Dispose()
    {
        _client.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Approved_lead_is_sold_and_cannot_be_decided_again()
    {
        var lead = await WaitingAsync();

        Assert.Equal(HttpStatusCode.Accepted, await DecideAsync(lead, """{"decision":"approve","reason":"spoke to her"}"""));

        await _host.Leads.WaitForOutcome(lead, TimeSpan.FromSeconds(20), CancellationToken.None);
        var sold = await GetAsync($"/api/leads/{lead}");
        Assert.Equal(("success", 45.00m, 30.00m), ((string?)sold["outcome"], (decimal)sold["price"]!, (decimal)sold["margin"]!));
        Assert.Equal(["desk", "acme"], sold["deliveries"]!.AsArray().Select(delivery => (string)delivery!["recipient"]!));
        Assert.Equal(HttpStatusCode.Conflict, await DecideAsync(lead, """{"decision":"reject"}"""));
        Assert.Contains("lead.reviewed", (await GetAsync($"/api/leads/{lead}/events")).AsArray().Select(entry => (string)entry!["type"]!));
    }

    [Fact]
    public async Task Rejected_lead_has_failed_with_the_reason_and_is_listed_no_more()
    {
        var lead = await WaitingAsync();

        Assert.Equal(HttpStatusCode.OK, await DecideAsync(lead, """{"decision":"reject","reason":"not a real number"}"""));

        var rejected = await GetAsync($"/api/leads/{lead}");
        Assert.Equal(("failure", "not a real number"), ((string?)rejected["outcome"], (string?)rejected["reason"]));
        Assert.Empty((await GetAsync("/api/leads?outcome=queued&recipient=desk"))["leads"]!.AsArray());
    }

    [Fact]
    public async Task Review_recipient_is_shown_and_sent_nothing()
    {
        var desk = await GetAsync("/api/recipients/desk");

        Assert.Equal(("review", "acme", null), ((string?)desk["type"], (string?)desk["approve"], (string?)desk["url"]));
        using var preview = await _client.PostAsync(new Uri("/api/recipients/desk/test", UriKind.Relative), Json("{}"));
        Assert.Equal(HttpStatusCode.Conflict, preview.StatusCode);
    }

    private async Task<string> WaitingAsync()
    {
        var body = await File.ReadAllTextAsync(WorkingCopy.PathOf("samples", "manual-review", "lead.json"));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/flows/manual-review/leads") { Content = Json(body) };
        request.Headers.Add("X-Api-Key", "demo-source-key");
        using var response = await _client.SendAsync(request);
        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        Assert.Equal("queued", (string?)answer["outcome"]);
        var waiting = (await GetAsync("/api/leads?outcome=queued&recipient=desk"))["leads"]!.AsArray();
        return Assert.Single(waiting.Select(lead => (string)lead!["lead_id"]!));
    }

    private async Task<HttpStatusCode> DecideAsync(string lead, string body)
    {
        using var response = await _client.PostAsync(new Uri($"/api/leads/{lead}/review", UriKind.Relative), Json(body));
        return response.StatusCode;
    }

    private async Task<JsonNode> GetAsync(string path) => JsonNode.Parse(await _client.GetStringAsync(new Uri(path, UriKind.Relative)))!;

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");
}
