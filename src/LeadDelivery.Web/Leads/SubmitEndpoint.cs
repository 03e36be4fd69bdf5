using System.Security.Cryptography;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Leads;
using LeadDelivery.Web.Answers;
using LeadDelivery.Web.Api;
using LeadDelivery.Web.Bodies;
using Microsoft.AspNetCore.Http;

namespace LeadDelivery.Web.Leads;

/// <summary><c>POST /api/flows/{flow}/leads</c>.</summary>
internal sealed class SubmitEndpoint(LeadOperations leads, LeadRequests requests, HostState state)
{
    private static readonly Problem KeyReused = new(
        409, "idempotency-key-reused", "Idempotency key reused",
        "Another lead came under this Idempotency-Key. Use a new key for a new lead.");

    /// <summary>Handles one submission.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        if (await requests.ReadAsync(context) is { } request)
        {
            await SubmitAsync(context, request);
        }
    }

    /// <summary>Submits what was read.</summary>
    /// <param name="isFull">It is ping and post in one.</param>
    public async Task SubmitAsync(HttpContext context, LeadRequest request, bool isFull = false)
    {
        var parameters = request.Parameters;
        var submission = new Submission(
            request.Catalog, request.Source, request.Flow, request.Fields, parameters.Test, parameters.IdempotencyKey,
            parameters.IdempotencyKey is null ? default : Hash(request.Type.Format, request.Body.Span))
        {
            PingId = parameters.PingId,
            IsFull = isFull,
        };
        var result = await leads.Submit(submission, context.RequestAborted);
        await AnswerAsync(context, result, request.Source, parameters, parameters.Wait ?? request.Flow.Wait);
    }

    private async Task AnswerAsync(HttpContext context, IntakeResult result, Source source, SubmitParameters parameters, TimeSpan wait)
    {
        switch (result.Status)
        {
            case IntakeStatus.KeyReused:
                await KeyReused.ExecuteAsync(context);
                return;
            case IntakeStatus.Busy or IntakeStatus.NoSpace or IntakeStatus.Stopping:
                await requests.Unavailable(result.Status).ExecuteAsync(context);
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

    /// <summary>One body under two content types is two leads, so the family is hashed in.</summary>
    private static byte[] Hash(BodyFormat format, ReadOnlySpan<byte> body)
    {
        Span<byte> both = stackalloc byte[1 + SHA256.HashSizeInBytes];
        both[0] = (byte)format;
        SHA256.HashData(body, both[1..]);
        return SHA256.HashData(both);
    }
}
