using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using LeadDelivery.Core.Workflow;
using Microsoft.DurableTask;

namespace LeadDelivery.Functions.Durable;

/// <summary>An orchestration's view of Durable Functions. No await here may leave the orchestrator's thread: only the inner context's tasks are awaited.</summary>
internal sealed class DurableContext(TaskOrchestrationContext inner, string version, ContinuedInput began) : IWorkflowContext
{
    /// <summary>
    /// A call whose process dies is run again by the extension; one that throws is run three times in all, 5 and 15 s later: what fails
    /// then is mended by nobody within the time of a lead.
    /// </summary>
    private static readonly TaskOptions Retrying = new(new RetryPolicy(3, TimeSpan.FromSeconds(5), 3));

    private readonly HashSet<string> _heard = new(began.Heard, StringComparer.Ordinal);
    private int _calls = began.Calls;
    private DateTimeOffset _reached;

    public string InstanceId => inner.InstanceId;

    public string Version => version;

    // Workers' clocks differ: what one has seen pass has not yet passed for the next. Time stands still for it, so that no timer seems to come early.
    public DateTimeOffset UtcNow
    {
        get
        {
            var now = new DateTimeOffset(DateTime.SpecifyKind(inner.CurrentUtcDateTime, DateTimeKind.Utc));
            return _reached = now > _reached ? now : _reached;
        }
    }

    public bool IsReplaying => inner.IsReplaying;

    public Task<TOutput> CallAsync<TInput, TOutput>(Activity<TInput, TOutput> activity, TInput input, CallOptions? options = null)
    {
        var call = new ActivityCall(InstanceId, ++_calls, options?.Lane, Wire.Write(input, activity.Input));
        return ReadAsync(inner.CallActivityAsync<JsonElement>(activity.Name, Wire.Write(call, WireJson.Default.ActivityCall), Retrying), activity.Output);
    }

    public Task<TOutput> ChildAsync<TInput, TOutput>(Orchestration<TInput, TOutput> orchestration, TInput input, string? instanceId = null) => ReadAsync(
        inner.CallSubOrchestratorAsync<JsonElement>(
            orchestration.Name, Wire.Write(input, orchestration.Input),
            new SubOrchestrationOptions(new TaskOptions(), instanceId) { Version = orchestration.Version }),
        orchestration.Output);

    public async Task DelayUntilAsync(DateTimeOffset due, CancellationToken cancellation = default)
    {
        await inner.CreateTimer(due.UtcDateTime, cancellation);
        _reached = due > _reached ? due : _reached;
    }

    public async Task<T> WaitEventAsync<T>(WorkflowEvent<T> name, CancellationToken cancellation = default)
    {
        while (true)
        {
            var message = Wire.Read(
                await inner.WaitForExternalEvent<JsonElement>(name.Name, cancellation), WireJson.Default.EventMessage);
            if (message.Id is null || _heard.Add(message.Id))
            {
                return Wire.Read(message.Payload, name.Payload);
            }
        }
    }

    public void SendEvent<T>(string instanceId, WorkflowEvent<T> name, T payload) => inner.SendEvent(
        instanceId, name.Name, Wire.Write(new EventMessage(null, Wire.Write(payload, name.Payload)), WireJson.Default.EventMessage));

    public void SetStatus(string status) => inner.SetCustomStatus(status);

    public void ContinueAsNew<TInput, TOutput>(Orchestration<TInput, TOutput> orchestration, TInput input) =>
        inner.ContinueAsNew(Wire.Write(
            new ContinuedInput(_calls, [.. _heard.Order(StringComparer.Ordinal)], Wire.Write(input, orchestration.Input)),
            WireJson.Default.ContinuedInput));

    public Guid NewGuid() => inner.NewGuid();

    private static async Task<T> ReadAsync<T>(Task<JsonElement> task, JsonTypeInfo<T> type)
    {
        try
        {
            return Wire.Read(await task, type);
        }
        catch (TaskFailedException failed)
        {
            throw new ActivityFailedException(failed.TaskName, ActivityFaultException.TypeIn(failed.FailureDetails), "failed; the log has it");
        }
    }
}
