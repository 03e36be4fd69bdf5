using LeadDelivery.Core.Ports;

namespace LeadDelivery.Core.Workflow;

/// <summary>What an activity may use of the engine that runs it.</summary>
public interface IActivityContext
{
    /// <summary>The instance that called.</summary>
    string InstanceId { get; }

    /// <summary>The call's number within the instance: with <see cref="InstanceId"/> the identity of this call over all its runs.</summary>
    int TaskId { get; }

    /// <summary>
    /// True when an earlier run of this call may have had effects: its process ended without recording a result.
    /// </summary>
    bool MayBeRepeat { get; }

    /// <summary>
    /// True when its lane's queue was full: the call was started at once, outside of the lane, so that it can say that it does not wait.
    /// </summary>
    bool LaneIsFull => false;

    /// <summary>True when it waited in its lane for as long as it may: it was started outside of the lane, so that it can say so.</summary>
    bool LaneIsLate => false;

    /// <summary>The store, with the writes of this activity and of what commits together with it already visible.</summary>
    IRecordStore Records { get; }

    /// <summary>
    /// Adds a write that is committed together with the activity's result, in the order of the calls: one transaction in the
    /// embedded host, before the result on Azure. A failing condition runs the activity again, from its start.
    /// </summary>
    void Write(RecordOperation operation);

    /// <summary>Writes at once and returns when it is durable: the mark before an effect that must not be repeated.</summary>
    ValueTask WriteNowAsync(RecordOperation operation, CancellationToken cancellation);

    /// <summary>Writes soon (within 100 ms) without waiting for it: the record of a beginning, which a crash may lose.</summary>
    void WriteSoon(RecordOperation operation);

    /// <summary>Runs once the activity's result and writes are durable: to wake who waits in this process. Must not block or throw.</summary>
    void AfterCommit(Action action);

    /// <summary>
    /// Runs where the instance that the activity belongs to is refused at its start, so that nothing of it is ever durable: to give back what was
    /// taken in memory. Must not block or throw. Does nothing where instances are durable before their activities run.
    /// </summary>
    void IfRefused(Action action)
    {
    }
}
