using LeadDelivery.Core.Workflow;
using LeadDelivery.Core.Workflow.Writes;
using LeadDelivery.Embedded.Engine;

namespace LeadDelivery.Testing.Simulation;

/// <summary>An instance: what is durable of it, and what the process of now holds in memory.</summary>
internal sealed class SimulatedInstance(string id, RegisteredOrchestration code)
{
    public string Id => id;

    public RegisteredOrchestration Code { get; set; } = code;

    /// <summary>Durable: inputs and decisions in their order.</summary>
    public List<HistoryEvent> History { get; } = [];

    /// <summary>Durable: ids of the events it has had.</summary>
    public HashSet<string> EventIds { get; } = [];

    /// <summary>Durable: when it was started.</summary>
    public DateTimeOffset Created { get; init; }

    /// <summary>Durable: how it stands.</summary>
    public InstanceStatus Status { get; set; } = InstanceStatus.Running;

    /// <summary>Durable: what it came to, or why it failed.</summary>
    public HistoryEvent? End { get; set; }

    /// <summary>Durable: what it last said of itself.</summary>
    public string? CustomStatus { get; set; }

    /// <summary>Durable: how often it has begun anew.</summary>
    public int Epoch { get; set; }

    /// <summary>Durable: what it begins anew with; null once it has begun.</summary>
    public HistoryEvent? Next { get; set; }

    /// <summary>Memory: its live run; null where it has to be replayed first.</summary>
    public WorkflowContext? Context { get; set; }

    /// <summary>Memory: what came and is not in its history yet.</summary>
    public LinkedList<SimulatedInput> Pending { get; } = [];

    /// <summary>Memory: the delta on its way into the history.</summary>
    public SimulatedDelta? Delta { get; set; }

    /// <summary>Memory: effects that were handed out and have no result in the history yet.</summary>
    public Dictionary<int, SimulatedCall> Issued { get; } = [];

    /// <summary>Memory: how often a record activity was run again because of a conflict.</summary>
    public Dictionary<int, int> Conflicts { get; } = [];

    /// <summary>Time of its last input; never goes back.</summary>
    public long LastAt { get; set; }

    /// <summary>All that was in memory is gone.</summary>
    public void Forget()
    {
        Context = null;
        Delta = null;
        Pending.Clear();
        Issued.Clear();
        Conflicts.Clear();
    }
}

/// <summary>An input for an instance.</summary>
/// <param name="Call">The effect whose result it is; null for others.</param>
/// <param name="Accepted">Told once it is durable.</param>
internal sealed record SimulatedInput(
    HistoryEvent Event, SimulatedCall? Call = null, PendingRecords? Writes = null, IReadOnlyList<Action>? AfterCommit = null,
    string? EventId = null, Action? Accepted = null);

/// <summary>What goes into an instance's history with one commit.</summary>
internal sealed class SimulatedDelta
{
    public List<HistoryEvent> Events { get; } = [];

    public List<SimulatedInput> Inputs { get; } = [];

    public PendingRecords Records { get; set; } = new();

    public Queue<Decision> RecordActivities { get; } = new();

    public List<Decision> Effects { get; } = [];

    public List<Action> AfterCommit { get; } = [];

    public HistoryEvent? End { get; set; }
}

/// <summary>An effect activity that is to run, or runs.</summary>
internal sealed class SimulatedCall(SimulatedInstance instance, HistoryEvent schedule, RegisteredActivity activity, string lane)
{
    public SimulatedInstance Instance => instance;

    public HistoryEvent Schedule => schedule;

    public RegisteredActivity Activity => activity;

    public string Lane => lane;

    public bool MayBeRepeat { get; set; }

    public bool Abandoned { get; set; }

    /// <summary>Started outside of its lane, whose queue was full.</summary>
    public bool LaneIsFull { get; set; }

    /// <summary>Started outside of its lane, in which it had waited too long.</summary>
    public bool LaneIsLate { get; set; }

    public int Conflicts { get; set; }
}
