using System.Runtime.CompilerServices;
using LeadDelivery.Core.Ports;
using LeadDelivery.Core.Workflow;

namespace LeadDelivery.Core.Tests.Gates;

/// <summary>
/// One run of an activity on one of several workers: its own writes are visible to it, and are committed partition by partition, as tables have
/// them.
/// </summary>
internal sealed class WorkerCall(IRecordStore store, string instance) : IActivityContext, IRecordStore
{
    private readonly List<RecordOperation> _writes = [];
    private readonly List<Action> _after = [];

    public string InstanceId => instance;

    public int TaskId => 1;

    public bool MayBeRepeat => false;

    public IRecordStore Records => this;

    /// <summary>A row's last write alone.</summary>
    public IReadOnlyList<RecordOperation> Writes => _writes;

    public void Write(RecordOperation operation)
    {
        _writes.RemoveAll(write => (write.Partition, write.Row) == (operation.Partition, operation.Row));
        _writes.Add(operation);
    }

    public ValueTask WriteNowAsync(RecordOperation operation, CancellationToken cancellation) => throw new NotSupportedException();

    public void WriteSoon(RecordOperation operation) => throw new NotSupportedException();

    public void AfterCommit(Action action) => _after.Add(action);

    /// <summary>False where a condition did not hold.</summary>
    /// <param name="partitions">The worker dies after so many of them.</param>
    public async Task<bool> CommitAsync(int partitions = int.MaxValue)
    {
        foreach (var partition in _writes.GroupBy(write => write.Partition).Take(partitions))
        {
            if (await store.WriteAsync([.. partition], CancellationToken.None) >= 0)
            {
                return false;
            }
        }

        if (partitions == int.MaxValue)
        {
            _after.ForEach(action => action());
        }

        return true;
    }

    public ValueTask<Record?> GetAsync(string partition, string row, CancellationToken cancellation) =>
        _writes.Find(write => (write.Partition, write.Row) == (partition, row)) is not { } own ? store.GetAsync(partition, row, cancellation)
        : own.Action == RecordAction.Delete ? new((Record?)null)
        : new(new Record(partition, row, "own", own.Body));

    public IAsyncEnumerable<Record> QueryAsync(RecordQuery query, CancellationToken cancellation) => store.QueryAsync(query, cancellation);

    public ValueTask<int> WriteAsync(IReadOnlyList<RecordOperation> operations, CancellationToken cancellation) =>
        store.WriteAsync(operations, cancellation);
}

/// <summary>A store that others use in between: each call lets whoever is ready go first.</summary>
internal sealed class YieldingStore(IRecordStore store) : IRecordStore
{
    private int _calls;

    /// <summary>Calls so far.</summary>
    public int Calls => _calls;

    public async ValueTask<Record?> GetAsync(string partition, string row, CancellationToken cancellation)
    {
        Interlocked.Increment(ref _calls);
        await Task.Yield();
        var found = await store.GetAsync(partition, row, cancellation);
        await Task.Yield();
        return found;
    }

    public async IAsyncEnumerable<Record> QueryAsync(RecordQuery query, [EnumeratorCancellation] CancellationToken cancellation)
    {
        Interlocked.Increment(ref _calls);
        await Task.Yield();
        await foreach (var row in store.QueryAsync(query, cancellation))
        {
            yield return row;
        }

        await Task.Yield();
    }

    public async ValueTask<int> WriteAsync(IReadOnlyList<RecordOperation> operations, CancellationToken cancellation)
    {
        Assert.InRange(operations.Count, 1, 100);
        Assert.Equal(operations.Count, operations.Select(operation => operation.Row).Distinct().Count());
        Interlocked.Increment(ref _calls);
        await Task.Yield();
        var conflict = await store.WriteAsync(operations, cancellation);
        await Task.Yield();
        return conflict;
    }
}

/// <summary>Runs tasks on one thread, whoever is ready in the order of a seed.</summary>
internal sealed class Interleaving(int seed) : SynchronizationContext
{
    private readonly Random _random = new(seed);
    private readonly List<(SendOrPostCallback Callback, object? State)> _ready = [];

    public override void Post(SendOrPostCallback d, object? state)
    {
        lock (_ready)
        {
            _ready.Add((d, state));
        }
    }

    /// <summary>Runs them all to their ends.</summary>
    public void Run(IEnumerable<Func<Task>> tasks)
    {
        var before = Current;
        SetSynchronizationContext(this);
        try
        {
            var all = Task.WhenAll(tasks.Select(task => task()).ToList());
            while (!all.IsCompleted)
            {
                Step();
            }

            all.GetAwaiter().GetResult();
        }
        finally
        {
            SetSynchronizationContext(before);
        }
    }

    private void Step()
    {
        (SendOrPostCallback Callback, object? State) next;
        lock (_ready)
        {
            if (_ready.Count == 0)
            {
                return;
            }

            var at = _random.Next(_ready.Count);
            next = _ready[at];
            _ready.RemoveAt(at);
        }

        next.Callback(next.State);
    }
}
