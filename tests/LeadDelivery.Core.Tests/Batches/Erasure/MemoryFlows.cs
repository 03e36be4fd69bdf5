using System.Collections.Concurrent;
using System.Text.Json;
using System.Threading.Channels;
using LeadDelivery.Core.Ports;
using LeadDelivery.Core.Workflow;
using LeadDelivery.Testing;

namespace LeadDelivery.Core.Tests.Batches.Erasure;

/// <summary>Runs the workflows of files in memory, without replay: with events and fresh starts. Timers do not wait.</summary>
internal sealed class MemoryFlows(MemoryRecordStore records, WorkflowRegistry registry, TimeProvider time) : IWorkflowClient
{
    private readonly ConcurrentDictionary<string, Task> _instances = new();
    private readonly ConcurrentDictionary<string, Channel<ReadOnlyMemory<byte>>> _events = new();

    /// <summary>Called before an activity runs, with its name.</summary>
    public Func<string, Task> Before { get; set; } = _ => Task.CompletedTask;

    /// <summary>Called where an instance waits for its next try.</summary>
    public Func<Task> Waits { get; set; } = () => Task.CompletedTask;

    public Task EndOf(string instance) => _instances[instance].WaitAsync(TimeSpan.FromSeconds(30));

    public ValueTask<StartResult> StartAsync(StartRequest request, CancellationToken cancellation)
    {
        Assert.Equal(-1, records.WriteAnywhere(request.Records));
        var code = registry.FindOrchestration(request.Orchestration, request.Version)!;
        _instances[request.InstanceId] = Task.Run(
            async () =>
            {
                ReadOnlyMemory<byte>? input = request.Input;
                while (input is { } given)
                {
                    var context = new Context(this, request.InstanceId, request.Version);
                    await code.Run(context, given);
                    input = context.Next;
                }
            },
            CancellationToken.None);
        return ValueTask.FromResult(new StartResult(StartOutcome.Started));
    }

    public async ValueTask<bool> RaiseEventAsync(
        string instanceId, string eventId, string name, ReadOnlyMemory<byte> payload, CancellationToken cancellation)
    {
        await EventsOf(instanceId).Writer.WriteAsync(payload.ToArray(), cancellation);
        return true;
    }

    public ValueTask<InstanceState?> GetAsync(string instanceId, CancellationToken cancellation) => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<InstanceState>> ListAsync(InstanceStatus? status, string? before, int limit, CancellationToken cancellation) =>
        throw new NotSupportedException();

    public ValueTask<bool> TerminateAsync(string instanceId, string reason, CancellationToken cancellation) => throw new NotSupportedException();

    public ValueTask<bool> SuspendAsync(string instanceId, CancellationToken cancellation) => throw new NotSupportedException();

    public ValueTask<bool> ResumeAsync(string instanceId, CancellationToken cancellation) => throw new NotSupportedException();

    public ValueTask<int> PurgeAsync(DateTimeOffset before, CancellationToken cancellation) => throw new NotSupportedException();

    private Channel<ReadOnlyMemory<byte>> EventsOf(string instance) =>
        _events.GetOrAdd(instance, _ => Channel.CreateUnbounded<ReadOnlyMemory<byte>>());

    private sealed class Context(MemoryFlows owner, string instance, string version) : IWorkflowContext
    {
        private int _calls;

        public ReadOnlyMemory<byte>? Next { get; private set; }

        public string InstanceId => instance;

        public string Version => version;

        public DateTimeOffset UtcNow => owner.Now;

        public bool IsReplaying => false;

        public async Task<TOutput> CallAsync<TInput, TOutput>(Activity<TInput, TOutput> activity, TInput input, CallOptions? options = null)
        {
            await owner.Before(activity.Name);
            var call = new Call(owner.Records, instance, ++_calls);
            var json = JsonSerializer.SerializeToUtf8Bytes(input, activity.Input);
            var output = await owner.Registry.FindActivity(activity.Name)!.Run(call, json, CancellationToken.None);
            call.Commit();
            return JsonSerializer.Deserialize(output, activity.Output)!;
        }

        public Task DelayUntilAsync(DateTimeOffset due, CancellationToken cancellation = default) => owner.Waits();

        public async Task<T> WaitEventAsync<T>(WorkflowEvent<T> name, CancellationToken cancellation = default) =>
            JsonSerializer.Deserialize((await owner.EventsOf(instance).Reader.ReadAsync(cancellation)).Span, name.Payload)!;

        public void ContinueAsNew<TInput, TOutput>(Orchestration<TInput, TOutput> orchestration, TInput input) =>
            Next = JsonSerializer.SerializeToUtf8Bytes(input, orchestration.Input);

        public void SetStatus(string status)
        {
        }

        public Guid NewGuid() => throw new NotSupportedException();

        public Task<TOutput> ChildAsync<TInput, TOutput>(Orchestration<TInput, TOutput> orchestration, TInput input, string? id = null) =>
            throw new NotSupportedException();

        public void SendEvent<T>(string id, WorkflowEvent<T> name, T payload) => throw new NotSupportedException();
    }

    private sealed class Call(MemoryRecordStore records, string instance, int task) : IActivityContext
    {
        private readonly List<RecordOperation> _writes = [];
        private readonly List<Action> _after = [];

        public string InstanceId => instance;

        public int TaskId => task;

        public bool MayBeRepeat => false;

        public IRecordStore Records => records;

        public void Write(RecordOperation operation) => _writes.Add(operation);

        public async ValueTask WriteNowAsync(RecordOperation operation, CancellationToken cancellation) =>
            Assert.Equal(-1, await records.WriteAsync([operation], cancellation));

        public void WriteSoon(RecordOperation operation) => records.WriteAnywhere([operation]);

        public void AfterCommit(Action action) => _after.Add(action);

        public void Commit()
        {
            Assert.Equal(-1, records.WriteAnywhere(_writes));
            _after.ForEach(action => action());
        }
    }

    private MemoryRecordStore Records => records;

    private WorkflowRegistry Registry => registry;

    private DateTimeOffset Now => time.GetUtcNow();
}
