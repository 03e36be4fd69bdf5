using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Ports;

namespace LeadDelivery.Core.Leads;

/// <summary>What a lead comes to by its deliveries as they stand.</summary>
internal static class LeadStanding
{
    /// <summary>The outcome, and the row of the delivery which decided.</summary>
    /// <param name="instead">Deliveries that stand otherwise from now on, by their rows; null for none.</param>
    public static async ValueTask<(Outcome Outcome, string? Decided)> ComeAsync(
        IRecordStore records, string lead, StoredStanding standing, IReadOnlyDictionary<string, StoredDelivery>? instead,
        CancellationToken cancellation)
    {
        var outcomes = new Dictionary<string, Outcome>(StringComparer.Ordinal);
        foreach (var row in standing.Rows())
        {
            var delivery = instead?.GetValueOrDefault(row)
                ?? (await records.GetAsync(LeadRecords.Partition(lead), row, cancellation) is { } record ? LeadRecords.Delivery(record) : null);
            if (delivery is not null)
            {
                outcomes[row] = LeadRecords.OutcomeOf(delivery.Outcome);
            }
        }

        return standing.Come(outcomes);
    }

    /// <summary>A lead that has ended, once one of those has decided that it hangs on. Comes to the same however often it is done.</summary>
    public static async ValueTask<StoredSummary> SettleAsync(
        IRecordStore records, string lead, StoredSummary summary, IReadOnlyDictionary<string, StoredDelivery> instead, DateTimeOffset at,
        CancellationToken cancellation)
    {
        var (outcome, decided) = await ComeAsync(records, lead, summary.Standing!, instead, cancellation);
        return summary with
        {
            Outcome = outcome.Name(),
            Decided = decided,
            Ended = outcome.Name() == summary.Outcome ? summary.Ended : at.ToUnixTimeMilliseconds(),

            // A price promised to a ping is owed for a sale alone.
            Cost = summary.Promised && outcome is not (Outcome.Success or Outcome.Queued) ? null : summary.Cost,
        };
    }
}
