using System.Text.Json;
using LeadDelivery.Functions.Hosting;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace LeadDelivery.Functions.Orchestrators;

/// <summary>Brings a batch's file to its recipient; the instance's id is <c>file-</c> and the file's.</summary>
public sealed class SendBatchFileFunction(AzureHost host)
{
    /// <summary>Runs it. A worker that has just started is waited for without leaving the thread: an orchestrator may await nothing else.</summary>
    [Function("SendBatchFile")]
    public Task<JsonElement> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context) =>
        host.Running.GetAwaiter().GetResult().Orchestrations.RunAsync("SendBatchFile", context);
}
