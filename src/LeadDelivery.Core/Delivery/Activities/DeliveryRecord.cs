using LeadDelivery.Core.Language;
using LeadDelivery.Core.Leads;
using LeadDelivery.Core.Plans;
using LeadDelivery.Core.Ports;

namespace LeadDelivery.Core.Delivery.Activities;

/// <summary>The row of one delivery.</summary>
internal static class DeliveryRecord
{
    /// <summary>The write that sets it.</summary>
    /// <param name="lead">Null when it was erased: then nothing personal is kept.</param>
    public static RecordOperation Write(
        DeliveryTicket delivery, Lead? lead, Outcome outcome, int attempts, long spentMs, Verdict? verdict, string? reason)
    {
        var personal = ValueObject.From(Personal(verdict, reason));
        return RecordOperation.Upsert(
            LeadRecords.Partition(delivery.Lead),
            LeadRecords.DeliveryRow(delivery.Redelivery, delivery.Number),
            LeadRecords.Bytes(new StoredDelivery(
                delivery.Recipient, outcome.Name(), attempts, spentMs, delivery.Also,
                outcome == Outcome.Success ? verdict?.Price : null,
                verdict?.RecipientLeadId,
                lead is null || personal.Count == 0 ? null : lead.Seal(personal), delivery.Bid)));
    }

    /// <summary>The row of a delivery that ended otherwise than it now stands: no price, and what was captured is kept.</summary>
    public static RecordOperation Changed(Record row, Lead? lead, Outcome outcome, string reason)
    {
        var delivery = LeadRecords.Delivery(row);
        var details = lead is null || delivery.Sealed is null ? null : LeadVault.Open(lead.Id, lead.Key, delivery.Sealed);
        var personal = ValueObject.From([.. (details?.Members ?? []).Where(member => member.Key != "reason"), new("reason", Value.Of(reason))]);
        return RecordOperation.Replace(
            row.Partition, row.Row,
            LeadRecords.Bytes(delivery with { Outcome = outcome.Name(), Price = null, Sealed = lead?.Seal(personal) }),
            row.ETag);
    }

    private static IEnumerable<KeyValuePair<string, Value>> Personal(Verdict? verdict, string? reason)
    {
        if (reason is not null)
        {
            yield return new("reason", Value.Of(reason));
        }

        if (verdict?.RedirectUrl is { } redirect)
        {
            yield return new("redirect_url", Value.Of(redirect));
        }

        if (verdict?.Captured is { Count: > 0 } captured)
        {
            yield return new("captured", Value.Of(captured));
        }
    }
}
