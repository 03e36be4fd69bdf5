using LeadDelivery.Core.Configuration;

namespace LeadDelivery.Functions.Tests.Parity;

/// <summary>A flow of its own with recipients of its own, and what a source and an operator do with it.</summary>
/// <param name="Name">The flow's id.</param>
/// <param name="Flow">The flow's plan and keys after it; <c>$</c> stands before its own recipients.</param>
/// <param name="Recipients">Id, what it does (see <see cref="Buyers"/>; a second script for its pings), and more keys.</param>
/// <param name="Play">What is done; one lead is submitted where nothing is said.</param>
internal sealed record Scenario(string Name, string Flow, (string Id, string Script, string More)[] Recipients, Func<Scene, Task>? Play = null)
{
    public IEnumerable<ConfigurationFile> Files(string buyers)
    {
        yield return new($"flows/{Name}.yaml", $"name: {Name}\n{(Flow.Contains("accept:", StringComparison.Ordinal) ? "" : "accept: { fields: { email: { type: email, required: true }, state: { type: state } } }\n")}plan: {Own(Flow)}\n");
        foreach (var (id, script, more) in Recipients)
        {
            yield return new($"recipients/{Name}-{id}.yaml", Own(script.Length == 0 ? more : Buyer(id, script, more, buyers)));
            if (more.StartsWith("type: batch", StringComparison.Ordinal))
            {
                yield return new(
                    $"batches/{Name}-{id}.yaml",
                    $"recipient: {Name}-{id}\nformat: csv\ncolumns: {{ email: '{{{{lead.email}}}}' }}\nschedule: {{ cron: '0 2 1 1 *' }}\nto: {{ type: blob, container: drop-{Name} }}\nfile: 'f_{{batch}}.csv'\n");
            }
        }
    }

    /// <summary>Plays it on one host; what happened.</summary>
    public async Task<string> PlayAsync(Side side)
    {
        var scene = new Scene(Name, side);
        await (Play is null ? scene.SubmitAsync() : Play(scene));
        scene.ShowRequests();
        return scene.Told;
    }

    private string Buyer(string id, string script, string more, string buyers)
    {
        var (post, ping) = script.Split(' ') is [var first, var second] ? (first, second) : (script, null);
        List<string> lines =
        [
            $$$"""endpoint: { url: "{{{buyers}}}/{{{Name}}}/{{{id}}}/{{{post}}}", headers: { X-Key: "{{delivery.key}}" }{{{(post == "hang" ? ", timeout: { response: 1s, total: 1s }" : "")}}} }""",
            """fields: { email: "{{lead.email}}", bid: "{{ping.bid}}", ping: "{{ping.id}}", tries: "{{delivery.attempt}}" }""",
            "response: { success: json.ok, duplicate: json.dup, reason: json.why, lead_id: json.id, price: json.price }",
            "retry: { attempts: 2, initial: 50ms, jitter: false }",
        ];
        if (ping is not null)
        {
            lines.Add($$$"""ping: { endpoint: { url: "{{{buyers}}}/{{{Name}}}/{{{id}}}-ping/{{{ping}}}" }, fields: { state: "{{lead.state}}" }, response: { success: json.ok, reason: json.why, bid: json.bid, exclusive_bid: json.alone, ping_id: json.id } }""");
        }

        return string.Join('\n', lines.Where(line => !more.Contains(line[..(line.IndexOf(':') + 1)], StringComparison.Ordinal)).Append(more));
    }

    private string Own(string text) => text.Replace("$", Name + "-", StringComparison.Ordinal);
}
