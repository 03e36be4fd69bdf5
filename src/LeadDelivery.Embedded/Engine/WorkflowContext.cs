using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using LeadDelivery.Core.Workflow;

namespace LeadDelivery.Embedded.Engine;

/// <summary>A decision an episode made, with what is needed to carry it out.</summary>
internal readonly record struct Decision(HistoryEvent Event, string? Lane = null);

/// <summary>
/// One run of an orchestration: its code's state machine, what it waits for, and what it has decided. Inputs go in one
/// episode at a time; an episode ends when no continuation is left to run.
/// </summary>
internal sealed class WorkflowContext : IWorkflowContext
{
    private readonly RegisteredOrchestration _code;
    private readonly int _epoch;
    private readonly EpisodeSynchronization _synchronization;
    private readonly Action<string>? _onForeign;
    private readonly Dictionary<int, IOpenTask> _open = new(2);
    private readonly List<IEventWaiter> _waiters = new(0);
    private readonly List<HistoryEvent> _unread = new(0);
    private List<Decision> _decisions = [];
    private Task<byte[]>? _run;
    private int _lastTask;
    private int _lastGuid;
    private int _thread;
    private long _now;
    private string? _fault;
    private HistoryEvent? _next;

    /// <param name="onForeign">Told, on whatever thread, of a call that came from outside an episode.</param>
    public WorkflowContext(RegisteredOrchestration code, string instanceId, int epoch, Action<string>? onForeign)
    {
        _code = code;
        _epoch = epoch;
        _onForeign = onForeign;
        InstanceId = instanceId;
        _synchronization = new(this);
    }

    public string InstanceId { get; }

    public string Version => _code.Version;

    public DateTimeOffset UtcNow => new(_now, TimeSpan.Zero);

    public bool IsReplaying { get; set; }

    /// <summary>True on the thread that is inside an episode of this run.</summary>
    public bool ExecutesHere => _thread == Environment.CurrentManagedThreadId;

    /// <summary>What is wrong with this run: it must not be used any further. Ids and names only.</summary>
    public string? Fault => Volatile.Read(ref _fault);

    /// <summary>True once the code has returned, thrown or asked to be started over.</summary>
    public bool Ended { get; private set; }

    public string? CustomStatus { get; private set; }

    /// <summary>The exception that ended it; for the log alone, since it may say anything.</summary>
    public Exception? Error => _run?.Exception?.InnerException;

    public IReadOnlyDictionary<int, IOpenTask> Open => _open;

    /// <summary>Events that came and were not waited for; carried over by ContinueAsNew.</summary>
    public IReadOnlyList<HistoryEvent> Unread => _unread;

    /// <summary>True where nothing but durable timers is open, and none of them is due before this time (UTC ticks).</summary>
    public bool SleepsUntil(long time)
    {
        foreach (var open in _open.Values)
        {
            if (open.Schedule.Kind != HistoryKind.TimerCreated || open.Schedule.At < time)
                return false;
        }
        return _open.Count > 0;
    }

    /// <summary>Runs the code on one input until it waits again, and returns what it decided. Look at <see cref="Fault"/> first.</summary>
    public List<Decision> RunEpisode(in HistoryEvent input)
    {
        _now = Math.Max(_now, input.At);
        var outer = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(_synchronization);
        _thread = Environment.CurrentManagedThreadId;
        try
        {
            Feed(input);
            _synchronization.Drain();
            Conclude();
        }
        finally
        {
            _thread = 0;
            SynchronizationContext.SetSynchronizationContext(outer);
        }
        var decided = _decisions;
        _decisions = [];
        return decided;
    }

    public void ReportForeign(string what)
    {
        var fault = $"{_code.Name} {_code.Version}: {what} from outside an episode; only tasks of the workflow context may be awaited";
        if (Interlocked.CompareExchange(ref _fault, fault, null) is null)
            _onForeign?.Invoke(fault);
    }

