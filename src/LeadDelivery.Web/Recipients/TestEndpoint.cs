using System.Text.Json;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Delivery.Trials;
using LeadDelivery.Core.Language;
using LeadDelivery.Web.Answers;
using LeadDelivery.Web.Api;
using LeadDelivery.Web.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LeadDelivery.Web.Recipients;

/// <summary>
/// <c>POST /api/recipients/{id}/test</c> with <c>{lead?, live?, source?, ping?}</c>: sends a sample to the sandbox, or to the live endpoint
/// where that is asked for, and shows what came back.
/// </summary>
internal static class TestEndpoint
{
    private static readonly Problem NoSandbox = new(
        409, "no-sandbox", "No sandbox",
        "The recipient has no sandbox_url, so a test has nowhere to go. Give it one, or send {\"live\": true} to use its live endpoint.");

    public static async Task<Results<JsonAnswer, Problem>> PostAsync(
        string id, HttpContext context, ICatalogs catalogs, RecipientOperations operations, WebLimits limits)
    {
        var (trial, isLive, problem) = await TrialBody.ReadAsync(id, context, catalogs, limits, "live", needsLead: false);
        if (trial is null)
        {
            return problem!;
        }

        var result = await operations.Test(trial with { ToSandbox = !isLive }, OperatorKey.Name, context.RequestAborted);
        return result is null ? NoSandbox : new JsonAnswer(200, writer => Write(writer, result));
    }

    private static void Write(Utf8JsonWriter writer, TrialResult result)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("request"u8);
        PreviewEndpoint.WriteRequest(writer, RecipientPreview.Of(result.Request, result.HasUrl, result.Problems));
        writer.WriteEndObject();
        Write(writer, result.Reply);
        Write(writer, result.Understood);
        PreviewEndpoint.WriteProblems(writer, result.Problems);
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, TrialReply? reply)
    {
        if (reply is null)
        {
            writer.WriteNull("reply"u8);
            return;
        }

        writer.WriteStartObject("reply"u8);
        if (reply.Error is null)
        {
            writer.WriteNumber("status"u8, reply.Status);
        }
        else
        {
            writer.WriteNull("status"u8);
        }

        PreviewEndpoint.WriteHeaders(writer, reply.Headers);
        writer.WriteString("body"u8, reply.Body);
        if (reply.IsCut)
        {
            writer.WriteBoolean("body_cut"u8, true);
        }

        writer.WriteString("error"u8, reply.Error);
        writer.WriteNumber("duration_ms"u8, (long)reply.Duration.TotalMilliseconds);
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, TrialVerdict? understood)
    {
        if (understood is not { Verdict: var verdict })
        {
            writer.WriteNull("understood"u8);
            return;
        }

        writer.WriteStartObject("understood"u8);
        writer.WriteString("outcome"u8, verdict.Outcome.Name());
        writer.WriteString("reason"u8, verdict.Reason);
        WriteNumber(writer, "price", verdict.Price);
        writer.WriteString("recipient_lead_id"u8, verdict.RecipientLeadId);
        writer.WriteString("redirect_url"u8, verdict.RedirectUrl);
        writer.WritePropertyName("captured"u8);
        ValueJson.Write(writer, Value.Of(verdict.Captured));
        writer.WriteString("retry_class"u8, verdict.RetryClass);
        writer.WriteBoolean("may_have_accepted"u8, verdict.MayHaveAccepted);
        WriteNumber(writer, "retry_after_s", (decimal?)verdict.RetryAfter?.TotalSeconds);
        if (understood.PingId is not null || understood.ExpiresIn is not null)
        {
            writer.WriteString("ping_id"u8, understood.PingId);
            WriteNumber(writer, "expires_in_s", (decimal?)understood.ExpiresIn?.TotalSeconds);
        }

        writer.WriteEndObject();
    }

    private static void WriteNumber(Utf8JsonWriter writer, string name, decimal? number)
    {
        if (number is { } known)
        {
            writer.WriteNumber(name, known);
        }
        else
        {
            writer.WriteNull(name);
        }
    }
}
