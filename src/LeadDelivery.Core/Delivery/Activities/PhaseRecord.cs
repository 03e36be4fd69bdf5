using LeadDelivery.Core.Language;
using LeadDelivery.Core.Leads;
using LeadDelivery.Core.Plans;
using LeadDelivery.Core.Ports;
using LeadDelivery.Core.Workflow;

namespace LeadDelivery.Core.Delivery.Activities;

/// <summary>
/// The mark of a race or window that is over: partition <c>lead/{id}</c>, row <c>over/{redelivery}-{number}</c>. Number 0 is the plan as a
/// whole, which is over once a recipient may have taken the lead that forbids to offer it to others.
/// </summary>
internal static class PhaseRecord
{
    private const string Reason = "reason";
    private const int WholePlan = 0;

    /// <summary>The write that sets it.</summary>
    public static RecordOperation Over(PhaseInput phase) => RecordOperation.Upsert(
        LeadRecords.Partition(phase.Lead), Row(phase.Redelivery, phase.Phase),
        ValueJson.ToUtf8(Value.Of(ValueObject.From([new(Reason, Value.Of(phase.Reason))]))));

    /// <summary>
    /// Stops the plan in one step with the end of the delivery that does: who waits for a turn or to try again is not sent the lead. A side
    /// delivery stops nobody.
    /// </summary>
    public static void Stop(IActivityContext context, DeliveryTicket delivery)
    {
        if (!delivery.Also)
        {
            context.Write(Over(new(delivery.Lead, delivery.Redelivery, WholePlan, Halt.ReasonOf(delivery.Recipient))));
        }
    }

    /// <summary>Why nobody of a delivery's plan is to be sent the lead any more; null where anybody may be.</summary>
    public static ValueTask<string?> StoppedAsync(IRecordStore records, DeliveryTicket delivery, CancellationToken cancellation) =>
        delivery.Also ? default : ReasonAsync(records, delivery, WholePlan, cancellation);

    /// <summary>Why a delivery's attempts are not made any more: of the outermost phase that is over; null where none is.</summary>
    public static async ValueTask<string?> ReasonAsync(IRecordStore records, DeliveryTicket delivery, CancellationToken cancellation)
    {
        foreach (var phase in delivery.Phases ?? [])
        {
            if (await ReasonAsync(records, delivery, phase, cancellation) is { } reason)
            {
                return reason;
            }
        }

        return null;
    }

    private static async ValueTask<string?> ReasonAsync(
        IRecordStore records, DeliveryTicket delivery, int phase, CancellationToken cancellation) =>
        await records.GetAsync(LeadRecords.Partition(delivery.Lead), Row(delivery.Redelivery, phase), cancellation) is { } mark
            ? ValueJson.Parse(mark.Body.Span).AsObject.TryGet(Reason, out var reason) ? reason.AsText : ""
            : null;

    private static string Row(int redelivery, int phase) => $"over/{redelivery:D3}-{phase:D5}";
}
