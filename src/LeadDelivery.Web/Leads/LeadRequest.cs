using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Leads;
using LeadDelivery.Web.Answers;
using LeadDelivery.Web.Api;
using LeadDelivery.Web.Bodies;
using LeadDelivery.Web.Operations;
using LeadDelivery.Web.Security;
using Microsoft.AspNetCore.Http;

namespace LeadDelivery.Web.Leads;

/// <summary>What a source sends to a flow: a lead, or the part of one that a ping shows.</summary>
/// <param name="Catalog">The configuration in force.</param>
/// <param name="Body">As sent.</param>
/// <param name="Type">Its content type.</param>
internal sealed record LeadRequest(
    Catalog Catalog, Source Source, Flow Flow, SubmitParameters Parameters, ValueObject Fields, ReadOnlyMemory<byte> Body, BodyType Type);

/// <summary>
/// Reads what a source sends. Checks in this order: key (401), flow (404), the source's right to it (403), its rate (429), content type
/// (415), parameters (400), size (413), body (400); nothing is stored yet.
/// </summary>
internal sealed class LeadRequests(ICatalogs catalogs, SourceKeys keys, SourceRates rates, HostState state, WebLimits limits)
{
    /// <summary>The request, or null where it was answered with what is wrong.</summary>
    public async Task<LeadRequest?> ReadAsync(HttpContext context)
    {
        var request = context.Request;
        var current = catalogs.Current;
        if (keys.Find(request) is not { } source)
        {
            return await AnswerAsync(context, SourceKeys.Unauthorized);
        }

        var flowId = (string)request.RouteValues["flow"]!;
        if (FlowOf(current, source, flowId, out var flow) is { } refused)
        {
            return await AnswerAsync(context, refused);
        }

        if (state.Stopping)
        {
            return await AnswerAsync(context, Unavailable(IntakeStatus.Stopping));
        }

        if (rates.Ask(source) is { } tooFast)
        {
            return await AnswerAsync(context, tooFast);
        }

        if (BodyType.Parse(request.ContentType) is not { } type)
        {
            context.Response.Headers["Accept-Post"] = BodyType.Accepted;
            return await AnswerAsync(context, Problem.OfStatus(415, $"Send a lead as one of {BodyType.Accepted}."));
        }

        var parameters = SubmitParameters.Read(request, limits, out var wrong);
        if (wrong is not null)
        {
            return await AnswerAsync(context, Problem.Invalid(wrong));
        }

        if (await BoundedBody.ReadAsync(context, limits) is not { } body)
        {
            return await AnswerAsync(context, BoundedBody.TooLarge(limits));
        }

        return LeadBody.Read(type, body, out var error) is { } fields
            ? new(current, source, flow!, parameters, fields, body, type)
            : await AnswerAsync(context, Unreadable(type, error!));
    }

    /// <summary>The answer to what was not taken.</summary>
    public Problem Unavailable(IntakeStatus status) => status switch
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

    private static async Task<LeadRequest?> AnswerAsync(HttpContext context, Problem problem)
    {
        await problem.ExecuteAsync(context);
        return null;
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

    private static Problem Unreadable(BodyType type, BodyError error) => new(
        400, "unreadable-body", "Unreadable body",
        $"The {type.Format} body cannot be read at line {error.Line}, column {error.Column}: {error.Message}.")
    {
        Errors = new Dictionary<string, string[]> { ["body"] = [$"line {error.Line}, column {error.Column}: {error.Message}"] },
    };
}
