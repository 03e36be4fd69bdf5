using LeadDelivery.Core.Workflow;

namespace LeadDelivery.Embedded.Engine;

/// <summary>An effect activity that is to run: its schedule is durable.</summary>
internal sealed class WorkItem(TaskKey key, string instanceId, RegisteredActivity activity, string lane, ReadOnlyMemory<byte> input)
{
    public TaskKey Key => key;

    public string InstanceId => instanceId;

    public RegisteredActivity Activity => activity;

    public string Lane => lane;

    public ReadOnlyMemory<byte> Input => input;

    public bool MayBeRepeat { get; set; }

    /// <summary>Its lane's queue was full: it runs outside of the lane, to say so.</summary>
    public bool LaneIsFull { get; set; }

    /// <summary>It waited in its lane for as long as it may: it runs outside of the lane, to say so.</summary>
    public bool LaneIsLate { get; set; }

    /// <summary>When it came to its lane, in UTC ticks.</summary>
    public long QueuedAt { get; set; }

    /// <summary>Nobody waits for it any more: not to be started.</summary>
    public bool Abandoned { get; set; }

    public bool Running { get; set; }

    /// <summary>Was unfinished when the process was killed repeatedly: starts a few at a time, each start counted durably.</summary>
    public bool OnProbation { get; set; }

    /// <summary>Starts on probation so far.</summary>
    public int Attempts { get; set; }

    /// <summary>It has a row in <c>probation</c>, to be removed with its result.</summary>
    public bool HasProbationRow { get; set; }

    public int Conflicts { get; set; }
}
