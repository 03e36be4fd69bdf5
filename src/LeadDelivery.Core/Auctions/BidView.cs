using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Leads;

namespace LeadDelivery.Core.Auctions;

/// <summary>What a bidder bid for a lead, and what became of it.</summary>
public sealed record BidView
{
    /// <summary>The recipient's id.</summary>
    public required string Recipient { get; init; }

    /// <summary>
    /// <c>won</c>, <c>lost</c>, <c>refused</c> (the post after it), <c>expired</c>, <c>superseded</c>, <c>pending</c>, or a name of
    /// <see cref="BidStatus"/>.
    /// </summary>
    public required string Outcome { get; init; }

    /// <summary>What it would pay; null where it named nothing.</summary>
    public decimal? Bid { get; init; }

    /// <summary>What it would pay to be the only buyer; null where it did not say.</summary>
    public decimal? Exclusive { get; init; }

    /// <summary>Why.</summary>
    public string? Reason { get; init; }

    /// <summary>What asking it took, milliseconds.</summary>
    public long DurationMs { get; init; }

    /// <summary>A stored bid with the delivery that took it up, if any.</summary>
    /// <param name="delivery">Its outcome; null where the lead was not posted to it.</param>
    /// <param name="reason">The bid's own.</param>
    /// <param name="isOpen">True while the lead may still be posted to it.</param>
    internal static BidView Of(StoredBid bid, StoredDelivery? delivery, string? reason, bool isOpen)
    {
        var isOffer = bid.Status == BidStatus.Offered.Name();
        return new()
        {
            Recipient = bid.Recipient,
            Outcome = delivery is not null ? Taken(LeadRecords.OutcomeOf(delivery.Outcome)) : !isOffer ? bid.Status : isOpen ? "pending" : "lost",
            Bid = bid.Price,
            Exclusive = bid.Exclusive,
            Reason = reason ?? (isOffer && delivery is null && !isOpen ? "outbid" : null),
            DurationMs = bid.Duration,
        };
    }

    private static string Taken(Delivery.Outcome outcome) => outcome switch
    {
        Delivery.Outcome.Success or Delivery.Outcome.Queued => "won",
        Delivery.Outcome.Failure or Delivery.Outcome.Duplicate => "refused",
        _ => outcome.Name(),
    };
}
