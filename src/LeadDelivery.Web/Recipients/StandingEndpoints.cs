using LeadDelivery.Core.Configuration;
using LeadDelivery.Web.Answers;
using LeadDelivery.Web.Api;
using LeadDelivery.Web.Operations;
using LeadDelivery.Web.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LeadDelivery.Web.Recipients;

/// <summary>
/// <c>POST /api/recipients/{id}/pause</c> with <c>{reason?}</c>, <c>…/resume</c>, and <c>…/circuit</c> with <c>{state, for?}</c>. All answer
/// with the recipient as it stands then, and change nothing more when they are repeated.
/// </summary>
internal static class StandingEndpoints
{
    /// <summary>The longest time for which a circuit is forced: a year is until further notice.</summary>
    private static readonly TimeSpan MaxForced = TimeSpan.FromDays(365);

    public static async Task<Results<JsonAnswer, Problem>> PauseAsync(
        string id, HttpContext context, ICatalogs catalogs, RecipientOperations operations, WebLimits limits)
    {
        var (fields, problem) = await OperatorBody.ReadAsync(context, limits);
        if (!catalogs.Current.Recipients.TryGetValue(id, out var recipient))
        {
            return RecipientEndpoints.Unknown;
        }

        string? reason = null;
        if ((problem ?? OperatorBody.Text(fields, "reason", out reason)) is { } wrong)
        {
            return wrong;
        }

        await operations.Pause(id, reason, OperatorKey.Name);
        return RecipientEndpoints.Answer(recipient, catalogs.Current, operations);
    }

    public static async Task<Results<JsonAnswer, Problem>> ResumeAsync(string id, ICatalogs catalogs, RecipientOperations operations)
    {
        if (!catalogs.Current.Recipients.TryGetValue(id, out var recipient))
        {
            return RecipientEndpoints.Unknown;
        }

        await operations.Resume(id, OperatorKey.Name);
        return RecipientEndpoints.Answer(recipient, catalogs.Current, operations);
    }

    public static async Task<Results<JsonAnswer, Problem>> CircuitAsync(
        string id, HttpContext context, ICatalogs catalogs, RecipientOperations operations, WebLimits limits)
    {
        var (fields, problem) = await OperatorBody.ReadAsync(context, limits);
        if (!catalogs.Current.Recipients.TryGetValue(id, out var recipient))
        {
            return RecipientEndpoints.Unknown;
        }

        string? state = null;
        string? time = null;
        if ((problem ?? OperatorBody.Text(fields, "state", out state) ?? OperatorBody.Text(fields, "for", out time)) is { } wrong)
        {
            return wrong;
        }

        if (state is not ("open" or "closed" or "auto"))
        {
            return Problem.Invalid("state", "expected one of open, closed, auto");
        }

        TimeSpan? span = null;
        if (time is not null)
        {
            if (state == "auto" || !Durations.TryRead(time, out var read) || read <= TimeSpan.Zero || read > MaxForced)
            {
                return Problem.Invalid("for", "expected a duration such as 30m or 2h, at most 365d, together with open or closed");
            }

            span = read;
        }

        await operations.ForceCircuit(id, state switch { "open" => true, "closed" => false, _ => null }, span, OperatorKey.Name);
        return RecipientEndpoints.Answer(recipient, catalogs.Current, operations);
    }
}
