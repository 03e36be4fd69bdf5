using LeadDelivery.Core.Language;

namespace LeadDelivery.Core.Delivery.Replies;

/// <summary>What a recipient answered a ping.</summary>
public sealed record Bid
{
    /// <summary>The reason of a refusal where the answer carries no bid and the recipient gives no words for it.</summary>
    public const string None = "no bid";

    /// <summary>How the answer was read; success: the recipient would take the lead.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>What it would pay, above 0 where a bid rule is given; null: it names no price, or does not bid.</summary>
    public decimal? Price { get; init; }

    /// <summary>What it would pay to be the only buyer; null where it does not say.</summary>
    public decimal? Exclusive { get; init; }

    /// <summary>Its id of the ping.</summary>
    public string? PingId { get; init; }

    /// <summary>How long the bid holds from the moment of its reading; null: it does not say.</summary>
    public TimeSpan? ExpiresIn { get; init; }

    /// <summary>Success, failure, duplicate or error.</summary>
    public Outcome Outcome => Verdict.Outcome;

    /// <summary>The recipient's words or ours for anything but a success.</summary>
    public string? Reason => Verdict.Reason;

    /// <summary>Further values for the post.</summary>
    public ValueObject Captured => Verdict.Captured;

    /// <summary>What the post's templates see as <c>ping</c>: <c>ping.id</c>, <c>ping.bid</c> and the captured values.</summary>
    public ValueObject AsPing() => ValueObject.From(
    [
        .. Captured.Members,
        new("id", Value.Of(PingId)),
        new("bid", Price is { } price ? Value.Of(price) : Value.Null),
        new("exclusive_bid", Exclusive is { } exclusive ? Value.Of(exclusive) : Value.Null),
    ]);
}
