using System.Collections.Immutable;
using LeadDelivery.Core.Auctions;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Money;
using LeadDelivery.Core.Ports;

namespace LeadDelivery.Core.Leads;

/// <summary>Reads leads back.</summary>
public sealed class LeadReader(IRecordStore records, LeadVault vault)
{
    /// <summary>The lead, or null.</summary>
    public async ValueTask<LeadView?> GetAsync(string leadId, CancellationToken cancellation)
    {
        var summary = await records.FindSummaryAsync(leadId, cancellation);
        return summary is null ? null : await ViewAsync(leadId, LeadRecords.Summary(summary), cancellation);
    }

    /// <summary>Its audit trail, oldest first; null for an unknown lead.</summary>
    public async ValueTask<IReadOnlyList<LeadEvent>?> EventsAsync(string leadId, CancellationToken cancellation)
    {
        var head = await records.GetAsync(LeadRecords.Partition(leadId), LeadRecords.HeadRow, cancellation);
        var summary = await records.FindSummaryAsync(leadId, cancellation);
        if (head is null || summary is null)
        {
            return null;
        }

        var rows = new List<Record>();
        await foreach (var row in records.QueryAsync(
            new(LeadRecords.Partition(leadId), LeadRecords.EventPrefix, LeadRecords.EventPrefix + "~"), cancellation))
        {
            rows.Add(row);
        }

        return LeadTrail.Of(leadId, LeadRecords.Lead(head), LeadRecords.Summary(summary), rows, vault);
    }

    /// <summary>The lead as its head, summary and deliveries tell it.</summary>
    internal async ValueTask<LeadView> ViewAsync(string leadId, StoredSummary summary, CancellationToken cancellation)
    {
        var partition = LeadRecords.Partition(leadId);
        var head = await records.GetAsync(partition, LeadRecords.HeadRow, cancellation) is { } record ? LeadRecords.Lead(record) : null;
        var deliveries = ImmutableArray.CreateBuilder<DeliveryView>();
        string? reason = Rejection(leadId, head);
        string? redirect = null;
        var taken = new Dictionary<string, (StoredDelivery Delivery, string? Reason)>(StringComparer.Ordinal);
        await foreach (var row in records.QueryAsync(
            new(partition, LeadRecords.DeliveryPrefix, LeadRecords.DeliveryPrefix + "~"), cancellation))
        {
            var delivery = LeadRecords.Delivery(row);
            var details = head is null || delivery.Sealed is null ? null : vault.Open(leadId, head, delivery.Sealed);
            if (delivery.Bid is { } taking)
            {
                taken[taking] = (delivery, Text(details, "reason"));
            }

            deliveries.Add(View(delivery, details, row.Row));
            if (row.Row == summary.Decided)
            {
                reason = Text(details, "reason");
                redirect = Text(details, "redirect_url");
            }
        }

        var bids = ImmutableArray.CreateBuilder<BidView>();
        var sold = BidView.SoldRounds(taken.Select(bid => (bid.Key, bid.Value.Item1)));
        await foreach (var row in records.QueryAsync(new(partition, BidRecord.Prefix, BidRecord.Prefix + "~"), cancellation))
        {
            var bid = BidRecord.Read(row);
            var why = BidRecord.ReasonOf(head is null || bid.Sealed is null ? null : vault.Open(leadId, head, bid.Sealed));
            var (delivery, ended) = taken.GetValueOrDefault(row.Row);
            var isAskedAgain = BidView.IsAskedAgain(row.Row, bid, taken.Select(later => (later.Key, later.Value.Delivery)));
            bids.Add(BidView.Of(bid, why, delivery, ended, summary.Ended is null, sold.Contains(BidRecord.RoundOf(row.Row)), isAskedAgain));
            reason = row.Row == summary.Decided ? why : reason;
        }

        var lead = head is null ? null : vault.Open(leadId, head);
        return new LeadView
        {
            LeadId = leadId,
            Source = summary.Source,
            Flow = summary.Flow,
            ReceivedAt = UlidFactory.TimeOf(leadId)!.Value,
            EndedAt = Moment(summary.Ended),
            Test = summary.Test,
            Outcome = LeadRecords.OutcomeOf(summary.Outcome),
            Reason = reason,
            Price = summary.Price,
            Cost = summary.Cost,
            Recovered = summary.Recovered,
            IsPromised = summary.Promised,
            Currency = summary.Currency ?? Currency.Default,
            RedirectUrl = redirect,
            Bids = bids.DrainToImmutable(),
            Deliveries = WithMargins(deliveries.OrderBy(delivery => delivery.Also), summary),
            Fields = lead?.Fields,
            Raw = lead?.Raw,
            ErasedAt = Moment(head?.Erased),
        };
    }

    private string? Rejection(string leadId, StoredLead? head) =>
        head?.Rejected is { } rejected && vault.Open(leadId, head, rejected) is { } details && details.TryGet("reasons", out var reasons)
            ? string.Join("; ", reasons.AsList.Select(reason => reason.ToText()))
            : null;

    private static ImmutableArray<DeliveryView> WithMargins(IEnumerable<DeliveryView> ordered, StoredSummary summary)
    {
        ImmutableArray<DeliveryView> deliveries = [.. ordered];
        var sales = deliveries.Count(IsPaid);
        if (sales == 0 || summary.Test)
        {
            return deliveries;
        }

        var shares = summary.Cost is { } cost ? new Queue<decimal>(Shares.Of(cost, sales)) : null;
        return [.. deliveries.Select(delivery => IsPaid(delivery) ? WithMargin(delivery, shares?.Dequeue()) : delivery)];
    }

    private static bool IsPaid(DeliveryView delivery) => delivery is { Outcome: Outcome.Success, Also: false, Price: not null };

    private static DeliveryView WithMargin(DeliveryView sale, decimal? cost) =>
        sale with { Cost = cost, Margin = sale.Price - (cost ?? 0) };

    private static DeliveryView View(StoredDelivery delivery, ValueObject? details, string row) => new()
    {
        Recipient = delivery.Recipient,
        Outcome = LeadRecords.OutcomeOf(delivery.Outcome),
        Reason = Text(details, "reason"),
        RecipientLeadId = delivery.RecipientLeadId,
        Price = delivery.Price,
        File = delivery.File,
        Attempts = delivery.Attempts,
        DurationMs = delivery.Duration,
        Also = delivery.Also,
        Redelivery = int.Parse(row.AsSpan(LeadRecords.DeliveryPrefix.Length, 3)),
    };

    private static string? Text(ValueObject? details, string name) =>
        details is not null && details.TryGet(name, out var value) && !value.IsNull ? value.ToText() : null;

    private static DateTimeOffset? Moment(long? milliseconds) =>
        milliseconds is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null;
}
