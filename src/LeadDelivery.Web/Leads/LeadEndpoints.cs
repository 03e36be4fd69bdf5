using LeadDelivery.Core.Leads;
using LeadDelivery.Web.Answers;
using LeadDelivery.Web.Api;
using LeadDelivery.Web.Operations;
using LeadDelivery.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace LeadDelivery.Web.Leads;

/// <summary>Everything under <c>/api/leads</c>, and the submission.</summary>
internal static class LeadEndpoints
{
    internal static readonly Problem Unknown = Problem.NotFound("There is no lead of this id.");

    public static void MapLeads(this IEndpointRouteBuilder endpoints)
    {
        var submit = ActivatorUtilities.CreateInstance<SubmitEndpoint>(
            endpoints.ServiceProvider, ActivatorUtilities.CreateInstance<LeadRequests>(endpoints.ServiceProvider));
        endpoints.MapPost("/api/flows/{flow}/leads", submit.HandleAsync);

        endpoints.MapMethods("/api/leads/{id}", Methods.Read, GetAsync);

        var key = endpoints.ServiceProvider.GetRequiredService<OperatorKey>();
        var operators = endpoints.MapGroup("/api/leads").AddEndpointFilter(key.FilterAsync);
        operators.MapMethods("", Methods.Read, ListAsync);
        operators.MapMethods("/{id}/events", Methods.Read, EventsAsync);
        operators.MapPost("/{id}/redeliver", RedeliverAsync);
        operators.MapPost("/{id}/review", ReviewEndpoint.PostAsync);
        operators.MapDelete("/{id}", EraseAsync);
    }

    private static async Task<IResult> GetAsync(
        string id, HttpContext context, LeadOperations leads, OperatorKey operators, SourceKeys keys)
    {
        if (operators.Matches(context.Request))
        {
            return await leads.Get(id, context.RequestAborted) is { } any
                ? new LeadResult(writer => LeadAnswer.WriteForOperator(writer, any))
                : Unknown;
        }

        if (keys.Find(context.Request) is not { } source)
        {
            return SourceKeys.Unauthorized;
        }

        // Another source's lead and no lead are told apart by nothing.
        return await leads.Get(id, context.RequestAborted) is { } lead && lead.Source == source.Id
            ? new LeadResult(writer => LeadAnswer.Write(writer, lead, source.Reply))
            : Unknown;
    }

    private static async Task<Results<JsonAnswer, Problem>> ListAsync(HttpContext context, LeadOperations leads)
    {
        var filter = LeadListQuery.Read(context.Request.Query, out var errors);
        if (errors.Count > 0)
        {
            return Problem.Invalid(errors);
        }

        try
        {
            var page = await leads.List(filter, context.RequestAborted);
            return new JsonAnswer(200, writer =>
            {
                writer.WriteStartObject();
                writer.WriteStartArray("leads"u8);
                foreach (var lead in page.Leads)
                {
                    LeadAnswer.WriteForOperator(writer, lead);
                }

                writer.WriteEndArray();
                writer.WriteString("cursor"u8, page.Cursor);
                writer.WriteEndObject();
            });
        }
        catch (FormatException)
        {
            return Problem.Invalid("cursor", "expected the cursor of an earlier page");
        }
    }

    private static async Task<Results<JsonAnswer, Problem>> EventsAsync(string id, LeadOperations leads, CancellationToken cancellation) =>
        await leads.Events(id, cancellation) is { } events ? new JsonAnswer(200, writer => LeadEvents.Write(writer, events)) : Unknown;

    private static async Task<Results<JsonAnswer, Problem>> RedeliverAsync(
        string id, HttpContext context, LeadOperations leads, WebLimits limits, HostState state)
    {
        var body = await OperatorBody.ReadAsync(context, limits);
        if (body.Problem is not null)
        {
            return body.Problem;
        }

        if (OperatorBody.Text(body.Fields, "recipient", out var recipient) is { } wrong)
        {
            return wrong;
        }

        var status = state.Stopping
            ? RedeliveryStatus.Busy
            : await leads.Redeliver(id, recipient, OperatorKey.Name, context.RequestAborted);
        return status == RedeliveryStatus.Started ? Started(id) : Refused(status, limits, state);
    }

    /// <summary>The answer to what goes on with a lead.</summary>
    internal static JsonAnswer Started(string id) => new(202, writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("lead_id"u8, id);
        writer.WriteString("status_url"u8, LeadAnswer.StatusUrl(id));
        writer.WriteEndObject();
    })
    {
        Location = LeadAnswer.StatusUrl(id),
    };

    /// <summary>Why a lead is not delivered once more.</summary>
    internal static Problem Refused(RedeliveryStatus status, WebLimits limits, HostState state) => status switch
    {
        RedeliveryStatus.UnknownLead => Unknown,
        RedeliveryStatus.UnknownRecipient => Problem.Invalid("recipient", "there is no recipient of this id"),
        RedeliveryStatus.UnknownFlow => new Problem(409, "flow-gone", "Flow gone", "The lead's flow is no longer configured."),
        RedeliveryStatus.Erased => new Problem(410, "erased", "Gone", "The consumer's data was erased: there is nothing to deliver."),
        RedeliveryStatus.StillPending => new Problem(409, "still-pending", "Still pending", "The lead is still being delivered."),
        RedeliveryStatus.OtherCurrency => Problem.Invalid("recipient", "pays in another currency than the lead's flow"),
        _ => new Problem(503, "busy", "Service unavailable", "The host is busy or stopping. Nothing was started; try again.")
        {
            RetryAfter = state.Stopping ? limits.RetryAfterStopping : limits.RetryAfterBusy,
        },
    };

    private static async Task<Results<NoContent, Problem>> EraseAsync(string id, LeadOperations leads, CancellationToken cancellation) =>
        await leads.Erase(id, OperatorKey.Name, cancellation) ? TypedResults.NoContent() : Unknown;
}
