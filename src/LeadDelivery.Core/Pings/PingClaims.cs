using System.Collections.Immutable;
using LeadDelivery.Core.Auctions;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Leads;
using LeadDelivery.Core.Plans;
using LeadDelivery.Core.Ports;

namespace LeadDelivery.Core.Pings;

/// <summary>A post that names a ping: what it may take up, or why not.</summary>
/// <param name="Refusal"><c>ping unknown</c>, <c>ping used</c>, <c>ping expired</c>; null where it holds.</param>
/// <param name="Catalog">The configuration the bids were made under.</param>
/// <param name="Ping">As stored.</param>
public sealed record PingClaim(string? Refusal, Catalog? Catalog = null, StoredPing? Ping = null)
{
    private readonly Record? _row;
    private readonly LeadKey? _key;
    private readonly ImmutableArray<AuctionBid> _bids = [];

    internal PingClaim(Catalog catalog, StoredPing ping, Record row, LeadKey key, ImmutableArray<AuctionBid> bids)
        : this(null, catalog, ping) => (_row, _key, _bids) = (row, key, bids);

    /// <summary>Why the lead may not take it up, for people; empty where it may. Names fields, never values.</summary>
    public IReadOnlyList<string> Reasons(ValueObject fields)
    {
        if (Refusal is { } refusal)
        {
            return [refusal];
        }

        var different = PingMatch.Differences(Ping!.Match ?? new Dictionary<string, byte[]>(), fields, _key!);
        return different.Count == 0 ? [] : [$"ping mismatch: {string.Join(", ", different)}"];
    }

    /// <summary>The writes by which a lead takes it up, once: they conflict where another was faster.</summary>
    public IEnumerable<RecordOperation> Take(Lead lead) =>
    [
        RecordOperation.Replace(_row!.Partition, _row.Row, PingRecords.Bytes(Ping! with { UsedBy = lead.Id }), _row.ETag),
        .. _bids.Select(bid => BidRecord.Write(lead, 0, 1, bid)),
    ];
}

/// <summary>Finds the ping that a post names.</summary>
public sealed class PingClaims(IRecordStore records, ILeadKeys keys, ICatalogs catalogs, TimeProvider time)
{
    /// <summary>
    /// The claim, or null where the post names no ping. A ping holds under the configuration it was answered under, also where the flow
    /// has no auction any more.
    /// </summary>
    public async ValueTask<PingClaim?> FindAsync(Submission post, CancellationToken cancellation)
    {
        if ((post.PingId ?? Sent(post)) is not { } id)
        {
            return null;
        }

        var row = PingRecords.PartitionOf(id) is { } partition ? await records.GetAsync(partition, id, cancellation) : null;
        if (row is null || PingRecords.Ping(row) is not { Key: { } keyId } ping || keys.Find(keyId) is not { } key
            || ping.Source != post.Source.Id || ping.Flow != post.Flow.Id)
        {
            // Where nothing is sold by bids the field may be the lead's own; where the parameter says it, a price is expected.
            return post.PingId is null && row is null && !post.Flow.Nodes.Values.OfType<Auction>().Any() ? null : new("ping unknown");
        }

        if (ping.UsedBy is not null || ping.Expires <= time.GetUtcNow().ToUnixTimeMilliseconds())
        {
            return new(ping.UsedBy is not null ? "ping used" : "ping expired");
        }

        var catalog = catalogs.Version(ping.Catalog!);
        return PingBids.Open(key, id, ping.Bids!) is { } bids ? new(catalog, ping, row, key, bids) : new("ping unknown");
    }

    private static string? Sent(Submission post)
    {
        var name = post.Source.Fields.FirstOrDefault(field => field.Value == PingRecords.Field).Key ?? PingRecords.Field;
        return post.Fields.At(name).ToText().Trim() is { Length: > 0 } id ? id : null;
    }
}
