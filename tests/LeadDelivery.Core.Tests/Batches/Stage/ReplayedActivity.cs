using LeadDelivery.Core.Ports;
using LeadDelivery.Core.Workflow;
using LeadDelivery.Core.Workflow.Writes;

namespace LeadDelivery.Core.Tests.Batches.Stage;

/// <summary>What an activity sees of the engine.</summary>
internal sealed class ReplayedActivity(string instance, int task, FragileRecords records, PendingRecords pending) : IActivityContext
{
    public List<Action> After { get; } = [];

    public string InstanceId => instance;

    public int TaskId => task;

    public bool MayBeRepeat => true;

    public IRecordStore Records { get; } = new OverlayRecordStore(records, pending);

    public void Write(RecordOperation operation)
    {
        lock (pending)
        {
            pending.Add(operation, this);
        }
    }

    public async ValueTask WriteNowAsync(RecordOperation operation, CancellationToken cancellation)
    {
        if (await records.WriteAsync([operation], cancellation) >= 0)
        {
            throw new ActivityFailedException("", "RecordConflict", "a record was changed by somebody else");
        }
    }

    public void WriteSoon(RecordOperation operation) => Write(operation);

    public void AfterCommit(Action action) => After.Add(action);
}
