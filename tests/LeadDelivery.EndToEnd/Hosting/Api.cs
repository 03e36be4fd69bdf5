using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace LeadDelivery.EndToEnd.Hosting;

/// <summary>An answer of the API.</summary>
internal sealed record Answer(int Status, string Text)
{
    public JsonNode Json => JsonNode.Parse(Text)!;

    public string? Outcome => Json["outcome"]?.GetValue<string>();

    public string LeadId => Json["lead_id"]!.GetValue<string>();

    public IReadOnlyList<JsonNode> Deliveries => [.. Json["deliveries"]!.AsArray().Select(delivery => delivery!)];

    public override string ToString() => $"{Status} {Text}";
}

/// <summary>The calls that these tests make, as a source and as an operator.</summary>
internal sealed class Api(string url) : IDisposable
{
    /// <summary>A lead like any other.</summary>
    public const string Lead =
        """{"first_name":"Ann","last_name":"O'Hara","email":"ann@example.com","phone_1":"5551234567","state":"CA"}""";

    private readonly HttpClient client = new() { BaseAddress = new Uri(url), Timeout = TimeSpan.FromSeconds(70) };

    public Task<Answer> SubmitAsync(string flow, string lead = Lead, int wait = 20, string? idempotencyKey = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, $"/api/flows/{flow}/leads?wait={wait}")
        {
            Content = new StringContent(lead, Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("X-Api-Key", HostSetup.SourceKey);
        if (idempotencyKey is not null)
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        return SendAsync(request);
    }

    public Task<Answer> ReadAsync(string leadId) => OperateAsync(HttpMethod.Get, $"/api/leads/{leadId}");

    public Task<Answer> EventsAsync(string leadId) => OperateAsync(HttpMethod.Get, $"/api/leads/{leadId}/events");

    /// <summary>The lead once its outcome is known.</summary>
    public Task<Answer> OutcomeAsync(string leadId, TimeSpan? within = null) =>
        Eventually.SeeAsync(() => ReadAsync(leadId), lead => lead.Status == 200 && lead.Outcome != "pending", within);

    public Task<Answer> OperateAsync(HttpMethod method, string path, string? body = null, string key = HostSetup.OperatorKey)
    {
        var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        return SendAsync(request);
    }

    public void Dispose() => client.Dispose();

    private async Task<Answer> SendAsync(HttpRequestMessage request)
    {
        using var _ = request;
        using var response = await client.SendAsync(request);
        return new Answer((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}
