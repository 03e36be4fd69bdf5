using LeadDelivery.Core.Batches.Queue;
using LeadDelivery.Core.Ports;
using LeadDelivery.Core.Workflow;

namespace LeadDelivery.Core.Batches.Files;

/// <summary>Reads and writes what is stored of files. A file's steps run one after the other, so its record has one writer at a time.</summary>
internal static class FileBook
{
    /// <summary>The file; it must be there.</summary>
    public static async ValueTask<BatchFile> FileAsync(this IRecordStore records, string batch, string file, CancellationToken cancellation) =>
        await records.FindFileAsync(batch, file, cancellation) ?? throw new InvalidOperationException($"no file {file} of batch {batch}");

    /// <summary>The file, or null.</summary>
    public static async ValueTask<BatchFile?> FindFileAsync(
        this IRecordStore records, string batch, string file, CancellationToken cancellation) =>
        await records.GetAsync(BatchRecords.Partition(batch), BatchRecords.FileRow(file), cancellation) is { } row
            ? BatchRecords.File(row)
            : null;

    /// <summary>Whether a consumer was erased who is in what was written of the file.</summary>
    public static async ValueTask<bool> IsErasedAsync(this IRecordStore records, string batch, string file, CancellationToken cancellation) =>
        await records.GetAsync(BatchRecords.Partition(batch), BatchRecords.ErasedRow(file), cancellation) is not null;

    /// <summary>Records a file together with an activity's result.</summary>
    public static void Write(this IActivityContext context, string batch, string file, BatchFile changed) => context.Write(
        RecordOperation.Upsert(BatchRecords.Partition(batch), BatchRecords.FileRow(file), BatchRecords.Bytes(changed)));

    /// <summary>The rows of a chunk; null where there is no such chunk.</summary>
    public static async ValueTask<FileRows?> ChunkAsync(
        this IRecordStore records, string batch, string file, int chunk, CancellationToken cancellation) =>
        await records.GetAsync(BatchRecords.Partition(batch), BatchRecords.ChunkRow(file, chunk), cancellation) is { } row
            ? BatchRecords.Rows(row)
            : null;

    /// <summary>The mistakes of a chunk's rows.</summary>
    public static async ValueTask<IReadOnlyDictionary<int, string>> ProblemsAsync(
        this IRecordStore records, string batch, string file, int chunk, CancellationToken cancellation) =>
        await records.GetAsync(BatchRecords.Partition(batch), BatchRecords.ProblemRow(file, chunk), cancellation) is { } row
            ? BatchRecords.Problems(row).Items
            : new Dictionary<int, string>();

    /// <summary>What the clock knows of a batch, with the row's ETag; a fresh one, without, where it knows nothing.</summary>
    public static async ValueTask<(StoredStanding Standing, string? ETag)> StandingAsync(
        this IRecordStore records, string batch, CancellationToken cancellation) =>
        await records.GetAsync(BatchRecords.Partition(batch), BatchRecords.StandingRow, cancellation) is { } row
            ? (BatchRecords.Standing(row), row.ETag)
            : (new(), null);

    /// <summary>The write that changes what the clock knows; it holds only while nobody else has changed it.</summary>
    public static RecordOperation Standing(string batch, StoredStanding standing, string? etag)
    {
        var (partition, body) = (BatchRecords.Partition(batch), BatchRecords.Bytes(standing));
        return etag is null
            ? RecordOperation.Insert(partition, BatchRecords.StandingRow, body)
            : RecordOperation.Replace(partition, BatchRecords.StandingRow, body, etag);
    }
}
