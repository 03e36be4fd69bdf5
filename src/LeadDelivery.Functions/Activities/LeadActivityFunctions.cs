using System.Text.Json;
using LeadDelivery.Functions.Hosting;
using Microsoft.Azure.Functions.Worker;

namespace LeadDelivery.Functions.Activities;

/// <summary>The activities that run for a lead, each a function of its own.</summary>
public sealed class LeadActivityFunctions(AzureHost host)
{
    /// <summary>Whether a node's condition holds.</summary>
    [Function("TestCondition")]
    public Task<JsonElement> TestCondition([ActivityTrigger] JsonElement call, CancellationToken cancellation) => RunAsync("TestCondition", call, cancellation);

    /// <summary>Whether a delivery may begin.</summary>
    [Function("AdmitDelivery")]
    public Task<JsonElement> AdmitDelivery([ActivityTrigger] JsonElement call, CancellationToken cancellation) => RunAsync("AdmitDelivery", call, cancellation);

    /// <summary>One ping round of an auction, all its bidders.</summary>
    [Function("PingBidders")]
    public Task<JsonElement> PingBidders([ActivityTrigger] JsonElement call, CancellationToken cancellation) => RunAsync("PingBidders", call, cancellation);

    /// <summary>The bids that a source's ping has brought.</summary>
    [Function("TakeBids")]
    public Task<JsonElement> TakeBids([ActivityTrigger] JsonElement call, CancellationToken cancellation) => RunAsync("TakeBids", call, cancellation);

    /// <summary>What became of bids.</summary>
    [Function("CloseAuction")]
    public Task<JsonElement> CloseAuction([ActivityTrigger] JsonElement call, CancellationToken cancellation) => RunAsync("CloseAuction", call, cancellation);

    /// <summary>The end of a delivery that waits.</summary>
    [Function("CloseDelivery")]
    public Task<JsonElement> CloseDelivery([ActivityTrigger] JsonElement call, CancellationToken cancellation) => RunAsync("CloseDelivery", call, cancellation);

    /// <summary>The end of a race or a window.</summary>
    [Function("RecordPhase")]
    public Task<JsonElement> RecordPhase([ActivityTrigger] JsonElement call, CancellationToken cancellation) => RunAsync("RecordPhase", call, cancellation);

    /// <summary>Whose turn it is in a rotation.</summary>
    [Function("PickMember")]
    public Task<JsonElement> PickMember([ActivityTrigger] JsonElement call, CancellationToken cancellation) => RunAsync("PickMember", call, cancellation);

    /// <summary>A sale that came too late.</summary>
    [Function("Supersede")]
    public Task<JsonElement> Supersede([ActivityTrigger] JsonElement call, CancellationToken cancellation) => RunAsync("Supersede", call, cancellation);

    /// <summary>A delivery that is not tried.</summary>
    [Function("RecordSkip")]
    public Task<JsonElement> RecordSkip([ActivityTrigger] JsonElement call, CancellationToken cancellation) => RunAsync("RecordSkip", call, cancellation);

    /// <summary>An attempt that could not be run.</summary>
    [Function("RecordFault")]
    public Task<JsonElement> RecordFault([ActivityTrigger] JsonElement call, CancellationToken cancellation) => RunAsync("RecordFault", call, cancellation);

    /// <summary>A lead's outcome.</summary>
    [Function("RecordOutcome")]
    public Task<JsonElement> RecordOutcome([ActivityTrigger] JsonElement call, CancellationToken cancellation) => RunAsync("RecordOutcome", call, cancellation);

    /// <summary>One request to one recipient.</summary>
    [Function("AttemptDelivery")]
    public Task<JsonElement> AttemptDelivery([ActivityTrigger] JsonElement call, CancellationToken cancellation) => RunAsync("AttemptDelivery", call, cancellation);

    private async Task<JsonElement> RunAsync(string name, JsonElement call, CancellationToken cancellation) =>
        await (await host.Running.WaitAsync(cancellation)).Activities.RunAsync(name, call, cancellation);
}
