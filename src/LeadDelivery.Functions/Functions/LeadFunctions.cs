using LeadDelivery.Functions.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace LeadDelivery.Functions.Functions;

/// <summary>Leads: taken in, read, delivered again, reviewed, erased. Keys are checked by the API itself, so the trigger asks for none.</summary>
public sealed class LeadFunctions(ApiPipeline api)
{
    /// <summary>Takes a lead in.</summary>
    [Function("SubmitLead")]
    public Task<IActionResult> SubmitLead(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "flows/{flow}/leads")] HttpRequest request,
        [DurableClient] DurableTaskClient client) => api.AnswerAsync(request, client);

    /// <summary>Lists leads.</summary>
    [Function("ListLeads")]
    public Task<IActionResult> ListLeads(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "leads")] HttpRequest request) => api.AnswerAsync(request);

    /// <summary>Reads a lead.</summary>
    [Function("GetLead")]
    public Task<IActionResult> GetLead(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "leads/{id}")] HttpRequest request) => api.AnswerAsync(request);

    /// <summary>Reads a lead's audit trail.</summary>
    [Function("GetLeadEvents")]
    public Task<IActionResult> GetLeadEvents(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "leads/{id}/events")] HttpRequest request) => api.AnswerAsync(request);

    /// <summary>Delivers a lead once more.</summary>
    [Function("RedeliverLead")]
    public Task<IActionResult> RedeliverLead(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "leads/{id}/redeliver")] HttpRequest request,
        [DurableClient] DurableTaskClient client) => api.AnswerAsync(request, client);

    /// <summary>Decides about a lead that waits for review.</summary>
    [Function("ReviewLead")]
    public Task<IActionResult> ReviewLead(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "leads/{id}/review")] HttpRequest request,
        [DurableClient] DurableTaskClient client) => api.AnswerAsync(request, client);

    /// <summary>Erases a consumer's data.</summary>
    [Function("EraseLead")]
    public Task<IActionResult> EraseLead(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "leads/{id}")] HttpRequest request) => api.AnswerAsync(request);
}
