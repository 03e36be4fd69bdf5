using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Delivery.Activities;
using LeadDelivery.Core.Leads;
using LeadDelivery.Core.Plans;
using LeadDelivery.Core.Workflow;

namespace LeadDelivery.Core.Reviews;

/// <summary>A delivery to a review: nothing is sent, the lead waits here.</summary>
internal sealed class ReviewDelivery(AttemptLedger ledger, TimeProvider time)
{
    /// <summary>The reason of a delivery that waits.</summary>
    public const string Waiting = "waiting for review";

    /// <summary>Has the lead wait; what the recipient's gates are told.</summary>
    public Verdict Queue(IActivityContext context, AttemptInput input, Lead lead, ReviewRules rules)
    {
        var verdict = new Verdict { Outcome = Outcome.Queued, Reason = Waiting };
        context.Write(ReviewRecord.Open(input.Delivery, rules));
        context.Write(ledger.NotSent(input, lead, Outcome.Queued, made: true, maySent: false, Waiting, time.GetUtcNow()));
        context.Write(DeliveryRecord.Write(input.Delivery, lead, Outcome.Queued, 0, 0, verdict, Waiting));
        return verdict;
    }
}
