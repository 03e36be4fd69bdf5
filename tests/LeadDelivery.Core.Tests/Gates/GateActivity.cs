using LeadDelivery.Core.Ports;
using LeadDelivery.Core.Workflow;
using LeadDelivery.Testing;

namespace LeadDelivery.Core.Tests.Gates;

/// <summary>One run of an activity: its writes are durable when it is committed, or lost when it is not.</summary>
internal sealed class GateActivity(MemoryRecordStore records, string instance = "instance") : IActivityContext
{
    private readonly List<RecordOperation> _writes = [];
    private readonly List<Action> _after = [];

    public string InstanceId => instance;

    public int TaskId => 1;

    public bool MayBeRepeat => false;

    public IRecordStore Records => records;

    public void Write(RecordOperation operation) => _writes.Add(operation);

    public async ValueTask WriteNowAsync(RecordOperation operation, CancellationToken cancellation) =>
        Assert.Equal(-1, await records.WriteAsync([operation], cancellation));

    public void WriteSoon(RecordOperation operation) => records.WriteAnywhere([operation]);

    public void AfterCommit(Action action) => _after.Add(action);

    /// <summary>Durable, and who waits for that is told.</summary>
    public void Commit()
    {
        Store();
        Told();
    }

    /// <summary>Who waits for the commit is told.</summary>
    public void Told() => _after.ForEach(action => action());

    /// <summary>Durable, and the process dies right then.</summary>
    public void Store() => Assert.Equal(-1, records.WriteAnywhere(_writes));
}
