using System.Collections.Immutable;

namespace LeadDelivery.Core.Delivery.Authentication;

/// <summary>What came of authenticating a request.</summary>
/// <param name="Request">The request to send; null where it cannot be.</param>
/// <param name="Trouble">Why not, in place of the recipient's reply; null where there is a request.</param>
public sealed record AuthenticatedRequest(OutboundRequest? Request, ChannelReply? Trouble = null)
{
    /// <summary>The tokens in it, which a 401 from the recipient replaces.</summary>
    internal ImmutableArray<(TokenSource Source, AccessToken Token)> Tokens { get; init; } = [];
}
