using System.Text.Json;
using System.Text.Json.Serialization;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Ports;

namespace LeadDelivery.Core.Leads;

/// <summary>The stored head of a lead. Partition <c>lead/{id}</c>, row <c>lead</c>.</summary>
/// <param name="Received">Unix milliseconds.</param>
/// <param name="Key">Name of the lead's key.</param>
/// <param name="Body">The fields and what was sent for them, sealed by <see cref="StoredFields"/>.</param>
/// <param name="Rejected">The acceptance rules' reasons, sealed; null when it passed.</param>
/// <param name="Dedupe">Partitions of the dedupe reservations it holds.</param>
/// <param name="Erased">Unix milliseconds; null when it was not erased.</param>
public sealed record StoredLead(
    string Source, string Flow, long Received, bool Test, string? Forced, string Catalog, string Key, decimal? Cost, byte[] Body,
    byte[]? Rejected, string[]? Dedupe, long? Erased);

/// <summary>What lists and answers need of a lead. Partition <c>leads/{yyyyMMddHH}</c>, row the lead's id.</summary>
/// <param name="Outcome">Its name.</param>
/// <param name="Recipients">Those tried or skipped.</param>
/// <param name="Decided">Row of the delivery which decided; null for none.</param>
/// <param name="Ended">Unix milliseconds; null while pending.</param>
/// <param name="Redeliveries">How many were started.</param>
/// <param name="Before">While a redelivery runs: the outcome before it.</param>
/// <param name="Recovered">What of the price was earned because the plan went on after a technical failure.</param>
/// <param name="Currency">What its money is in; null for <see cref="Money.Currency.Default"/>.</param>
/// <param name="Promised">True where its source was promised its cost as the price, by a ping.</param>
/// <param name="Superseded">True where a recipient accepted it after a race was won by another.</param>
/// <param name="Shares">Where its source pinged and posted in one call, and a buyer of an auction took it to decide later; else null.</param>
/// <param name="Standing">Where several took it to decide later: what it comes to once they have; null where <paramref name="Decided"/> tells.</param>
/// <param name="Recovery">Where somebody took it to decide later after a technical failure of another; else null.</param>
public sealed record StoredSummary(
    string Source, string Flow, bool Test, string Outcome, decimal? Price, decimal? Cost, string[]? Recipients, string? Decided, long? Ended,
    int Redeliveries, string? Before, decimal Recovered = 0, string? Currency = null, bool Superseded = false,
    bool Promised = false, StoredShares? Shares = null, StoredStanding? Standing = null, StoredRecovery? Recovery = null);

/// <summary>One delivery of a lead. Partition <c>lead/{id}</c>, row <c>delivery/{redelivery}-{number}</c>.</summary>
/// <param name="Outcome">Its name; <c>pending</c> between attempts.</param>
/// <param name="Duration">Milliseconds spent in requests.</param>
/// <param name="Sealed">Reason, redirect and captured values as JSON, sealed.</param>
/// <param name="Bid">Row of the bid that it took up; null for none.</param>
/// <param name="File">Name of the batch file that it was sent in; null for none.</param>
public sealed record StoredDelivery(
    string Recipient, string Outcome, int Attempts, long Duration, bool Also, decimal? Price, string? RecipientLeadId, byte[]? Sealed,
    string? Bid = null, string? File = null);

/// <summary>An idempotency key that was used. Partition <c>idempotency/{source}</c>, row the key's SHA-256.</summary>
public sealed record StoredIdempotency(string Lead, byte[] Body);

/// <summary>A lead seen. Partition <c>dedupe/{flow}/{hash}</c>, row <c>lead</c>.</summary>
/// <param name="At">Unix milliseconds.</param>
public sealed record StoredSighting(string Lead, long At);

/// <summary>JSON of what is stored of leads.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(StoredLead))]
[JsonSerializable(typeof(StoredSummary))]
[JsonSerializable(typeof(StoredDelivery))]
[JsonSerializable(typeof(StoredIdempotency))]
[JsonSerializable(typeof(StoredSighting))]
internal sealed partial class LeadJson : JsonSerializerContext;

/// <summary>Where the parts of a lead are stored, and how they are read and written.</summary>
public static class LeadRecords
{
    /// <summary>Row of a lead's head.</summary>
    public const string HeadRow = "lead";

    /// <summary>First characters of every delivery's row.</summary>
    public const string DeliveryPrefix = "delivery/";

