using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Leads;
using LeadDelivery.Core.Plans;
using LeadDelivery.Core.Ports;

namespace LeadDelivery.Core.Reviews;

/// <summary>
/// A lead that waits for an operator's decision, or had one: partition <c>lead/{id}</c>, row <c>review/{delivery}</c>. Ids and names only,
/// so that it stays when the consumer's data is erased.
/// </summary>
/// <param name="Row">Its row.</param>
/// <param name="ETag">Of the version read.</param>
/// <param name="Delivery">Row of the delivery that waits.</param>
/// <param name="Recipient">The review recipient's id.</param>
/// <param name="Approve">Whom an approved lead goes to, as configured when the lead came; null where the decision names it.</param>
/// <param name="Decision">What was decided; null while it waits.</param>
internal sealed record ReviewRecord(string Row, string ETag, string Delivery, string Recipient, string? Approve, string? Decision)
{
    private const string Prefix = "review/";

    /// <summary>The write that has a delivery wait. A repeat of the attempt finds what it wrote.</summary>
    public static RecordOperation Open(DeliveryTicket delivery, ReviewRules rules)
    {
        var row = LeadRecords.DeliveryRow(delivery.Redelivery, delivery.Number);
        var body = Body(row, delivery.Recipient, rules.Approve, null);
        return RecordOperation.Upsert(LeadRecords.Partition(delivery.Lead), Prefix + row[LeadRecords.DeliveryPrefix.Length..], body);
    }

    /// <summary>The write of a decision: it holds only while nobody else has decided.</summary>
    public RecordOperation Decided(string leadId, string decision) =>
        RecordOperation.Replace(LeadRecords.Partition(leadId), Row, Body(Delivery, Recipient, Approve, decision), ETag);

    /// <summary>Those of a lead, oldest first.</summary>
    public static async ValueTask<IReadOnlyList<ReviewRecord>> OfAsync(IRecordStore records, string leadId, CancellationToken cancellation)
    {
        var found = new List<ReviewRecord>();
        await foreach (var record in records.QueryAsync(new(LeadRecords.Partition(leadId), Prefix, Prefix + "~"), cancellation))
        {
            var body = ValueJson.Parse(record.Body.Span).AsObject;
            found.Add(new(
                record.Row, record.ETag, Text(body, "delivery")!, Text(body, "recipient")!, Text(body, "approve"), Text(body, "decision")));
        }

        return found;
    }

    private static byte[] Body(string delivery, string recipient, string? approve, string? decision) =>
        ValueJson.ToUtf8(Value.Of(ValueObject.From(
        [
            new("delivery", Value.Of(delivery)),
            new("recipient", Value.Of(recipient)),
            new("approve", Value.Of(approve)),
            new("decision", Value.Of(decision)),
        ])));

    private static string? Text(ValueObject body, string name) => body.TryGet(name, out var value) && !value.IsNull ? value.AsText : null;
}
