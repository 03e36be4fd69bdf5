using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Delivery.Trials;
using LeadDelivery.Core.Language;
using LeadDelivery.Web.Answers;
using LeadDelivery.Web.Api;
using LeadDelivery.Web.Operations;
using Microsoft.AspNetCore.Http;

namespace LeadDelivery.Web.Recipients;

/// <summary>The body of previews and tests: <c>{lead, source?, ping?}</c> and one flag more.</summary>
internal static class TrialBody
{
    private static readonly Problem SendsNothing = new(
        409, "no-requests", "No requests", "Recipients of this type are sent no requests: there is nothing to preview or to test.");

    /// <summary>What is to be tried, or the answer to a body that does not say.</summary>
    /// <param name="flag">The name of the flag that says where to: what it means is the caller's.</param>
    /// <param name="needsLead">False makes a sample where no lead is given.</param>
    public static async ValueTask<(Trial? Trial, bool Flag, Problem? Problem)> ReadAsync(
        string id, HttpContext context, ICatalogs catalogs, WebLimits limits, string flag, bool needsLead)
    {
        var catalog = catalogs.Current;
        if (!catalog.Recipients.TryGetValue(id, out var recipient))
        {
            return (null, false, RecipientEndpoints.Unknown);
        }

        if (recipient.Endpoint is null)
        {
            return (null, false, SendsNothing);
        }

        var body = await OperatorBody.ReadAsync(context, limits);
        if (body.Problem is not null)
        {
            return (null, false, body.Problem);
        }

        body.Fields.TryGet("lead", out var lead);
        if (lead.Kind != ValueKind.Object && (needsLead || !lead.IsNull))
        {
            return (null, false, Problem.Invalid("lead", "expected an object with the lead's fields"));
        }

        if (OperatorBody.Text(body.Fields, "source", out var sourceId) is { } wrong)
        {
            return (null, false, wrong);
        }

        Source? source = null;
        if (sourceId is not null && !catalog.Sources.TryGetValue(sourceId, out source))
        {
            return (null, false, Problem.Invalid("source", "there is no source of this id"));
        }

        if (OperatorBody.Flag(body.Fields, "ping", out var isPing) is { } noPing)
        {
            return (null, false, noPing);
        }

        if (isPing && recipient.Ping is null)
        {
            return (null, false, Problem.Invalid("ping", "this recipient has no ping"));
        }

        return OperatorBody.Flag(body.Fields, flag, out var isSet) is { } noFlag
            ? (null, false, noFlag)
            : (new Trial(catalog, recipient, lead.IsNull ? null : lead.AsObject, source, isPing, ToSandbox: false), isSet, null);
    }
}
