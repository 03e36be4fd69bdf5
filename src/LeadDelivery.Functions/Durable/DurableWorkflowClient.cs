using System.Text.Json;
using LeadDelivery.Core.Batches.Files;
using LeadDelivery.Core.Ports;
using LeadDelivery.Core.Workflow;
using Microsoft.DurableTask.Client;

namespace LeadDelivery.Functions.Durable;

/// <summary>Starts, finds and steers instances through Durable Functions.</summary>
public sealed class DurableWorkflowClient(Func<DurableTaskClient> clients, IRecordStore records, TimeProvider time) : IWorkflowClient
{
    private static readonly OrchestrationRuntimeStatus[] Ended =
        [OrchestrationRuntimeStatus.Completed, OrchestrationRuntimeStatus.Failed, OrchestrationRuntimeStatus.Terminated];

    private readonly Starter _starter = new(clients, records, time);

    /// <inheritdoc/>
    public ValueTask<StartResult> StartAsync(StartRequest request, CancellationToken cancellation) => _starter.StartAsync(request, cancellation);

    /// <summary>Finishes starts that were stored and not finished; returns how many.</summary>
    public Task<int> FinishStartsAsync(CancellationToken cancellation) => _starter.FinishAsync(cancellation);

    /// <inheritdoc/>
    public async ValueTask<bool> RaiseEventAsync(
        string instanceId, string eventId, string name, ReadOnlyMemory<byte> payload, CancellationToken cancellation)
    {
        if (await GetAsync(instanceId, cancellation) is not { Ended: false })
        {
            return false;
        }

        var message = Wire.Write(new EventMessage(eventId, Wire.Element(payload.Span)), WireJson.Default.EventMessage);
        await clients().RaiseEventAsync(instanceId, name, message, cancellation);
        return true;
    }

    /// <inheritdoc/>
    public async ValueTask<InstanceState?> GetAsync(string instanceId, CancellationToken cancellation) =>
        await clients().GetInstanceAsync(instanceId, getInputsAndOutputs: true, cancellation) is { } found ? State(found) : null;

    /// <summary>
    /// Instances, newest first. The task hub knows no order, so that all of a status are looked through; ids are ordered by time.
    /// </summary>
    public async ValueTask<IReadOnlyList<InstanceState>> ListAsync(InstanceStatus? status, string? before, int limit, CancellationToken cancellation)
    {
        var newest = new SortedDictionary<string, InstanceState>(Comparer<string>.Create((a, b) => string.CompareOrdinal(b, a)));
        var query = new OrchestrationQuery(Statuses: status is { } wanted ? Statuses(wanted) : null);
        await foreach (var page in clients().GetAllInstancesAsync(query).AsPages().WithCancellation(cancellation))
        {
            foreach (var found in page.Values.Where(found => before is null || string.CompareOrdinal(found.InstanceId, before) < 0))
            {
                newest[found.InstanceId] = State(found);
                if (newest.Count > limit)
                {
                    newest.Remove(newest.Keys.Last());
                }
            }
        }

        return [.. newest.Values];
    }

    /// <inheritdoc/>
    public async ValueTask<bool> TerminateAsync(string instanceId, string reason, CancellationToken cancellation) =>
        await OnAsync(instanceId, state => !state.Ended, () => clients().TerminateInstanceAsync(
            instanceId, new TerminateInstanceOptions(reason, Recursive: true), cancellation), cancellation);

    /// <inheritdoc/>
    public async ValueTask<bool> SuspendAsync(string instanceId, CancellationToken cancellation) => await OnAsync(
        instanceId, state => state.Status == InstanceStatus.Running, () => clients().SuspendInstanceAsync(instanceId, "by an operator", cancellation),
        cancellation);

    /// <inheritdoc/>
    public async ValueTask<bool> ResumeAsync(string instanceId, CancellationToken cancellation) => await OnAsync(
        instanceId, state => state.Status == InstanceStatus.Suspended, () => clients().ResumeInstanceAsync(instanceId, "by an operator", cancellation),
        cancellation);

    /// <inheritdoc/>
    public async ValueTask<int> PurgeAsync(DateTimeOffset before, CancellationToken cancellation)
    {
        // While the hub still knows the instances: what is interrupted is done in the next round. Those of leads go with their leads.
        foreach (var prefix in new[] { BatchWorkflows.InstancePrefix, BatchWorkflows.FeedbackPrefix })
        {
            var ended = new OrchestrationQuery(CreatedTo: before, Statuses: Ended, InstanceIdPrefix: prefix);
            await foreach (var page in clients().GetAllInstancesAsync(ended).AsPages().WithCancellation(cancellation))
            {
                foreach (var instance in page.Values)
                {
                    await RunRow.RemoveAsync(records, instance.InstanceId, cancellation);
                }
            }
        }

        return (await clients().PurgeAllInstancesAsync(new PurgeInstancesFilter(null, before, Ended), null, cancellation)).PurgedInstanceCount;
    }

    private async ValueTask<bool> OnAsync(string instanceId, Predicate<InstanceState> applies, Func<Task> act, CancellationToken cancellation)
    {
        if (await GetAsync(instanceId, cancellation) is not { } state || !applies(state))
        {
            return false;
        }

        await act();
        return true;
    }

    private static InstanceState State(OrchestrationMetadata found) => new(
        found.InstanceId, found.Name, "", StatusOf(found.RuntimeStatus), found.CreatedAt, found.LastUpdatedAt, Text(found.SerializedCustomStatus),
        found.SerializedOutput is { } output && found.RuntimeStatus == OrchestrationRuntimeStatus.Completed
            ? System.Text.Encoding.UTF8.GetBytes(output)
            : default,
        found.FailureDetails?.ErrorType);

    private static string? Text(string? json) => json is null ? null : JsonDocument.Parse(json).RootElement is { ValueKind: JsonValueKind.String } text
        ? text.GetString()
        : json;

    private static InstanceStatus StatusOf(OrchestrationRuntimeStatus status) => status switch
    {
        OrchestrationRuntimeStatus.Completed => InstanceStatus.Completed,
        OrchestrationRuntimeStatus.Failed => InstanceStatus.Failed,
        OrchestrationRuntimeStatus.Terminated => InstanceStatus.Terminated,
        OrchestrationRuntimeStatus.Suspended => InstanceStatus.Suspended,
        _ => InstanceStatus.Running,
    };

    // A failed orchestration of ours is one whose code and history disagree as well: the extension does not tell the two apart.
    private static IEnumerable<OrchestrationRuntimeStatus> Statuses(InstanceStatus status) => status switch
    {
        InstanceStatus.Completed => [OrchestrationRuntimeStatus.Completed],
        InstanceStatus.Failed or InstanceStatus.Quarantined => [OrchestrationRuntimeStatus.Failed],
        InstanceStatus.Terminated => [OrchestrationRuntimeStatus.Terminated],
        InstanceStatus.Suspended => [OrchestrationRuntimeStatus.Suspended],
        _ => [OrchestrationRuntimeStatus.Running, OrchestrationRuntimeStatus.Pending],
    };
}
