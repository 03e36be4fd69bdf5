using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace LeadDelivery.Functions.Tests.Parity;

/// <summary>
/// Buyers on loopback that do what the address says: at <c>/a/no,yes45</c> the first request is refused and all others are taken at 45.
/// Steps: <c>yes</c>, <c>no</c>, <c>dup</c>, <c>down</c>, <c>busy</c>, <c>locked</c>, <c>hang</c>, <c>slow…</c>, <c>bid20</c>, <c>bid20x50</c>, <c>nobid</c>.
/// </summary>
internal sealed class Buyers : IAsyncDisposable
{
    /// <summary>How much later a slow one answers than any other. 1 s: more than a request takes on a busy machine.</summary>
    private static readonly TimeSpan Slowness = TimeSpan.FromSeconds(1);

    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, int> _counts = new();

    private Buyers(WebApplication app) => _app = app;

    public string Address => _app.Urls.Single();

    /// <summary>Path, key and body of each request.</summary>
    public ConcurrentQueue<(string Path, string Key, string Body)> Requests { get; } = [];

    public static async Task<Buyers> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var buyers = new Buyers(builder.Build());
        buyers._app.Run(buyers.AnswerAsync);
        await buyers._app.StartAsync();
        return buyers;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        using var reader = new StreamReader(context.Request.Body);
        Requests.Enqueue((path, context.Request.Headers["X-Key"].ToString(), await reader.ReadToEndAsync()));
        var steps = path[(path.LastIndexOf('/') + 1)..].Split(',');
        var step = steps[Math.Min(_counts.AddOrUpdate(path, 1, (_, count) => count + 1), steps.Length) - 1];
        if (step.StartsWith("slow", StringComparison.Ordinal))
        {
            await Task.Delay(Slowness, context.RequestAborted);
            step = step[4..];
        }

        if (step == "hang")
        {
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        }

        context.Response.StatusCode = step switch { "down" => 500, "busy" => 429, "locked" => 401, _ => 200 };
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(Body(step));
    }

    private static string Body(string step) => step switch
    {
        "yes" => """{"ok":true,"id":"B1"}""",
        "no" => """{"ok":false,"why":"no room"}""",
        "nobid" => """{"ok":false,"why":"not this one"}""",
        "dup" => """{"ok":false,"dup":true,"why":"has it"}""",
        ['y', 'e', 's', .. var price] => $$"""{"ok":true,"id":"B1","price":{{price}}}""",
        ['b', 'i', 'd', .. var bid] when bid.Split('x') is [var shared, var alone] => $$"""{"ok":true,"id":"P1","bid":{{shared}},"alone":{{alone}}}""",
        ['b', 'i', 'd', .. var bid] => $$"""{"ok":true,"id":"P1","bid":{{bid}}}""",
        _ => "{}",
    };
}
