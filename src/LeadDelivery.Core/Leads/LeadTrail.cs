using LeadDelivery.Core.Language;
using LeadDelivery.Core.Ledger;
using LeadDelivery.Core.Ports;

namespace LeadDelivery.Core.Leads;

/// <summary>
/// A lead's audit trail: the ledger's entries between its arrival and its outcome. These two are told from the head and the
/// summary, which hold them already.
/// </summary>
internal static class LeadTrail
{
    /// <summary>The trail, oldest first.</summary>
    public static IReadOnlyList<LeadEvent> Of(
        string leadId, StoredLead head, StoredSummary summary, IReadOnlyList<Record> rows, LeadVault vault)
    {
        var received = new LeadEvent(leadId, Moment(head.Received), "lead.received", ValueObject.From(
        [
            new("source", Value.Of(head.Source)),
            new("flow", Value.Of(head.Flow)),
            new("test", Value.Of(head.Test)),
            new("configuration", Value.Of(head.Catalog)),
            .. head.Cost is { } cost ? [new("cost", Value.Of(cost))] : Array.Empty<KeyValuePair<string, Value>>(),
            .. vault.Open(leadId, head) is { } lead ? Consumer(lead) : [],
        ]));
        var trail = new List<LeadEvent>(rows.Count + 3) { received };
        if (head.Rejected is { } rejected)
        {
            trail.Add(new LeadEvent(
                leadId + "-rejected", received.At, "lead.rejected", vault.Open(leadId, head, rejected) ?? ValueObject.Empty));
        }

        trail.AddRange(rows.Select(row => LedgerEntry.Read(row, leadId, head, vault)).OrderBy(entry => entry.At));
        if (summary.Ended is { } ended)
        {
            trail.Add(new LeadEvent(leadId + "-outcome", Moment(ended), "lead.outcome", ValueObject.From(
            [
                new("outcome", Value.Of(summary.Outcome)),
                new("price", summary.Price is { } price ? Value.Of(price) : Value.Null),
                .. summary.Cost is { } owed && owed != head.Cost ? [new("cost", Value.Of(owed))] : Array.Empty<KeyValuePair<string, Value>>(),
            ])));
        }

        return [.. trail.OrderBy(entry => entry.At).ThenBy(entry => Rank(entry.Type))];
    }

    private static IEnumerable<KeyValuePair<string, Value>> Consumer(Lead lead) => lead.Raw.Count == 0
        ? [new("fields", Value.Of(lead.Fields))]
        : [new("fields", Value.Of(lead.Fields)), new("raw", Value.Of(lead.Raw))];

    // Of entries in the same millisecond arrival comes first.
    private static int Rank(string type) => type switch { "lead.received" => 0, "lead.rejected" => 1, _ => 2 };

    private static DateTimeOffset Moment(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}
