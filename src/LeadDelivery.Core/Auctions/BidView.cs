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
    /// <param name="isSold">True where another bidder of the round has the lead.</param>
    /// <param name="isAskedAgain">True where a later bid of the same bidder has taken the delivery over.</param>
    internal static BidView Of(
        StoredBid bid, string? bidReason, StoredDelivery? delivery, string? deliveryReason, bool isOpen, bool isSold, bool isAskedAgain)
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
            Reason = deliveryReason ?? bidReason ?? (isOffer && delivery is null && !isOpen ? Lost(isSold, isAskedAgain) : null),
            DurationMs = bid.Duration,
        };
    }

    /// <summary>The rounds in which a bidder got the lead, of the deliveries that took up bids.</summary>
    internal static HashSet<string> SoldRounds(IEnumerable<(string Bid, StoredDelivery Delivery)> taken) =>
    [
        .. taken.Where(bid => LeadRecords.OutcomeOf(bid.Delivery.Outcome) is Delivery.Outcome.Success or Delivery.Outcome.Queued)
            .Select(bid => BidRecord.RoundOf(bid.Bid)),
    ];

    /// <summary>Whether a delivery that took up a bid has taken up a later one of the same bidder, in a later try of a window.</summary>
    internal static bool IsAskedAgain(string row, StoredBid bid, IEnumerable<(string Bid, StoredDelivery Delivery)> taken) => taken.Any(
        later => later.Delivery.Recipient == bid.Recipient && BidRecord.IsLater(later.Bid, row));

    // Nobody bought where a recipient may have the lead unanswered, or the auction's part of the plan was over.
    private static string Lost(bool isSold, bool isAskedAgain) => isSold ? "outbid" : isAskedAgain ? "asked again in a later try" : "not posted to";

    private static string Taken(Delivery.Outcome outcome, string? reason) => outcome switch
    {
        Delivery.Outcome.Success or Delivery.Outcome.Queued => "won",
        Delivery.Outcome.Failure or Delivery.Outcome.Duplicate => "refused",
        Delivery.Outcome.Skipped when reason == RankedBid.Expired => "expired",
        _ => outcome.Name(),
    };
}
