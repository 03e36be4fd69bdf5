using System.Text.Json;
using LeadDelivery.Functions.Hosting;
using Microsoft.Azure.Functions.Worker;

namespace LeadDelivery.Functions.Activities;

/// <summary>The activities that run for a batch's file, each a function of its own.</summary>
public sealed class BatchActivityFunctions(AzureHost host)
{
    /// <summary>Which rows belong to a file.</summary>
    [Function("TakeRows")]
    public Task<JsonElement> TakeRows([ActivityTrigger] JsonElement call, CancellationToken cancellation) => RunAsync("TakeRows", call, cancellation);

    /// <summary>A file, written, checked, packed and archived.</summary>
    [Function("BuildFile")]
    public Task<JsonElement> BuildFile([ActivityTrigger] JsonElement call, CancellationToken cancellation) => RunAsync("BuildFile", call, cancellation);

    /// <summary>One transfer of a file.</summary>
    [Function("SendFile")]
    public Task<JsonElement> SendFile([ActivityTrigger] JsonElement call, CancellationToken cancellation) => RunAsync("SendFile", call, cancellation);

    /// <summary>Where a file stands.</summary>
    [Function("MarkFile")]
    public Task<JsonElement> MarkFile([ActivityTrigger] JsonElement call, CancellationToken cancellation) => RunAsync("MarkFile", call, cancellation);

    /// <summary>What became of a chunk of a file's leads.</summary>
    [Function("SettleRows")]
    public Task<JsonElement> SettleRows([ActivityTrigger] JsonElement call, CancellationToken cancellation) => RunAsync("SettleRows", call, cancellation);

    /// <summary>New feedback files.</summary>
    [Function("FetchFeedback")]
    public Task<JsonElement> FetchFeedback([ActivityTrigger] JsonElement call, CancellationToken cancellation) => RunAsync("FetchFeedback", call, cancellation);

    /// <summary>What a part of a feedback file says of leads.</summary>
    [Function("SettleFeedback")]
    public Task<JsonElement> SettleFeedback([ActivityTrigger] JsonElement call, CancellationToken cancellation) => RunAsync("SettleFeedback", call, cancellation);

    private async Task<JsonElement> RunAsync(string name, JsonElement call, CancellationToken cancellation) =>
        await (await host.Running.WaitAsync(cancellation)).Activities.RunAsync(name, call, cancellation);
}
