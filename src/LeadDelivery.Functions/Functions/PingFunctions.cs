using LeadDelivery.Functions.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace LeadDelivery.Functions.Functions;

/// <summary>Pings of sources. Keys are checked by the API itself, so the trigger asks for none.</summary>
public sealed class PingFunctions(ApiPipeline api)
{
    /// <summary>Answers a source's ping with a price.</summary>
    [Function("SubmitPing")]
    public Task<IActionResult> SubmitPing(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "flows/{flow}/pings")] HttpRequest request,
        [DurableClient] DurableTaskClient client) => api.AnswerAsync(request, client);

    /// <summary>Counts pings.</summary>
    [Function("CountPings")]
    public Task<IActionResult> CountPings(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "pings")] HttpRequest request) => api.AnswerAsync(request);
}
