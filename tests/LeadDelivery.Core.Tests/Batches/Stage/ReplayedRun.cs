using System.Text.Json;
using LeadDelivery.Core.Workflow;

namespace LeadDelivery.Core.Tests.Batches.Stage;

/// <summary>An activity that was called.</summary>
internal sealed record ReplayedCall(int Task, string Name, byte[] Input);

/// <summary>A timer that was set.</summary>
internal sealed record ReplayedTimer(int Task, DateTimeOffset Due);

/// <summary>An orchestration as it stands in one process.</summary>
internal sealed class ReplayedRun(StoredInstance instance, TimeProvider time) : IWorkflowContext
{
    private readonly Dictionary<int, TaskCompletionSource<Happening>> _waiting = [];
    private readonly Dictionary<int, ReplayedCall> _calls = [];
    private readonly Dictionary<string, Queue<byte[]>> _unread = [];
    private readonly List<(string Name, TaskCompletionSource<byte[]> Waiter)> _waiters = [];
    private readonly HashSet<int> _taken = [];
    private int _tasks;

    public StoredInstance Instance => instance;

    public Task<byte[]>? End { get; private set; }

    /// <summary>Its next input, where it starts over.</summary>
    public byte[]? Next { get; private set; }

    public List<ReplayedTimer> Timers { get; } = [];

    /// <summary>Events that nobody has waited for.</summary>
    public IEnumerable<Happening> Unread =>
        _unread.SelectMany(queue => queue.Value.Select(payload => new Happening(0, payload, Event: queue.Key)));

    public string InstanceId => instance.Id;

    public string Version => instance.Version;

    public DateTimeOffset UtcNow => time.GetUtcNow();

    public bool IsReplaying => false;

    public void Start(RegisteredOrchestration code) => End = code.Run(this, instance.Input);

    /// <summary>Calls that have no result and were not handed out.</summary>
    public IEnumerable<ReplayedCall> TakeCalls() => [.. _calls.Values.Where(call => _taken.Add(call.Task)).OrderBy(call => call.Task)];

    public void Apply(Happening happening)
    {
        if (happening.Event is { } name)
        {
            var at = _waiters.FindLastIndex(each => each.Name == name);
            if (at < 0)
            {
                (_unread.TryGetValue(name, out var queue) ? queue : _unread[name] = new()).Enqueue(happening.Output!);
                return;
            }

            var waiter = _waiters[at].Waiter;
            _waiters.RemoveAt(at);
            waiter.SetResult(happening.Output!);
            return;
        }

        _calls.Remove(happening.Task);
        Timers.RemoveAll(timer => timer.Task == happening.Task);
        if (_waiting.Remove(happening.Task, out var waiting))
        {
            waiting.TrySetResult(happening);
        }
    }

    public async Task<TOutput> CallAsync<TInput, TOutput>(Activity<TInput, TOutput> activity, TInput input, CallOptions? options = null)
    {
        var task = ++_tasks;
        _calls[task] = new(task, activity.Name, JsonSerializer.SerializeToUtf8Bytes(input, activity.Input));
        var ended = await Waiting(task).Task;
        return ended.Error is { } error
            ? throw new ActivityFailedException(activity.Name, error, "failed")
            : JsonSerializer.Deserialize(ended.Output, activity.Output)!;
    }

    public async Task DelayUntilAsync(DateTimeOffset due, CancellationToken cancellation = default)
    {
        var task = ++_tasks;
        Timers.Add(new(task, instance.Due.TryGetValue(task, out var set) ? set : instance.Due[task] = due));
        var waiting = Waiting(task);
        using var registration = cancellation.Register(() =>
        {
            Timers.RemoveAll(timer => timer.Task == task);
            waiting.TrySetCanceled(cancellation);
        });
        await waiting.Task;
    }

    public async Task<T> WaitEventAsync<T>(WorkflowEvent<T> name, CancellationToken cancellation = default)
    {
        if (_unread.TryGetValue(name.Name, out var unread) && unread.TryDequeue(out var payload))
        {
            return JsonSerializer.Deserialize(payload, name.Payload)!;
        }

        var waiter = new TaskCompletionSource<byte[]>();
        _waiters.Add((name.Name, waiter));
        return JsonSerializer.Deserialize(await waiter.Task, name.Payload)!;
    }

    public void SetStatus(string status)
    {
    }

    public void ContinueAsNew<TInput, TOutput>(Orchestration<TInput, TOutput> orchestration, TInput input) =>
        Next = JsonSerializer.SerializeToUtf8Bytes(input, orchestration.Input);

    public Guid NewGuid() => throw new NotSupportedException();

    public Task<TOutput> ChildAsync<TInput, TOutput>(Orchestration<TInput, TOutput> orchestration, TInput input, string? id = null) =>
        throw new NotSupportedException();

    public void SendEvent<T>(string id, WorkflowEvent<T> name, T payload) => throw new NotSupportedException();

    private TaskCompletionSource<Happening> Waiting(int task) => _waiting[task] = new();
}
