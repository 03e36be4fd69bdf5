using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Ports;

namespace LeadDelivery.Core.Leads;

/// <summary>What was, and will be, earned after a technical failure where recipients took the lead then to decide later.</summary>
/// <param name="Known">What of it was known when the lead ended.</param>
/// <param name="Rows">
/// Rows of the deliveries whose price belongs to it once they are sold; of a review that has sent the lead on, what the rows of that
/// redelivery begin with.
/// </param>
public sealed record StoredRecovery(decimal Known, IReadOnlyList<string> Rows)
{
    /// <summary>Whether a delivery's price belongs to it.</summary>
    public bool Has(string row) => Rows.Any(own => row.StartsWith(own, StringComparison.Ordinal));

    /// <summary>The same after an approval: what the lead is sent on for belongs to it where all that is approved does.</summary>
    /// <param name="rows">Rows of the deliveries whose reviews are approved.</param>
    /// <param name="redelivery">The number of the redelivery.</param>
    public StoredRecovery SentOn(IEnumerable<string> rows, int redelivery) =>
        rows.All(Has) ? this with { Rows = [.. Rows, LeadRecords.RedeliveryPrefix(redelivery)] } : this;

    /// <summary>All of it by the deliveries as they stand.</summary>
    /// <param name="row">The row of a delivery that stands as <paramref name="instead"/> from now on; null for none.</param>
    internal async ValueTask<decimal> SumAsync(
        IRecordStore records, string lead, string? row, StoredDelivery? instead, CancellationToken cancellation)
    {
        var sum = Known;
        var all = new RecordQuery(LeadRecords.Partition(lead), LeadRecords.DeliveryPrefix, LeadRecords.DeliveryPrefix + "~");
        await foreach (var record in records.QueryAsync(all, cancellation))
        {
            var delivery = record.Row == row ? instead! : LeadRecords.Delivery(record);
            sum += Has(record.Row) && delivery.Outcome == Outcome.Success.Name() ? delivery.Price ?? 0 : 0;
        }

        return sum;
    }
}
