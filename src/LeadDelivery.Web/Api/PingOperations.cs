using LeadDelivery.Core.Leads;
using LeadDelivery.Core.Pings;

namespace LeadDelivery.Web.Api;

/// <summary>What the API does for sources that ping: a function each, so that an endpoint needs no host.</summary>
public sealed record PingOperations
{
    /// <summary>Answers a ping; null where the flow has no auction.</summary>
    public required Func<Submission, CancellationToken, ValueTask<PingOffer?>> Offer { get; init; }

    /// <summary>Pings by hour, source and flow between two moments, oldest first.</summary>
    public required Func<DateTimeOffset, DateTimeOffset, CancellationToken, ValueTask<IReadOnlyList<(DateTimeOffset Hour, StoredPingCount Count)>>> Counts { get; init; }

    /// <summary>The operations of these services.</summary>
    public static PingOperations Of(SourcePings pings, PingCounts counts) => new() { Offer = pings.OfferAsync, Counts = counts.ReadAsync };
}
