using System.Text.Json;
using System.Text.Json.Serialization;
using LeadDelivery.Core.Leads;
using LeadDelivery.Core.Ports;

namespace LeadDelivery.Core.Pings;

/// <summary>A source's ping as stored: nothing of the consumer but keyed hashes. Partition <c>pings/{yyyyMMddHH}</c>, row its id.</summary>
/// <param name="Outcome">Name of what was answered.</param>
/// <param name="Catalog">Version of the configuration the bids were made under: the post is delivered under it.</param>
/// <param name="Auction">Path of the auction that was run.</param>
/// <param name="Expires">Unix milliseconds.</param>
/// <param name="Price">What the source was told it gets.</param>
/// <param name="Key">Name of the key of hashes and bids; null where nothing was offered.</param>
/// <param name="Match">Keyed hashes of the ping's fields.</param>
/// <param name="Bids">The bids, sealed under the key for the ping's id.</param>
/// <param name="UsedBy">The lead that took it up.</param>
public sealed record StoredPing(
    string Source, string Flow, bool Test, string Outcome, string? Catalog = null, string? Auction = null, long Expires = 0,
    decimal? Price = null, string? Key = null, IReadOnlyDictionary<string, byte[]>? Match = null, byte[]? Bids = null, string? UsedBy = null);

/// <summary>An hour's pings of one source to one flow, once they have expired. Row <c>count/{source}/{flow}</c> of their partition.</summary>
/// <param name="Pings">All, without test pings.</param>
/// <param name="Offered">Those answered with a price.</param>
/// <param name="Posted">Those taken up by a post.</param>
public sealed record StoredPingCount(string Source, string Flow, long Pings, long Offered, long Posted);

/// <summary>JSON of what is stored of pings.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(StoredPing))]
[JsonSerializable(typeof(StoredPingCount))]
internal sealed partial class PingJson : JsonSerializerContext;

/// <summary>Where pings are stored.</summary>
public static class PingRecords
{
    /// <summary>The field, and the query parameter, by which a post names its ping.</summary>
    public const string Field = "ping_id";

    /// <summary>First characters of the rows that count.</summary>
    public const string CountPrefix = "count/";

    /// <summary>The pings of an hour, <c>yyyyMMddHH</c> UTC.</summary>
    public static string Partition(string hour) => "pings/" + hour;

    /// <summary>The partition of a ping; null where the text is no id of one.</summary>
    public static string? PartitionOf(string pingId) => LeadRecords.HourOf(pingId) is { } hour ? Partition(hour) : null;

    /// <summary>As stored.</summary>
    public static byte[] Bytes(StoredPing ping) => JsonSerializer.SerializeToUtf8Bytes(ping, PingJson.Default.StoredPing);

    /// <summary>As stored.</summary>
    public static byte[] Bytes(StoredPingCount count) => JsonSerializer.SerializeToUtf8Bytes(count, PingJson.Default.StoredPingCount);

    /// <summary>A ping.</summary>
    public static StoredPing Ping(Record record) => JsonSerializer.Deserialize(record.Body.Span, PingJson.Default.StoredPing)!;

    /// <summary>A count.</summary>
    public static StoredPingCount Count(Record record) => JsonSerializer.Deserialize(record.Body.Span, PingJson.Default.StoredPingCount)!;
}
