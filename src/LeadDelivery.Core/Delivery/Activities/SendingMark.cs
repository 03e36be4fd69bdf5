using LeadDelivery.Core.Leads;
using LeadDelivery.Core.Plans;
using LeadDelivery.Core.Ports;
using LeadDelivery.Core.Workflow;

namespace LeadDelivery.Core.Delivery.Activities;

/// <summary>
/// The mark of a request that is about to leave for a recipient that must not be asked twice: partition <c>lead/{id}</c>, row
/// <c>sending/{redelivery}-{number}-{attempt}</c>.
/// </summary>
internal static class SendingMark
{
    /// <summary>Sets it at once; false where it was there.</summary>
    public static async ValueTask<bool> SetAsync(
        IActivityContext context, DeliveryTicket delivery, int attempt, CancellationToken cancellation)
    {
        if (await IsSetAsync(context.Records, delivery, attempt, cancellation))
        {
            return false;
        }

        // Committed before the request leaves: if the process dies after this line, the next run of this attempt finds the mark and
        // knows that the recipient may have been reached.
        await context.WriteNowAsync(
            RecordOperation.Insert(LeadRecords.Partition(delivery.Lead), Row(delivery, attempt), "{}"u8.ToArray()), cancellation);
        return true;
    }

    /// <summary>Whether it is set.</summary>
    public static async ValueTask<bool> IsSetAsync(
        IRecordStore records, DeliveryTicket delivery, int attempt, CancellationToken cancellation) =>
        await records.GetAsync(LeadRecords.Partition(delivery.Lead), Row(delivery, attempt), cancellation) is not null;

    private static string Row(DeliveryTicket delivery, int attempt) =>
        $"sending/{delivery.Redelivery:D3}-{delivery.Number:D5}-{attempt:D3}";
}
