using System.Text.Json;
using LeadDelivery.Core.Workflow;
using LeadDelivery.Testing;

namespace LeadDelivery.Core.Tests.Plans;

/// <summary>Runs orchestrations and activities in virtual time, with lanes, as the embedded engine would.</summary>
internal sealed class VirtualWorkflows(VirtualLoop loop, MemoryRecordStore records, WorkflowRegistry registry, Func<string, int> concurrency)
    : IWorkflowClient
{
    private readonly Dictionary<string, (int Running, Queue<TaskCompletionSource> Waiting)> _lanes = [];

    /// <summary>Running and ended instances by id.</summary>
    public Dictionary<string, Task<byte[]>> Instances { get; } = [];

    /// <summary>Events that the history of all instances would hold.</summary>
    public int Steps { get; private set; }

    /// <summary>Called before an activity runs: throws where it is to fail for good.</summary>
    public Action<string, string> Before { get; set; } = (_, _) => { };

    /// <summary>True: the process dies when the activity has done its work, and nothing of that was committed; it runs once more.</summary>
    public Func<string, bool> DiesAfter { get; set; } = _ => false;

    /// <summary>True: the process died while the activity waited to be run, and nobody knows whether it had begun.</summary>
    public Func<string, bool> MayBeRepeat { get; set; } = _ => false;

    /// <summary>What activities were given and returned, as the history would hold it.</summary>
    public List<string> History { get; } = [];

    public ValueTask<StartResult> StartAsync(StartRequest request, CancellationToken cancellation)
    {
        Assert.Equal(-1, records.WriteAnywhere(request.Records));
        var code = registry.FindOrchestration(request.Orchestration, request.Version)!;
        Instances[request.InstanceId] = code.Run(new Context(this, request.InstanceId, request.Version), request.Input);
        return ValueTask.FromResult(new StartResult(StartOutcome.Started));
    }

    public ValueTask<bool> RaiseEventAsync(string instanceId, string eventId, string name, ReadOnlyMemory<byte> payload, CancellationToken cancellation) =>
        throw new NotSupportedException();

    public ValueTask<InstanceState?> GetAsync(string instanceId, CancellationToken cancellation) => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<InstanceState>> ListAsync(InstanceStatus? status, string? before, int limit, CancellationToken cancellation) =>
        throw new NotSupportedException();

    public ValueTask<bool> TerminateAsync(string instanceId, string reason, CancellationToken cancellation) => throw new NotSupportedException();

    public ValueTask<bool> SuspendAsync(string instanceId, CancellationToken cancellation) => throw new NotSupportedException();

    public ValueTask<bool> ResumeAsync(string instanceId, CancellationToken cancellation) => throw new NotSupportedException();

    public ValueTask<int> PurgeAsync(DateTimeOffset before, CancellationToken cancellation) => throw new NotSupportedException();

    private async Task<byte[]> RunAsync(string instanceId, int task, string activity, byte[] input, string? lane)
    {
        await Task.Yield();
        if (lane is not null)
        {
            await EnterAsync(lane);
        }

        try
        {
            Before(activity, System.Text.Encoding.UTF8.GetString(input));
            var call = new MemoryActivity(records, instanceId, task, MayBeRepeat(activity));
            var output = await registry.FindActivity(activity)!.Run(call, input, CancellationToken.None);
            if (DiesAfter(activity))
            {
                call = new MemoryActivity(records, instanceId, task, isRepeat: true);
                output = await registry.FindActivity(activity)!.Run(call, input, CancellationToken.None);
            }

            History.Add($"{activity} {System.Text.Encoding.UTF8.GetString(input)} {System.Text.Encoding.UTF8.GetString(output)}");
            call.Commit();
            return output;
        }
        finally
        {
            if (lane is not null)
            {
                Leave(lane);
            }
        }
    }

    private Task EnterAsync(string name)
    {
        var lane = _lanes.GetValueOrDefault(name, (0, new()));
        if (lane.Running < concurrency(name))
        {
            _lanes[name] = (lane.Running + 1, lane.Waiting);
            return Task.CompletedTask;
        }

        var turn = new TaskCompletionSource();
        lane.Waiting.Enqueue(turn);
        _lanes[name] = lane;
        return turn.Task;
    }

    private void Leave(string name)
    {
        var lane = _lanes[name];
        if (lane.Waiting.TryDequeue(out var next))
        {
            next.SetResult();
        }
        else
        {
            _lanes[name] = (lane.Running - 1, lane.Waiting);
        }
    }

    private sealed class Context(VirtualWorkflows owner, string instanceId, string version) : IWorkflowContext
    {
        private readonly VirtualLoop _loop = owner.Loop;
        private int _tasks;

        public string InstanceId => instanceId;

        public string Version => version;

        public DateTimeOffset UtcNow => _loop.GetUtcNow();

        public bool IsReplaying => false;

        public async Task<TOutput> CallAsync<TInput, TOutput>(Activity<TInput, TOutput> activity, TInput input, CallOptions? options = null)
        {
            owner.Steps += 2;
            var json = JsonSerializer.SerializeToUtf8Bytes(input, activity.Input);
            byte[] output;
            try
            {
                output = await owner.RunAsync(instanceId, ++_tasks, activity.Name, json, options?.Lane);
            }
            catch (Exception fault)
            {
                throw new ActivityFailedException(activity.Name, fault.GetType().Name, fault.Message);
            }

            return JsonSerializer.Deserialize(output, activity.Output)!;
        }

        public Task DelayUntilAsync(DateTimeOffset due, CancellationToken cancellation = default)
        {
            owner.Steps += 2;
            return _loop.UntilAsync(due, cancellation);
        }

        public void SetStatus(string status)
        {
        }

        public Guid NewGuid() => throw new NotSupportedException();

        public Task<TOutput> ChildAsync<TInput, TOutput>(Orchestration<TInput, TOutput> orchestration, TInput input, string? id = null) =>
            throw new NotSupportedException();

        public Task<T> WaitEventAsync<T>(WorkflowEvent<T> name, CancellationToken cancellation = default) => throw new NotSupportedException();

        public void SendEvent<T>(string id, WorkflowEvent<T> name, T payload) => throw new NotSupportedException();

        public void ContinueAsNew<TInput, TOutput>(Orchestration<TInput, TOutput> orchestration, TInput input) => throw new NotSupportedException();
    }

    private VirtualLoop Loop => loop;
}
