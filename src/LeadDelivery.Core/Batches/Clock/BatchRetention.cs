using LeadDelivery.Core.Batches.Files;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Ports;

namespace LeadDelivery.Core.Batches.Clock;

/// <summary>Removes files that were kept long enough: the archive, the list of rows, and the report.</summary>
public sealed class BatchRetention(IRecordStore records, IFileStore files, ICatalogs catalogs, TimeProvider time)
{
    /// <summary>How long files of a batch that is no longer configured are kept: as long as where nothing else is said.</summary>
    private static readonly TimeSpan Unconfigured = TimeSpan.FromDays(90);

    /// <summary>Rows removed in one transaction: what a cloud table takes.</summary>
    private const int AtOnce = 100;

    /// <summary>Removes what is old enough; returns how many files.</summary>
    public async Task<int> SweepAsync(CancellationToken cancellation)
    {
        var removed = 0;
        await foreach (var row in records.QueryAsync(new(BatchRecords.Index), cancellation))
        {
            var keep = catalogs.Current.Batches.GetValueOrDefault(row.Row)?.Keep ?? Unconfigured;
            removed += await SweepAsync(row.Row, time.GetUtcNow() - keep, cancellation);
        }

        return removed;
    }

    private async ValueTask<int> SweepAsync(string batch, DateTimeOffset before, CancellationToken cancellation)
    {
        var removed = 0;
        var partition = BatchRecords.Partition(batch);
        var query = new RecordQuery(partition, BatchRecords.FilePrefix, BatchRecords.FilePrefix + "~");
        await foreach (var row in records.QueryAsync(query, cancellation))
        {
            var file = BatchRecords.File(row);
            if (file.OpenedAt >= before)
            {
                break;
            }

            if (file.Ended == 0 || DateTimeOffset.FromUnixTimeMilliseconds(file.Ended) >= before)
            {
                continue;
            }

            var id = row.Row[BatchRecords.FilePrefix.Length..];
            await BatchArchive.RemoveAsync(files, batch, id, cancellation);
            foreach (var prefix in new[] { BatchRecords.ChunkPrefix(id), BatchRecords.ProblemPrefix(id) })
            {
                await RemoveAsync(partition, prefix, cancellation);
            }

            string?[] rows = [row.Row, BatchRecords.LateRow(id), BatchRecords.ErasedRow(id), file.Name is null ? null : BatchRecords.NameRow(file.Name)];
            await records.WriteAsync([.. rows.OfType<string>().Select(each => RecordOperation.Delete(partition, each))], cancellation);
            removed++;
        }

        await RemoveFeedbackAsync(batch, before, cancellation);
        return removed;
    }

    // Parts of feedback that were worked through, where the process ended before it had removed them.
    private async ValueTask RemoveFeedbackAsync(string batch, DateTimeOffset before, CancellationToken cancellation)
    {
        var old = new List<string>();
        await foreach (var part in files.ListAsync(BatchRecords.FeedbackFolder(batch), cancellation))
        {
            if (part.Modified < before)
            {
                old.Add(part.Name);
            }
        }

        foreach (var part in old)
        {
            await files.DeleteAsync(part, cancellation);
        }
    }

    private async ValueTask RemoveAsync(string partition, string prefix, CancellationToken cancellation)
    {
        var found = new List<RecordOperation>();
        await foreach (var row in records.QueryAsync(new(partition, prefix, prefix + "~"), cancellation))
        {
            found.Add(RecordOperation.Delete(partition, row.Row));
        }

        foreach (var some in found.Chunk(AtOnce))
        {
            await records.WriteAsync(some, cancellation);
        }
    }
}
