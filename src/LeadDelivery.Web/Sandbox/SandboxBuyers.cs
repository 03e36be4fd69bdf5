using System.Security.Cryptography;
using LeadDelivery.Web.Answers;
using LeadDelivery.Web.Api;
using LeadDelivery.Web.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace LeadDelivery.Web.Sandbox;

/// <summary>
/// Buyers to try things on, under <c>/sandbox/…</c>: they answer as posting documents of the trade do. Only the embedded host
/// has them. They keep nothing of what they are sent.
/// </summary>
public static class SandboxBuyers
{
    /// <summary>What accepted leads are paid.</summary>
    private const decimal Price = 45.00m;

    /// <summary>How long the slow buyer thinks: long enough to see a lead pending, short enough for a demonstration.</summary>
    private static readonly TimeSpan SlowAnswer = TimeSpan.FromSeconds(1);

    /// <summary>Maps accept, reject, slow, flaky and bid.</summary>
    public static IEndpointRouteBuilder MapSandboxBuyers(this IEndpointRouteBuilder endpoints)
    {
        var limits = endpoints.ServiceProvider.GetRequiredService<WebLimits>();
        var time = endpoints.ServiceProvider.GetService<TimeProvider>() ?? TimeProvider.System;
        var seen = new SeenKeys();
        var buyers = endpoints.MapGroup("/sandbox");
        buyers.MapPost("/accept", context => AnswerAsync(context, limits, Accept));
        buyers.MapPost("/reject", context => AnswerAsync(context, limits, _ => Reject));
        buyers.MapPost("/slow", async context =>
        {
            await Task.Delay(SlowAnswer, time, context.RequestAborted);
            await AnswerAsync(context, limits, Accept);
        });
        buyers.MapPost("/flaky", context => AnswerAsync(context, limits, body => seen.Add(Key(context, body)) ? Trouble : Accept(body)));
        buyers.MapSandboxBidder(limits, time);
        return endpoints;
    }

    internal static JsonAnswer Reject { get; } = new(200, writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("status"u8, "rejected"u8);
        writer.WriteString("message"u8, "Outside service area"u8);
        writer.WriteEndObject();
    });

    private static JsonAnswer Trouble { get; } = new(503, writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("status"u8, "unavailable"u8);
        writer.WriteEndObject();
    });

    internal static async Task AnswerAsync(HttpContext context, WebLimits limits, Func<byte[], JsonAnswer> answer)
    {
        if (await BoundedBody.ReadAsync(context, limits) is not { } body)
        {
            await BoundedBody.TooLarge(limits).ExecuteAsync(context);
            return;
        }

        await answer(body).ExecuteAsync(context);
    }

    private static JsonAnswer Accept(byte[] body)
    {
        var id = "SB" + Convert.ToHexString(SHA256.HashData(body).AsSpan(0, 5));
        return new(200, writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("status"u8, "accepted"u8);
            writer.WriteString("leadId"u8, id);
            writer.WriteNumber("price"u8, Price);
            writer.WriteEndObject();
        });
    }

    /// <summary>What tells one delivery from another: its key, else its body.</summary>
    private static string Key(HttpContext context, byte[] body)
    {
        var key = context.Request.Headers["X-Idempotency-Key"].ToString();
        return Convert.ToHexString(SHA256.HashData(key.Length > 0 ? System.Text.Encoding.UTF8.GetBytes(key) : body));
    }
}
