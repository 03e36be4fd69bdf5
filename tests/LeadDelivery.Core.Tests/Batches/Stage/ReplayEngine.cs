using LeadDelivery.Core.Workflow;
using LeadDelivery.Core.Workflow.Writes;

namespace LeadDelivery.Core.Tests.Batches.Stage;

/// <summary>One thing that happened to an instance.</summary>
/// <param name="Task">The call or timer; 0 for an event.</param>
/// <param name="Error">The type of what the activity threw; null where it ended.</param>
/// <param name="Event">The event's name; null for none.</param>
internal sealed record Happening(int Task, byte[]? Output = null, string? Error = null, string? Event = null);

/// <summary>What is durable of an instance.</summary>
internal sealed class StoredInstance(StartRequest start)
{
    public string Id => start.InstanceId;

    public string Name => start.Orchestration;

    public string Version => start.Version;

    public byte[] Input { get; set; } = start.Input.ToArray();

    public List<Happening> History { get; set; } = [];

    public HashSet<string> Events { get; } = [];

    /// <summary>When its timers are due: what a replay reckons later would be later.</summary>
    public Dictionary<int, DateTimeOffset> Due { get; } = [];

    public InstanceStatus Status { get; set; } = InstanceStatus.Running;

    public Exception? Failure { get; set; }
}

