using System.Text.Json;
using LeadDelivery.Core.Ports;
using LeadDelivery.Core.Workflow;
using LeadDelivery.Core.Workflow.Writes;

namespace LeadDelivery.Functions.Durable;

/// <summary>What an activity sees while it runs, and how what it wrote becomes durable.</summary>
internal sealed class ActivityContext : IActivityContext
{
    private readonly IRecordStore _store;
    private readonly ActivityCall _call;
    private readonly PendingRecords _writes = new();
    private readonly List<Action> _after = [];
    private readonly List<Task> _soon = [];

    public ActivityContext(IRecordStore store, ActivityCall call, bool mayBeRepeat, LaneQueues.Place place)
    {
        (_store, _call, MayBeRepeat, LaneIsFull, LaneIsLate) = (store, call, mayBeRepeat, place.IsFull, place.IsLate);
        Records = new OverlayRecordStore(store, _writes);
    }

    public string InstanceId => _call.Instance;

    public int TaskId => _call.Task;

    public bool MayBeRepeat { get; }

    public bool LaneIsFull { get; }

    public bool LaneIsLate { get; }

    public IRecordStore Records { get; }

    public void Write(RecordOperation operation)
    {
        lock (_writes)
        {
            _writes.Add(operation, this);
        }
    }

    public async ValueTask WriteNowAsync(RecordOperation operation, CancellationToken cancellation)
    {
        if (await _store.WriteAsync([operation], cancellation) >= 0)
        {
            throw new ActivityFaultException("RecordConflict");
        }
    }

    public void WriteSoon(RecordOperation operation)
    {
        lock (_soon)
        {
            _soon.Add(_store.WriteAsync([operation], CancellationToken.None).AsTask());
        }
    }

    public void AfterCommit(Action action)
    {
        lock (_after)
        {
            _after.Add(action);
        }
    }

    /// <summary>Makes its writes durable, with its output; false where a condition did not hold.</summary>
    public async ValueTask<bool> CommitAsync(RunRow run, JsonElement output, CancellationToken cancellation)
    {
        await SoonAsync();
        return !_writes.Conflict && await run.CommitAsync(output, _writes.Operations, cancellation);
    }

    /// <summary>Runs what was to follow the commit.</summary>
    public void Committed(Action<Exception> failed)
    {
        foreach (var action in _after)
        {
            try
            {
                action();
            }
            catch (Exception error)
            {
                failed(error);
            }
        }
    }

    // The record of a beginning may be lost, but it must not come after that of the end.
    private async ValueTask SoonAsync()
    {
        try
        {
            await Task.WhenAll(_soon);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            // Told by the store's own retries; the end says all that counts.
        }
    }
}
