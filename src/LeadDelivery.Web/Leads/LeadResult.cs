using System.Text.Json;
using LeadDelivery.Web.Answers;
using Microsoft.AspNetCore.Http;

namespace LeadDelivery.Web.Leads;

/// <summary>A lead as JSON or XML, as the caller accepts.</summary>
/// <param name="Write">Writes it as JSON.</param>
internal sealed record LeadResult(Action<Utf8JsonWriter> Write) : IResult
{
    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext) => Negotiation.PrefersXml(httpContext.Request)
        ? LeadAnswerXml.WriteAsync(httpContext, Write)
        : new JsonAnswer(StatusCodes.Status200OK, Write).ExecuteAsync(httpContext);
}
