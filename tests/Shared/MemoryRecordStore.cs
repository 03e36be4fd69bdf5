using System.Runtime.CompilerServices;
using LeadDelivery.Core.Ports;

namespace LeadDelivery.Testing;

/// <summary>Records in memory: the reference that the real stores are compared with.</summary>
public sealed class MemoryRecordStore : IRecordStore
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<(string Partition, string Row), Record> _rows = new(Comparer<(string Partition, string Row)>.Create(
        (a, b) => string.CompareOrdinal(a.Partition, b.Partition) is var order and not 0 ? order : string.CompareOrdinal(a.Row, b.Row)));

    private long _version;

    public ValueTask<Record?> GetAsync(string partition, string row, CancellationToken cancellation)
    {
        lock (_lock)
        {
            return ValueTask.FromResult(_rows.GetValueOrDefault((partition, row)));
        }
    }

    public async IAsyncEnumerable<Record> QueryAsync(RecordQuery query, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await Task.CompletedTask;
        List<Record> found;
        lock (_lock)
        {
            found = [.. _rows.Values.Where(row => row.Partition == query.Partition
                && (query.FromRow is null || string.CompareOrdinal(row.Row, query.FromRow) >= 0)
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
                var key = (operation.Partition, operation.Row);
                if (operation.Action == RecordAction.Delete)
                {
                    _rows.Remove(key);
                }
                else
                {
                    _rows[key] = new(operation.Partition, operation.Row, $"{++_version}", operation.Body.ToArray());
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
            return [.. _rows.Values];
        }
    }

    private bool Holds(RecordOperation operation)
    {
        var row = _rows.GetValueOrDefault((operation.Partition, operation.Row));
        return operation.Action switch
        {
            RecordAction.Insert => row is null,
            RecordAction.Replace => row is not null && row.ETag == operation.ETag,
            RecordAction.Delete => operation.ETag is null || row?.ETag == operation.ETag,
            _ => true,
        };
    }
}
