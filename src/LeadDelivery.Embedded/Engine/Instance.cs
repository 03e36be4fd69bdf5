using LeadDelivery.Core.Workflow;

namespace LeadDelivery.Embedded.Engine;

/// <summary>A durable task's identity; a later result for it is dropped.</summary>
internal readonly record struct TaskKey(long Instance, int Epoch, int Task);

/// <summary>A row of <c>timer</c>, in the order of the table.</summary>
internal readonly record struct TimerKey(long Due, long Instance, int Epoch, int Task) : IComparable<TimerKey>
{
    public int CompareTo(TimerKey other) => (Due, Instance, Epoch, Task).CompareTo((other.Due, other.Instance, other.Epoch, other.Task));
}

/// <summary>What an inbox row holds. The numbers are stored, and are the order in which rows are taken.</summary>
internal enum InboxKind
{
    Terminate = 0,

    /// <summary>The input an instance or its next epoch starts with.</summary>
    Start = 1,

    /// <summary>An event carried over by ContinueAsNew: before those that came later.</summary>
    Carried = 2,

    Event = 3,
    Completed = 4,
    Failed = 5,
}

/// <summary>A row of <c>inbox</c>.</summary>
/// <param name="Epoch">Of a result: the epoch that called.</param>
/// <param name="Task">Of a result: the call.</param>
internal sealed record InboxRow(
    long Id, long Instance, InboxKind Kind, int Epoch, int Task, string? EventId, string? Name, string? Text, ReadOnlyMemory<byte> Payload);

/// <summary>The row of an instance.</summary>
internal sealed record InstanceRow(
    long Id, string Key, string Name, string Version, InstanceStatus Status, int Epoch, int Seq, long? Parent, int ParentEpoch, int ParentTask,
    long Created, long Updated, string? Custom)
{
    public bool Ended => Status is InstanceStatus.Completed or InstanceStatus.Failed or InstanceStatus.Terminated;
}

/// <summary>An instance the pump has at hand. Belongs to the pump thread.</summary>
internal sealed class Instance(long id)
{
    public long Id => id;

    /// <summary>As committed; null until it is needed.</summary>
    public InstanceRow? Row { get; set; }

    /// <summary>Not in the database yet: its first commit inserts it.</summary>
    public StartInput? Unborn { get; set; }

    /// <summary>While unborn: what gives back what its first activities took in memory.</summary>
    public List<Action>? IfRefused { get; set; }

    /// <summary>The live run; null until it is needed, and after eviction.</summary>
    public WorkflowContext? Context { get; set; }

    public RegisteredOrchestration? Code { get; set; }

    /// <summary>Digest of the last history row.</summary>
    public byte[] Digest { get; set; } = HistoryDigest.Seed;

    public int Events { get; set; }

    public int Bytes { get; set; }

    /// <summary>The log has been told that the history grows long.</summary>
    public bool Warned { get; set; }

    /// <summary>Time of the last input: history time never goes backwards.</summary>
    public long LastAt { get; set; }

    /// <summary>What is being prepared or committed; nothing else reaches the instance meanwhile.</summary>
    public Delta? Delta { get; set; }

    public LinkedList<Input>? Pending { get; set; }

    /// <summary>The inbox may hold rows for it.</summary>
    public bool InboxWaits { get; set; }

    /// <summary>Record activities are open that no delta has run yet.</summary>
    public bool RecordsWait { get; set; }

    /// <summary>Timers that came due while it took no steps have to be queued again.</summary>
    public bool RearmTimers { get; set; }

    /// <summary>How often each record activity met a conflict since the last commit.</summary>
    public Dictionary<int, int>? Conflicts { get; set; }

    /// <summary>Neighbours in the list of live instances, most recently used first.</summary>
    public Instance? Newer { get; set; }

    public Instance? Older { get; set; }

    public bool InLiveList { get; set; }

    /// <summary>What it counts for while it is in that list; it may grow before it is taken out.</summary>
    public int LiveBytes { get; set; }

    public bool HasWork => Pending is { Count: > 0 } || InboxWaits || RecordsWait;

    public void Push(Input input) => (Pending ??= new()).AddLast(input);

    /// <summary>Forgets what memory knows: the next input reads the database.</summary>
    public void Forget()
    {
        Row = null;
        Context = null;
        Digest = HistoryDigest.Seed;
        Events = Bytes = 0;
        LastAt = 0;
        InboxWaits = true;
        RecordsWait = false;
    }
}
