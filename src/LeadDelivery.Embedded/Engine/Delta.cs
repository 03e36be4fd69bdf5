using LeadDelivery.Core.Workflow;
using LeadDelivery.Core.Workflow.Writes;

namespace LeadDelivery.Embedded.Engine;

/// <summary>
/// What one commit changes for one instance: the inputs taken, the decisions they caused and everything these entail.
/// Prepared on the pump, then read by the journal.
/// </summary>
internal sealed class Delta(Instance instance)
{
    public Instance Instance => instance;

    /// <summary>What was taken, to be answered after the commit or given again when it fails. Inbox rows are not in here.</summary>
    public List<Input> Inputs { get; } = new(1);

    public List<HistoryEvent> Events { get; } = new(4);

    public long At { get; set; }

    public PendingRecords? Records { get; set; }

    public List<Action>? AfterCommit { get; set; }

    public Queue<Decision>? RecordActivities { get; set; }

    /// <summary>Given up: what still comes back for it is dropped.</summary>
    public bool Void { get; set; }

    public List<Decision>? Effects { get; set; }

    public List<Decision>? Children { get; set; }

    public List<Decision>? Sends { get; set; }

    public List<TimerKey>? Timers { get; set; }

    public List<TimerKey>? TimersGone { get; set; }

    public List<TaskKey>? ProbationGone { get; set; }

    /// <summary>Ids of child rows, chosen beforehand, one for each of <see cref="Children"/>.</summary>
    public List<long>? ChildIds { get; set; }

    public List<long>? InboxTaken { get; set; }

    /// <summary>Events taken straight from a client: their ids are kept.</summary>
    public List<string>? EventIds { get; set; }

    /// <summary>Inputs that the instance cannot take now and that are kept for it.</summary>
    public List<InboxRow>? Keep { get; set; }

    /// <summary>The decision that ended the run.</summary>
    public HistoryEvent? End { get; set; }

    /// <summary>Events to carry over to the next epoch.</summary>
    public IReadOnlyList<HistoryEvent>? Carried { get; set; }

    public InstanceStatus? NewStatus { get; set; }

    public string? Error { get; set; }

    /// <summary>Activities given up as poison.</summary>
    public List<WorkItem>? Dead { get; set; }

    /// <summary>Activities open after this; null leaves the number as it is.</summary>
    public int? OpenTasks { get; set; }

    /// <summary>Status text; null leaves it as it is.</summary>
    public string? Custom { get; set; }

    /// <summary>ContinueAsNew forgets ids of events applied before this (UTC ticks).</summary>
    public long ForgetEventsBefore { get; set; }

    public byte[]? Body { get; set; }

    public byte[]? Digest { get; set; }

    public bool ContinuesAsNew => End is { Kind: HistoryKind.ContinuedAsNew };

    public bool IsEmpty =>
        Inputs.Count == 0 && Events.Count == 0 && InboxTaken is null && Keep is null && NewStatus is null && TimersGone is null
        && RecordActivities is null && ProbationGone is null && Records is null;
}
