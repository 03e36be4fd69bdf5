using System.Globalization;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Leads;
using LeadDelivery.Core.Ports;
using LeadDelivery.Core.Workflow;

namespace LeadDelivery.Core.Gates;

/// <summary>Whether a reservation will never be ended by anybody.</summary>
internal static class Abandoned
{
    /// <summary>True where the instance that made it has ended or is gone, and its delivery does not wait for a batch's file.</summary>
    /// <param name="key">The delivery's key, or whatever else it was made under.</param>
    public static async ValueTask<bool> IsAsync(
        IRecordStore records, IWorkflowClient workflows, string instance, string key, CancellationToken cancellation) =>
        await workflows.GetAsync(instance, cancellation) is null or { Ended: true } && !await WaitsAsync(records, key, cancellation);

    private static async ValueTask<bool> WaitsAsync(IRecordStore records, string key, CancellationToken cancellation)
    {
        // {lead}-{number} or {lead}-{number}-r{redelivery}: see LeadRecords.DeliveryKey.
        var parts = key.Split('-');
        return parts.Length is 2 or 3
            && UlidFactory.TimeOf(parts[0]) is not null
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && (parts.Length == 2 || int.TryParse(parts[2].AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out _))
            && await records.GetAsync(
                LeadRecords.Partition(parts[0]),
                LeadRecords.DeliveryRow(parts.Length == 2 ? 0 : int.Parse(parts[2].AsSpan(1), CultureInfo.InvariantCulture), number),
                cancellation) is { } row
            && LeadRecords.Delivery(row).Outcome == Outcome.Queued.Name();
    }
}
