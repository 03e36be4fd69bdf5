namespace LeadDelivery.Core.Ports;

/// <summary>Rows of one partition, in row order.</summary>
/// <param name="Partition">The partition read.</param>
/// <param name="FromRow">First row key included; null for the first there is.</param>
/// <param name="ToRow">First row key no longer included; null for no end.</param>
/// <param name="Descending">Last row first. A partition read this way is kept small enough to be read whole (an hour of leads).</param>
/// <param name="Limit">At most so many rows.</param>
public sealed record RecordQuery(string Partition, string? FromRow = null, string? ToRow = null, bool Descending = false, int Limit = int.MaxValue);

/// <summary>
/// Keyed JSON rows with optimistic concurrency: the shape of Azure Tables, so that both hosts keep one data model.
/// Every implementation passes <c>RecordStoreContract</c>.
/// </summary>
public interface IRecordStore
{
    /// <summary>The row, or null.</summary>
    ValueTask<Record?> GetAsync(string partition, string row, CancellationToken cancellation);

    /// <summary>The rows of a range. A snapshot at the time of each page read.</summary>
    IAsyncEnumerable<Record> QueryAsync(RecordQuery query, CancellationToken cancellation);

    /// <summary>
    /// All operations in one transaction, durable when this returns. They must be of one partition and of distinct rows.
    /// Returns -1, or the index of the operation whose condition did not hold; then nothing was written.
    /// </summary>
    ValueTask<int> WriteAsync(IReadOnlyList<RecordOperation> operations, CancellationToken cancellation);
}
