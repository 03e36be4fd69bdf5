using LeadDelivery.Core.Workflow;
using LeadDelivery.Core.Workflow.Writes;

namespace LeadDelivery.Embedded.Engine;

/// <summary>Something for the pump to do.</summary>
internal abstract class PumpMessage
{
    public abstract void Handle(Scheduler scheduler);
}

/// <summary>Something that reaches one instance and is to be taken once.</summary>
internal abstract class Input : PumpMessage
{
    /// <summary>It was taken, or is none of the instance's business any more. After the commit, where there is one.</summary>
    public virtual void Accepted()
    {
    }

    /// <summary>There is no such instance, or it has ended.</summary>
    public virtual void Unwanted()
    {
    }

    /// <summary>It cannot be made durable.</summary>
    public virtual void Failed(Exception error)
    {
    }
}

/// <summary>A client starts an instance.</summary>
internal sealed class StartInput(StartRequest request, RegisteredOrchestration code, PendingRecords records, long at) : Input
{
    private readonly TaskCompletionSource<StartResult> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public StartRequest Request => request;

    public RegisteredOrchestration Code => code;

    public PendingRecords Records => records;

    /// <summary>When it was asked for, in UTC ticks.</summary>
    public long At => at;

    public Task<StartResult> Answer => _answer.Task;

    public void Settle(StartOutcome outcome, int conflict = -1) => _answer.TrySetResult(new(outcome, conflict));

    public override void Handle(Scheduler scheduler) => scheduler.Start(this);

    public override void Accepted() => Settle(StartOutcome.Started);

    public override void Failed(Exception error) => _answer.TrySetException(error);
}

/// <summary>An activity ended.</summary>
internal sealed class ResultInput(
    WorkItem item, HistoryEvent outcome, PendingRecords? writes, IReadOnlyList<Action>? afterCommit) : Input
{
    public WorkItem Item => item;

    /// <summary>Completed or failed; its time is set when it is taken.</summary>
    public HistoryEvent Outcome => outcome;

    public PendingRecords? Writes => writes;

    public IReadOnlyList<Action>? AfterCommit => afterCommit;

    /// <summary>It was never run: it ends the process.</summary>
    public bool Poison { get; init; }

    public override void Handle(Scheduler scheduler) => scheduler.Finished(this);
}

/// <summary>An activity was given up because the engine stops: it is still to be done.</summary>
internal sealed class AbortedMessage(WorkItem item) : PumpMessage
{
    public override void Handle(Scheduler scheduler) => scheduler.Aborted(item);
}

/// <summary>A request of a client about an instance it names by key; true once it was done.</summary>
internal abstract class ClientInput(string key) : Input
{
    private readonly TaskCompletionSource<bool> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<bool> Answer => _answer.Task;

    public override void Handle(Scheduler scheduler) => scheduler.DeliverByKey(key, this);

    public override void Accepted() => _answer.TrySetResult(true);

    public override void Unwanted() => _answer.TrySetResult(false);

    public override void Failed(Exception error) => _answer.TrySetException(error);
}

/// <summary>An event from outside.</summary>
internal sealed class EventInput(string key, string eventId, string name, ReadOnlyMemory<byte> payload) : ClientInput(key)
{
    public string EventId => eventId;

    public string Name => name;

    public ReadOnlyMemory<byte> Payload => payload;
}

internal enum Command
{
    Terminate,
    Suspend,
    Resume,
}

/// <summary>An operator's request.</summary>
internal sealed class CommandInput(string key, Command command, string? reason) : ClientInput(key)
{
    public Command Command => command;

    public string? Reason => reason;
}

/// <summary>A timer is due.</summary>
internal sealed class TimerInput(TimerKey timer) : Input
{
    public TimerKey Timer => timer;

    public override void Handle(Scheduler scheduler) => scheduler.Deliver(timer.Instance, this);
}

/// <summary>An orchestration did what it must not, outside an episode.</summary>
internal sealed class FaultInput(long instance, WorkflowContext context, string fault) : Input
{
    /// <summary>The run that did it; it may be gone by now.</summary>
    public WorkflowContext Context => context;

    public string Fault => fault;

    public override void Handle(Scheduler scheduler) => scheduler.Deliver(instance, this);
}
