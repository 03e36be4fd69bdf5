using LeadDelivery.Core.Ports;
using LeadDelivery.Core.Workflow;
using LeadDelivery.Core.Workflow.Writes;

namespace LeadDelivery.Testing.Simulation;

/// <summary>What an activity may use of the simulated engine, with what it wrote.</summary>
internal sealed class SimulatedActivity(
    string instanceId, int task, bool mayBeRepeat, string name, IRecordStore view, MemoryRecordStore durable, VirtualClock clock,
    SimulationPace pace, PendingRecords writes, object owner) : IActivityContext
{
    private readonly List<(RecordOperation Operation, Held Held)> _soon = [];
    private bool _closed;

    public string InstanceId => instanceId;

    public int TaskId => task;

    public bool MayBeRepeat => mayBeRepeat;

    public bool LaneIsFull { get; init; }

    public bool LaneIsLate { get; init; }

    public IRecordStore Records { get; } = new OverlayRecordStore(view, writes);

    public List<Action> Actions { get; } = [];

    public void Write(RecordOperation operation)
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        writes.Add(operation, owner);
    }

    /// <summary>Durable after a commit's time; a crash may come before it, and after it before the activity goes on.</summary>
    public async ValueTask WriteNowAsync(RecordOperation operation, CancellationToken cancellation)
    {
        var done = new TaskCompletionSource<int>();
        clock.After(pace.Commit, () =>
        {
            var conflict = durable.WriteAnywhere([operation]);
            clock.After(pace.Result, () => done.SetResult(conflict));
        });
        if (await done.Task >= 0)
        {
            throw new ActivityFailedException(name, "RecordConflict", "a record was changed by somebody else");
        }
    }

    public void WriteSoon(RecordOperation operation)
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        var held = new Held();
        _soon.Add((operation, held));
        clock.After(pace.Soon, () => WriteHeld(operation, held));
    }

    public void AfterCommit(Action action) => Actions.Add(action);

    /// <summary>It has a result: what is still held goes with it.</summary>
    public void Succeed()
    {
        foreach (var (operation, held) in _soon)
        {
            if (held.TryTake())
            {
                writes.Add(operation, owner);
            }
        }

        _closed = true;
    }

    /// <summary>It has none to go with.</summary>
    public void Fail()
    {
        _closed = true;
        _soon.ForEach(item => WriteHeld(item.Operation, item.Held));
    }

    private void WriteHeld(RecordOperation operation, Held held)
    {
        if (held.TryTake())
        {
            durable.WriteAnywhere([operation]);
        }
    }

    private sealed class Held
    {
        private bool _taken;

        public bool TryTake() => !_taken && (_taken = true);
    }
}
