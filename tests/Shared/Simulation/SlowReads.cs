using System.Runtime.CompilerServices;
using LeadDelivery.Core.Ports;

namespace LeadDelivery.Testing.Simulation;

/// <summary>A store some of whose reads take a while, so that others come in between.</summary>
internal sealed class SlowReads(IRecordStore store, VirtualClock clock, SimulationPace pace) : IRecordStore
{
    public async ValueTask<Record?> GetAsync(string partition, string row, CancellationToken cancellation)
    {
        await PassAsync();
        return await store.GetAsync(partition, row, cancellation);
    }

    public async IAsyncEnumerable<Record> QueryAsync(RecordQuery query, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await PassAsync();
        await foreach (var record in store.QueryAsync(query, cancellation))
        {
            yield return record;
        }
    }

    public async ValueTask<int> WriteAsync(IReadOnlyList<RecordOperation> operations, CancellationToken cancellation)
    {
        await clock.PassAsync(pace.Commit);
        return await store.WriteAsync(operations, cancellation);
    }

    private Task PassAsync() => pace.Read is { } wait ? clock.PassAsync(wait) : Task.CompletedTask;
}
