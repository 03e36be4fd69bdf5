using LeadDelivery.Core.Batches.Queue;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Leads;
using LeadDelivery.Core.Ledger;
using LeadDelivery.Core.Ports;

namespace LeadDelivery.Core.Batches.Files;

/// <summary>
/// What a lead's trail says of its row in a file. The entry's id comes of what it tells: a repeat replaces it, and it names the file.
/// </summary>
internal static class SettledEntry
{
    private const string Was = "was";
    private const char Separator = '-';

    /// <summary>The write of an entry.</summary>
    /// <param name="was">The delivery's outcome before.</param>
    public static RecordOperation Write(
        QueuedRow row, Recipient recipient, RowResult result, string was, StoredDelivery after, Lead? lead) =>
        LedgerEntry.Write(
            row.Lead, Id(row, result), result.At, result.InReview ? "delivery.review" : "delivery.settled",
            [
                new("recipient", Value.Of(recipient.Id)),
                new("delivery_key", Value.Of(row.Key)),
                new("file", Value.Of(result.Name ?? result.File)),
                new("outcome", Value.Of(after.Outcome)),
                new(Was, Value.Of(was)),
                new("price", after.Price is { } price ? Value.Of(price) : Value.Null),
            ],
            result.Reason is null ? null : lead?.Seal(ValueObject.From([new("reason", Value.Of(result.Reason))])));

    /// <summary>The write of what its sale recovers.</summary>
    public static RecordOperation Recovered(QueuedRow row, RowResult result, decimal amount) => LedgerEntry.Write(
        row.Lead, Id(row, result) + Separator + "recovered", result.At, "money.recovered", [new("amount", Value.Of(amount))]);

    /// <summary>The delivery's outcome before this was recorded of it; null where it was not recorded.</summary>
    public static async ValueTask<string?> FindBeforeAsync(
        IRecordStore records, QueuedRow row, RowResult result, CancellationToken cancellation)
    {
        var entry = LeadRecords.EventPrefix + Id(row, result);
        return await records.GetAsync(LeadRecords.Partition(row.Lead), entry, cancellation) is { } record
            && ValueJson.Parse(record.Body.Span).AsObject.TryGet(Was, out var was)
            ? was.AsText
            : null;
    }

    /// <summary>The files that a lead has been written into, those that were given up among them.</summary>
    public static async ValueTask<IReadOnlySet<string>> FilesOfAsync(IRecordStore records, string lead, CancellationToken cancellation)
    {
        var files = new HashSet<string>(StringComparer.Ordinal);
        var events = new RecordQuery(LeadRecords.Partition(lead), LeadRecords.EventPrefix, LeadRecords.EventPrefix + "~");
        await foreach (var record in records.QueryAsync(events, cancellation))
        {
            // Other entries have an id alone, those of feedback a digest in its place, and rows with mistakes are in no file.
            if (record.Row[LeadRecords.EventPrefix.Length..].Split(Separator) is [var file, _, _, var outcome]
                && UlidFactory.TimeOf(file) is not null
                && LeadRecords.OutcomeOf(outcome) is Outcome.Success or Outcome.Failure or Outcome.Duplicate)
            {
                files.Add(file);
            }
        }

        return files;
    }

    private static string Id(QueuedRow row, RowResult result) =>
        string.Join(Separator, result.File, row.Redelivery, row.Number, result.Outcome.Name());
}
