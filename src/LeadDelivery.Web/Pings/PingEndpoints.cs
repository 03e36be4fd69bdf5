using System.Globalization;
using LeadDelivery.Core.Language;
using LeadDelivery.Web.Answers;
using LeadDelivery.Web.Api;
using LeadDelivery.Web.Leads;
using LeadDelivery.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace LeadDelivery.Web.Pings;

/// <summary>Pings of sources, and how many there were.</summary>
internal static class PingEndpoints
{
    /// <summary>The longest time counted in one call: 31 days of hours.</summary>
    private static readonly TimeSpan LongestCount = TimeSpan.FromDays(31);

    public static void MapPings(this IEndpointRouteBuilder endpoints)
    {
        var services = endpoints.ServiceProvider;
        var requests = ActivatorUtilities.CreateInstance<LeadRequests>(services);
        var submit = ActivatorUtilities.CreateInstance<SubmitEndpoint>(services, requests);
        endpoints.MapPost("/api/flows/{flow}/pings", ActivatorUtilities.CreateInstance<PingEndpoint>(services, requests, submit).HandleAsync);
        endpoints.MapMethods("/api/pings", Methods.Read, CountAsync)
            .AddEndpointFilter(services.GetRequiredService<OperatorKey>().FilterAsync);
    }

    private static async Task<Results<JsonAnswer, Problem>> CountAsync(HttpContext context, PingOperations pings, TimeProvider time)
    {
        var to = Moment(context.Request.Query["to"]) ?? time.GetUtcNow();
        var from = Moment(context.Request.Query["from"]) ?? to - TimeSpan.FromDays(1);
        var isWrong = context.Request.Query.ContainsKey("from") && Moment(context.Request.Query["from"]) is null;
        if (isWrong || (context.Request.Query.ContainsKey("to") && Moment(context.Request.Query["to"]) is null))
        {
            return Problem.Invalid(isWrong ? "from" : "to", "expected a date or a time such as 2026-11-21T10:00:00Z");
        }

        if (to - from > LongestCount)
        {
            return Problem.Invalid("from", $"expected at most {LongestCount.TotalDays} days before to");
        }

        var counts = await pings.Counts(from, to, context.RequestAborted);
        return new JsonAnswer(200, writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartArray("pings"u8);
            foreach (var (hour, count) in counts)
            {
                writer.WriteStartObject();
                writer.WriteString("hour"u8, Value.DateText(hour));
                writer.WriteString("source"u8, count.Source);
                writer.WriteString("flow"u8, count.Flow);
                writer.WriteNumber("pings"u8, count.Pings);
                writer.WriteNumber("offered"u8, count.Offered);
                writer.WriteNumber("posted"u8, count.Posted);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        });
    }

    private static DateTimeOffset? Moment(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment) ? moment : null;
}
