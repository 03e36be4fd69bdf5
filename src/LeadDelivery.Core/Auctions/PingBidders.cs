using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Leads;
using LeadDelivery.Core.Plans;
using LeadDelivery.Core.Ports;
using LeadDelivery.Core.Workflow;

namespace LeadDelivery.Core.Auctions;

/// <summary>A ping round of a lead: asks the bidders, stores their bids and what was said in the ledger.</summary>
internal sealed class PingBidders(ICatalogs catalogs, LeadVault vault, UlidFactory ids, TimeProvider time, PingRound round)
{
    private readonly PingLedger _ledger = new(ids);

    /// <summary>Runs it. Repeated after a crash, the later round's bids are those that count.</summary>
    public async Task<PingOutput> RunAsync(IActivityContext context, AuctionInput input, CancellationToken cancellation)
    {
        var catalog = catalogs.Version(input.Catalog);
        var auction = (Auction)catalog.Flows[input.Flow].Nodes[input.Node];
        if (await vault.FindAsync(context.Records, input.Lead, cancellation) is not { } lead)
        {
            return new([], Outcome.Error, null);
        }

        var key = $"{LeadRecords.DeliveryKey(lead.Id, input.Redelivery, 0)}.ping{input.Round}";
        var answers = await round.RunAsync(context.Records, lead, catalog, auction, key, Prepare, cancellation);
        foreach (var (answer, bid, personal) in answers)
        {
            context.Write(bid);
            context.Write(_ledger.Asked(lead, input.Round, answer, personal, time.GetUtcNow()));
        }

        return Output(context, lead, input, auction, [.. answers.Select(prepared => prepared.Answer.Bid)]);

        (PingAnswer Answer, RecordOperation Bid, byte[]? Personal) Prepare(PingAnswer answer) =>
            (answer, BidRecord.Write(lead, input.Redelivery, input.Round, answer.Bid), PingLedger.Seal(lead, answer));
    }

    /// <summary>
    /// The bids that a source's ping has brought, stored with the lead when it came. A ping whose result was forced brought none: its
    /// round is made up now, without a request.
    /// </summary>
    public async Task<PingOutput> TakeAsync(IActivityContext context, AuctionInput input, CancellationToken cancellation)
    {
        var auction = (Auction)catalogs.Version(input.Catalog).Flows[input.Flow].Nodes[input.Node];
        var bids = new List<AuctionBid>();
        await foreach (var row in context.Records.QueryAsync(
            new(LeadRecords.Partition(input.Lead), BidRecord.Row(input.Redelivery, input.Round, 0), BidRecord.Row(input.Redelivery, input.Round + 1, 0)),
            cancellation))
        {
            bids.Add(BidRecord.AsBid(row));
        }

        var lead = await vault.FindAsync(context.Records, input.Lead, cancellation);
        return bids.Count == 0 && lead?.Forced is not null
            ? await RunAsync(context, input, cancellation)
            : Output(context, lead, input, auction, bids);
    }

    private PingOutput Output(IActivityContext context, Lead? lead, AuctionInput input, Auction auction, IReadOnlyList<AuctionBid> bids)
    {
        string Row(int bidder) => BidRecord.Row(input.Redelivery, input.Round, bidder);
        var ranked = BidRanking.Of(bids, auction.Tie, $"{input.Lead}/{input.Node}", Row);
        var (outcome, decided) = BidRanking.Unsold(bids);
        if (ranked.IsEmpty && lead is not null)
        {
            // Nobody is posted the lead, so that what became of the bids is known here.
            context.Write(_ledger.Closed(
                lead, input.Round, bids.Select(bid => (bid.Recipient, bid.Status.Name(), bid.Price ?? bid.Exclusive)), time.GetUtcNow()));
        }

        return new(ranked, outcome, decided is { } bidder ? Row(bidder) : null);
    }
}
