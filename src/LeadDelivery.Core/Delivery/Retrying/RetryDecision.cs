using LeadDelivery.Core.Configuration;

namespace LeadDelivery.Core.Delivery.Retrying;

/// <summary>What follows an attempt.</summary>
/// <param name="After">How long to wait before the next attempt; null: there is none.</param>
/// <param name="Reason">Why it stops, where that is not the verdict's own reason.</param>
/// <param name="NobodyElse">True: the lead may be sold already, so no other recipient is tried.</param>
public readonly record struct RetryDecision(TimeSpan? After, string? Reason = null, bool NobodyElse = false)
{
    /// <summary>The reason of an end without an answer.</summary>
    public const string MayHaveBeenAccepted = "may have been accepted";

    private static readonly RetryDecision Stop = new(null);

    /// <summary>Decides by the verdict alone: no clock, no chance, so that a replay decides alike.</summary>
    /// <param name="policy">The recipient's retries.</param>
    /// <param name="unanswered">Its wish for requests without an answer.</param>
    /// <param name="verdict">The last attempt's.</param>
    /// <param name="attempt">Its number, from 1.</param>
    /// <param name="deliveryKey">The delivery's key: spreads the waits of different deliveries.</param>
    public static RetryDecision Of(RetryPolicy policy, UnansweredPolicy unanswered, Verdict verdict, int attempt, string deliveryKey)
    {
        // Keeps at-most-one sale: under "stop" a request that may have arrived is neither repeated nor offered to others.
        if (verdict.MayHaveAccepted && unanswered == UnansweredPolicy.Stop)
        {
            return new(null, MayHaveBeenAccepted, NobodyElse: true);
        }

        if (verdict.RetryClass is not { } kind || !Covers(policy, kind) || attempt >= policy.Attempts)
        {
            return Stop;
        }

        var wait = Wait(policy, attempt, deliveryKey);
        // Asked to wait for longer than it is to be obeyed, it waits as long as it may, and the attempts that are left decide.
        var asked = verdict.RetryAfter is { } after ? (after < policy.RetryAfterMax ? after : policy.RetryAfterMax) : TimeSpan.Zero;
        return new(asked > wait ? asked : wait);
    }

    // A retry rule is the recipient's own wish: it needs no mention in "on". 408 is the server's word for a timeout.
    private static bool Covers(RetryPolicy policy, string kind) =>
        kind == "retry" || policy.On.Contains(kind) || (kind == "408" && policy.On.Contains("timeout"));

    /// <summary>How long to wait after an attempt that is followed by another.</summary>
    internal static TimeSpan Wait(RetryPolicy policy, int attempt, string deliveryKey)
    {
        // Beyond 2^40 every wait is the longest one.
        var factor = policy.Exponential ? Math.Pow(2, Math.Min(attempt - 1, 40)) : 1;
        var seconds = Math.Min(policy.Initial.TotalSeconds * factor, policy.Max.TotalSeconds);

        // Shortened by up to a half: the next wait's least is this one's most, so waits never shrink before the longest.
        return TimeSpan.FromSeconds(policy.Jitter ? seconds * (1 - (StableFraction.Of(deliveryKey, attempt) / 2)) : seconds);
    }
}
