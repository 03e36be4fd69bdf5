using System.Text.Json;
using System.Text.Json.Serialization;
using LeadDelivery.Core.Ports;

namespace LeadDelivery.Core.Gates.Caps;

/// <summary>One reservation or sale. Partition <c>caps/{owner}</c>, row <c>key/{delivery key}</c>.</summary>
/// <param name="Tags">What it counts under, besides everything.</param>
/// <param name="Money">Reserved, or once sold what was paid.</param>
/// <param name="At">When it was reserved, unix milliseconds.</param>
/// <param name="Sold">When it was sold, unix milliseconds; null while reserved.</param>
/// <param name="Instance">The orchestration it belongs to.</param>
/// <param name="Undo">Of an end: it takes back a sale too.</param>
/// <param name="Guess">The money reserved is a guess.</param>
/// <param name="Blind">It may bring any amount, as long as it is reserved.</param>
internal sealed record StoredCapEntry(string[]? Tags, decimal Money, long At, long? Sold, string Instance, bool Undo = false, bool Guess = false, bool Blind = false);

/// <summary>Sales folded together. Rows <c>sum/{minute}</c> of a quarter of an hour, <c>day/{minute}</c> of a day (UTC).</summary>
internal sealed record StoredCapSums(StoredCapSum[] Sums);

/// <summary>One tag's part of a sum.</summary>
internal sealed record StoredCapSum(string Tag, long Leads, decimal Money);

/// <summary>Of several workers: what is reserved, and sold but not folded. Row <c>state</c>.</summary>
/// <param name="Folds">How often sales were folded.</param>
internal sealed record StoredCapState(long Folds, StoredCapTag[]? Tags);

/// <summary>One tag's part: what is reserved, and what was sold when.</summary>
/// <param name="Blind">Of those reserved, how many may bring any amount.</param>
internal sealed record StoredCapTag(string Tag, long Leads, decimal Money, StoredCapMinute[]? Sold, long Blind = 0);

/// <summary>What was sold in one minute of the Unix epoch.</summary>
internal sealed record StoredCapMinute(long Minute, long Leads, decimal Money);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(StoredCapEntry))]
[JsonSerializable(typeof(StoredCapSums))]
[JsonSerializable(typeof(StoredCapState))]
internal sealed partial class CapJson : JsonSerializerContext;

/// <summary>How caps are stored.</summary>
internal static class CapRecords
{
    /// <summary>The partition that lists the owners of caps: one row each.</summary>
    public const string Owners = "caps";

    /// <summary>First characters of the rows of reservations and sales.</summary>
    public const string KeyPrefix = "key/";

    /// <summary>First characters of the sums of quarters of an hour.</summary>
    public const string QuarterPrefix = "sum/";

    /// <summary>First characters of the sums of days.</summary>
    public const string DayPrefix = "day/";

    /// <summary>Of several workers, first characters of the rows that say how a delivery ended, until the counts know: the entry as it is to
    /// be, without <see cref="StoredCapEntry.Sold"/> where nothing stays of it.</summary>
    public const string EndPrefix = "end/";

    /// <summary>Of several workers, the row of the counts.</summary>
    public const string StateRow = "state";

    public static string Partition(string owner) => "caps/" + owner;

    /// <summary>Puts an owner on the list.</summary>
    public static RecordOperation List(string owner) => RecordOperation.Upsert(Owners, owner, "{}"u8.ToArray());

    /// <summary>Writes a reservation, or a sale where <paramref name="sold"/> is given.</summary>
    public static RecordOperation Write(string owner, CapEntry entry, decimal money, DateTimeOffset? sold) => RecordOperation.Upsert(
        Partition(owner), KeyPrefix + entry.Key, Bytes(entry, money, sold));

    /// <summary>Writes a reservation that there must not be yet.</summary>
    public static RecordOperation Insert(string owner, CapEntry entry) =>
        RecordOperation.Insert(Partition(owner), KeyPrefix + entry.Key, Bytes(entry, entry.Money, null));

    /// <summary>Says how an entry ends: as a sale, or not at all; a sale only with <paramref name="undo"/>.</summary>
    public static RecordOperation End(string owner, CapEntry entry, decimal money, DateTimeOffset? sold, bool undo = false) =>
        RecordOperation.Upsert(Partition(owner), EndPrefix + entry.Key, Bytes(entry, money, sold, undo));

    /// <summary>Writes the counts, unless they are others by now.</summary>
    public static RecordOperation Write(string owner, CapStanding standing)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(standing.State.Stored(), CapJson.Default.StoredCapState);
        return standing.ETag is { } etag
            ? RecordOperation.Replace(Partition(owner), StateRow, body, etag)
            : RecordOperation.Insert(Partition(owner), StateRow, body);
    }

    public static CapState State(Record row) => new(JsonSerializer.Deserialize(row.Body.Span, CapJson.Default.StoredCapState)!);

    public static RecordOperation Delete(string owner, string key) => RecordOperation.Delete(Partition(owner), KeyPrefix + key);

    public static CapEntry Entry(Record row)
    {
        var stored = JsonSerializer.Deserialize(row.Body.Span, CapJson.Default.StoredCapEntry)!;
        return new(row.Row[(row.Row.IndexOf('/') + 1)..], [Cap.Everything, .. stored.Tags ?? []], stored.Instance)
        {
            Money = stored.Money,
            IsGuess = stored.Guess,
            IsBlind = stored.Blind,
            IsUndo = stored.Undo,
            Since = DateTimeOffset.FromUnixTimeMilliseconds(stored.At),
            Sold = stored.Sold is { } sold ? CapSeries.MinuteOf(DateTimeOffset.FromUnixTimeMilliseconds(sold)) : null,
        };
    }

    /// <summary>Row of a sum, in the order of time.</summary>
    public static string SumRow(string prefix, long minute) => $"{prefix}{minute:D10}";

    /// <summary>The minute in a sum's row.</summary>
    public static long MinuteOf(Record row) => long.Parse(row.Row.AsSpan(QuarterPrefix.Length));

    public static Dictionary<string, CapSum> Sums(Record? row) => row is null
        ? new(StringComparer.Ordinal)
        : JsonSerializer.Deserialize(row.Body.Span, CapJson.Default.StoredCapSums)!.Sums
            .ToDictionary(sum => sum.Tag ?? Cap.Everything, sum => new CapSum(sum.Leads, sum.Money), StringComparer.Ordinal);

    private static byte[] Bytes(CapEntry entry, decimal money, DateTimeOffset? sold, bool undo = false) => JsonSerializer.SerializeToUtf8Bytes(
        new StoredCapEntry(
            entry.Tags.Length == 1 ? null : entry.Tags[1..], money, entry.Since.ToUnixTimeMilliseconds(), sold?.ToUnixTimeMilliseconds(),
            entry.Instance, undo, entry.IsGuess, entry.IsBlind),
        CapJson.Default.StoredCapEntry);

    public static byte[] Bytes(Dictionary<string, CapSum> sums) => JsonSerializer.SerializeToUtf8Bytes(
        new StoredCapSums([.. sums.Select(sum => new StoredCapSum(sum.Key, sum.Value.Leads, sum.Value.Money))]), CapJson.Default.StoredCapSums);

    /// <summary>Adds one sum to another, tag by tag.</summary>
    public static void Add(Dictionary<string, CapSum> sums, string tag, CapSum sum) => sums[tag] = sums.GetValueOrDefault(tag) + sum;
}
