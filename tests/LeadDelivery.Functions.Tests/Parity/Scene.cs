using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace LeadDelivery.Functions.Tests.Parity;

/// <summary>What happens on one host in one scenario, written down without what differs from run to run: ids, times, durations.</summary>
internal sealed partial class Scene(string name, Side side)
{
    private readonly StringBuilder _told = new();

    public string Told => _told.ToString();

    /// <summary>A call of the operator, or of the source; its answer is told.</summary>
    public async Task<JsonElement> CallAsync(string method, string path, object? body = null, bool isSource = false, string? key = null)
    {
        path = path.Replace("$", name + "-", StringComparison.Ordinal);
        var (status, answer) = await side.CallAsync(method, path, body, isSource, key);
        Tell($"{method} {path}: {status} {(answer.ValueKind == JsonValueKind.Undefined ? "" : Plain(answer))}");
        return answer;
    }

    /// <summary>Submits a lead to the scenario's flow and waits until nothing more happens to it; its id.</summary>
    public async Task<string> SubmitAsync(object? lead = null, string query = "wait=20", string? key = null)
    {
        var answer = await CallAsync("POST", $"/api/flows/{name}/leads?{query}", lead ?? new { email = "ann@example.com", state = "CA" }, isSource: true, key);
        var id = answer.GetProperty("lead_id").GetString()!;
        await side.EndOf(id);
        await ShowAsync(id);
        return id;
    }

    /// <summary>Submits without a word; the answer.</summary>
    public async Task<JsonElement> QuietlyAsync(object lead) =>
        (await side.CallAsync("POST", $"/api/flows/{name}/leads?wait=20", lead, true, null)).Body;

    /// <summary>How the lead stands, its ledger, and what the source is shown.</summary>
    public async Task ShowAsync(string lead)
    {
        await CallAsync("GET", "/api/leads/" + lead);
        await CallAsync("GET", "/api/leads/" + lead, isSource: true);
        var (_, events) = await side.CallAsync("GET", $"/api/leads/{lead}/events", null, false, null);

        // What goes on side by side is written in any order.
        var lines = (events.ValueKind == JsonValueKind.Array ? events : events.GetProperty("events")).EnumerateArray().Select(Plain).Order(StringComparer.Ordinal);
        Tell(string.Join("\n  ", lines.Prepend("ledger:")));
    }

    /// <summary>Redelivers and waits until that has ended.</summary>
    /// <param name="number">Of the redelivery, counted from 1.</param>
    public async Task RedeliverAsync(string lead, int number, string? recipient = null)
    {
        await CallAsync("POST", $"/api/leads/{lead}/redeliver", recipient is null ? new { } : new { recipient = $"{name}-{recipient}" });
        await side.EndOf($"{lead}.r{number}");
    }

    /// <summary>Waits until every worker knows that a recipient's member has this value: they look every two seconds.</summary>
    public Task KnownAsync(string recipient, string member, string value) => side.KnownAsync($"/api/recipients/{name}-{recipient}", member, value);

    public Task EndOf(string instance) => side.EndOf(instance);

    /// <summary>How a recipient stands.</summary>
    public async Task RecipientAsync(string id)
    {
        await CallAsync("GET", $"/api/recipients/${id}");
        await CallAsync("GET", $"/api/alerts?recipient=${id}");
    }

    /// <summary>What the buyers of this scenario got, and under how many keys.</summary>
    public void ShowRequests()
    {
        foreach (var buyer in side.Buyers.Requests.Where(request => request.Path.StartsWith($"/{name}/", StringComparison.Ordinal)).GroupBy(request => request.Path)
            .OrderBy(buyer => buyer.Key, StringComparer.Ordinal))
        {
            Tell($"{buyer.Key}: {buyer.Count()} under {buyer.Select(request => request.Key).Distinct().Count()} keys: {string.Join(" ", buyer.Select(request => Plain(request.Body)).Order(StringComparer.Ordinal))}");
        }
    }

    public void Tell(string line) => _told.Append(Plain(line)).Append('\n');

    private static string Plain(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => $"{{{string.Join(",", value.EnumerateObject().Where(member => !Changing().IsMatch(member.Name)).Select(member => $"{member.Name}:{Plain(member.Value)}"))}}}",
        JsonValueKind.Array => $"[{string.Join(",", value.EnumerateArray().Select(Plain))}]",
        _ => Plain(value.GetRawText()),
    };

    private static string Plain(string text) => Times().Replace(Ids().Replace(text, "#"), "T");

    // Counts are shown up to five seconds old where there are several workers; what they let through is seen in what is sold.
    [GeneratedRegex("^(caps|balance|duration_ms|latency_ms|.*_at|at|time|avg_ms|p95_ms|id|seq|version|configuration|until|since|minutes|last_hour|circuit_details|Date)$")]
    private static partial Regex Changing();

    [GeneratedRegex("[0-9A-HJKMNP-TV-Z]{26}")]
    private static partial Regex Ids();

    [GeneratedRegex(@"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d+)?Z)?|http://127\.0\.0\.1:\d+|\b[0-9a-f]{32,}\b")]
    private static partial Regex Times();
}