/// <summary>
/// Runs orchestrations and activities as the hosts do, one step after the other: an activity's writes and its result are one commit, a
/// process that is started anew replays what is recorded, and runs again what has no result.
/// </summary>
internal sealed class ReplayEngine(
    SortedDictionary<string, StoredInstance> instances, FragileRecords records, WorkflowRegistry registry, Power power, TimeProvider time)
    : IWorkflowClient
{
    private readonly Dictionary<string, ReplayedRun> _runs = [];
    private readonly Queue<(ReplayedRun Run, ReplayedCall Call)> _calls = new();

    /// <summary>Called before an activity runs, with its name and input: throws where it is to fail.</summary>
    public Action<string, string> Before { get; set; } = (_, _) => { };

    /// <summary>Awaited before a start is taken.</summary>
    public Func<StartRequest, Task> BeforeStart { get; set; } = _ => Task.CompletedTask;

    /// <summary>The activity that runs next; null for none.</summary>
    public string? NextCall => _calls.TryPeek(out var next) ? next.Call.Name : null;

    /// <summary>When the next timer is due; null for none.</summary>
    public DateTimeOffset? NextTimer => _runs.Values.SelectMany(run => run.Timers).Select(timer => (DateTimeOffset?)timer.Due).Min();

    /// <summary>A new process goes on with what it finds.</summary>
    public void Load()
    {
        foreach (var instance in instances.Values.Where(instance => instance.Status == InstanceStatus.Running).ToList())
        {
            Begin(instance);
        }
    }

    public async ValueTask<StartResult> StartAsync(StartRequest request, CancellationToken cancellation)
    {
        await BeforeStart(request);
        power.ThrowIfOff();
        if (instances.ContainsKey(request.InstanceId))
        {
            return new(StartOutcome.AlreadyExists);
        }

        if (records.Commit($"start of {request.Orchestration}", request.Records) is var conflict and >= 0)
        {
            return new(StartOutcome.RecordConflict, conflict);
        }

        var instance = new StoredInstance(request);
        instances.Add(instance.Id, instance);
        Begin(instance);
        return new(StartOutcome.Started);
    }

    public ValueTask<bool> RaiseEventAsync(
        string instanceId, string eventId, string name, ReadOnlyMemory<byte> payload, CancellationToken cancellation)
    {
        power.Point($"event {name}");
        if (!instances.TryGetValue(instanceId, out var instance) || instance.Status != InstanceStatus.Running)
        {
            return new(false);
        }

        if (instance.Events.Add(eventId))
        {
            Happened(instance, new(0, payload.ToArray(), Event: name));
        }

        return new(true);
    }

    public ValueTask<InstanceState?> GetAsync(string instanceId, CancellationToken cancellation)
    {
        power.ThrowIfOff();
        return new(!instances.TryGetValue(instanceId, out var found) ? null : new InstanceState(
            found.Id, found.Name, found.Version, found.Status, default, default, null, default, null));
    }

    public ValueTask<IReadOnlyList<InstanceState>> ListAsync(
        InstanceStatus? status, string? before, int limit, CancellationToken cancellation) => throw new NotSupportedException();

    public ValueTask<bool> TerminateAsync(string instanceId, string reason, CancellationToken cancellation) =>
        throw new NotSupportedException();

    public ValueTask<bool> SuspendAsync(string instanceId, CancellationToken cancellation) => throw new NotSupportedException();

    public ValueTask<bool> ResumeAsync(string instanceId, CancellationToken cancellation) => throw new NotSupportedException();

    public ValueTask<int> PurgeAsync(DateTimeOffset before, CancellationToken cancellation) => throw new NotSupportedException();

    /// <summary>Runs one activity; false where there is none to be run.</summary>
    public async Task<bool> StepAsync()
    {
        if (!_calls.TryDequeue(out var next))
        {
            return false;
        }

        var happened = await ExecuteAsync(next.Run, next.Call);
        Happened(next.Run.Instance, happened.Event);
        happened.After.ForEach(action => action());
        return true;
    }

    /// <summary>Runs until nothing is left to do but to wait.</summary>
    public async Task RunAsync()
    {
        do
        {
            FireTimers();
        }
        while (await StepAsync());
        power.ThrowIfOff();
    }

    private void FireTimers()
    {
        foreach (var run in _runs.Values.ToList())
        {
            while (run.Timers.Where(timer => timer.Due <= time.GetUtcNow()).OrderBy(timer => timer.Due).FirstOrDefault() is { } due
                && _runs.GetValueOrDefault(run.Instance.Id) == run)
            {
                power.Point("timer");
                Happened(run.Instance, new(due.Task));
            }
        }
    }

    private async Task<(Happening Event, List<Action> After)> ExecuteAsync(ReplayedRun run, ReplayedCall call)
    {
        for (var round = 0; round < 20; round++)
        {
            var pending = new PendingRecords();
            var context = new ReplayedActivity(run.Instance.Id, call.Task, records, pending);
            try
            {
                Before(call.Name, System.Text.Encoding.UTF8.GetString(call.Input));
                var output = await registry.FindActivity(call.Name)!.Run(context, call.Input, CancellationToken.None);
                power.ThrowIfOff();
                if (!pending.Conflict && records.Commit($"result of {call.Name}", pending.Operations) < 0)
                {
                    return (new(call.Task, output), context.After);
                }
            }
            catch (Exception error) when (error is not PowerCutException && !power.IsOff)
            {
                power.Point($"failure of {call.Name}");
                return (new(call.Task, null, error.GetType().Name), []);
            }
        }

        throw new InvalidOperationException($"{call.Name} finds no end of conflicts");
    }

    private void Happened(StoredInstance instance, Happening happening)
    {
        instance.History.Add(happening);
        var run = _runs[instance.Id];
        Inline(() => run.Apply(happening));
        After(run);
    }

    private void Begin(StoredInstance instance)
    {
        var code = registry.FindOrchestration(instance.Name, instance.Version)!;
        var run = new ReplayedRun(instance, time);
        _runs[instance.Id] = run;
        Inline(() => run.Start(code));
        foreach (var happening in instance.History.ToList())
        {
            Inline(() => run.Apply(happening));
        }

        After(run);
    }

    private void After(ReplayedRun run)
    {
        var instance = run.Instance;
        foreach (var call in run.TakeCalls())
        {
            _calls.Enqueue((run, call));
        }

        if (!run.End!.IsCompleted)
        {
            return;
        }

        _runs.Remove(instance.Id);
        if (run.End.IsFaulted)
        {
            (instance.Status, instance.Failure) = (InstanceStatus.Failed, run.End.Exception!.InnerException);
        }
        else if (run.Next is { } input)
        {
            (instance.Input, instance.History) = (input, [.. run.Unread]);
            instance.Due.Clear();
            Begin(instance);
        }
        else
        {
            instance.Status = InstanceStatus.Completed;
        }
    }

    // What an orchestration awaits goes on at once, on this thread.
    private static void Inline(Action action)
    {
        var outer = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            action();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(outer);
        }
    }
}
