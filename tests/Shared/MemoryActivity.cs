using LeadDelivery.Core.Ports;
using LeadDelivery.Core.Workflow;

namespace LeadDelivery.Testing;

/// <summary>One run of an activity: what it writes counts once it is committed, and is lost when it is not.</summary>
internal sealed class MemoryActivity(MemoryRecordStore records, string instance, int task, bool isRepeat = false) : IActivityContext
{
    private readonly List<RecordOperation> _writes = [];
    private readonly List<Action> _after = [];

    public string InstanceId => instance;

    public int TaskId => task;

    public bool MayBeRepeat => isRepeat;

    public IRecordStore Records => records;

    public void Write(RecordOperation operation) => _writes.Add(operation);

    public async ValueTask WriteNowAsync(RecordOperation operation, CancellationToken cancellation) =>
        Assert.Equal(-1, await records.WriteAsync([operation], cancellation));

    public void WriteSoon(RecordOperation operation) => records.WriteAnywhere([operation]);

    public void AfterCommit(Action action) => _after.Add(action);

    /// <summary>Writes all of it, and tells who waits for that.</summary>
    public void Commit()
    {
        Assert.Equal(-1, records.WriteAnywhere(_writes));
        _after.ForEach(action => action());
    }
}
