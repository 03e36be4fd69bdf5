using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Gates.Rates;
using LeadDelivery.Core.Plans;
using LeadDelivery.Core.Workflow;

namespace LeadDelivery.Core.Delivery;

/// <summary>A recipient's attempts share its lane; its bounds are the current configuration's.</summary>
/// <param name="rates">Who waits for a recipient's rate shares its queue.</param>
public sealed class RecipientLanes(ICatalogs catalogs, RateBook? rates = null) : ILaneLimits
{
    private const string Prefix = "recipient/";

    /// <summary>Ping rounds under way at once: 500 a second that all wait for a deadline of a second.</summary>
    private const int MostAuctions = 500;

    /// <inheritdoc/>
    public int ConcurrencyOf(string lane) =>
        Find(lane)?.Concurrency ?? (lane == Auction.Lane ? MostAuctions : Recipient.DefaultConcurrency);

    /// <inheritdoc/>
    public int QueueOf(string lane) => Find(lane) is { } recipient
        ? Math.Max(0, recipient.Queue.Limit - (recipient.Rate is null ? 0 : rates?.Waiting(recipient.Id) ?? 0))
        : int.MaxValue;

    /// <inheritdoc/>
    public TimeSpan PatienceOf(string lane) => Find(lane)?.Queue.Deadline ?? Timeout.InfiniteTimeSpan;

    private Recipient? Find(string lane) => lane.StartsWith(Prefix, StringComparison.Ordinal)
        ? catalogs.Current.Recipients.GetValueOrDefault(lane[Prefix.Length..])
        : null;
}
