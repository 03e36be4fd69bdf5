using LeadDelivery.Core.Language;
using LeadDelivery.Core.Reviews;
using LeadDelivery.Web.Answers;
using LeadDelivery.Web.Api;
using LeadDelivery.Web.Operations;
using LeadDelivery.Web.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LeadDelivery.Web.Leads;

/// <summary><c>POST /api/leads/{id}/review</c> with <c>{decision, reason?, recipient?}</c>: decides about a lead that waits.</summary>
internal static class ReviewEndpoint
{
    public static async Task<Results<JsonAnswer, Problem>> PostAsync(
        string id, HttpContext context, LeadOperations leads, WebLimits limits, HostState state)
    {
        var body = await OperatorBody.ReadAsync(context, limits);
        if (body.Problem is not null)
        {
            return body.Problem;
        }

        var decision = Read(id, body.Fields, out var wrong);
        if (decision is null)
        {
            return wrong!;
        }

        if (state.Stopping)
        {
            return LeadEndpoints.Refused(Core.Leads.RedeliveryStatus.Busy, limits, state);
        }

        var (status, refusal) = await leads.Review(decision, context.RequestAborted);
        return status switch
        {
            ReviewStatus.Done => decision.Approve ? LeadEndpoints.Started(id) : LeadEndpoints.Started(id) with { Status = 200 },
            ReviewStatus.UnknownLead => LeadEndpoints.Unknown,
            ReviewStatus.NotInReview => new Problem(409, "not-in-review", "Not in review", "The lead does not wait for a review."),
            ReviewStatus.Decided => new Problem(409, "decided", "Decided already", "Somebody has decided about this lead already."),
            ReviewStatus.NoRecipient => Problem.Invalid(
                "recipient", "expected whom the approved lead goes to: its review recipient names nobody under approve"),
            _ => LeadEndpoints.Refused(refusal, limits, state),
        };
    }

    private static ReviewDecision? Read(string id, ValueObject fields, out Problem? wrong)
    {
        string? reason = null, recipient = null;
        wrong = OperatorBody.Text(fields, "decision", out var decision)
            ?? OperatorBody.Text(fields, "reason", out reason)
            ?? OperatorBody.Text(fields, "recipient", out recipient);
        if (wrong is not null)
        {
            return null;
        }

        wrong = decision is not ("approve" or "reject") ? Problem.Invalid("decision", "expected approve or reject")
            : reason?.Length > ManualReview.MaxReason ? Problem.Invalid("reason", $"expected at most {ManualReview.MaxReason} characters")
            : recipient is not null && decision == "reject" ? Problem.Invalid("recipient", "a rejected lead goes to nobody")
            : null;
        return wrong is null ? new(id, decision == "approve", reason, recipient, OperatorKey.Name) : null;
    }
}
