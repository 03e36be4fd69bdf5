using LeadDelivery.Core.Language;

namespace LeadDelivery.Core.Configuration;

/// <summary>How a recipient is asked for a bid, and how its answer is read (CONTRACT §3 <c>ping:</c>).</summary>
public sealed record PingRules
{
    /// <summary>The recipient with the ping's endpoint, credentials, fields and rules in place of the post's: what builds and reads a
    /// post builds and reads a ping.</summary>
    public required Recipient Call { get; init; }

    /// <summary>What it bids, as money; null: an acceptance is worth the recipient's own price.</summary>
    public Expression? Bid { get; init; }

    /// <summary>What it bids to be the only buyer; null: it bids for one kind of sale.</summary>
    public Expression? Exclusive { get; init; }

    /// <summary>Its id of the ping, which the post repeats.</summary>
    public Expression? PingId { get; init; }

    /// <summary>How long the bid holds: seconds, a duration such as <c>30s</c>, or the moment of its end.</summary>
    public Expression? Expires { get; init; }
}
