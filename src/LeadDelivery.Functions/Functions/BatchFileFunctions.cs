using LeadDelivery.Functions.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace LeadDelivery.Functions.Functions;

/// <summary>Files of batches, for operators. Keys are checked by the API itself, so the trigger asks for none.</summary>
public sealed class BatchFileFunctions(ApiPipeline api)
{
    /// <summary>Lists a batch's files.</summary>
    [Function("ListFiles")]
    public Task<IActionResult> ListFiles(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "batches/{id}/files")] HttpRequest request) => api.AnswerAsync(request);

    /// <summary>Shows a file's report.</summary>
    [Function("GetFile")]
    public Task<IActionResult> GetFile(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "batches/{id}/files/{file}")] HttpRequest request) => api.AnswerAsync(request);

    /// <summary>Lists a file's rows, with what became of each.</summary>
    [Function("ListFileRows")]
    public Task<IActionResult> ListFileRows(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "batches/{id}/files/{file}/rows")] HttpRequest request) => api.AnswerAsync(request);

    /// <summary>Gives the file as it was sent.</summary>
    [Function("DownloadFile")]
    public Task<IActionResult> DownloadFile(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "batches/{id}/files/{file}/download")] HttpRequest request) => api.AnswerAsync(request);

    /// <summary>Lets a file go that checks have held.</summary>
    [Function("ReleaseFile")]
    public Task<IActionResult> ReleaseFile(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "batches/{id}/files/{file}/release")] HttpRequest request,
        [DurableClient] DurableTaskClient client) => api.AnswerAsync(request, client);

    /// <summary>Sends a file once more.</summary>
    [Function("ResendFile")]
    public Task<IActionResult> ResendFile(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "batches/{id}/files/{file}/resend")] HttpRequest request,
        [DurableClient] DurableTaskClient client) => api.AnswerAsync(request, client);

    /// <summary>Says that a file has arrived which cannot be looked up.</summary>
    [Function("ConfirmFile")]
    public Task<IActionResult> ConfirmFile(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "batches/{id}/files/{file}/confirm")] HttpRequest request,
        [DurableClient] DurableTaskClient client) => api.AnswerAsync(request, client);

    /// <summary>Gives a file up.</summary>
    [Function("DiscardFile")]
    public Task<IActionResult> DiscardFile(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "batches/{id}/files/{file}/discard")] HttpRequest request,
        [DurableClient] DurableTaskClient client) => api.AnswerAsync(request, client);
}
