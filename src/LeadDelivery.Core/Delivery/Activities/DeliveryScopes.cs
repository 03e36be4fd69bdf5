using LeadDelivery.Core.Auctions;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Leads;
using LeadDelivery.Core.Plans;
using LeadDelivery.Core.Ports;

namespace LeadDelivery.Core.Delivery.Activities;

/// <summary>Makes the scope in which a delivery's conditions, templates and replies are evaluated.</summary>
internal sealed class DeliveryScopes(TimeProvider time)
{
    /// <summary>The scope of one attempt.</summary>
    /// <param name="at">What <c>now</c> is; null for the present.</param>
    public async ValueTask<LeadScope> OfAsync(
        IRecordStore records, Lead lead, Catalog catalog, DeliveryTicket delivery, int attempt, CancellationToken cancellation,
        DateTimeOffset? at = null)
    {
        var taken = delivery.Bid is { } row ? await BidRecord.FindAsync(records, lead, row, cancellation) : null;
        return new(lead, catalog.Sources.GetValueOrDefault(lead.Source), catalog.Flows.GetValueOrDefault(lead.Flow), at ?? time.GetUtcNow())
        {
            Recipient = catalog.Recipients[delivery.Recipient],
            Bid = taken is { Bid: var bid } ? delivery.Exclusive ? bid.Exclusive : bid.Price : null,
            BidExpires = taken?.Bid.Expires is { } end ? DateTimeOffset.FromUnixTimeMilliseconds(end) : null,
            Ping = taken is { Ping: var ping } ? Ping(ping, delivery.Exclusive) : null,
            DeliveryKey = LeadRecords.DeliveryKey(delivery.Lead, delivery.Redelivery, delivery.Number),
            Attempt = attempt,
            AppendedLater = await AppendedAsync(records, lead, catalog, delivery.Number, delivery.Redelivery, cancellation),
        };
    }

    /// <summary>The scope of a node's condition.</summary>
    public async ValueTask<LeadScope> OfAsync(IRecordStore records, Lead lead, Catalog catalog, CancellationToken cancellation) => new(
        lead, catalog.Sources.GetValueOrDefault(lead.Source), catalog.Flows.GetValueOrDefault(lead.Flow), time.GetUtcNow())
    {
        AppendedLater = await AppendedAsync(records, lead, catalog, int.MaxValue, 0, cancellation),
    };

    private static ValueObject Ping(ValueObject ping, bool exclusive) => ValueObject.From(
        [.. ping.Members.Where(member => member.Key != "exclusive"), new("exclusive", Value.Of(exclusive))]);

    // The first delivery of a lead has nothing before it: the usual case reads nothing.
    private static async ValueTask<Func<ValueObject>?> AppendedAsync(
        IRecordStore records, Lead lead, Catalog catalog, int number, int redelivery, CancellationToken cancellation)
    {
        if (!catalog.ReadsAppended || (number == 1 && redelivery == 0))
        {
            return null;
        }

        var rows = new List<Record>();
        await foreach (var row in records.QueryAsync(
            new(LeadRecords.Partition(lead.Id), LeadRecords.DeliveryPrefix, LeadRecords.DeliveryPrefix + "~"), cancellation))
        {
            rows.Add(row);
        }

        return rows.Count == 0 ? null : () => Open(lead, rows);
    }

    private static ValueObject Open(Lead lead, List<Record> rows)
    {
        var appended = new List<KeyValuePair<string, Value>>();
        foreach (var row in rows)
        {
            var delivery = LeadRecords.Delivery(row);
            var details = delivery.Sealed is null ? null : LeadVault.Open(lead.Id, lead.Key, delivery.Sealed);
            var captured = details is not null && details.TryGet("captured", out var values) ? values.AsObject.Members : [];
            appended.Add(new(delivery.Recipient, Value.Of(ValueObject.From(
            [
                new("outcome", Value.Of(delivery.Outcome)),
                new("id", Value.Of(delivery.RecipientLeadId)),
                new("price", delivery.Price is { } price ? Value.Of(price) : Value.Null),
                .. captured,
            ]))));
        }

        return ValueObject.From(appended);
    }
}
