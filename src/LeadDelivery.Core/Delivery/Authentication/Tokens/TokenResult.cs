namespace LeadDelivery.Core.Delivery.Authentication;

/// <summary>A token as the server gave it.</summary>
/// <param name="Value">What goes into the header.</param>
/// <param name="Life">From the request on; null where the reply does not say.</param>
/// <param name="RefreshToken">What the next one is asked for with; null where the reply holds none.</param>
internal sealed record GrantedToken(string Value, TimeSpan? Life, string? RefreshToken)
{
    /// <summary>Nothing of it.</summary>
    public override string ToString() => nameof(GrantedToken);
}

/// <summary>Why there is no token.</summary>
/// <param name="Reason">For people: no secrets.</param>
/// <param name="Failure">What it means for the attempt: transport trouble is retried, wrong credentials are not.</param>
/// <param name="InvalidGrant">True when the server says so of what the token was asked for with.</param>
internal sealed record TokenTrouble(string Reason, SendFailure Failure, bool InvalidGrant = false)
{
    /// <summary>As a reply in place of the recipient's.</summary>
    public ChannelReply Reply(TimeSpan spent) =>
        new() { Category = SendCategory.NotSent, Failure = Failure, Error = Reason, Duration = spent };
}

/// <summary>An access token in use.</summary>
/// <param name="Value">What goes into the header.</param>
/// <param name="At">When it was asked for, as a timestamp.</param>
/// <param name="Life">Its life from then on.</param>
/// <param name="Skew">How long before its end it is replaced.</param>
/// <param name="AfterRefusal">True when it was fetched because the recipient refused the one before.</param>
internal sealed record AccessToken(string Value, long At, TimeSpan Life, TimeSpan Skew, bool AfterRefusal)
{
    /// <summary>Nothing of it.</summary>
    public override string ToString() => nameof(AccessToken);
}

/// <summary>A token, or why there is none.</summary>
internal readonly record struct TokenResult(AccessToken? Token, TokenTrouble? Trouble);
