using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using LeadDelivery.Web.Answers;
using LeadDelivery.Web.Api;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace LeadDelivery.Web.Sandbox;

/// <summary>
/// The sandbox's buyer for auctions, <c>/sandbox/bid</c>: answers a ping with a price and an id, and takes the lead of a post that
/// repeats the id as <c>ping_id</c>. Remembers ids alone, in bounded memory.
/// </summary>
/// <remarks>
/// Parameters of the ping's URL: <c>price</c> (0 is no bid; not given: 10 to 60, as what is sent says), <c>exclusive</c> (what it pays
/// to be the only one), <c>expires</c> (seconds the bid holds), <c>delay</c> (milliseconds until it answers). Of the post's:
/// <c>refuse=true</c>.
/// </remarks>
internal sealed class SandboxBidder(TimeProvider time)
{
    /// <summary>Longest <c>delay</c>, milliseconds: a demonstration of a deadline needs no more, and a request must not be held for ever.</summary>
    private const int LongestDelay = 60_000;

    /// <summary>Largest <c>price</c> and <c>expires</c>: beyond anything of the trade.</summary>
    private const decimal Largest = 1_000_000m;

    /// <summary>Open bids remembered, 100 bytes each; beyond it the table starts anew, and a post finds its id unknown.</summary>
    private const int MostBids = 50_000;

    private readonly ConcurrentDictionary<string, DateTimeOffset> _bids = new(StringComparer.Ordinal);

    /// <summary>Answers a ping or a post.</summary>
    public async Task AnswerAsync(HttpContext context, WebLimits limits)
    {
        var query = context.Request.Query;
        if (Number(query, "delay") is { } delay)
        {
            await Task.Delay(TimeSpan.FromMilliseconds((double)Math.Min(delay, LongestDelay)), time, context.RequestAborted);
        }

        await SandboxBuyers.AnswerAsync(context, limits, body => PingId(body) is { } id ? Post(id, query) : Ping(body, query));
    }

    private JsonAnswer Ping(byte[] body, IQueryCollection query)
    {
        // The same lead always fetches the same bid, so that a demonstration can be repeated.
        var hash = SHA256.HashData(body);
        var price = Number(query, "price") ?? (10m + (BinaryPrimitives.ReadUInt32BigEndian(hash) % 5001 / 100m));
        if (price <= 0)
        {
            return new(200, writer =>
            {
                writer.WriteStartObject();
                writer.WriteString("status"u8, "no bid"u8);
                writer.WriteNumber("bid"u8, 0);
                writer.WriteEndObject();
            });
        }

        var id = "SB" + Convert.ToHexString(SHA256.HashData([.. hash, .. Encoding.UTF8.GetBytes(price.ToString(CultureInfo.InvariantCulture))]).AsSpan(0, 5));
        var expires = Number(query, "expires");
        if (_bids.Count >= MostBids)
        {
            _bids.Clear();
        }

        _bids[id] = expires is { } seconds ? time.GetUtcNow().AddSeconds((double)seconds) : DateTimeOffset.MaxValue;
        return new(200, writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("status"u8, "ok"u8);
            writer.WriteNumber("bid"u8, price);
            writer.WriteString("id"u8, id);
            Optional(writer, "exclusive_bid", Number(query, "exclusive"));
            Optional(writer, "expires", expires);
            writer.WriteEndObject();
        });
    }

    private JsonAnswer Post(string id, IQueryCollection query)
    {
        if (query["refuse"] == "true")
        {
            return SandboxBuyers.Reject;
        }

        // Kept, so that a post which is repeated after a lost answer is answered alike.
        return !_bids.TryGetValue(id, out var until) ? Refused("Unknown ping id")
            : until < time.GetUtcNow() ? Refused("Bid expired")
            : new(200, writer =>
            {
                // No price: it pays what it bid.
                writer.WriteStartObject();
                writer.WriteString("status"u8, "accepted"u8);
                writer.WriteString("leadId"u8, id);
                writer.WriteEndObject();
            });
    }

    private static JsonAnswer Refused(string why) => new(200, writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("status"u8, "rejected"u8);
        writer.WriteString("message"u8, why);
        writer.WriteEndObject();
    });

    // A post is what repeats a ping's id; whatever is no JSON object is a ping.
    private static string? PingId(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("ping_id"u8, out var id)
                && id.ValueKind == JsonValueKind.String ? id.GetString() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static decimal? Number(IQueryCollection query, string name) =>
        decimal.TryParse(query[name], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number <= Largest
            ? number
            : null;

    private static void Optional(Utf8JsonWriter writer, string name, decimal? number)
    {
        if (number is { } value)
        {
            writer.WriteNumber(name, value);
        }
    }
}

/// <summary>Maps it.</summary>
internal static class SandboxBidders
{
    /// <summary>Under <c>bid</c> of the group.</summary>
    public static void MapSandboxBidder(this IEndpointRouteBuilder buyers, WebLimits limits, TimeProvider time)
    {
        var bidder = new SandboxBidder(time);
        buyers.MapPost("/bid", context => bidder.AnswerAsync(context, limits));
    }
}