    /// <summary>First characters of every event's row.</summary>
    public const string EventPrefix = "event/";

    /// <summary>The partition that names the hours in which leads came.</summary>
    public const string Hours = "leads-hours";

    /// <summary>Everything of one lead but its summary.</summary>
    public static string Partition(string leadId) => "lead/" + leadId;

    /// <summary>The hour a lead came in, <c>yyyyMMddHH</c> UTC; null where the id is none.</summary>
    public static string? HourOf(string leadId) => UlidFactory.TimeOf(leadId)?.ToString("yyyyMMddHH");

    /// <summary>The summaries of an hour.</summary>
    public static string SummaryPartition(string hour) => "leads/" + hour;

    /// <summary>Row of a delivery: redelivery and number in the order of the plan's walk.</summary>
    public static string DeliveryRow(int redelivery, int number) => $"{RedeliveryPrefix(redelivery)}{number:D5}";

    /// <summary>First characters of the rows of a redelivery's deliveries.</summary>
    public static string RedeliveryPrefix(int redelivery) => $"{DeliveryPrefix}{redelivery:D3}-";

    /// <summary>What a delivery's row says.</summary>
    public static (int Redelivery, int Number) DeliveryOf(string row) => (
        int.Parse(row.AsSpan(DeliveryPrefix.Length, 3)), int.Parse(row.AsSpan(DeliveryPrefix.Length + 4)));

    /// <summary>The idempotency key of a delivery: one for all its attempts, another for a redelivery.</summary>
    public static string DeliveryKey(string leadId, int redelivery, int number) =>
        redelivery == 0 ? $"{leadId}-{number}" : $"{leadId}-{number}-r{redelivery}";

    /// <summary>Whether it is the key of a redelivery that an operator asked for.</summary>
    public static bool IsRedelivery(string deliveryKey) => deliveryKey.Contains("-r", StringComparison.Ordinal);

    /// <summary>As stored.</summary>
    public static byte[] Bytes(StoredLead lead) => JsonSerializer.SerializeToUtf8Bytes(lead, LeadJson.Default.StoredLead);

    /// <summary>As stored.</summary>
    public static byte[] Bytes(StoredSummary summary) => JsonSerializer.SerializeToUtf8Bytes(summary, LeadJson.Default.StoredSummary);

    /// <summary>As stored.</summary>
    public static byte[] Bytes(StoredDelivery delivery) => JsonSerializer.SerializeToUtf8Bytes(delivery, LeadJson.Default.StoredDelivery);

    /// <summary>As stored.</summary>
    public static byte[] Bytes(StoredIdempotency use) => JsonSerializer.SerializeToUtf8Bytes(use, LeadJson.Default.StoredIdempotency);

    /// <summary>As stored.</summary>
    public static byte[] Bytes(StoredSighting sighting) => JsonSerializer.SerializeToUtf8Bytes(sighting, LeadJson.Default.StoredSighting);

    /// <summary>A lead's head.</summary>
    public static StoredLead Lead(Record record) => JsonSerializer.Deserialize(record.Body.Span, LeadJson.Default.StoredLead)!;

    /// <summary>A lead's summary.</summary>
    public static StoredSummary Summary(Record record) => JsonSerializer.Deserialize(record.Body.Span, LeadJson.Default.StoredSummary)!;

    /// <summary>A delivery.</summary>
    public static StoredDelivery Delivery(Record record) => JsonSerializer.Deserialize(record.Body.Span, LeadJson.Default.StoredDelivery)!;

    /// <summary>A used idempotency key.</summary>
    public static StoredIdempotency Idempotency(Record record) => JsonSerializer.Deserialize(record.Body.Span, LeadJson.Default.StoredIdempotency)!;

    /// <summary>A sighting.</summary>
    public static StoredSighting Sighting(Record record) => JsonSerializer.Deserialize(record.Body.Span, LeadJson.Default.StoredSighting)!;

    /// <summary>The summary's record, or null.</summary>
    public static ValueTask<Record?> FindSummaryAsync(this IRecordStore records, string leadId, CancellationToken cancellation) =>
        HourOf(leadId) is { } hour ? records.GetAsync(SummaryPartition(hour), leadId, cancellation) : default;

    /// <summary>The outcome by its stored name.</summary>
    public static Outcome OutcomeOf(string name) => OutcomeNames.Parse(name) ?? Outcome.Pending;
}
