using LeadDelivery.Core.Batches.Feedback;
using LeadDelivery.Core.Batches.Files;
using LeadDelivery.Core.Batches.Queue;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Leads;
using LeadDelivery.Core.Ports;

namespace LeadDelivery.Core.Batches.Erasure;

/// <summary>
/// Takes an erased consumer out of what is kept of files: the archive of each that holds the lead goes, for all its leads; its report and
/// its list of rows stay. A file that was not sent yet is written anew, without the lead, before it is. What recipients have is theirs.
/// </summary>
public sealed class BatchErasure(IRecordStore records, IFileStore files)
{
    /// <summary>Erases; to be called once the lead's key is gone, so that nobody can write it any more. Doing it again is no error.</summary>
    public async ValueTask EraseAsync(string lead, CancellationToken cancellation)
    {
        var written = await SettledEntry.FilesOfAsync(records, lead, cancellation);
        if (written.Count == 0 && !await WaitsAsync(lead, cancellation))
        {
            return;
        }

        await foreach (var batch in records.QueryAsync(new(BatchRecords.Index), cancellation))
        {
            foreach (var file in await HoldingAsync(batch.Row, lead, written, cancellation))
            {
                await EraseAsync(batch.Row, file, lead, cancellation);
            }

            await EraseFeedbackAsync(batch.Row, lead, cancellation);
        }
    }

    // A lead whose delivery to a batch has not ended may be in a file that has not.
    private async ValueTask<bool> WaitsAsync(string lead, CancellationToken cancellation)
    {
        var deliveries = new RecordQuery(LeadRecords.Partition(lead), LeadRecords.DeliveryPrefix, LeadRecords.DeliveryPrefix + "~");
        await foreach (var record in records.QueryAsync(deliveries, cancellation))
        {
            if (LeadRecords.Delivery(record) is var delivery
                && (delivery.File is not null || LeadRecords.OutcomeOf(delivery.Outcome) == Outcome.Queued))
            {
                return true;
            }
        }

        return false;
    }

    private async ValueTask<IReadOnlySet<string>> HoldingAsync(
        string batch, string lead, IReadOnlySet<string> written, CancellationToken cancellation)
    {
        var holding = new HashSet<string>(StringComparer.Ordinal);
        foreach (var file in written)
        {
            if (await records.FindFileAsync(batch, file, cancellation) is not null)
            {
                holding.Add(file);
            }
        }

        var open = new RecordQuery(BatchRecords.Partition(batch), BatchRecords.OpenPrefix, BatchRecords.OpenPrefix + "~");
        await foreach (var row in records.QueryAsync(open, cancellation))
        {
            var file = row.Row[BatchRecords.OpenPrefix.Length..];
            if (!holding.Contains(file) && await FindAsync(batch, file, lead, cancellation) is not null)
            {
                holding.Add(file);
            }
        }

        return holding;
    }

    // Its chunk, and its place in it.
    private async ValueTask<(int Chunk, int Index)?> FindAsync(string batch, string file, string lead, CancellationToken cancellation)
    {
        var prefix = BatchRecords.ChunkPrefix(file);
        await foreach (var chunk in records.QueryAsync(new(BatchRecords.Partition(batch), prefix, prefix + "~"), cancellation))
        {
            var rows = BatchRecords.Rows(chunk).Rows;
            for (var index = 0; index < rows.Count; index++)
            {
                if (rows[index].Lead == lead)
                {
                    return (int.Parse(chunk.Row.AsSpan(prefix.Length)), index);
                }
            }
        }

        return null;
    }

    private async ValueTask EraseAsync(string batch, string file, string lead, CancellationToken cancellation)
    {
        // The mark first: a step that is at work on the file looks for it afterwards, and does not send what it has written.
        var mark = RecordOperation.Upsert(BatchRecords.Partition(batch), BatchRecords.ErasedRow(file), "{}"u8.ToArray());
        await records.WriteAsync([mark], cancellation);
        if (await records.FindFileAsync(batch, file, cancellation) is { Ended: > 0 })
        {
            await BatchArchive.RemoveAsync(files, batch, file, cancellation);
            return;
        }

        // What the recipient said of the other rows is still to be recorded.
        await BatchArchive.RemoveAsync(files, batch, file, cancellation, BatchRecords.AnswersFolder(batch, file));
        if (await FindAsync(batch, file, lead, cancellation) is var (chunk, index))
        {
            await EraseAnswerAsync(BatchRecords.Answers(batch, file, chunk), index, cancellation);
        }
    }

    private async ValueTask EraseAnswerAsync(string name, int index, CancellationToken cancellation)
    {
        if (await BatchArchive.ReadAsync(files, name, cancellation) is { } stored
            && BatchRecords.Answers(stored.Span).Items is var answers
            && answers.TryGetValue(index, out var answer) && answer.Reason is not null)
        {
            var kept = answers.ToDictionary(each => each.Key, each => each.Key == index ? each.Value with { Reason = null } : each.Value);
            await PutAsync(name, BatchRecords.Bytes(new RowAnswers(kept)), cancellation);
        }
    }

    // Outcome and price count all the same.
    private async ValueTask EraseFeedbackAsync(string batch, string lead, CancellationToken cancellation)
    {
        var parts = new List<string>();
        await foreach (var part in files.ListAsync(BatchRecords.FeedbackFolder(batch), cancellation))
        {
            parts.Add(part.Name);
        }

        foreach (var name in parts)
        {
            if (await BatchArchive.ReadAsync(files, name, cancellation) is { } stored
                && BatchRecords.FeedbackRows(stored.Span) is var rows
                && rows.Rows.Any(row => row.Lead == lead && row.Answer.Reason is not null))
            {
                LeadAnswer Without(LeadAnswer row) => row.Lead == lead ? row with { Answer = row.Answer with { Reason = null } } : row;
                await PutAsync(name, BatchRecords.Bytes(rows with { Rows = [.. rows.Rows.Select(Without)] }), cancellation);
            }
        }
    }

    private async ValueTask PutAsync(string name, byte[] body, CancellationToken cancellation)
    {
        using var content = new MemoryStream(body);
        await files.PutAsync(name, content, cancellation);
    }
}
