using LeadDelivery.Core.Language;

namespace LeadDelivery.Core.Auctions;

/// <summary>What asking a bidder came to.</summary>
public enum BidStatus
{
    /// <summary>It would take the lead at its price.</summary>
    Offered,

    /// <summary>It was asked, or has a fixed price, and does not want the lead.</summary>
    NoBid,

    /// <summary>It has the lead already.</summary>
    Duplicate,

    /// <summary>Its bid is below the floor.</summary>
    BelowMinimum,

    /// <summary>It did not answer before the deadline.</summary>
    Timeout,

    /// <summary>It could not be asked, or its answer could not be read.</summary>
    Error,

    /// <summary>The source has sold it the lead before.</summary>
    Excluded,

    /// <summary>It was not asked: rule, cap, schedule, open circuit, paused.</summary>
    Skipped,
}

/// <summary>The names of <see cref="BidStatus"/> in JSON and in the language.</summary>
public static class BidStatusNames
{
    private static readonly string[] Names =
        ["offered", "no_bid", "duplicate", "below_minimum", "timeout", "error", "excluded", "skipped"];

    /// <summary>The name, lower case.</summary>
    public static string Name(this BidStatus status) => Names[(int)status];

    /// <summary>The status of that name; an unknown one is an error.</summary>
    internal static BidStatus Parse(string name) => Array.IndexOf(Names, name) is var at and >= 0 ? (BidStatus)at : BidStatus.Error;
}

/// <summary>One bidder's bid.</summary>
/// <param name="Bidder">Its place among the auction's bidders, from 0.</param>
/// <param name="Recipient">The recipient's id.</param>
/// <param name="Status">What asking it came to.</param>
/// <param name="Price">What it pays, as one of several where the auction sells to several; null where it names no price.</param>
/// <param name="Exclusive">What it pays to be the only one; null where it does not say.</param>
/// <param name="Expires">Until when it holds; null where it does not say.</param>
/// <param name="Reason">Why it is none; the recipient's words or ours, may hold consumer data.</param>
/// <param name="Ping">What the post's templates see as <c>ping</c>.</param>
/// <param name="Duration">What asking it took; zero where it was not asked.</param>
public sealed record AuctionBid(
    int Bidder, string Recipient, BidStatus Status, decimal? Price, decimal? Exclusive, DateTimeOffset? Expires, string? Reason, ValueObject Ping,
    TimeSpan Duration)
{
    /// <summary>A bidder that makes no offer.</summary>
    public static AuctionBid None(int bidder, string recipient, BidStatus status, string? reason, TimeSpan duration = default) =>
        new(bidder, recipient, status, null, null, null, reason, ValueObject.Empty, duration);
}
