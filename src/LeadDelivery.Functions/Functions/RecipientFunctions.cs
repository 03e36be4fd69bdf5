using LeadDelivery.Functions.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace LeadDelivery.Functions.Functions;

/// <summary>Recipients, for operators. Keys are checked by the API itself, so the trigger asks for none.</summary>
public sealed class RecipientFunctions(ApiPipeline api)
{
    /// <summary>Lists recipients.</summary>
    [Function("ListRecipients")]
    public Task<IActionResult> ListRecipients(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "recipients")] HttpRequest request) => api.AnswerAsync(request);

    /// <summary>Shows a recipient and how it stands.</summary>
    [Function("GetRecipient")]
    public Task<IActionResult> GetRecipient(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "recipients/{id}")] HttpRequest request) => api.AnswerAsync(request);

    /// <summary>Stops deliveries to a recipient.</summary>
    [Function("PauseRecipient")]
    public Task<IActionResult> PauseRecipient(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "recipients/{id}/pause")] HttpRequest request) => api.AnswerAsync(request);

    /// <summary>Starts them again.</summary>
    [Function("ResumeRecipient")]
    public Task<IActionResult> ResumeRecipient(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "recipients/{id}/resume")] HttpRequest request) => api.AnswerAsync(request);

    /// <summary>Opens or closes a recipient's circuit by hand.</summary>
    [Function("ForceCircuit")]
    public Task<IActionResult> ForceCircuit(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "recipients/{id}/circuit")] HttpRequest request) => api.AnswerAsync(request);

    /// <summary>Shows the request that a lead would become.</summary>
    [Function("PreviewRecipient")]
    public Task<IActionResult> PreviewRecipient(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "recipients/{id}/preview")] HttpRequest request) => api.AnswerAsync(request);

    /// <summary>Sends a sample to a recipient's sandbox.</summary>
    [Function("TestRecipient")]
    public Task<IActionResult> TestRecipient(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "recipients/{id}/test")] HttpRequest request) => api.AnswerAsync(request);

    /// <summary>Shows a prepaid balance.</summary>
    [Function("GetBalance")]
    public Task<IActionResult> GetBalance(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "recipients/{id}/balance")] HttpRequest request) => api.AnswerAsync(request);

    /// <summary>Puts money into a balance.</summary>
    [Function("TopUpBalance")]
    public Task<IActionResult> TopUpBalance(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "recipients/{id}/balance")] HttpRequest request) => api.AnswerAsync(request);

    /// <summary>Lists the versions of a recipient.</summary>
    [Function("ListRecipientVersions")]
    public Task<IActionResult> ListRecipientVersions(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "recipients/{id}/versions")] HttpRequest request) => api.AnswerAsync(request);

    /// <summary>Compares two of them.</summary>
    [Function("CompareRecipientVersions")]
    public Task<IActionResult> CompareRecipientVersions(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "recipients/{id}/versions/{from}/diff/{to}")] HttpRequest request) => api.AnswerAsync(request);
}
