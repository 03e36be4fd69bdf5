using System.Collections.Immutable;
using LeadDelivery.Core.Batches.Files;
using LeadDelivery.Core.Batches.Queue;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Leads;
using LeadDelivery.Core.Ports;

namespace LeadDelivery.Core.Batches.Orders;

/// <summary>How a batch stands.</summary>
/// <param name="Waiting">Rows that wait, counted up to <see cref="BatchReader.MostCounted"/>.</param>
/// <param name="Oldest">When the oldest of them was queued; null for none.</param>
/// <param name="Next">The next time of its cron; null for none, and while it is held.</param>
/// <param name="Last">Its latest file; null for none.</param>
public sealed record BatchView(Batch Batch, bool Held, int Waiting, DateTimeOffset? Oldest, DateTimeOffset? Next, FileView? Last);

/// <summary>A file with its id.</summary>
public sealed record FileView(string Id, BatchFile File);

/// <summary>A row of a file.</summary>
/// <param name="Index">Its place among the file's rows, from 0; rows that were not written have one too.</param>
/// <param name="Outcome">How its delivery stands.</param>
public sealed record RowView(int Index, string Lead, Outcome Outcome, string? Reason, string? RecipientLeadId, decimal? Price);

/// <summary>A page of rows.</summary>
/// <param name="Next">Where the next page begins; null after the last.</param>
public sealed record RowPage(ImmutableArray<RowView> Rows, int? Next);

/// <summary>Reads batches, files and rows for operators.</summary>
public sealed class BatchReader(IRecordStore records, LeadVault vault, IFileStore files, TimeProvider time)
{
    /// <summary>How far waiting rows are counted: beyond it a number tells nobody more.</summary>
    public const int MostCounted = 100_000;

    /// <summary>How a batch stands.</summary>
    public async ValueTask<BatchView> ViewAsync(Batch batch, CancellationToken cancellation)
    {
        var (standing, _) = await records.StandingAsync(batch.Id, cancellation);
        var waiting = 0;
        DateTimeOffset? oldest = null;
        await foreach (var row in records.QueryAsync(BatchQueue.Waiting(batch.Id, limit: MostCounted), cancellation))
        {
            oldest ??= BatchQueue.AddedAt(row);
            waiting++;
        }

        var next = standing.Held ? null : batch.Schedule.Cron?.Next(time.GetUtcNow(), batch.Schedule.Zone);
        var last = await FilesAsync(batch.Id, null, 1, cancellation);
        return new(batch, standing.Held, waiting, oldest, next, last.IsEmpty ? null : last[0]);
    }

    /// <summary>Files of a batch, the latest first.</summary>
    /// <param name="before">The last file of the page before; null for the first page.</param>
    public async ValueTask<ImmutableArray<FileView>> FilesAsync(string batch, string? before, int limit, CancellationToken cancellation)
    {
        var page = ImmutableArray.CreateBuilder<FileView>();
        var to = before is null ? BatchRecords.FilePrefix + "~" : BatchRecords.FileRow(before);
        var query = new RecordQuery(BatchRecords.Partition(batch), BatchRecords.FilePrefix, to, Descending: true, Limit: limit);
        await foreach (var row in records.QueryAsync(query, cancellation))
        {
            page.Add(new(row.Row[BatchRecords.FilePrefix.Length..], BatchRecords.File(row)));
        }

        var files = page.DrainToImmutable();
        var erased = await ErasedAsync(batch, files, cancellation);
        return [.. files.Select(view => erased.Contains(view.Id) ? Removed(view) : view)];
    }

    /// <summary>A file, or null.</summary>
    public async ValueTask<FileView?> FindAsync(string batch, string file, CancellationToken cancellation) =>
        await records.FindFileAsync(batch, file, cancellation) is not { } found ? null
            : await records.IsErasedAsync(batch, file, cancellation) ? Removed(new(file, found))
            : new(file, found);

    /// <summary>A page of a file's rows, with what became of each.</summary>
    public async ValueTask<RowPage> RowsAsync(string batch, string file, int from, int limit, CancellationToken cancellation)
    {
        var rows = ImmutableArray.CreateBuilder<RowView>();
        var (index, prefix) = (0, BatchRecords.ChunkPrefix(file));
        await foreach (var chunk in records.QueryAsync(new(BatchRecords.Partition(batch), prefix, prefix + "~"), cancellation))
        {
            foreach (var row in BatchRecords.Rows(chunk).Rows)
            {
                if (index++ < from)
                {
                    continue;
                }

                if (rows.Count == limit)
                {
                    return new(rows.DrainToImmutable(), index - 1);
                }

                rows.Add(await RowAsync(index - 1, row, cancellation));
            }
        }

        return new(rows.DrainToImmutable(), null);
    }

    /// <summary>The archived file as it was sent, or null where it is gone.</summary>
    public async ValueTask<Stream?> OpenAsync(string batch, FileView file, CancellationToken cancellation) =>
        file.File is { Name: { } name, Removed: false }
            ? await files.GetAsync(BatchRecords.Archive(batch, file.Id, name), cancellation)
            : null;

    private static FileView Removed(FileView view) => view with { File = view.File with { Removed = true } };

    private async ValueTask<HashSet<string>> ErasedAsync(string batch, ImmutableArray<FileView> page, CancellationToken cancellation)
    {
        var erased = new HashSet<string>(StringComparer.Ordinal);
        if (!page.IsEmpty)
        {
            var (from, to) = (BatchRecords.ErasedRow(page[^1].Id), BatchRecords.ErasedRow(page[0].Id) + "~");
            await foreach (var mark in records.QueryAsync(new(BatchRecords.Partition(batch), from, to), cancellation))
            {
                erased.Add(mark.Row[BatchRecords.ErasedPrefix.Length..]);
            }
        }

        return erased;
    }

    private async ValueTask<RowView> RowAsync(int index, QueuedRow row, CancellationToken cancellation)
    {
        var partition = LeadRecords.Partition(row.Lead);
        if (await records.GetAsync(partition, row.Row, cancellation) is not { } record)
        {
            return new(index, row.Lead, Outcome.Error, "the lead is gone", null, null);
        }

        var delivery = LeadRecords.Delivery(record);
        var head = delivery.Sealed is null ? null : await records.GetAsync(partition, LeadRecords.HeadRow, cancellation);
        var details = head is null ? null : vault.Open(row.Lead, LeadRecords.Lead(head), delivery.Sealed!);
        var reason = details is not null && details.TryGet("reason", out var why) && !why.IsNull ? why.ToText() : null;
        return new(index, row.Lead, LeadRecords.OutcomeOf(delivery.Outcome), reason, delivery.RecipientLeadId, delivery.Price);
    }
}
