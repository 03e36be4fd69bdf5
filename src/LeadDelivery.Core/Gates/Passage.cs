using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Leads;

namespace LeadDelivery.Core.Gates;

/// <summary>One delivery that wants to pass a recipient's gates.</summary>
/// <param name="Key">The delivery's key: what is reserved is found by it, so that nothing is reserved twice.</param>
/// <param name="Recipient">As configured for the lead.</param>
/// <param name="Lead">The lead; a test lead is never counted.</param>
/// <param name="Scope">What conditions see.</param>
/// <param name="Price">What the sale is expected to bring: the bid or the recipient's own price; null where none is known.</param>
public sealed record Passage(string Key, Recipient Recipient, Lead Lead, LeadScope Scope, decimal? Price)
{
    /// <summary>Whether the reply may name another price: the recipient's rules read one, and it has not bid.</summary>
    public bool IsPriceOpen { get; init; }

    /// <summary>The recipient's queue was full when the delivery came to it.</summary>
    public bool QueueIsFull { get; init; }

    /// <summary>The delivery waited in the recipient's queue until its deadline.</summary>
    public bool QueueIsLate { get; init; }
}

/// <summary>A gate that is closed.</summary>
/// <param name="Reason">Why, for people: begins with the gate's word (rule, cap, schedule, circuit, paused, …); never a consumer's value.</param>
/// <param name="Technical">The recipient is in technical trouble: its backup is tried.</param>
public sealed record Closed(string Reason, bool Technical = false);
