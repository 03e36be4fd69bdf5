using System.Runtime.CompilerServices;
using LeadDelivery.Core.Ports;

namespace LeadDelivery.Testing;

/// <summary>Records in memory: the reference that the real stores are compared with.</summary>
public sealed class MemoryRecordStore : IRecordStore
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, SortedDictionary<string, Record>> _partitions = new(StringComparer.Ordinal);
    private long _version;

    public ValueTask<Record?> GetAsync(string partition, string row, CancellationToken cancellation)
    {
        lock (_lock)
        {
            return ValueTask.FromResult(Find(partition, row));
        }
    }

    public async IAsyncEnumerable<Record> QueryAsync(RecordQuery query, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await Task.CompletedTask;
        List<Record> found;
        lock (_lock)
        {
            found = !_partitions.TryGetValue(query.Partition, out var rows) ? [] : [.. rows.Values.Where(row =>
                (query.FromRow is null || string.CompareOrdinal(row.Row, query.FromRow) >= 0)
                && (query.ToRow is null || string.CompareOrdinal(row.Row, query.ToRow) < 0))];
        }

        if (query.Descending)
        {
            found.Reverse();
        }

        foreach (var row in found.Take(query.Limit))
        {
            yield return row;
        }
    }

    public ValueTask<int> WriteAsync(IReadOnlyList<RecordOperation> operations, CancellationToken cancellation) =>
        operations.Select(operation => operation.Partition).Distinct().Count() > 1
            ? throw new ArgumentException("operations of more than one partition", nameof(operations))
            : ValueTask.FromResult(WriteAnywhere(operations));

    /// <summary>The same over partitions, as the embedded host's starts and results need it.</summary>
    public int WriteAnywhere(IReadOnlyList<RecordOperation> operations)
    {
        lock (_lock)
        {
            for (var i = 0; i < operations.Count; i++)
            {
                if (!Holds(operations[i]))
                {
                    return i;
                }
            }

            foreach (var operation in operations)
            {
                if (!_partitions.TryGetValue(operation.Partition, out var rows))
                {
                    _partitions.Add(operation.Partition, rows = new(StringComparer.Ordinal));
                }

                if (operation.Action == RecordAction.Delete)
                {
                    rows.Remove(operation.Row);
                }
                else
                {
                    rows[operation.Row] = new(operation.Partition, operation.Row, $"{++_version}", operation.Body.ToArray());
                }
            }

            return -1;
        }
    }

    /// <summary>Every row there is.</summary>
    public IReadOnlyList<Record> All()
    {
        lock (_lock)
        {
            return [.. _partitions.Values.SelectMany(rows => rows.Values)];
        }
    }

    private Record? Find(string partition, string row) =>
        _partitions.TryGetValue(partition, out var rows) ? rows.GetValueOrDefault(row) : null;

    private bool Holds(RecordOperation operation)
    {
        var row = Find(operation.Partition, operation.Row);
        return operation.Action switch
        {
            RecordAction.Insert => row is null,
            RecordAction.Replace => row is not null && row.ETag == operation.ETag,
            RecordAction.Delete => operation.ETag is null || row?.ETag == operation.ETag,
            _ => true,
        };
    }
}
