using LeadDelivery.Core.Ports;
using LeadDelivery.Core.Workflow;
using LeadDelivery.Embedded.Engine;

namespace LeadDelivery.Testing.Simulation;

/// <summary>
/// A durable engine in memory under virtual time, with the embedded engine's semantics: histories, replay after a crash, durable timers,
/// lanes, record activities that commit with what they follow from, effects that may run again. Orchestrations run on the engine's own
/// context and are replayed by its own replay; what is simulated is the journal, the clock and the threads. Single-threaded.
/// </summary>
public sealed partial class SimulatedWorkflows(MemoryRecordStore records, VirtualClock clock, Random chance) : IWorkflowClient
{
    private const int MostConflicts = 64;

    private readonly SimulationPace _pace = new(chance);
    private readonly Dictionary<string, SimulatedInstance> _instances = new(StringComparer.Ordinal);
    private readonly List<string> _faults = [];
    private WorkflowRegistry _registry = new();
    private IRecordStore _view = records;
    private SimulatedLanes _lanes = null!;
    private SimulatedProcess? _process;

    /// <summary>Puts another activity in an activity's place: faults planted on purpose.</summary>
    public Func<RegisteredActivity, RegisteredActivity> Alter { get; init; } = activity => activity;

    /// <summary>What must never happen: code and history that disagree, activities that throw. Ids and names, and the exception.</summary>
    public IReadOnlyList<string> Faults => _faults;

    /// <summary>The process of now; null while none runs.</summary>
    public SimulatedProcess? Process => _process is { HasEnded: false } ? _process : null;

    /// <summary>Instances that have not ended.</summary>
    public int Unfinished => _instances.Values.Count(instance => instance.Status is not (InstanceStatus.Completed or InstanceStatus.Failed));

    /// <summary>How often effects were run again because a record that they wrote had been changed meanwhile, by activity.</summary>
    public Dictionary<string, int> Reruns { get; } = [];

    /// <summary>Starts a process: replays what has not ended and goes on where the last one stopped.</summary>
    /// <param name="view">What activities read of the records; null for the records themselves.</param>
    public void Start(SimulatedProcess process, WorkflowRegistry registry, ILaneLimits limits, IRecordStore? view = null)
    {
        _process = process;
        _registry = registry;
        _view = view ?? records;
        _lanes = new(limits, call => Soon(_pace.Dispatch, () => _ = RunEffectAsync(call)), Soon);
        clock.In(process, () =>
        {
            foreach (var instance in _instances.Values.Where(instance => instance.Status == InstanceStatus.Running))
            {
                instance.Forget();
                if (instance.Next is { } next)
                {
                    instance.Pending.AddLast(new SimulatedInput(next));
                }

                Turn(instance);
            }
        });
    }

    /// <summary>Kills the process.</summary>
    public void Crash() => _process?.End();

    /// <summary>Every instance's history, replayed once more from its beginning; what differs, per instance.</summary>
    public IEnumerable<string> ReplayAll()
    {
        foreach (var instance in _instances.Values)
        {
            var context = new WorkflowContext(CodeOf(instance), instance.Id, instance.Epoch, null);
            if (Replay.Run(context, instance.History) is { } fault)
            {
                yield return $"{instance.Id}: {fault}";
            }
        }
    }

    /// <summary>Every text that histories and states hold: for looking for what must not be in them.</summary>
    public IEnumerable<(string InstanceId, ReadOnlyMemory<byte> Data)> Texts() => _instances.Values.SelectMany(instance =>
        instance.History.SelectMany(item => new[] { item.Data, Bytes(item.Name), Bytes(item.Text) })
            .Append(Bytes(instance.CustomStatus)).Where(data => !data.IsEmpty).Select(data => (instance.Id, data)));

    /// <summary>How often each activity was scheduled, by instance.</summary>
    public IEnumerable<(string InstanceId, string Activity)> Scheduled() => _instances.Values.SelectMany(instance => instance.History
        .Where(item => item.Kind == HistoryKind.ActivityScheduled).Select(item => (instance.Id, item.Name!)));

