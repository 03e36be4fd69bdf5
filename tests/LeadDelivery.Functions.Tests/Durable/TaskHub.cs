using System.Collections.Concurrent;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace LeadDelivery.Functions.Tests.Durable;

/// <summary>Runs an activity function: its name and its input.</summary>
internal delegate Task<JsonElement> RunActivity(string name, JsonElement input);

/// <summary>
/// A task hub in memory, with a client: replays an instance from its beginning each time something happens to it, runs activities on the
/// thread pool, and fires timers as soon as nothing else goes on, so that weeks pass in no time.
/// </summary>
internal sealed class TaskHub(Func<TaskOrchestrationContext, Task<JsonElement>> orchestrate, RunActivity activity, DateTimeOffset begins)
    : DurableTaskClient("test")
{
    private readonly ConcurrentDictionary<string, Instance> _instances = new(StringComparer.Ordinal);
    private readonly Channel<string> _steps = Channel.CreateUnbounded<string>();
    private readonly TaskCompletionSource<string> _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _skipped;
    private int _atWork;

    /// <summary>Called before an activity runs, with its name and its number among all; what it throws, the activity throws.</summary>
    public Action<string> Before { get; set; } = _ => { };

    /// <summary>How often each activity is run; 1 where nothing else is said.</summary>
    public Func<string, int> Repeats { get; set; } = _ => 1;

    /// <summary>What becomes of an input on its way: the name that it is for, and it.</summary>
    public Func<string, JsonElement, JsonElement> Carried { get; set; } = (_, input) => input;

    /// <summary>The version that a start is stamped with, of the one it asks for.</summary>
    public Func<string, string> Stamped { get; set; } = version => version;

    /// <summary>Where it is given, timers fire when they are due by it and not before.</summary>
    public TimeProvider? Clock { get; init; }

    /// <summary>How long before they are due timers fire, by the clock of the worker that is told: clocks differ.</summary>
    public TimeSpan Early { get; set; }

    /// <summary>Replays so far.</summary>
    public int Replays;

    /// <summary>Activities run, timers fired and so on, by kind and name.</summary>
    public ConcurrentDictionary<string, int> Counts { get; } = new();

    public DateTime Now => Clock?.GetUtcNow().UtcDateTime ?? begins.UtcDateTime + TimeSpan.FromTicks(Interlocked.Read(ref _skipped));

    /// <summary>The custom status of an instance.</summary>
    public IReadOnlyList<string> StatusesOf(string id) => _instances[id].Statuses;

    /// <summary>The first instance that is started.</summary>
    public Task<string> FirstAsync() => _first.Task.WaitAsync(TimeSpan.FromSeconds(30));

    /// <summary>Ends when the instance has set this custom status.</summary>
    public async Task StatusOf(string id, string status)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!_instances[id].Statuses.Contains(status))
        {
            await _steps.Reader.ReadAsync(limit.Token);
        }
    }

    /// <summary>Ends when the instance has ended.</summary>
    public Task<JsonElement> EndOf(string id) => _instances[id].End.Task.WaitAsync(TimeSpan.FromSeconds(30));

    /// <summary>An activity runs.</summary>
    public bool IsAtWork => Volatile.Read(ref _atWork) > 0;

    public bool Knows(string id) => _instances.ContainsKey(id);

    public override Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName, object? input = null, StartOrchestrationOptions? options = null, CancellationToken cancellation = default)
    {
        var instance = new Instance(orchestratorName, options!.InstanceId!, Stamped(options.Version ?? ""), Carried(orchestratorName, (JsonElement)input!), Now);
        if (!_instances.TryAdd(instance.Id, instance))
        {
            Assert.Equal(6, options.DedupeStatuses!.Count);
            throw new InvalidOperationException($"an instance {instance.Id} exists");
        }

        _first.TrySetResult(instance.Id);
        _ = Task.Run(() => RunAsync(instance), CancellationToken.None);
        return Task.FromResult(instance.Id);
    }

    public override Task RaiseEventAsync(string instanceId, string eventName, object? eventPayload = null, CancellationToken cancellation = default)
    {
        _instances[instanceId].Inbox.Writer.TryWrite(new(-1, Now, eventName, (JsonElement)eventPayload!));
        return Task.CompletedTask;
    }

    public override Task<OrchestrationMetadata?> GetInstancesAsync(string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        Task.FromResult(_instances.TryGetValue(instanceId, out var instance) ? Metadata(instance) : null);

    public override Task<OrchestrationMetadata?> GetInstanceAsync(string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        GetInstancesAsync(instanceId, getInputsAndOutputs, cancellation);

    public override AsyncPageable<OrchestrationMetadata> GetAllInstancesAsync(OrchestrationQuery? filter = null) =>
        new Pages([.. _instances.Values.Select(Metadata).OfType<OrchestrationMetadata>().Where(found => filter?.Statuses?.Contains(found.RuntimeStatus) != false
            && found.InstanceId.StartsWith(filter?.InstanceIdPrefix ?? "", StringComparison.Ordinal)
            && !(found.CreatedAt > filter?.CreatedTo))]);

    public override Task<PurgeResult> PurgeAllInstancesAsync(PurgeInstancesFilter filter, PurgeInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        var ended = _instances.Values.Where(instance => instance.End.Task.IsCompleted && filter.Statuses!.Contains(Metadata(instance)!.RuntimeStatus)
            && !(Metadata(instance)!.CreatedAt > filter.CreatedTo)).ToList();
        ended.ForEach(instance => _instances.TryRemove(instance.Id, out _));
        return Task.FromResult(new PurgeResult(ended.Count));
    }

    public override Task<OrchestrationMetadata> WaitForInstanceStartAsync(string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) => throw new NotSupportedException();

    public override Task<OrchestrationMetadata> WaitForInstanceCompletionAsync(string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) => throw new NotSupportedException();

    public override Task SuspendInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) => throw new NotSupportedException();

    public override Task ResumeInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) => throw new NotSupportedException();

    public override ValueTask DisposeAsync() => default;

    private async Task RunAsync(Instance instance)
    {
        try
        {
            while (!Replay(instance))
            {
                await NextAsync(instance);
            }
        }
        catch (Exception error)
        {
            instance.End.TrySetException(error);
        }
    }

    // True once the orchestrator has returned.
    private bool Replay(Instance instance)
    {
        Interlocked.Increment(ref Replays);
        var context = new ReplayingContext(instance.Name, instance.Id, instance.Version, instance.Input, instance.Asked);
        var thread = new OrchestratorThread();
        Task<JsonElement>? run = null;
        thread.Run(() =>
        {
            context.Begin(instance.Began);
            run = orchestrate(context);
        });
        foreach (var happened in instance.History)
        {
            thread.Run(() => context.Take(happened));
        }

        Assert.Equal(0, thread.Strays);
        if (context.Status is { } status && instance.Last != status)
        {
            instance.Statuses = [.. instance.Statuses, status];
            _steps.Writer.TryWrite(status);
        }

        var before = instance.Asked.Count;
        instance.Asked = context.Asked;
        foreach (var asked in context.Asked.Skip(before))
        {
            Carry(instance, asked);
        }

        if (run!.IsCompletedSuccessfully && context.Asked.LastOrDefault(asked => asked.Kind == "again") is { } again)
        {
            Assert.DoesNotContain(context.Asked, asked => asked.Kind == "timer" && !asked.IsCancelled && !instance.Fired.Contains(asked.Id));
            instance.StartOver(again.Input, context.Unread, Now);
            return Replay(instance);
        }

        if (run.IsCompleted)
        {
            // A timer that is still open would keep the instance running until it fires.
            Assert.DoesNotContain(context.Asked, asked => asked.Kind == "timer" && !asked.IsCancelled && !instance.Fired.Contains(asked.Id));
            if (run.IsFaulted)
            {
                instance.End.TrySetException(run.Exception!.InnerException!);
            }
            else
            {
                instance.End.TrySetResult(run.Result);
            }
        }

        return run.IsCompleted;
    }

    private void Carry(Instance instance, Scheduled asked)
    {
        Counts.AddOrUpdate(asked.Kind + " " + asked.Name, 1, (_, count) => count + 1);
        if (asked.Kind == "activity")
        {
            instance.Running++;
            Interlocked.Increment(ref _atWork);
            _ = Task.Run(async () =>
            {
                Happened? happened = null;
                for (var run = Repeats(asked.Name); run > 0; run--)
                {
                    happened = await RunAsync(asked);
                }

                Interlocked.Decrement(ref _atWork);
                instance.Inbox.Writer.TryWrite(happened!);
            });
        }
    }

    // Tried as often as its caller said; the waits between are left out.
    private async Task<Happened> RunAsync(Scheduled asked)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                Before(asked.Name);
                return new(asked.Id, Now, asked.Name, await activity(asked.Name, Carried(asked.Name, asked.Input)));
            }
            catch (Exception error) when (attempt >= asked.Attempts)
            {
                return new(asked.Id, Now, asked.Name, default, error.GetType().FullName);
            }
            catch (Exception)
            {
                // Once more.
            }
        }
    }

    private async Task NextAsync(Instance instance)
    {
        var timer = instance.Asked.Where(asked => asked.Kind == "timer" && !asked.IsCancelled && !instance.Fired.Contains(asked.Id)).MinBy(asked => asked.Due);
        if (timer is not null && !await HearsByAsync(instance, timer.Due))
        {
            instance.Fired.Add(timer.Id);
            instance.History.Add(new(timer.Id, Now, null, default));
            return;
        }

        var next = await instance.Inbox.Reader.ReadAsync();
        instance.Running -= next.Task >= 0 ? 1 : 0;
        instance.History.Add(next);
    }

    // False where the timer fires before anything else happens.
    private async Task<bool> HearsByAsync(Instance instance, DateTime due)
    {
        if (instance.Inbox.Reader.Count > 0)
        {
            return true;
        }

        var left = due - Now;
        if (Clock is null)
        {
            Interlocked.Add(ref _skipped, instance.Running == 0 && left > Early ? (left - Early).Ticks : 0);
            return instance.Running > 0;
        }

        try
        {
            return left > TimeSpan.Zero && await instance.Inbox.Reader.WaitToReadAsync().AsTask().WaitAsync(left, Clock);
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private static OrchestrationMetadata? Metadata(Instance instance) => new(instance.Name, instance.Id)
    {
        CreatedAt = instance.Began,
        LastUpdatedAt = instance.Began,
        RuntimeStatus = !instance.End.Task.IsCompleted ? OrchestrationRuntimeStatus.Running
            : instance.End.Task.IsFaulted ? OrchestrationRuntimeStatus.Failed
            : OrchestrationRuntimeStatus.Completed,
        SerializedCustomStatus = instance.Last is { } status ? JsonSerializer.Serialize(status) : null,
    };

    private sealed class Instance(string name, string id, string version, JsonElement input, DateTime began)
    {
        public string Name => name;

        public string Id => id;

        public string Version => version;

        public JsonElement Input { get; private set; } = input;

        public DateTime Began { get; private set; } = began;

        public Channel<Happened> Inbox { get; } = Channel.CreateUnbounded<Happened>();

        public List<Happened> History { get; } = [];

        public List<Scheduled> Asked { get; set; } = [];

        public HashSet<int> Fired { get; } = [];

        public IReadOnlyList<string> Statuses { get; set; } = [];

        public string? Last => Statuses is [.., var last] ? last : null;

        public TaskCompletionSource<JsonElement> End { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Running { get; set; }

        /// <summary>Begins anew with an empty history; events that nobody has taken are kept.</summary>
        public void StartOver(JsonElement next, IEnumerable<Happened> unread, DateTime now)
        {
            (Input, Began, Asked) = (next, now, []);
            History.Clear();
            History.AddRange(unread);
            Fired.Clear();
        }
    }

    private sealed class Pages(IReadOnlyList<OrchestrationMetadata> found) : AsyncPageable<OrchestrationMetadata>
    {
        public override async IAsyncEnumerable<Page<OrchestrationMetadata>> AsPages(string? continuationToken = null, int? pageSizeHint = null)
        {
            await Task.CompletedTask;
            foreach (var chunk in found.Chunk(2))
            {
                yield return new(chunk);
            }
        }
    }
}
