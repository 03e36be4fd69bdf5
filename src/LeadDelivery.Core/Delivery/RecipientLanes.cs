using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Plans;
using LeadDelivery.Core.Workflow;

namespace LeadDelivery.Core.Delivery;

/// <summary>A recipient's attempts share its lane; its concurrency is the current configuration's.</summary>
public sealed class RecipientLanes(ICatalogs catalogs) : ILaneLimits
{
    private const string Prefix = "recipient/";

    /// <summary>Ping rounds under way at once: 500 a second that all wait for a deadline of a second.</summary>
    private const int MostAuctions = 500;

    /// <inheritdoc/>
    public int ConcurrencyOf(string lane) =>
        lane.StartsWith(Prefix, StringComparison.Ordinal) && catalogs.Current.Recipients.TryGetValue(lane[Prefix.Length..], out var recipient)
            ? recipient.Concurrency
            : lane == Auction.Lane ? MostAuctions
            : Recipient.DefaultConcurrency;
}
