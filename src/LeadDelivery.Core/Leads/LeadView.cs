using System.Collections.Immutable;
using LeadDelivery.Core.Auctions;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Language;

namespace LeadDelivery.Core.Leads;

/// <summary>A lead with everything known of it: the aggregate of CONTRACT §2.</summary>
public sealed record LeadView
{
    /// <summary>The lead's id.</summary>
    public required string LeadId { get; init; }

    /// <summary>Its source's id.</summary>
    public required string Source { get; init; }

    /// <summary>Its flow's id.</summary>
    public required string Flow { get; init; }

    /// <summary>When it came.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>When its outcome was known; null while pending.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>True for a test lead.</summary>
    public bool Test { get; init; }

    /// <summary>Pending until known.</summary>
    public required Outcome Outcome { get; init; }

    /// <summary>Why, in the words of the delivery which decided or of the acceptance rules.</summary>
    public string? Reason { get; init; }

    /// <summary>The sum over the plan's sales; null when nothing was sold.</summary>
    public decimal? Price { get; init; }

    /// <summary>What it cost from its source; null when nothing.</summary>
    public decimal? Cost { get; init; }

    /// <summary>What is left: price less cost. Null while neither is known for good, and for a test lead.</summary>
    public decimal? Margin => Test || (Price is null && (Cost is null || Outcome is Outcome.Pending or Outcome.Queued))
        ? null
        : (Price ?? 0) - (Cost ?? 0);

    /// <summary>What of the price was earned because the plan went on after a technical failure.</summary>
    public decimal Recovered { get; init; }

    /// <summary>What its money is in, ISO 4217.</summary>
    public string Currency { get; init; } = Money.Currency.Default;

    /// <summary>Where the deciding recipient wants the consumer sent.</summary>
    public string? RedirectUrl { get; init; }

    /// <summary>Every recipient that was tried or skipped, in order; side deliveries after the plan's.</summary>
    public ImmutableArray<DeliveryView> Deliveries { get; init; } = [];

    /// <summary>True where its source was promised a price by a ping: <see cref="Cost"/>, which is all the money it is told of.</summary>
    public bool IsPromised { get; init; }

    /// <summary>What an auction's bidders bid, in the order of rounds and bidders.</summary>
    public ImmutableArray<BidView> Bids { get; init; } = [];

    /// <summary>The consumer's fields, renamed and in normal forms; null when erased.</summary>
    public ValueObject? Fields { get; init; }

    /// <summary>What was sent for the fields that differ from it; null when erased.</summary>
    public ValueObject? Raw { get; init; }

    /// <summary>When the consumer's data was erased; null when it was not.</summary>
    public DateTimeOffset? ErasedAt { get; init; }
}

/// <summary>One delivery of a lead.</summary>
public sealed record DeliveryView
{
    /// <summary>The recipient's id.</summary>
    public required string Recipient { get; init; }

    /// <summary>How it ended, or pending.</summary>
    public required Outcome Outcome { get; init; }

    /// <summary>Why.</summary>
    public string? Reason { get; init; }

    /// <summary>The recipient's id of the lead.</summary>
    public string? RecipientLeadId { get; init; }

    /// <summary>What it pays.</summary>
    public decimal? Price { get; init; }

    /// <summary>Name of the batch file that it was sent in; null for none.</summary>
    public string? File { get; init; }

    /// <summary>
    /// For a sale of the plan at a price, its share of the lead's cost, which is carried once: equal parts over those sales, to the cent.
    /// Null for anything else, and where the lead cost nothing.
    /// </summary>
    public decimal? Cost { get; init; }

    /// <summary>For a sale of the plan at a price, price less cost share; they add up to the lead's own. Null for anything else.</summary>
    public decimal? Margin { get; init; }

    /// <summary>Requests made so far.</summary>
    public int Attempts { get; init; }

    /// <summary>Time spent in requests, milliseconds.</summary>
    public long DurationMs { get; init; }

    /// <summary>True for a side delivery.</summary>
    public bool Also { get; init; }

    /// <summary>0 for the first delivery of the lead, then counting redeliveries.</summary>
    public int Redelivery { get; init; }
}

/// <summary>One entry of a lead's audit trail.</summary>
/// <param name="Id">Time-ordered and unique.</param>
/// <param name="At">When.</param>
/// <param name="Type"><c>lead.received</c>, <c>lead.rejected</c>, <c>attempt.started</c>, <c>attempt.ended</c>, <c>delivery.skipped</c>, <c>lead.outcome</c>, …</param>
/// <param name="Data">What belongs to the type, snake_case; secrets masked.</param>
public sealed record LeadEvent(string Id, DateTimeOffset At, string Type, ValueObject Data);

/// <summary>Which leads a list shows.</summary>
public sealed record LeadFilter
{
    /// <summary>Only of this flow.</summary>
    public string? Flow { get; init; }

    /// <summary>Only of this source.</summary>
    public string? Source { get; init; }

    /// <summary>Only those tried at or skipped for this recipient.</summary>
    public string? Recipient { get; init; }

    /// <summary>Only with this outcome; superseded: those with such a delivery.</summary>
    public Outcome? Outcome { get; init; }

    /// <summary>Received at or after.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Received before.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Whole words in any field, or the lead's id.</summary>
    public string? Search { get; init; }

    /// <summary>Where the last page ended; null for the first.</summary>
    public string? Cursor { get; init; }

    /// <summary>Leads on a page, 1–500.</summary>
    public int Limit { get; init; } = 50;
}

/// <summary>A page of leads, newest first.</summary>
/// <param name="Cursor">Asks for the next page; null on the last. A page may be short, even empty, and still have a next one.</param>
public sealed record LeadPage(ImmutableArray<LeadView> Leads, string? Cursor);
