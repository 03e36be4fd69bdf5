using LeadDelivery.Core.Alerts;
using LeadDelivery.Core.Batches.Files;
using LeadDelivery.Core.Batches.Queue;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Leads;
using LeadDelivery.Core.Ports;
using LeadDelivery.Core.Workflow;

namespace LeadDelivery.Core.Batches.Feedback;

/// <summary>Marks the leads that one part of a feedback file tells of, and counts them with the file they were sent in.</summary>
internal sealed class SettleFeedback(ICatalogs catalogs, IFileStore files, RowSettlement settlement, AlertBook alerts)
{
    /// <summary>Runs it.</summary>
    public async Task<bool> RunAsync(IActivityContext context, FeedbackInput input, CancellationToken cancellation)
    {
        var part = BatchRecords.FeedbackPart(input.Batch, input.Digest, input.Chunk);
        if (await ReadAsync(part, cancellation) is { } rows)
        {
            await MarkAsync(context, input, rows, cancellation);
            if (input.IsLast)
            {
                context.Write(RecordOperation.Upsert(
                    BatchRecords.Partition(input.Batch), BatchRecords.FeedbackRow(input.Digest), BatchRecords.Bytes(new FeedbackUse(rows.Name, rows.At))));
            }
        }

        // A consumer's data has no business there any longer. Should the process end before, the part goes with the batch's old files.
        context.AfterCommit(() => _ = files.DeleteAsync(part, CancellationToken.None));
        return true;
    }

    private async ValueTask MarkAsync(IActivityContext context, FeedbackInput input, FeedbackRows rows, CancellationToken cancellation)
    {
        var catalog = catalogs.Version(input.Catalog);
        var recipient = catalog.Recipients[catalog.Batches[input.Batch].Recipient];
        var counts = new Dictionary<string, (int Accepted, int Refused)>(StringComparer.Ordinal);
        var unknown = 0;
        foreach (var (lead, answer) in rows.Rows)
        {
            if (await SentAsync(context.Records, lead, recipient.Id, cancellation) is not var (sent, row))
            {
                unknown++;
                continue;
            }

            var result = new RowResult(
                input.Digest, sent.File, DateTimeOffset.FromUnixTimeMilliseconds(rows.At), answer.Outcome, answer.Reason, answer.RecipientLeadId,
                answer.Price ?? sent.Price);
            if (await settlement.ApplyAsync(context, row, recipient, result, cancellation) is { } before)
            {
                var (accepted, refused) = counts.GetValueOrDefault(sent.File!);
                counts[sent.File!] = (accepted + One(answer.Outcome) - One(before), refused - One(answer.Outcome) + One(before));
            }
        }

        foreach (var (name, (accepted, refused)) in counts)
        {
            await CountAsync(context, input, name, accepted, refused, cancellation);
        }

        if (unknown > 0)
        {
            alerts.Raise(
                context, "batch_feedback", recipient.Id, null,
                $"batch {input.Batch}: {unknown} rows of {rows.Name} tell of leads that were not sent in a file");
        }
    }

    private static int One(Outcome outcome) => outcome == Outcome.Success ? 1 : 0;

    // The latest that was sent in a file: what the recipient speaks of.
    private static async ValueTask<(StoredDelivery Sent, QueuedRow Row)?> SentAsync(
        IRecordStore records, string lead, string recipient, CancellationToken cancellation)
    {
        if (UlidFactory.TimeOf(lead) is null)
        {
            return null;
        }

        (StoredDelivery, QueuedRow)? latest = null;
        var deliveries = new RecordQuery(LeadRecords.Partition(lead), LeadRecords.DeliveryPrefix, LeadRecords.DeliveryPrefix + "~");
        await foreach (var record in records.QueryAsync(deliveries, cancellation))
        {
            var delivery = LeadRecords.Delivery(record);
            if (delivery.Recipient == recipient && delivery.File is not null)
            {
                var (redelivery, number) = LeadRecords.DeliveryOf(record.Row);
                latest = (delivery, new(lead, redelivery, number, delivery.Price));
            }
        }

        return latest;
    }

    private static async ValueTask CountAsync(
        IActivityContext context, FeedbackInput input, string name, int accepted, int refused, CancellationToken cancellation)
    {
        var partition = BatchRecords.Partition(input.Batch);
        var counted = $"{input.Digest}/{input.Chunk}";
        if ((accepted != 0 || refused != 0)
            && await context.Records.GetAsync(partition, BatchRecords.NameRow(name), cancellation) is { } use
            && await context.Records.GetAsync(partition, BatchRecords.FileRow(BatchRecords.Name(use).File), cancellation) is { } row
            && BatchRecords.File(row) is { HasEnded: true } file && file.Counted != counted)
        {
            var changed = file with { Accepted = file.Accepted + accepted, Refused = file.Refused + refused, Counted = counted };
            context.Write(RecordOperation.Replace(partition, row.Row, BatchRecords.Bytes(changed), row.ETag));
        }
    }

    private async ValueTask<FeedbackRows?> ReadAsync(string part, CancellationToken cancellation) =>
        await BatchArchive.ReadAsync(files, part, cancellation) is { } stored ? BatchRecords.FeedbackRows(stored.Span) : null;
}
