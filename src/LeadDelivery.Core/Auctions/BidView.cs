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
    /// <param name="bidReason">Why it was none.</param>
    /// <param name="delivery">How it ended; null where the lead was not posted to the bidder.</param>
    /// <param name="deliveryReason">Why so.</param>
    /// <param name="isOpen">True while the lead may still be posted to the bidder.</param>
    internal static BidView Of(StoredBid bid, string? bidReason, StoredDelivery? delivery, string? deliveryReason, bool isOpen)
    {
        var isOffer = bid.Status == BidStatus.Offered.Name();
        return new()
        {
            Recipient = bid.Recipient,
            Outcome = delivery is not null ? Taken(LeadRecords.OutcomeOf(delivery.Outcome), deliveryReason)
                : !isOffer ? bid.Status
                : isOpen ? "pending" : "lost",
            Bid = bid.Price,
            Exclusive = bid.Exclusive,
            Reason = deliveryReason ?? bidReason ?? (isOffer && delivery is null && !isOpen ? "outbid" : null),
            DurationMs = bid.Duration,
        };
    }

    private static string Taken(Delivery.Outcome outcome, string? reason) => outcome switch
    {
        Delivery.Outcome.Success or Delivery.Outcome.Queued => "won",
        Delivery.Outcome.Failure or Delivery.Outcome.Duplicate => "refused",
        Delivery.Outcome.Skipped when reason == RankedBid.Expired => "expired",
        _ => outcome.Name(),
    };
}
