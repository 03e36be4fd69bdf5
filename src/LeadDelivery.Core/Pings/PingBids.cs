using System.Collections.Immutable;
using System.Globalization;
using LeadDelivery.Core.Auctions;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Leads;
using LeadDelivery.Core.Ports;

namespace LeadDelivery.Core.Pings;

/// <summary>The bids behind a price told to a source, sealed until the post takes them up.</summary>
internal static class PingBids
{
    /// <summary>Sealed under the ping's key, for its id.</summary>
    public static byte[] Seal(LeadKey key, string pingId, IEnumerable<AuctionBid> bids) =>
        LeadSeal.Seal(key, pingId, ValueJson.ToUtf8(Value.Of([.. bids.Select(bid => Value.Of(Write(bid)))])));

    /// <summary>The bids, or null where they cannot be opened.</summary>
    public static ImmutableArray<AuctionBid>? Open(LeadKey key, string pingId, byte[] sealedBids) =>
        LeadSeal.Open(key, pingId, sealedBids) is { } json ? [.. ValueJson.Parse(json).AsList.Select(bid => Read(bid.AsObject))] : null;

    private static ValueObject Write(AuctionBid bid) => ValueObject.From(
    [
        new("bidder", Value.Of((decimal)bid.Bidder)),
        new("recipient", Value.Of(bid.Recipient)),
        new("status", Value.Of((decimal)(int)bid.Status)),
        new("price", Number(bid.Price)),
        new("exclusive", Number(bid.Exclusive)),
        new("expires", Number(bid.Expires?.ToUnixTimeMilliseconds())),
        new("reason", Value.Of(bid.Reason)),
        new("ping", Value.Of(bid.Ping)),
        new("duration", Number((decimal)bid.Duration.TotalMilliseconds)),
    ]);

    private static AuctionBid Read(ValueObject bid) => new(
        (int)Number(bid, "bidder")!.Value,
        bid.At("recipient").ToText(),
        (BidStatus)(int)Number(bid, "status")!.Value,
        Number(bid, "price"),
        Number(bid, "exclusive"),
        Number(bid, "expires") is { } expires ? DateTimeOffset.FromUnixTimeMilliseconds((long)expires) : null,
        bid.At("reason") is { IsNull: false } reason ? reason.ToText() : null,
        bid.At("ping") is { Kind: ValueKind.Object } ping ? ping.AsObject : ValueObject.Empty,
        TimeSpan.FromMilliseconds((double)(Number(bid, "duration") ?? 0)));

    private static Value Number(decimal? number) => number is { } value ? Value.Of(value) : Value.Null;

    private static decimal? Number(ValueObject bid, string name) =>
        bid.At(name) is { IsNull: false } value ? decimal.Parse(value.ToText(), CultureInfo.InvariantCulture) : null;
}
