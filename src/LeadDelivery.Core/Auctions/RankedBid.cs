namespace LeadDelivery.Core.Auctions;

/// <summary>A bid that may be taken, as the orchestration knows it: ids and money.</summary>
/// <param name="Bidder">Its place among the auction's bidders, from 0.</param>
/// <param name="Row">Where the bid is stored.</param>
/// <param name="Price">What the bidder pays, as one of several where several may buy.</param>
/// <param name="Exclusive">What it pays to be the only one; null where it does not say.</param>
/// <param name="Expires">Until when the bid holds, unix milliseconds; null: it does not say.</param>
public sealed record RankedBid(int Bidder, string Row, decimal? Price, decimal? Exclusive, long? Expires)
{
    /// <summary>Why a bid that holds no longer is not taken up.</summary>
    internal const string Expired = "bid expired before the post";

    /// <summary>Whether it holds no longer.</summary>
    public bool HasExpired(DateTimeOffset now) => Expires is { } end && end <= now.ToUnixTimeMilliseconds();
}

/// <summary>Who gets the lead next: pure, from the bids that are still open.</summary>
public static class SaleChoice
{
    /// <summary>The bid to be taken exclusively, or null where selling to several brings as much.</summary>
    /// <param name="open">Best first.</param>
    /// <param name="winners">To how many the lead may be sold.</param>
    public static RankedBid? Exclusive(IReadOnlyList<RankedBid> open, int winners)
    {
        if (winners == 1 || open.Where(bid => bid.Exclusive is not null).MaxBy(bid => bid.Exclusive) is not { } best)
        {
            return null;
        }

        return best.Exclusive > Shared(open, winners) ? best : null;
    }

    /// <summary>What selling to as many as allowed would bring.</summary>
    public static decimal Shared(IReadOnlyList<RankedBid> open, int winners) =>
        open.Where(bid => bid.Price is not null).OrderByDescending(bid => bid.Price).Take(winners).Sum(bid => bid.Price!.Value);

    /// <summary>What the best choice would bring.</summary>
    public static decimal Revenue(IReadOnlyList<RankedBid> open, int winners) =>
        Exclusive(open, winners) is { } exclusive ? exclusive.Exclusive!.Value : Shared(open, winners);
}
