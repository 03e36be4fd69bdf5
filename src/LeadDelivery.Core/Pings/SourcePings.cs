using System.Collections.Immutable;
using LeadDelivery.Core.Auctions;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Delivery.Authentication;
using LeadDelivery.Core.Delivery.Requests;
using LeadDelivery.Core.Gates;
using LeadDelivery.Core.Gates.Caps;
using LeadDelivery.Core.Leads;
using LeadDelivery.Core.Plans;
using LeadDelivery.Core.Ports;

namespace LeadDelivery.Core.Pings;

/// <summary>What a source's ping is answered.</summary>
/// <param name="PingId">By which the post names it.</param>
/// <param name="Outcome">Success where a price is offered.</param>
/// <param name="Reason">Why not; null for a success.</param>
/// <param name="Price">What the source gets for the lead, after the margin.</param>
/// <param name="ExpiresAt">Until when the post must come; null where nothing is offered.</param>
public sealed record PingOffer(string PingId, Outcome Outcome, string? Reason, decimal? Price, DateTimeOffset? ExpiresAt);

/// <summary>
/// Answers pings of sources: runs the auction that such a lead would come to, without taking the lead. Stores that it was asked, hashes
/// of what it said and the bids, and nothing of the consumer.
/// </summary>
public sealed class SourcePings(
    IRecordStore records, LeadVault vault, UlidFactory ids, TimeProvider time, RequestBuilder requests, RequestAuthenticator authenticator,
    IReadOnlyList<IChannel> channels, RecipientGates gates)
{
    private readonly PingRound _round = new(requests, authenticator, channels, gates, time);

    /// <summary>The counts of the caps of pings; null: nothing is capped.</summary>
    public CapBook? Caps { get; init; }

    /// <summary>Answers a ping; null where the flow has no auction at all.</summary>
    public async ValueTask<PingOffer?> OfferAsync(Submission ping, CancellationToken cancellation)
    {
        if (!ping.Flow.Nodes.Values.OfType<Auction>().Any())
        {
            return null;
        }

        var id = ids.Next();
        var key = vault.NewKey();
        var draft = LeadIntake.Draft(ping, id, UlidFactory.TimeOf(id) ?? time.GetUtcNow(), key);
        var scope = new LeadScope(draft, ping.Source, ping.Flow, draft.ReceivedAt);
        var reasons = PartialAcceptance.Check(ping.Flow.Accept, draft, scope);
        if (reasons.Count > 0 || draft.Forced == Outcome.Failure)
        {
            return await RefuseAsync(ping, draft, reasons.Count > 0 ? string.Join("; ", reasons) : "forced by the source's test rule", cancellation);
        }

        if (AuctionFinder.Find(ping.Flow.Plan, scope) is not { } auction)
        {
            return await RefuseAsync(ping, draft, "no auction for such a lead", cancellation);
        }

        if (draft.Forced == Outcome.Success)
        {
            return await OfferAsync(ping, draft, auction, [], auction.ForcedBid, [], cancellation);
        }

        return await CountAsync(ping, draft, scope) is { } full
            ? await RefuseAsync(ping, draft, full, cancellation)
            : await AuctionAsync(ping, draft, auction, cancellation);
    }

    /// <summary>Counts a ping under its flow's caps; the reason where there is no room.</summary>
    private async ValueTask<string?> CountAsync(Submission ping, Lead draft, LeadScope scope)
    {
        if (Caps is null || draft.Test || ping.Flow.Pings.Caps.IsEmpty)
        {
            return null;
        }

        var writes = new List<RecordOperation>();
        var (room, full) = await CapIntake.TakeAsync(
            Caps, [ping.Flow.PingCapOwner], draft.Id, scope, null, writes, CancellationToken.None);
        var isDurable = false;
        try
        {
            // On disk before anybody is asked, and not given up where the source hangs up: a ping that bidders saw counts, whatever follows.
            foreach (var partition in writes.GroupBy(write => write.Partition))
            {
                await records.WriteAsync([.. partition], CancellationToken.None);
            }

            isDurable = true;
        }
        finally
        {
            await room.EndAsync(isDurable);
        }

        return full;
    }

    private async ValueTask<PingOffer> AuctionAsync(Submission ping, Lead draft, Auction auction, CancellationToken cancellation)
    {
        var bids = await _round.RunAsync(records, draft, ping.Catalog, auction, draft.Id, answer => answer.Bid, cancellation);
        var ranked = BidRanking.Of(bids, auction.Tie, draft.Id, bidder => BidRecord.Row(0, 1, bidder));
        var price = auction.Margin.PriceToSource(SaleChoice.Revenue(ranked, auction.Winners));
        return price > 0
            ? await OfferAsync(ping, draft, auction, bids, price, Chosen(ranked, auction.Winners), cancellation)
            : await RefuseAsync(ping, draft, "no bid", cancellation);
    }

    private static IEnumerable<RankedBid> Chosen(ImmutableArray<RankedBid> ranked, int winners) =>
        SaleChoice.Exclusive(ranked, winners) is { } alone ? [alone] : ranked.Where(bid => bid.Price is not null).Take(winners);

    private async ValueTask<PingOffer> OfferAsync(
        Submission ping, Lead draft, Auction auction, ImmutableArray<AuctionBid> bids, decimal price, IEnumerable<RankedBid> chosen,
        CancellationToken cancellation)
    {
        var expires = chosen.Select(bid => bid.Expires).OfType<long>()
            .Append((time.GetUtcNow() + ping.Flow.Pings.Expires).ToUnixTimeMilliseconds()).Min();
        await StoreAsync(
            new StoredPing(
                draft.Source, draft.Flow, draft.Test, Outcome.Success.Name(), ping.Catalog.Version, auction.Path, expires, price, draft.Key.Id,
                PingMatch.Of(ping.Flow, draft.Fields, draft.Key), PingBids.Seal(draft.Key, draft.Id, bids)),
            draft.Id, cancellation);
        return new(draft.Id, Outcome.Success, null, price, DateTimeOffset.FromUnixTimeMilliseconds(expires));
    }

    private async ValueTask<PingOffer> RefuseAsync(Submission ping, Lead draft, string reason, CancellationToken cancellation)
    {
        vault.Erase(draft.Id, draft.Key.Id);
        await StoreAsync(new StoredPing(draft.Source, draft.Flow, draft.Test, Outcome.Failure.Name(), ping.Catalog.Version), draft.Id, cancellation);
        return new(draft.Id, Outcome.Failure, reason, null, null);
    }

    private async ValueTask StoreAsync(StoredPing ping, string id, CancellationToken cancellation) =>
        await records.WriteAsync([RecordOperation.Insert(PingRecords.PartitionOf(id)!, id, PingRecords.Bytes(ping))], cancellation);
}
