using LeadDelivery.Core.Ports;

namespace LeadDelivery.Core.Workflow;

/// <summary>What starts an instance.</summary>
/// <param name="Orchestration">Name of a registered orchestration.</param>
/// <param name="Version">Its version.</param>
/// <param name="InstanceId">The instance's id; a second start under one id is refused.</param>
/// <param name="Input">UTF-8 JSON, ids only.</param>
/// <param name="Records">
/// Written before the instance starts: in the same transaction where the host can (embedded), in this order before it where
/// it cannot (Azure). Any partitions; a failing condition refuses the start and writes nothing (Azure: nothing after it).
/// </param>
public sealed record StartRequest(
    string Orchestration, string Version, string InstanceId, ReadOnlyMemory<byte> Input, IReadOnlyList<RecordOperation> Records);

/// <summary>How a start ended.</summary>
public enum StartOutcome
{
    /// <summary>Durable, and running.</summary>
    Started,

    /// <summary>There is an instance of that id; nothing was written.</summary>
    AlreadyExists,

    /// <summary>A record's condition did not hold; nothing was written.</summary>
    RecordConflict,

    /// <summary>The journal is behind: nothing was written, try again after a moment.</summary>
    Busy,

    /// <summary>The disk is nearly full: nothing was written.</summary>
    NoSpace,

    /// <summary>The host is stopping: nothing was written.</summary>
    Stopping,
}

/// <summary>The answer to a start.</summary>
/// <param name="Outcome">What happened.</param>
/// <param name="ConflictIndex">For <see cref="StartOutcome.RecordConflict"/> the index into <see cref="StartRequest.Records"/>.</param>
public readonly record struct StartResult(StartOutcome Outcome, int ConflictIndex = -1);

/// <summary>Where an instance stands.</summary>
public enum InstanceStatus
{
    /// <summary>Has work to do or waits for something.</summary>
    Running,

    /// <summary>Takes no step until resumed; what arrives is kept.</summary>
    Suspended,

    /// <summary>Ended with an output.</summary>
    Completed,

    /// <summary>Ended by an exception of its own.</summary>
    Failed,

    /// <summary>Ended by an operator.</summary>
    Terminated,

    /// <summary>Its code and its history disagree; nothing runs until that is mended and it is resumed.</summary>
    Quarantined,
}

/// <summary>An instance as seen from outside.</summary>
/// <param name="Output">UTF-8 JSON of a completed instance.</param>
/// <param name="Error">Of a failed or quarantined one: what happened; ids only.</param>
/// <param name="CustomStatus">What the orchestration last set.</param>
public sealed record InstanceState(
    string InstanceId, string Orchestration, string Version, InstanceStatus Status, DateTimeOffset Created, DateTimeOffset Updated,
    string? CustomStatus, ReadOnlyMemory<byte> Output, string? Error)
{
    /// <summary>True when nothing will happen any more by itself.</summary>
    public bool Ended => Status is InstanceStatus.Completed or InstanceStatus.Failed or InstanceStatus.Terminated;
}

/// <summary>Starts, finds and steers instances.</summary>
public interface IWorkflowClient
{
    /// <summary>Starts an instance; durable when this returns <see cref="StartOutcome.Started"/>, even where the caller gave up waiting.</summary>
    ValueTask<StartResult> StartAsync(StartRequest request, CancellationToken cancellation);

    /// <summary>
    /// Hands an event to an instance, durable when this returns. The same <paramref name="eventId"/> is taken once.
    /// False when there is no such instance or it has ended.
    /// </summary>
    ValueTask<bool> RaiseEventAsync(string instanceId, string eventId, string name, ReadOnlyMemory<byte> payload, CancellationToken cancellation);

    /// <summary>The instance, or null.</summary>
    ValueTask<InstanceState?> GetAsync(string instanceId, CancellationToken cancellation);

    /// <summary>Instances in order of creation, newest first, a keyset page at a time.</summary>
    /// <param name="status">Only those; null for all.</param>
    /// <param name="before">The last page's last <see cref="InstanceState.InstanceId"/>; null for the first page.</param>
    ValueTask<IReadOnlyList<InstanceState>> ListAsync(InstanceStatus? status, string? before, int limit, CancellationToken cancellation);

    /// <summary>Ends an instance and its children; results that come later are dropped. False when it had ended or is unknown.</summary>
    ValueTask<bool> TerminateAsync(string instanceId, string reason, CancellationToken cancellation);

    /// <summary>Stops an instance from taking steps. False when it is not running.</summary>
    ValueTask<bool> SuspendAsync(string instanceId, CancellationToken cancellation);

    /// <summary>Lets a suspended or quarantined instance go on. False when it is neither.</summary>
    ValueTask<bool> ResumeAsync(string instanceId, CancellationToken cancellation);

    /// <summary>Removes ended instances last changed before <paramref name="before"/>, with their histories; returns how many.</summary>
    ValueTask<int> PurgeAsync(DateTimeOffset before, CancellationToken cancellation);
}
