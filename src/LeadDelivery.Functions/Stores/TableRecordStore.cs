using System.Runtime.CompilerServices;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using LeadDelivery.Core.Ports;

namespace LeadDelivery.Functions.Stores;

/// <summary>
/// Records in one table, for partitions are spread over it by a hash; bodies too large for a row in blobs. Throttled requests are
/// repeated by the client (see <see cref="StorageRetryOptions"/>). Thread-safe.
/// </summary>
/// <param name="table">The table, which exists.</param>
/// <param name="spill">The container of large bodies, of no other use, which exists.</param>
public sealed class TableRecordStore(TableClient table, BlobContainerClient spill, TableRecordOptions options, TimeProvider time)
    : IRecordStore
{
    /// <summary>Most operations of one transaction in Tables.</summary>
    public const int LargestTransaction = 100;

    private readonly SpilledBodies bodies = new(spill, options);

    /// <inheritdoc />
    public ValueTask<Record?> GetAsync(string partition, string row, CancellationToken cancellation) =>
        FindAsync(partition, TableKeys.Partition(partition), row, cancellation);

    /// <inheritdoc />
    public async IAsyncEnumerable<Record> QueryAsync(RecordQuery query, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (query.Limit <= 0 || (query is { FromRow: { } from, ToRow: { } to } && string.CompareOrdinal(from, to) >= 0))
            yield break;
        var partition = TableKeys.Partition(query.Partition);
        var rows = query.Descending ? LastAsync(query, partition, cancellation) : FirstAsync(query, partition, cancellation);
        await foreach (var entity in rows)
        {
            if (await ReadAsync(query.Partition, partition, entity, cancellation) is { } record)
                yield return record;
        }
    }

    /// <inheritdoc />
    /// <exception cref="ArgumentException">
    /// Operations of several partitions, two of one row, more than <see cref="LargestTransaction"/>, or a key too long.
    /// </exception>
    /// <exception cref="Azure.RequestFailedException">The outcome is not known, or the service refuses; repeat it.</exception>
    public async ValueTask<int> WriteAsync(IReadOnlyList<RecordOperation> operations, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (operations.Count == 0)
            return -1;
        CheckOneTransaction(operations);
        var partition = TableKeys.Partition(operations[0].Partition);
        var write = new TableWrite(table, operations, partition);
        var spilled = await bodies.StoreAsync(operations, partition, write.Id, cancellation);
        var conflict = await write.SubmitAsync(spilled, cancellation);
        // The rows are written or refused: what nobody names any more goes, whether or not the caller still waits.
        var unused = conflict < 0 ? operations.Select(operation => RecordEntity.SpillOf(operation.ETag)) : spilled;
        await bodies.RemoveAsync(unused, CancellationToken.None);
        return conflict;
    }

    /// <summary>
    /// Removes the large bodies that no row names: of rows replaced or removed without their ETag, and of writes that ended half way.
    /// Returns how many. For a timer, once a day.
    /// </summary>
    public async Task<int> SweepAsync(CancellationToken cancellation)
    {
        var removed = 0;
        await foreach (var (name, partition, row) in bodies.OlderAsync(time.GetUtcNow() - options.SpillGrace, cancellation))
        {
            var entity = await table.GetEntityIfExistsAsync<TableEntity>(partition, row, [RecordEntity.Spill], cancellation);
            if (entity.HasValue && entity.Value!.GetString(RecordEntity.Spill) == name)
                continue;
            await bodies.RemoveAsync([name], cancellation);
            removed++;
        }

        return removed;
    }

    private async ValueTask<Record?> FindAsync(string partition, string key, string row, CancellationToken cancellation)
    {
        var entity = await table.GetEntityIfExistsAsync<TableEntity>(key, TableKeys.Row(row), null, cancellation);
        return entity.HasValue ? await ReadAsync(partition, key, entity.Value!, cancellation) : null;
    }

    private async ValueTask<Record?> ReadAsync(string partition, string key, TableEntity entity, CancellationToken cancellation)
    {
        var row = TableKeys.ToRow(entity.RowKey);
        if (entity.GetString(RecordEntity.Spill) is not { } name)
            return new Record(partition, row, RecordEntity.ETag(entity), RecordEntity.Body(entity));
        if (await bodies.FindAsync(name, cancellation) is { } body)
            return new Record(partition, row, RecordEntity.ETag(entity), body);

        // Gone because the row was replaced since it was read. The same name again means that the body is lost.
        var again = await table.GetEntityIfExistsAsync<TableEntity>(key, entity.RowKey, null, cancellation);
        if (!again.HasValue)
            return null;
        return again.Value!.GetString(RecordEntity.Spill) == name
            ? throw new InvalidDataException($"The body of record {partition} {row} is missing from the container of large bodies.")
            : await ReadAsync(partition, key, again.Value!, cancellation);
    }

    private async IAsyncEnumerable<TableEntity> FirstAsync(
        RecordQuery query, string partition, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var left = query.Limit;
        await foreach (var entity in table.QueryAsync<TableEntity>(
            Filter(query, partition), Math.Min(left, options.QueryPage), null, cancellation))
        {
            yield return entity;
            if (--left == 0)
                yield break;
        }
    }

    // Tables gives rows upwards only, so a range read downwards is read whole and its end is kept.
    private async IAsyncEnumerable<TableEntity> LastAsync(
        RecordQuery query, string partition, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var last = new Queue<TableEntity>();
        await foreach (var entity in table.QueryAsync<TableEntity>(Filter(query, partition), options.QueryPage, null, cancellation))
        {
            if (last.Count == query.Limit)
                last.Dequeue();
            last.Enqueue(entity);
        }

        foreach (var entity in last.Reverse())
            yield return entity;
    }

    // Escaped keys hold no quotes, so they stand in a filter as they are.
    private static string Filter(RecordQuery query, string partition)
    {
        var from = query.FromRow is { Length: > 0 } first ? $" and RowKey ge '{TableKeys.Escape(first)}'" : "";
        var to = query.ToRow is { } end ? $" and RowKey lt '{TableKeys.Escape(end)}'" : "";
        return $"PartitionKey eq '{partition}'{from}{to}";
    }

    private static void CheckOneTransaction(IReadOnlyList<RecordOperation> operations)
    {
        if (operations.Count > LargestTransaction)
            throw new ArgumentException($"One write has at most {LargestTransaction} operations.", nameof(operations));
        var rows = new HashSet<string>(operations.Count, StringComparer.Ordinal);
        foreach (var operation in operations)
        {
            if (operation.Partition != operations[0].Partition)
                throw new ArgumentException("The operations of one write must be of one partition.", nameof(operations));
            if (!rows.Add(operation.Row))
                throw new ArgumentException("The operations of one write must be of distinct rows.", nameof(operations));
        }
    }
}
