using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Leads;
using LeadDelivery.Core.Ports;

namespace LeadDelivery.Core.Auctions;

/// <summary>A bid as stored. Partition <c>lead/{id}</c>, row <c>bid/{redelivery}-{round}-{bidder}</c>.</summary>
/// <param name="Status">Name of a <see cref="BidStatus"/>.</param>
/// <param name="Expires">Unix milliseconds.</param>
/// <param name="Duration">Milliseconds.</param>
/// <param name="Sealed">Reason and <c>ping</c> as JSON, sealed.</param>
public sealed record StoredBid(
    string Recipient, string Status, decimal? Price, decimal? Exclusive, long? Expires, long Duration, byte[]? Sealed);

/// <summary>JSON of what is stored of bids.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(StoredBid))]
internal sealed partial class BidJson : JsonSerializerContext;

/// <summary>Where bids are stored.</summary>
public static class BidRecord
{
    /// <summary>First characters of every bid's row.</summary>
    public const string Prefix = "bid/";

    /// <summary>Member of what is sealed that holds the post's <c>ping</c>.</summary>
    private const string Ping = "ping";

    private const string Reason = "reason";

    /// <summary>Row of a bid.</summary>
    public static string Row(int redelivery, int round, int bidder) => $"{Prefix}{redelivery:D3}-{round:D3}-{bidder:D3}";

    /// <summary>What the rows of one round have in common.</summary>
    internal static string RoundOf(string row) => row[..row.LastIndexOf('-')];

    /// <summary>Whether the row is of a later round than the other, in the same walk of a plan.</summary>
    internal static bool IsLater(string row, string other) =>
        row.AsSpan(0, Prefix.Length + 3).SequenceEqual(other.AsSpan(0, Prefix.Length + 3))
        && string.CompareOrdinal(RoundOf(row), RoundOf(other)) > 0;

    /// <summary>The write that stores it with its lead.</summary>
    public static RecordOperation Write(Lead lead, int redelivery, int round, AuctionBid bid)
    {
        var stored = new StoredBid(
            bid.Recipient, bid.Status.Name(), bid.Price, bid.Exclusive, bid.Expires?.ToUnixTimeMilliseconds(), (long)bid.Duration.TotalMilliseconds,
            bid.Reason is null && bid.Ping.Count == 0 ? null : lead.Seal(Personal(bid)));
        return RecordOperation.Upsert(
            LeadRecords.Partition(lead.Id), Row(redelivery, round, bid.Bidder), JsonSerializer.SerializeToUtf8Bytes(stored, BidJson.Default.StoredBid));
    }

    /// <summary>A stored bid.</summary>
    public static StoredBid Read(Record record) => JsonSerializer.Deserialize(record.Body.Span, BidJson.Default.StoredBid)!;

    /// <summary>What ranks a stored bid; its <c>ping</c> and reason stay sealed.</summary>
    internal static AuctionBid AsBid(Record record)
    {
        var bid = Read(record);
        return new(
            int.Parse(record.Row.AsSpan(record.Row.LastIndexOf('-') + 1), CultureInfo.InvariantCulture), bid.Recipient,
            BidStatusNames.Parse(bid.Status), bid.Price, bid.Exclusive,
            bid.Expires is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null, null, ValueObject.Empty, TimeSpan.FromMilliseconds(bid.Duration));
    }

    /// <summary>A bid that is being taken, and what the post sees as <c>ping</c>; null where there is no such row.</summary>
    public static async ValueTask<(StoredBid Bid, ValueObject Ping)?> FindAsync(
        IRecordStore records, Lead lead, string row, CancellationToken cancellation)
    {
        if (await records.GetAsync(LeadRecords.Partition(lead.Id), row, cancellation) is not { } record)
        {
            return null;
        }

        var bid = Read(record);
        var personal = bid.Sealed is null ? null : LeadVault.Open(lead.Id, lead.Key, bid.Sealed);
        return (bid, personal is not null && personal.TryGet(Ping, out var ping) ? ping.AsObject : ValueObject.Empty);
    }

    /// <summary>The reason in what was sealed with a bid, or null.</summary>
    internal static string? ReasonOf(ValueObject? personal) =>
        personal is not null && personal.TryGet(Reason, out var reason) && !reason.IsNull ? reason.ToText() : null;

    private static ValueObject Personal(AuctionBid bid) => ValueObject.From(
    [
        .. bid.Reason is { } reason ? [new(Reason, Value.Of(reason))] : Array.Empty<KeyValuePair<string, Value>>(),
        .. bid.Ping.Count > 0 ? [new(Ping, Value.Of(bid.Ping))] : Array.Empty<KeyValuePair<string, Value>>(),
    ]);
}
