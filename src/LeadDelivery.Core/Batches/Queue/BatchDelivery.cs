using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Delivery.Activities;
using LeadDelivery.Core.Gates;
using LeadDelivery.Core.Plans;
using LeadDelivery.Core.Workflow;

namespace LeadDelivery.Core.Batches.Queue;

/// <summary>A delivery to a batch: nothing is sent, the lead waits for the next file.</summary>
internal sealed class BatchDelivery(BatchQueue queue, AttemptLedger ledger, TimeProvider time)
{
    /// <summary>The type of recipients that get files.</summary>
    public const string Type = "batch";

    /// <summary>Has the lead wait.</summary>
    public void Queue(IActivityContext context, AttemptInput input, Passage passage, Batch batch)
    {
        var reason = $"waiting for the next file of batch {batch.Id}";
        queue.Add(context, batch.Id, QueuedRow.Of(input.Delivery, passage.Price));
        context.Write(ledger.NotSent(input, passage.Lead, Outcome.Queued, made: true, maySent: false, reason, time.GetUtcNow()));
        context.Write(DeliveryRecord.Write(input.Delivery, passage.Lead, Outcome.Queued, 0, 0, null, reason));
    }
}
