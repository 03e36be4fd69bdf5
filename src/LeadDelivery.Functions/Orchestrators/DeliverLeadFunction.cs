using System.Text.Json;
using LeadDelivery.Functions.Hosting;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace LeadDelivery.Functions.Orchestrators;

/// <summary>Delivers a lead by its flow's plan; the instance's id is the lead's.</summary>
public sealed class DeliverLeadFunction(AzureHost host)
{
    /// <summary>Runs it. A worker that has just started is waited for without leaving the thread: an orchestrator may await nothing else.</summary>
    [Function("DeliverLead")]
    public Task<JsonElement> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context) =>
        host.Running.GetAwaiter().GetResult().Orchestrations.RunAsync("DeliverLead", context);
}
