using System.Text.Json;
using LeadDelivery.Functions.Hosting;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace LeadDelivery.Functions.Orchestrators;

/// <summary>Reads what a batch's recipient says of rows it was sent.</summary>
public sealed class ReadBatchFeedbackFunction(AzureHost host)
{
    /// <summary>Runs it. A worker that has just started is waited for without leaving the thread: an orchestrator may await nothing else.</summary>
    [Function("ReadBatchFeedback")]
    public Task<JsonElement> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context) =>
        host.Running.GetAwaiter().GetResult().Orchestrations.RunAsync("ReadBatchFeedback", context);
}