    public Task<TOutput> CallAsync<TInput, TOutput>(Activity<TInput, TOutput> activity, TInput input, CallOptions? options = null)
    {
        Guard(nameof(CallAsync));
        var json = JsonSerializer.SerializeToUtf8Bytes(input, activity.Input);
        var schedule = HistoryEvent.Decision(HistoryKind.ActivityScheduled, ++_lastTask, activity.Name, null, json);
        return Begin(schedule, options?.Lane, new OpenCall<TOutput>(schedule, options?.Lane, activity.Output));
    }

    public Task<TOutput> ChildAsync<TInput, TOutput>(Orchestration<TInput, TOutput> orchestration, TInput input, string? instanceId = null)
    {
        Guard(nameof(ChildAsync));
        var json = JsonSerializer.SerializeToUtf8Bytes(input, orchestration.Input);
        var id = instanceId ?? $"{InstanceId}:{_epoch}:{_lastTask + 1}";
        var schedule = HistoryEvent.Decision(HistoryKind.ChildScheduled, ++_lastTask, orchestration.Name, $"{orchestration.Version} {id}", json);
        return Begin(schedule, null, new OpenCall<TOutput>(schedule, null, orchestration.Output));
    }

    public Task DelayUntilAsync(DateTimeOffset due, CancellationToken cancellation = default)
    {
        Guard(nameof(DelayUntilAsync));
        if (cancellation.IsCancellationRequested)
            return Task.FromCanceled(cancellation);
        var schedule = HistoryEvent.Decision(HistoryKind.TimerCreated, ++_lastTask, null, null, default, due.UtcTicks);
        var timer = new OpenTimer(schedule);
        _decisions.Add(new(schedule));
        _open.Add(schedule.Task, timer);
        if (cancellation.CanBeCanceled)
            timer.Cancellation = cancellation.Register(() => CancelTimer(timer, cancellation));
        return timer.Task;
    }

    public Task<T> WaitEventAsync<T>(WorkflowEvent<T> name, CancellationToken cancellation = default)
    {
        Guard(nameof(WaitEventAsync));
        if (cancellation.IsCancellationRequested)
            return Task.FromCanceled<T>(cancellation);
        var waiter = new EventWaiter<T>(name.Name, name.Payload);
        var kept = _unread.FindIndex(item => SameEvent(item.Name, name.Name));
        if (kept >= 0)
        {
            var payload = _unread[kept].Data;
            _unread.RemoveAt(kept);
            waiter.Complete(payload);
            return waiter.Task;
        }
        _waiters.Add(waiter);
        if (cancellation.CanBeCanceled)
            waiter.Cancellation = cancellation.Register(() => WithdrawWait(waiter, cancellation));
        return waiter.Task;
    }

    public void SendEvent<T>(string instanceId, WorkflowEvent<T> name, T payload)
    {
        Guard(nameof(SendEvent));
        var json = JsonSerializer.SerializeToUtf8Bytes(payload, name.Payload);
        _decisions.Add(new(HistoryEvent.Decision(HistoryKind.EventSent, ++_lastTask, name.Name, instanceId, json)));
    }

    public void SetStatus(string status)
    {
        Guard(nameof(SetStatus));
        CustomStatus = status;
    }

    public void ContinueAsNew<TInput, TOutput>(Orchestration<TInput, TOutput> orchestration, TInput input)
    {
        Guard(nameof(ContinueAsNew));
        var json = JsonSerializer.SerializeToUtf8Bytes(input, orchestration.Input);
        _next = HistoryEvent.Decision(HistoryKind.ContinuedAsNew, 0, orchestration.Name, orchestration.Version, json);
    }

