using LeadDelivery.Core.Workflow;

namespace LeadDelivery.Core.Tests.Gates;

/// <summary>Instances of which all run but those that are said to have ended.</summary>
internal sealed class EndedInstances(Func<string, bool> ended) : IWorkflowClient
{
    public ValueTask<InstanceState?> GetAsync(string instanceId, CancellationToken cancellation) => new(new InstanceState(
        instanceId, "", "", ended(instanceId) ? InstanceStatus.Terminated : InstanceStatus.Running, default, default, null, default, null));

    public ValueTask<StartResult> StartAsync(StartRequest request, CancellationToken cancellation) => throw new NotSupportedException();

    public ValueTask<bool> RaiseEventAsync(
        string instanceId, string eventId, string name, ReadOnlyMemory<byte> payload, CancellationToken cancellation) =>
        throw new NotSupportedException();

    public ValueTask<IReadOnlyList<InstanceState>> ListAsync(
        InstanceStatus? status, string? before, int limit, CancellationToken cancellation) => throw new NotSupportedException();

    public ValueTask<bool> TerminateAsync(string instanceId, string reason, CancellationToken cancellation) => throw new NotSupportedException();

    public ValueTask<bool> SuspendAsync(string instanceId, CancellationToken cancellation) => throw new NotSupportedException();

    public ValueTask<bool> ResumeAsync(string instanceId, CancellationToken cancellation) => throw new NotSupportedException();

    public ValueTask<int> PurgeAsync(DateTimeOffset before, CancellationToken cancellation) => throw new NotSupportedException();
}
