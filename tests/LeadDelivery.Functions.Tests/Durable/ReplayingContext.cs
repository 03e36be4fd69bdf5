using System.Text.Json;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace LeadDelivery.Functions.Tests.Durable;

/// <summary>Something that an orchestrator asked for.</summary>
internal sealed record Scheduled(int Id, string Kind, string Name, JsonElement Input, DateTime Due, int Attempts = 1)
{
    public bool IsCancelled { get; set; }
}

/// <summary>Something that happened to an instance.</summary>
/// <param name="Task">What it completes; -1 for an event from outside.</param>
internal sealed record Happened(int Task, DateTime At, string? Name, JsonElement Output, string? ErrorType = null);

/// <summary>
/// An orchestration's context as Durable Functions has it: each run begins anew and is given its history step by step, so that the code is
/// replayed at every await. What a replay asks for must be what the first run asked for.
/// </summary>
internal sealed class ReplayingContext(string name, string instance, string version, JsonElement input, IReadOnlyList<Scheduled> known) : TaskOrchestrationContext
{
    private readonly Dictionary<int, TaskCompletionSource<JsonElement>> _open = [];
    private readonly Dictionary<string, Stack<TaskCompletionSource<JsonElement>>> _waiting = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, Queue<JsonElement>> _unread = new(StringComparer.OrdinalIgnoreCase);
    private DateTime _now;
    private int _guids;

    /// <summary>All that was asked for, in order.</summary>
    public List<Scheduled> Asked { get; } = [];

    public string? Status { get; private set; }

    /// <summary>Events that nobody has waited for.</summary>
    public IReadOnlyList<Happened> Unread =>
        [.. _unread.SelectMany(name => name.Value.Select(payload => new Happened(-1, _now, name.Key, payload)))];

    public override TaskName Name => name;

    public override string InstanceId => instance;

    public override ParentOrchestrationInstance? Parent => null;

    public override string Version => version;

    public override DateTime CurrentUtcDateTime => _now;

    public override bool IsReplaying => Asked.Count < known.Count;

    protected override ILoggerFactory LoggerFactory => NullLoggerFactory.Instance;

    public void Begin(DateTime at) => _now = at;

    /// <summary>The next step of the history.</summary>
    public void Take(Happened happened)
    {
        _now = happened.At > _now ? happened.At : _now;
        if (happened.Task >= 0)
        {
            if (!_open.Remove(happened.Task, out var task))
            {
                return;
            }

            if (happened.ErrorType is { } error)
            {
                task.TrySetException(new TaskFailedException(happened.Name!, happened.Task, new(error, "told elsewhere", null, null, null)));
            }
            else
            {
                task.TrySetResult(happened.Output);
            }
        }
        else if (_waiting.TryGetValue(happened.Name!, out var waiting) && waiting.TryPop(out var waiter))
        {
            waiter.TrySetResult(happened.Output);
        }
        else
        {
            (_unread.TryGetValue(happened.Name!, out var unread) ? unread : _unread[happened.Name!] = new()).Enqueue(happened.Output);
        }
    }

    public override T? GetInput<T>()
        where T : default => input.Deserialize<T>();

    public override async Task<TResult> CallActivityAsync<TResult>(TaskName name, object? input = null, TaskOptions? options = null) =>
        (TResult)(object)await Ask("activity", name, (JsonElement)input!, default, options?.Retry?.Policy?.MaxNumberOfAttempts ?? 1).Task;

    public override async Task<TResult> CallSubOrchestratorAsync<TResult>(TaskName orchestratorName, object? input = null, TaskOptions? options = null) =>
        (TResult)(object)await Ask("child", orchestratorName, (JsonElement)input!, default).Task;

    public override async Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var timer = Ask("timer", "", default, fireAt);
        var asked = Asked[^1];
        await using var registration = cancellationToken.Register(() =>
        {
            asked.IsCancelled = true;
            _open.Remove(asked.Id);
            timer.TrySetCanceled(cancellationToken);
        });
        await timer.Task;
    }

    public override async Task<T> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default)
    {
        if (_unread.TryGetValue(eventName, out var unread) && unread.TryDequeue(out var early))
        {
            return (T)(object)early;
        }

        var waiter = new TaskCompletionSource<JsonElement>();
        (_waiting.TryGetValue(eventName, out var waiting) ? waiting : _waiting[eventName] = new()).Push(waiter);
        await using var registration = cancellationToken.Register(() => waiter.TrySetCanceled(cancellationToken));
        return (T)(object)await waiter.Task;
    }

    public override void SendEvent(string instanceId, string eventName, object payload) => Ask("event", $"{instanceId}/{eventName}", (JsonElement)payload, default);

    public override void SetCustomStatus(object? customStatus) => Status = customStatus?.ToString();

    public override void ContinueAsNew(object? newInput = null, bool preserveUnprocessedEvents = true) => Ask("again", "", (JsonElement)newInput!, default);

    public override Guid NewGuid() => new(_guids++, 0, 0, new byte[8]);

    private TaskCompletionSource<JsonElement> Ask(string kind, string name, JsonElement input, DateTime due, int attempts = 1)
    {
        var asked = new Scheduled(Asked.Count, kind, name, input, due, attempts);
        if (asked.Id < known.Count)
        {
            var first = known[asked.Id];
            Assert.True(
                (first.Kind, first.Name, Text(first.Input), first.Due) == (kind, name, Text(input), due),
                $"not deterministic: step {asked.Id} of {instance} was {first.Kind} {first.Name}, and is {kind} {name} now");
        }

        Asked.Add(asked);
        return _open[asked.Id] = new();
    }

    private static string Text(JsonElement element) => element.ValueKind == JsonValueKind.Undefined ? "" : element.GetRawText();
}
