using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Ports;

namespace LeadDelivery.Core.Leads;

/// <summary>What was, and will be, earned after a technical failure where recipients took the lead then to decide later.</summary>
/// <param name="Known">What of it was known when the lead ended.</param>
/// <param name="Rows">Rows of the deliveries whose price belongs to it once they are sold.</param>
public sealed record StoredRecovery(decimal Known, IReadOnlyList<string> Rows)
{
    /// <summary>All of it by the deliveries as they stand.</summary>
    /// <param name="row">The row of a delivery that stands as <paramref name="instead"/> from now on; null for none.</param>
    internal async ValueTask<decimal> SumAsync(
        IRecordStore records, string lead, string? row, StoredDelivery? instead, CancellationToken cancellation)
    {
        var others = await LeadPrice.OfAsync(records, lead, [.. Rows.Where(other => other != row)], cancellation) ?? 0;
        var own = row is not null && Rows.Contains(row) && instead!.Outcome == Outcome.Success.Name() ? instead.Price ?? 0 : 0;
        return Known + others + own;
    }
}
