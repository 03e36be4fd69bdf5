using LeadDelivery.Core.Leads;
using LeadDelivery.Core.Plans;
using LeadDelivery.Core.Workflow;

namespace LeadDelivery.Core.Auctions;

/// <summary>Records what became of a round's bids.</summary>
internal sealed class CloseAuction(LeadVault vault, UlidFactory ids, TimeProvider time)
{
    private readonly PingLedger _ledger = new(ids);

    /// <summary>Runs it.</summary>
    public async Task<bool> RunAsync(IActivityContext context, AuctionInput input, CancellationToken cancellation)
    {
        if (await vault.FindAsync(context.Records, input.Lead, cancellation) is not { } lead)
        {
            return false;
        }

        var partition = LeadRecords.Partition(lead.Id);
        var taken = new Dictionary<string, (StoredDelivery Delivery, string? Reason)>(StringComparer.Ordinal);
        await foreach (var row in context.Records.QueryAsync(
            new(partition, LeadRecords.DeliveryPrefix, LeadRecords.DeliveryPrefix + "~"), cancellation))
        {
            if (LeadRecords.Delivery(row) is { Bid: { } bid } delivery)
            {
                taken[bid] = (delivery, BidRecord.ReasonOf(delivery.Sealed is null ? null : LeadVault.Open(lead.Id, lead.Key, delivery.Sealed)));
            }
        }

        var sold = BidView.SoldRounds(taken.Select(bid => (bid.Key, bid.Value.Delivery)));
        var bids = new List<(string, string, decimal?, string?)>();
        var first = BidRecord.Row(input.Redelivery, input.Round, 0);
        await foreach (var row in context.Records.QueryAsync(
            new(partition, first, BidRecord.Row(input.Redelivery, input.Round + 1, 0)), cancellation))
        {
            var (delivery, reason) = taken.GetValueOrDefault(row.Row);
            var view = BidView.Of(BidRecord.Read(row), null, delivery, reason, isOpen: false, sold.Contains(BidRecord.RoundOf(row.Row)), isAskedAgain: false);
            bids.Add((view.Recipient, view.Outcome, view.Bid ?? view.Exclusive, delivery is null ? view.Reason : null));
        }

        context.Write(_ledger.Closed(lead, input.Round, bids, time.GetUtcNow()));
        return true;
    }
}
