using LeadDelivery.Core.Alerts;
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

namespace LeadDelivery.Web.Recipients;

/// <summary><c>GET /api/alerts</c>: what somebody should look at, newest first. Operators only.</summary>
internal static class AlertEndpoints
{
    public static void MapAlerts(this IEndpointRouteBuilder endpoints)
    {
        var key = endpoints.ServiceProvider.GetRequiredService<OperatorKey>();
        endpoints.MapMethods("/api/alerts", Methods.Read, ListAsync).AddEndpointFilter(key.FilterAsync);
    }

    private static async Task<Results<JsonAnswer, Problem>> ListAsync(HttpContext context, RecipientOperations operations)
    {
        // The members that leads and alerts have in common are read in one way.
        var query = context.Request.Query;
        var shared = LeadListQuery.Read(query, out var errors);
        errors.Remove("outcome");
        if (errors.Count > 0)
        {
            return Problem.Invalid(errors);
        }

        var filter = new AlertFilter
        {
            From = shared.From,
            To = shared.To,
            Recipient = shared.Recipient,
            Kind = query["kind"].ToString() is { Length: > 0 } kind ? kind : null,
            Cursor = shared.Cursor,
            Limit = shared.Limit,
        };
        try
        {
            return Answer(await operations.Alerts(filter, context.RequestAborted));
        }
        catch (FormatException)
        {
            return Problem.Invalid("cursor", "expected the cursor of an earlier page");
        }
    }

    private static JsonAnswer Answer(AlertPage page) => new(200, writer =>
    {
        writer.WriteStartObject();
        writer.WriteStartArray("alerts"u8);
        foreach (var alert in page.Alerts)
        {
            writer.WriteStartObject();
            writer.WriteString("id"u8, alert.Id);
            writer.WriteString("at"u8, Value.DateText(alert.At));
            writer.WriteString("kind"u8, alert.Kind);
            writer.WriteString("recipient"u8, alert.Recipient);
            writer.WriteString("lead_id"u8, alert.Lead);
            writer.WriteString("message"u8, alert.Message);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteString("cursor"u8, page.Next);
        writer.WriteEndObject();
    });
}