    /// <summary>A version 5 id over instance, epoch and count.</summary>
    public Guid NewGuid()
    {
        Guard(nameof(NewGuid));
        Span<byte> hash = stackalloc byte[SHA1.HashSizeInBytes];
        HashName(Encoding.UTF8.GetBytes($"{InstanceId}\n{_epoch}\n{++_lastGuid}"), hash);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x50);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }

    [System.Diagnostics.CodeAnalysis.SuppressMessage("Security", "CA5350", Justification = "RFC 9562 defines version 5 over SHA-1; nothing is secured by it.")]
    private static void HashName(ReadOnlySpan<byte> name, Span<byte> hash) => SHA1.HashData(name, hash);

    private static bool SameEvent(string? one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    private Task<T> Begin<T>(in HistoryEvent schedule, string? lane, OpenCall<T> call)
    {
        _decisions.Add(new(schedule, lane));
        _open.Add(schedule.Task, call);
        return call.Task;
    }

    private void CancelTimer(OpenTimer timer, CancellationToken cancellation)
    {
        if (Ended)
            return;
        Guard("cancelling a timer");
        if (!_open.Remove(timer.Schedule.Task))
            return;
        _decisions.Add(new(HistoryEvent.Decision(HistoryKind.TimerCancelled, timer.Schedule.Task, null, null, default, timer.Schedule.At)));
        timer.TrySetCanceled(cancellation);
    }

    private void WithdrawWait<T>(EventWaiter<T> waiter, CancellationToken cancellation)
    {
        if (Ended)
            return;
        Guard("withdrawing a wait");
        if (_waiters.Remove(waiter))
            waiter.TrySetCanceled(cancellation);
    }

    private void Feed(in HistoryEvent input)
    {
        switch (input.Kind)
        {
            case HistoryKind.Started:
                _run = _code.Run(this, input.Data);
                break;
            case HistoryKind.TaskCompleted or HistoryKind.TimerFired:
                if (_open.Remove(input.Task, out var completed))
                    completed.Complete(input.Data);
                break;
            case HistoryKind.TaskFailed:
                if (_open.Remove(input.Task, out var failed))
                    failed.Fail(input.Name ?? "", input.Text ?? "");
                break;
            case HistoryKind.EventReceived:
                var name = input.Name ?? "";
                var waiter = _waiters.FindLastIndex(item => SameEvent(item.Name, name));
                if (waiter < 0)
                {
                    _unread.Add(input);
                    break;
                }
                var served = _waiters[waiter];
                _waiters.RemoveAt(waiter);
                served.Complete(input.Data);
                break;
        }
    }

    private void Conclude()
    {
        if (Ended || Fault is not null)
            return;
        if (_run is not { IsCompleted: true })
        {
            if (_open.Count == 0 && _waiters.Count == 0)
                Interlocked.CompareExchange(ref _fault,
                    $"{_code.Name} {_code.Version}: waits for something that is not a durable task; nothing will ever wake it", null);
            return;
        }
        Ended = true;
        _decisions.Add(new(_run.IsCompletedSuccessfully
            ? _next ?? HistoryEvent.Decision(HistoryKind.Completed, 0, null, null, _run.Result)
            : FailureOf(_run)));
    }

    /// <summary>A message of our own exceptions is ids only; of any other it may quote anything, so the type has to do.</summary>
    private static HistoryEvent FailureOf(Task run) => run.Exception?.InnerException switch
    {
        ActivityFailedException failed =>
            HistoryEvent.Decision(HistoryKind.Failed, 0, failed.ErrorType, $"{failed.Name}: {failed.Message}", default),
        null => HistoryEvent.Decision(HistoryKind.Failed, 0, nameof(OperationCanceledException), "cancelled", default),
        var error => HistoryEvent.Decision(HistoryKind.Failed, 0, error.GetType().Name, "failed by an exception; the log has it", default),
    };

    private void Guard(string call)
    {
        if (ExecutesHere)
            return;
        ReportForeign($"{call} was called");
        throw new InvalidOperationException($"{_code.Name}: {call} was called from outside an episode of {InstanceId}.");
    }
}
