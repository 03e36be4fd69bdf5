using LeadDelivery.Functions.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace LeadDelivery.Functions.Functions;

/// <summary>Alerts, the API's own description, health, and the sandbox's buyers. Keys are checked by the API itself, so the trigger asks for none.</summary>
public sealed class OperationFunctions(ApiPipeline api)
{
    /// <summary>Lists alerts.</summary>
    [Function("ListAlerts")]
    public Task<IActionResult> ListAlerts(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "alerts")] HttpRequest request) => api.AnswerAsync(request);

    /// <summary>Describes the API.</summary>
    [Function("GetOpenApi")]
    public Task<IActionResult> GetOpenApi(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "openapi.json")] HttpRequest request) => api.AnswerAsync(request);

    /// <summary>Says that the worker runs.</summary>
    [Function("HealthLive")]
    public Task<IActionResult> HealthLive(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "health/live")] HttpRequest request) => api.AnswerAsync(request);

    /// <summary>Says whether leads are taken.</summary>
    [Function("HealthReady")]
    public Task<IActionResult> HealthReady(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "health/ready")] HttpRequest request) => api.AnswerAsync(request);

    /// <summary>Answers as a buyer of the sandbox does.</summary>
    [Function("SandboxBuyer")]
    public Task<IActionResult> SandboxBuyer(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "sandbox/{buyer}")] HttpRequest request) => api.AnswerAsync(request);
}
