using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using LeadDelivery.Core.Workflow;

namespace LeadDelivery.Testing;

/// <summary>
/// Runs orchestrations and activities in memory, at once and without replay: for tests of what they decide. Timers do not
/// wait; <see cref="Delays"/> tells what they were.
/// </summary>
public sealed class MemoryWorkflows(MemoryRecordStore records, WorkflowRegistry registry, TimeProvider time) : IWorkflowClient
{
    private readonly ConcurrentDictionary<string, Task<byte[]>> _instances = new();

    /// <summary>What the next starts answer instead of starting.</summary>
    public StartOutcome? Refuse { get; set; }

    /// <summary>Every timer waited for, in order.</summary>
    public ConcurrentQueue<(string InstanceId, TimeSpan Wait)> Delays { get; } = new();

    /// <summary>Every JSON that orchestrations and activities handed each other.</summary>
    public ConcurrentQueue<string> Messages { get; } = new();

    public ValueTask<StartResult> StartAsync(StartRequest request, CancellationToken cancellation)
    {
        if (Refuse is { } refusal)
        {
            return ValueTask.FromResult(new StartResult(refusal));
        }

        lock (_instances)
        {
            if (_instances.ContainsKey(request.InstanceId))
            {
                return ValueTask.FromResult(new StartResult(StartOutcome.AlreadyExists));
            }

            if (records.WriteAnywhere(request.Records) is var conflict and >= 0)
            {
                return ValueTask.FromResult(new StartResult(StartOutcome.RecordConflict, conflict));
            }

            Messages.Enqueue(Encoding.UTF8.GetString(request.Input.Span));
            var orchestration = registry.FindOrchestration(request.Orchestration, request.Version)!;
            _instances[request.InstanceId] = Task.Run(() => orchestration.Run(new Context(this, request.InstanceId, request.Version), request.Input));
        }

        return ValueTask.FromResult(new StartResult(StartOutcome.Started));
    }

    /// <summary>The instance's output, once it has ended.</summary>
    public Task<byte[]> EndOf(string instanceId) => _instances[instanceId];

    public ValueTask<InstanceState?> GetAsync(string instanceId, CancellationToken cancellation) => throw new NotSupportedException();

    public ValueTask<bool> RaiseEventAsync(string instanceId, string eventId, string name, ReadOnlyMemory<byte> payload, CancellationToken cancellation) =>
        throw new NotSupportedException();

    public ValueTask<IReadOnlyList<InstanceState>> ListAsync(InstanceStatus? status, string? before, int limit, CancellationToken cancellation) =>
        throw new NotSupportedException();

    public ValueTask<bool> TerminateAsync(string instanceId, string reason, CancellationToken cancellation) => throw new NotSupportedException();

    public ValueTask<bool> SuspendAsync(string instanceId, CancellationToken cancellation) => throw new NotSupportedException();

    public ValueTask<bool> ResumeAsync(string instanceId, CancellationToken cancellation) => throw new NotSupportedException();

    public ValueTask<int> PurgeAsync(DateTimeOffset before, CancellationToken cancellation) => throw new NotSupportedException();

    private sealed class Context(MemoryWorkflows owner, string instanceId, string version) : IWorkflowContext
    {
        private int _tasks;

        public string InstanceId => instanceId;

        public string Version => version;

        public DateTimeOffset UtcNow => owner.Now;

        public bool IsReplaying => false;

        public async Task<TOutput> CallAsync<TInput, TOutput>(Activity<TInput, TOutput> activity, TInput input, CallOptions? options = null)
        {
            var json = JsonSerializer.SerializeToUtf8Bytes(input, activity.Input);
            owner.Messages.Enqueue(Encoding.UTF8.GetString(json));
            var call = new MemoryActivity(owner.Records, instanceId, Interlocked.Increment(ref _tasks));
            byte[] output;
            try
            {
                output = await owner.Registry.FindActivity(activity.Name)!.Run(call, json, CancellationToken.None);
            }
            catch (Exception fault)
            {
                throw new ActivityFailedException(activity.Name, fault.GetType().Name, "failed");
            }

            call.Commit();
            owner.Messages.Enqueue(Encoding.UTF8.GetString(output));
            return JsonSerializer.Deserialize(output, activity.Output)!;
        }

        public Task DelayUntilAsync(DateTimeOffset due, CancellationToken cancellation = default)
        {
            owner.Delays.Enqueue((instanceId, due - UtcNow));
            return Task.CompletedTask;
        }

        public void SetStatus(string status) => owner.Messages.Enqueue(status);

        public Guid NewGuid() => Guid.NewGuid();

        public Task<TOutput> ChildAsync<TInput, TOutput>(Orchestration<TInput, TOutput> orchestration, TInput input, string? id = null) =>
            throw new NotSupportedException();

        public Task<T> WaitEventAsync<T>(WorkflowEvent<T> name, CancellationToken cancellation = default) => throw new NotSupportedException();

        public void SendEvent<T>(string id, WorkflowEvent<T> name, T payload) => throw new NotSupportedException();

        public void ContinueAsNew<TInput, TOutput>(Orchestration<TInput, TOutput> orchestration, TInput input) => throw new NotSupportedException();
    }

    private MemoryRecordStore Records => records;

    private WorkflowRegistry Registry => registry;

    private DateTimeOffset Now => time.GetUtcNow();
}
