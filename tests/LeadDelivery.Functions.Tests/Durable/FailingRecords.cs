using LeadDelivery.Core.Ports;

namespace LeadDelivery.Functions.Tests.Durable;

/// <summary>A store whose writes a test may let fail, before they are made.</summary>
internal sealed class FailingRecords(IRecordStore inner, Action<IReadOnlyList<RecordOperation>> before) : IRecordStore
{
    public ValueTask<Record?> GetAsync(string partition, string row, CancellationToken cancellation) => inner.GetAsync(partition, row, cancellation);

    public IAsyncEnumerable<Record> QueryAsync(RecordQuery query, CancellationToken cancellation) => inner.QueryAsync(query, cancellation);

    public ValueTask<int> WriteAsync(IReadOnlyList<RecordOperation> operations, CancellationToken cancellation)
    {
        before(operations);
        return inner.WriteAsync(operations, cancellation);
    }
}
