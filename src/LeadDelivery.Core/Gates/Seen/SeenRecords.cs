using System.Text.Json;
using System.Text.Json.Serialization;
using LeadDelivery.Core.Leads;
using LeadDelivery.Core.Ports;

namespace LeadDelivery.Core.Gates.Seen;

/// <summary>
/// What a recipient was sent. Partition <c>seen/{recipient}/{hash}</c>, row <c>lead</c>; while the delivery is open also partition
/// <c>seen</c>, row its key; and, so that it is erased with the lead, partition <c>lead/{id}</c>, row <c>seen/{key}</c>.
/// </summary>
/// <param name="Key">The delivery's key.</param>
/// <param name="At">When, unix milliseconds.</param>
internal sealed record StoredSeen(string Lead, string Key, long At);

/// <summary>Where a sighting is.</summary>
/// <param name="Instance">The orchestration it belongs to.</param>
/// <param name="Sent">An attempt may have reached the recipient.</param>
/// <param name="Until">From when on another lead may take its place, unix milliseconds.</param>
/// <param name="At">Of several workers, when it was reserved, unix milliseconds.</param>
internal sealed record StoredOpenSeen(string Partition, string Lead, string Instance, bool Sent, long Until = long.MaxValue, long At = 0);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(StoredSeen))]
[JsonSerializable(typeof(StoredOpenSeen))]
internal sealed partial class SeenJson : JsonSerializerContext;

/// <summary>How sightings are stored.</summary>
internal static class SeenRecords
{
    /// <summary>The partition of those whose deliveries are open.</summary>
    public const string Open = "seen";

    /// <summary>First characters of a lead's rows that say where it was seen.</summary>
    public const string LeadPrefix = "seen/";

    public static byte[] Bytes(StoredSeen seen) => JsonSerializer.SerializeToUtf8Bytes(seen, SeenJson.Default.StoredSeen);

    public static byte[] Bytes(StoredOpenSeen open) => JsonSerializer.SerializeToUtf8Bytes(open, SeenJson.Default.StoredOpenSeen);

    public static StoredSeen Seen(Record row) => JsonSerializer.Deserialize(row.Body.Span, SeenJson.Default.StoredSeen)!;

    public static StoredOpenSeen OpenSeen(Record row) => JsonSerializer.Deserialize(row.Body.Span, SeenJson.Default.StoredOpenSeen)!;

    /// <summary>Forgets a sighting whose delivery sent nothing.</summary>
    public static IEnumerable<RecordOperation> Forget(string key, StoredOpenSeen open) =>
    [
        RecordOperation.Delete(open.Partition, LeadRecords.HeadRow),
        RecordOperation.Delete(LeadRecords.Partition(open.Lead), LeadPrefix + key),
    ];

    /// <summary>Removes what an erased lead has left behind at recipients.</summary>
    public static async ValueTask EraseAsync(IRecordStore records, string leadId, CancellationToken cancellation)
    {
        var query = new RecordQuery(LeadRecords.Partition(leadId), LeadPrefix, LeadPrefix + "~");
        await foreach (var row in records.QueryAsync(query, cancellation))
        {
            var open = OpenSeen(row);
            if (await records.GetAsync(open.Partition, LeadRecords.HeadRow, cancellation) is { } seen && Seen(seen).Lead == leadId)
            {
                await records.WriteAsync([RecordOperation.Delete(open.Partition, LeadRecords.HeadRow, seen.ETag)], cancellation);
            }

            await records.WriteAsync([RecordOperation.Delete(row.Partition, row.Row)], cancellation);
        }
    }
}
