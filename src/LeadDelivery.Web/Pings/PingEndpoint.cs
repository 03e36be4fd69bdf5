using System.Text.Json;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Leads;
using LeadDelivery.Core.Pings;
using LeadDelivery.Web.Answers;
using LeadDelivery.Web.Api;
using LeadDelivery.Web.Leads;
using Microsoft.AspNetCore.Http;

namespace LeadDelivery.Web.Pings;

/// <summary>
/// <c>POST /api/flows/{flow}/pings</c>: what a lead would bring, told before the source shows who it is. With <c>?mode=full</c> the body is
/// the whole lead, which is taken and sold in the same call.
/// </summary>
internal sealed class PingEndpoint(PingOperations pings, LeadRequests requests, SubmitEndpoint submit)
{
    /// <summary>How long a full call waits where neither it nor the flow says: a source that calls so wants to hear the price.</summary>
    private static readonly TimeSpan FullWait = TimeSpan.FromSeconds(10);

    private static readonly Problem NoAuction = new(
        409, "no-auction", "No auction", "This flow sells nothing by bids, so that there is no price to tell. Send it the lead.");

    /// <summary>Handles one ping.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        var mode = context.Request.Query["mode"].ToString();
        if (mode is not ("" or "ping" or "full"))
        {
            await Problem.Invalid("mode", "expected ping or full").ExecuteAsync(context);
            return;
        }

        if (await requests.ReadAsync(context) is not { } request)
        {
            return;
        }

        if (mode == "full")
        {
            var wait = request.Parameters.Wait ?? (request.Flow.Wait > TimeSpan.Zero ? request.Flow.Wait : FullWait);
            await submit.SubmitAsync(context, request with { Parameters = request.Parameters with { Wait = wait } }, isFull: true);
            return;
        }

        var ping = new Submission(
            request.Catalog, request.Source, request.Flow, request.Fields, request.Parameters.Test, null, default);
        IResult answer = await pings.Offer(ping, context.RequestAborted) is { } offer
            ? new LeadResult(writer => Write(writer, offer))
            : NoAuction;
        await answer.ExecuteAsync(context);
    }

    private static void Write(Utf8JsonWriter writer, PingOffer offer)
    {
        writer.WriteStartObject();
        writer.WriteString("ping_id"u8, offer.PingId);
        writer.WriteString("outcome"u8, offer.Outcome.Name());
        writer.WriteString("reason"u8, offer.Reason);
        if (offer.Price is { } price)
        {
            writer.WriteNumber("price"u8, price);
        }
        else
        {
            writer.WriteNull("price"u8);
        }

        writer.WriteString("expires_at"u8, offer.ExpiresAt is { } at ? Value.DateText(at) : null);
        writer.WriteEndObject();
    }
}
