using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Delivery.Replies;
using LeadDelivery.Core.Delivery.Requests;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Plans;

namespace LeadDelivery.Core.Auctions;

/// <summary>A bid with what was sent and answered for it.</summary>
/// <param name="Request">As shown, secrets masked; null where nothing was sent.</param>
/// <param name="Reply">Null where there was none.</param>
/// <param name="Mask">Hides the secrets of both.</param>
internal sealed record PingAnswer(AuctionBid Bid, RequestPreview? Request, ChannelReply? Reply, SecretMask Mask);

/// <summary>One bidder while it is asked: what was sent to it is known also where it never answers.</summary>
/// <param name="bidder">Its place among the auction's bidders, from 0.</param>
/// <param name="recipient">As it is configured now.</param>
/// <param name="since">Timestamp of the moment it came to its turn.</param>
/// <param name="mask">Hides the configuration's secrets.</param>
internal sealed class Asked(Auction auction, int bidder, Recipient recipient, long since, SecretMask mask)
{
    // Written by the ping, read once the deadline has passed without it.
    private volatile OutboundRequest? _sent;

    public Auction Auction => auction;

    public int Bidder => bidder;

    public Recipient Recipient => recipient;

    public long Since => since;

    /// <summary>Hides the secrets of the request that was sent last, too.</summary>
    public SecretMask Mask => mask.With(_sent?.SecretValues ?? []);

    /// <summary>A request is about to leave.</summary>
    public void Sends(OutboundRequest request) => _sent = request;

    /// <summary>It makes no offer.</summary>
    public PingAnswer None(BidStatus status, string? reason, TimeSpan duration = default) =>
        Answer(AuctionBid.None(bidder, recipient.Id, status, reason, duration), null);

    /// <summary>Its answer, with what was sent for it.</summary>
    public PingAnswer Answer(AuctionBid bid, ChannelReply? reply)
    {
        var hides = Mask;
        return new(bid, _sent is { } sent ? RequestPreview.Of(sent, hides) : null, reply, hides);
    }

    /// <summary>
    /// Its bid, if it is one and reaches the floor. Sold to one, every bid is for the lead alone: the higher of the two is what the
    /// bidder pays.
    /// </summary>
    /// <param name="floor">The least that counts for the lead.</param>
    public AuctionBid Offer(
        decimal floor, decimal? price, decimal? exclusive, DateTimeOffset? expires, ValueObject ping, TimeSpan duration)
    {
        if (auction.Winners == 1)
        {
            price = exclusive > (price ?? 0) ? exclusive : price;
            exclusive = null;
        }

        if ((price ?? 0) <= 0 && (exclusive ?? 0) <= 0)
        {
            return AuctionBid.None(bidder, recipient.Id, BidStatus.NoBid, Bid.None, duration);
        }

        var isBelow = !(price >= floor) && !(exclusive >= floor);
        return new(
            bidder, recipient.Id, isBelow ? BidStatus.BelowMinimum : BidStatus.Offered, price >= floor || isBelow ? price : null,
            exclusive >= floor || isBelow ? exclusive : null, expires, isBelow ? "below min_bid" : null, ping, duration);
    }
}
