using LeadDelivery.Core.Language;
using LeadDelivery.Core.Leads;
using LeadDelivery.Core.Plans;
using LeadDelivery.Core.Ports;

namespace LeadDelivery.Core.Delivery.Activities;

/// <summary>The mark of a race or window that is over: partition <c>lead/{id}</c>, row <c>over/{redelivery}-{number}</c>.</summary>
internal static class PhaseRecord
{
    private const string Reason = "reason";

    /// <summary>The write that sets it.</summary>
    public static RecordOperation Over(PhaseInput phase) => RecordOperation.Upsert(
        LeadRecords.Partition(phase.Lead), Row(phase.Redelivery, phase.Phase),
        ValueJson.ToUtf8(Value.Of(ValueObject.From([new(Reason, Value.Of(phase.Reason))]))));

    /// <summary>Why a delivery's attempts are not made any more: of the outermost phase that is over; null where none is.</summary>
    public static async ValueTask<string?> ReasonAsync(IRecordStore records, DeliveryTicket delivery, CancellationToken cancellation)
    {
        foreach (var phase in delivery.Phases ?? [])
        {
            if (await records.GetAsync(LeadRecords.Partition(delivery.Lead), Row(delivery.Redelivery, phase), cancellation) is { } mark)
            {
                return ValueJson.Parse(mark.Body.Span).AsObject.TryGet(Reason, out var reason) ? reason.AsText : "";
            }
        }

        return null;
    }

    private static string Row(int redelivery, int phase) => $"over/{redelivery:D3}-{phase:D5}";
}
