using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Leads;

namespace LeadDelivery.Web.Tests;

/// <summary>Leads as the reader gives them.</summary>
internal static class Views
{
    public static LeadView Of(string id, string source) => new()
    {
        LeadId = id,
        Source = source,
        Flow = "auto",
        ReceivedAt = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
        Outcome = Outcome.Pending,
        Fields = ValueObject.From([new("email", Value.Of("jane@example.com"))]),
    };

    public static LeadView Sold(string id, string source) => Of(id, source) with
    {
        Outcome = Outcome.Success,
        Price = 45.00m,
        Cost = 15m,
        EndedAt = new(2026, 1, 2, 3, 4, 6, 250, TimeSpan.Zero),
        Deliveries =
        [
            new() { Recipient = "premium", Outcome = Outcome.Skipped, Reason = "rule" },
            new() { Recipient = "abc", Outcome = Outcome.Success, RecipientLeadId = "ABC123", Price = 45.00m, Attempts = 1, DurationMs = 412 },
            new() { Recipient = "crm", Outcome = Outcome.Success, Attempts = 2, DurationMs = 90, Also = true },
        ],
    };
}
