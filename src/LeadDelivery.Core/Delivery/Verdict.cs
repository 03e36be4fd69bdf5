using LeadDelivery.Core.Language;

namespace LeadDelivery.Core.Delivery;

/// <summary>What one attempt means.</summary>
public sealed record Verdict
{
    /// <summary>The outcome if nothing more is tried.</summary>
    public required Outcome Outcome { get; init; }

    /// <summary>The class that <c>retry.on</c> names: <c>transport timeout 408 429 5xx</c>, <c>retry</c> for a rule; null: final.</summary>
    public string? RetryClass { get; init; }

    /// <summary>True when the recipient may have taken the lead although no usable answer came: the request was sent, in part at
    /// least, and the reply is missing or cannot be read.</summary>
    public bool MayHaveAccepted { get; init; }

    /// <summary>How long the recipient asks to be left alone.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The recipient's words or ours; may hold consumer data.</summary>
    public string? Reason { get; init; }

    /// <summary>Its id of the lead.</summary>
    public string? RecipientLeadId { get; init; }

    /// <summary>What it pays; null: the reply names none.</summary>
    public decimal? Price { get; init; }

    /// <summary>Where it wants the consumer sent.</summary>
    public string? RedirectUrl { get; init; }

    /// <summary>Values for <c>appended.&lt;recipient&gt;</c>.</summary>
    public ValueObject Captured { get; init; } = ValueObject.Empty;

    /// <summary>True for 401 and 403: the credentials are wrong, more leads would fare no better.</summary>
    public bool Unauthorized { get; init; }
}
