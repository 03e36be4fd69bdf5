using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Workflow;

namespace LeadDelivery.Core.Delivery;

/// <summary>A recipient's attempts share its lane; its concurrency is the current configuration's.</summary>
public sealed class RecipientLanes(ICatalogs catalogs) : ILaneLimits
{
    private const string Prefix = "recipient/";

    /// <inheritdoc/>
    public int ConcurrencyOf(string lane) =>
        lane.StartsWith(Prefix, StringComparison.Ordinal) && catalogs.Current.Recipients.TryGetValue(lane[Prefix.Length..], out var recipient)
            ? recipient.Concurrency
            : Recipient.DefaultConcurrency;
}
