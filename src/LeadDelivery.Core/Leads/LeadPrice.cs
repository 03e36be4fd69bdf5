using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Ports;

namespace LeadDelivery.Core.Leads;

/// <summary>What a lead brings: the sum over its sales.</summary>
internal static class LeadPrice
{
    /// <summary>Sums up these deliveries as they stand; null where none of them was sold at a known price.</summary>
    public static async ValueTask<decimal?> OfAsync(
        IRecordStore records, string lead, IReadOnlyList<string> rows, CancellationToken cancellation)
    {
        decimal? sum = null;
        foreach (var row in rows)
        {
            if (await records.GetAsync(LeadRecords.Partition(lead), row, cancellation) is { } record
                && LeadRecords.Delivery(record) is { Price: { } price } delivery && delivery.Outcome == Outcome.Success.Name())
            {
                sum = price + (sum ?? 0);
            }
        }

        return sum;
    }

    /// <summary>Sums up the deliveries as they stand, side deliveries apart; null where nothing was sold at a known price.</summary>
    /// <param name="row">The row of a delivery that stands as <paramref name="instead"/> from now on; null for none.</param>
    /// <param name="before">Only deliveries before that redelivery; null for all.</param>
    public static async ValueTask<decimal?> OfAsync(
        IRecordStore records, string lead, string? row, StoredDelivery? instead, CancellationToken cancellation, int? before = null)
    {
        decimal? sum = null;
        var end = before is { } redelivery ? LeadRecords.DeliveryRow(redelivery, 0) : LeadRecords.DeliveryPrefix + "~";
        var deliveries = new RecordQuery(LeadRecords.Partition(lead), LeadRecords.DeliveryPrefix, end);
        await foreach (var record in records.QueryAsync(deliveries, cancellation))
        {
            var delivery = record.Row == row ? instead! : LeadRecords.Delivery(record);
            if (!delivery.Also && delivery.Outcome == Outcome.Success.Name() && delivery.Price is { } price)
            {
                sum = price + (sum ?? 0);
            }
        }

        return sum;
    }
}
