using LeadDelivery.Core.Ports;
using LeadDelivery.Core.Workflow;
using LeadDelivery.Testing;

namespace LeadDelivery.Core.Tests.Gates;

/// <summary>One run of an activity: what it writes counts once it is committed.</summary>
internal sealed class GateCall(MemoryRecordStore records, string instance = "i") : IActivityContext
{
    private readonly List<RecordOperation> _writes = [];
    private readonly List<Action> _after = [];
    private readonly List<Action> _refusals = [];

    public string InstanceId => instance;

    public int TaskId => 1;

    public bool MayBeRepeat => false;

    public IRecordStore Records => records;

    public void Write(RecordOperation operation) => _writes.Add(operation);

    public ValueTask WriteNowAsync(RecordOperation operation, CancellationToken cancellation) => throw new NotSupportedException();

    public void WriteSoon(RecordOperation operation) => throw new NotSupportedException();

    public void AfterCommit(Action action) => _after.Add(action);

    public void IfRefused(Action action) => _refusals.Add(action);

    /// <summary>Its instance never comes to be, and nothing of it is written.</summary>
    public void Refuse() => _refusals.ForEach(giveBack => giveBack());

    /// <summary>Commits the writes, and tells memory of it unless the process ends in between.</summary>
    public void Commit(bool dies = false)
    {
        Assert.Equal(-1, records.WriteAnywhere(_writes));
        if (!dies)
        {
            _after.ForEach(action => action());
        }
    }
}
