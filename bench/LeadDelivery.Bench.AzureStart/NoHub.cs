using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace LeadDelivery.Bench.AzureStart;

/// <summary>A hub that takes every start and runs nothing.</summary>
internal sealed class NoHub() : DurableTaskClient("bench")
{
    public override Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName, object? input = null, StartOrchestrationOptions? options = null, CancellationToken cancellation = default) =>
        Task.FromResult(options!.InstanceId!);

    public override Task RaiseEventAsync(
        string instanceId, string eventName, object? eventPayload = null, CancellationToken cancellation = default) => throw Nothing();

    public override Task<OrchestrationMetadata?> GetInstancesAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) => Task.FromResult<OrchestrationMetadata?>(null);

    public override AsyncPageable<OrchestrationMetadata> GetAllInstancesAsync(OrchestrationQuery? filter = null) => throw Nothing();

    public override Task<OrchestrationMetadata> WaitForInstanceStartAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) => throw Nothing();

    public override Task<OrchestrationMetadata> WaitForInstanceCompletionAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) => throw Nothing();

    public override Task SuspendInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) => throw Nothing();

    public override Task ResumeInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) => throw Nothing();

    public override ValueTask DisposeAsync() => default;

    private static NotSupportedException Nothing() => new("nothing runs here");
}
