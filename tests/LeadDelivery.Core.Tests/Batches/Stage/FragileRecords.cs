using LeadDelivery.Core.Ports;
using LeadDelivery.Testing;

namespace LeadDelivery.Core.Tests.Batches.Stage;

/// <summary>Records as one process sees them: its power may fail before any write.</summary>
internal sealed class FragileRecords(MemoryRecordStore records, Power power) : IRecordStore
{
    /// <summary>Throws where a write is to fail, as a store that is away does.</summary>
    public Action<IReadOnlyList<RecordOperation>> BeforeWrite { get; set; } = _ => { };

    public ValueTask<Record?> GetAsync(string partition, string row, CancellationToken cancellation)
    {
        power.ThrowIfOff();
        return records.GetAsync(partition, row, cancellation);
    }

    public IAsyncEnumerable<Record> QueryAsync(RecordQuery query, CancellationToken cancellation)
    {
        power.ThrowIfOff();
        return records.QueryAsync(query, cancellation);
    }

    public ValueTask<int> WriteAsync(IReadOnlyList<RecordOperation> operations, CancellationToken cancellation)
    {
        BeforeWrite(operations);
        power.Point($"write of {operations[0].Partition} {operations[0].Row}");
        return records.WriteAsync(operations, cancellation);
    }

    /// <summary>What the engine writes with a start or a result: all of it, or nothing.</summary>
    public int Commit(string what, IReadOnlyList<RecordOperation> operations)
    {
        power.Point(what);
        return records.WriteAnywhere(operations);
    }
}
