using System.Security.Cryptography;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Leads;
using LeadDelivery.Web.Answers;
using LeadDelivery.Web.Api;
using LeadDelivery.Web.Bodies;
using LeadDelivery.Web.Operations;
using LeadDelivery.Web.Security;
using Microsoft.AspNetCore.Http;

namespace LeadDelivery.Web.Leads;

/// <summary>
/// <c>POST /api/flows/{flow}/leads</c>. Checks in this order: key (401), flow (404), the source's right to it (403), content type
/// (415), parameters (400), size (413), body (400); only then is anything stored.
/// </summary>
internal sealed class SubmitEndpoint(
    LeadOperations leads, ICatalogs catalogs, SourceKeys keys, HostState state, WebLimits limits)
{
    private static readonly Problem KeyReused = new(
        409, "idempotency-key-reused", "Idempotency key reused",
        "Another lead came under this Idempotency-Key. Use a new key for a new lead.");

    /// <summary>Handles one submission.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        var request = context.Request;
        var current = catalogs.Current;
        if (keys.Find(request) is not { } source)
        {
            await SourceKeys.Unauthorized.ExecuteAsync(context);
            return;
        }

        var flowId = (string)request.RouteValues["flow"]!;
        if (FlowOf(current, source, flowId, out var flow) is { } refused)
        {
            await refused.ExecuteAsync(context);
            return;
        }

        if (state.Stopping)
        {
            await Unavailable(IntakeStatus.Stopping).ExecuteAsync(context);
            return;
        }

        if (BodyType.Parse(request.ContentType) is not { } type)
        {
            context.Response.Headers["Accept-Post"] = BodyType.Accepted;
            await Problem.OfStatus(415, $"Send a lead as one of {BodyType.Accepted}.").ExecuteAsync(context);
            return;
        }

        var parameters = SubmitParameters.Read(request, limits, out var wrong);
        if (wrong is not null)
        {
            await Problem.Invalid(wrong).ExecuteAsync(context);
            return;
        }

        if (await BoundedBody.ReadAsync(context, limits) is not { } body)
        {
            await BoundedBody.TooLarge(limits).ExecuteAsync(context);
            return;
        }

        if (LeadBody.Read(type, body, out var error) is not { } fields)
        {
            await Unreadable(type, error!).ExecuteAsync(context);
            return;
        }

        var submission = new Submission(
            current, source, flow!, fields, parameters.Test, parameters.IdempotencyKey,
            parameters.IdempotencyKey is null ? default : Hash(type.Format, body));
        var result = await leads.Submit(submission, context.RequestAborted);
        await AnswerAsync(context, result, source, parameters, parameters.Wait ?? flow!.Wait);
    }

    private static Problem? FlowOf(Catalog current, Source source, string flowId, out Flow? flow)
    {
        if (!current.Flows.TryGetValue(flowId, out flow))
        {
            return new(404, "unknown-flow", "Unknown flow", "There is no flow of this name.");
        }

        return source.Flows is null || source.Flows.Contains(flowId)
            ? null
            : new(403, "flow-not-allowed", "Flow not allowed", "This key may not send to this flow.");
    }

    private async Task AnswerAsync(HttpContext context, IntakeResult result, Source source, SubmitParameters parameters, TimeSpan wait)
    {
        switch (result.Status)
        {
            case IntakeStatus.KeyReused:
                await KeyReused.ExecuteAsync(context);
                return;
            case IntakeStatus.Busy or IntakeStatus.NoSpace or IntakeStatus.Stopping:
                await Unavailable(result.Status).ExecuteAsync(context);
                return;
        }

        var leadId = result.LeadId!;
        if (parameters.Redirect is { } redirect)
        {
            // The answer goes nowhere, so nobody waits for it.
            context.Response.StatusCode = StatusCodes.Status303SeeOther;
            context.Response.Headers.Location = redirect;
            return;
        }

        LeadView? view = null;
        if (source.Reply == ReplyDetail.Received)
        {
            // Neither status nor delay may tell such a source more than that its lead is here.
            wait = TimeSpan.Zero;
        }
        else if (result.Status != IntakeStatus.Accepted || wait > TimeSpan.Zero)
        {
            view = await ReadAsync(leadId, result.Status, wait, context.RequestAborted);
        }

        context.Response.StatusCode =
            view is null || view.Outcome == Outcome.Pending ? StatusCodes.Status202Accepted : StatusCodes.Status200OK;
        await WriteAsync(context, leadId, view, source.Reply);
    }

    private async Task<LeadView?> ReadAsync(string leadId, IntakeStatus status, TimeSpan wait, CancellationToken cancellation)
    {
        var view = status == IntakeStatus.Accepted ? null : await leads.Get(leadId, cancellation);
        if (view is { Outcome: not Outcome.Pending } || wait <= TimeSpan.Zero)
        {
            return view;
        }

        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, state.WaitsReleased);
        try
        {
            await leads.WaitForOutcome(leadId, wait, either.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // The host stops: what is known by now is the answer.
        }

        return await leads.Get(leadId, cancellation);
    }

    private static Task WriteAsync(HttpContext context, string leadId, LeadView? view, ReplyDetail detail)
    {
        void Write(System.Text.Json.Utf8JsonWriter writer)
        {
            if (view is null)
            {
                LeadAnswer.WritePending(writer, leadId, detail);
            }
            else
            {
                LeadAnswer.Write(writer, view, detail);
            }
        }

        if (Negotiation.PrefersXml(context.Request))
        {
            return LeadAnswerXml.WriteAsync(context, Write);
        }

        context.Response.ContentType = JsonAnswer.ContentType;
        return JsonAnswer.WriteAsync(context, Write);
    }

    private Problem Unavailable(IntakeStatus status) => status switch
    {
        IntakeStatus.Busy => new(429, "busy", "Too many requests", "Too much is waiting to be stored. Nothing was taken; send it again.")
        {
            RetryAfter = limits.RetryAfterBusy,
        },
        IntakeStatus.NoSpace => new(503, "no-space", "Service unavailable", "The disk is nearly full. Nothing was taken; send it again.")
        {
            RetryAfter = limits.RetryAfterNoSpace,
        },
        _ => new(503, "stopping", "Service unavailable", "The host is stopping. Nothing was taken; send it again.")
        {
            RetryAfter = limits.RetryAfterStopping,
        },
    };

    private static Problem Unreadable(BodyType type, BodyError error) => new(
        400, "unreadable-body", "Unreadable body",
        $"The {type.Format} body cannot be read at line {error.Line}, column {error.Column}: {error.Message}.")
    {
        Errors = new Dictionary<string, string[]> { ["body"] = [$"line {error.Line}, column {error.Column}: {error.Message}"] },
    };

    /// <summary>One body under two content types is two leads, so the family is hashed in.</summary>
    private static byte[] Hash(BodyFormat format, ReadOnlySpan<byte> body)
    {
        Span<byte> both = stackalloc byte[1 + SHA256.HashSizeInBytes];
        both[0] = (byte)format;
        SHA256.HashData(body, both[1..]);
        return SHA256.HashData(both);
    }
}
