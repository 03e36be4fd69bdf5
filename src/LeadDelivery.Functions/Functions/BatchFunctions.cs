using LeadDelivery.Functions.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace LeadDelivery.Functions.Functions;

/// <summary>Batches, for operators. Keys are checked by the API itself, so the trigger asks for none.</summary>
public sealed class BatchFunctions(ApiPipeline api)
{
    /// <summary>Lists batches.</summary>
    [Function("ListBatches")]
    public Task<IActionResult> ListBatches(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "batches")] HttpRequest request) => api.AnswerAsync(request);

    /// <summary>Shows a batch and how it stands.</summary>
    [Function("GetBatch")]
    public Task<IActionResult> GetBatch(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "batches/{id}")] HttpRequest request) => api.AnswerAsync(request);

    /// <summary>Makes a file of what waits.</summary>
    [Function("RunBatch")]
    public Task<IActionResult> RunBatch(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "batches/{id}/run")] HttpRequest request,
        [DurableClient] DurableTaskClient client) => api.AnswerAsync(request, client);

    /// <summary>Keeps the schedule from making files.</summary>
    [Function("HoldBatch")]
    public Task<IActionResult> HoldBatch(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "batches/{id}/hold")] HttpRequest request) => api.AnswerAsync(request);

    /// <summary>Lets it again.</summary>
    [Function("ReleaseBatch")]
    public Task<IActionResult> ReleaseBatch(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "batches/{id}/release")] HttpRequest request) => api.AnswerAsync(request);
}