    /// <inheritdoc/>
    public ValueTask<StartResult> StartAsync(StartRequest request, CancellationToken cancellation)
    {
        var code = _registry.FindOrchestration(request.Orchestration, request.Version)
            ?? throw new ArgumentException($"{request.Orchestration} {request.Version} is not registered.", nameof(request));
        var answer = new TaskCompletionSource<StartResult>();
        var instance = new SimulatedInstance(request.InstanceId, code) { Created = clock.GetUtcNow() };
        var delta = instance.Delta = new SimulatedDelta();
        foreach (var operation in request.Records)
        {
            delta.Records.Add(operation, request);
        }

        instance.Context = new WorkflowContext(code, instance.Id, 0, null);
        var unborn = new Unborn(request, answer);
        if (Feed(instance, delta, HistoryEvent.Input(HistoryKind.Started, 0, 0, code.Name, code.Version, request.Input)))
        {
            _ = AdvanceAsync(instance, delta, unborn);
        }

        return new(answer.Task);
    }

    /// <inheritdoc/>
    public ValueTask<bool> RaiseEventAsync(
        string instanceId, string eventId, string name, ReadOnlyMemory<byte> payload, CancellationToken cancellation)
    {
        if (!_instances.TryGetValue(instanceId, out var instance) || instance.Status != InstanceStatus.Running)
        {
            return new(false);
        }

        var answer = new TaskCompletionSource<bool>();
        Deliver(instance, new(
            HistoryEvent.Input(HistoryKind.EventReceived, 0, 0, name, null, payload.ToArray()), EventId: eventId,
            Accepted: () => answer.SetResult(true)));
        return new(answer.Task);
    }

    /// <inheritdoc/>
    public ValueTask<InstanceState?> GetAsync(string instanceId, CancellationToken cancellation) =>
        new(_instances.TryGetValue(instanceId, out var instance) ? StateOf(instance) : null);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<InstanceState>> ListAsync(
        InstanceStatus? status, string? before, int limit, CancellationToken cancellation) => new(
        _instances.Values.Reverse().SkipWhile(instance => before is not null && instance.Id != before).Skip(before is null ? 0 : 1)
            .Where(instance => status is null || instance.Status == status).Take(limit).Select(StateOf).ToList());

    /// <inheritdoc/>
    public ValueTask<bool> TerminateAsync(string instanceId, string reason, CancellationToken cancellation) => throw new NotSupportedException();

    /// <inheritdoc/>
    public ValueTask<bool> SuspendAsync(string instanceId, CancellationToken cancellation) => throw new NotSupportedException();

    /// <inheritdoc/>
    public ValueTask<bool> ResumeAsync(string instanceId, CancellationToken cancellation) => throw new NotSupportedException();

    /// <inheritdoc/>
    public ValueTask<int> PurgeAsync(DateTimeOffset before, CancellationToken cancellation) => throw new NotSupportedException();

    // The code of now, as a new process would find it.
    private RegisteredOrchestration CodeOf(SimulatedInstance instance) =>
        _registry.FindOrchestration(instance.Code.Name, instance.Code.Version) ?? instance.Code;

    private RegisteredActivity? FindActivity(string name) => _registry.FindActivity(name) is { } activity ? Alter(activity) : null;

    private void Soon(TimeSpan wait, Action run) => clock.At(clock.GetUtcNow() + wait, _process, run);

    private void Fault(string what) => _faults.Add(what);

    private static ReadOnlyMemory<byte> Bytes(string? text) => text is null ? default : System.Text.Encoding.UTF8.GetBytes(text);

    private static InstanceState StateOf(SimulatedInstance instance) => new(
        instance.Id, instance.Code.Name, instance.Code.Version, instance.Status, instance.Created, new(instance.LastAt, TimeSpan.Zero),
        instance.CustomStatus, instance.End is { Kind: HistoryKind.Completed } end ? end.Data : default,
        instance.End is { Kind: HistoryKind.Failed } failed ? $"{failed.Name}: {failed.Text}" : null);

    private sealed record Unborn(StartRequest Request, TaskCompletionSource<StartResult> Answer);
}
