using System.Collections.Immutable;

namespace LeadDelivery.Core.Delivery;

/// <summary>What is known of a request after an attempt: decides whether it may be repeated without harm.</summary>
public enum SendCategory
{
    /// <summary>Nothing of it reached the recipient: name, connection, TLS, address refused.</summary>
    NotSent,

    /// <summary>Sent at least in part, and no complete answer came: the recipient may have acted.</summary>
    Unanswered,

    /// <summary>A complete answer came.</summary>
    Answered,
}

/// <summary>Why there is no answer.</summary>
public enum SendFailure
{
    /// <summary>There is one.</summary>
    None,

    /// <summary>Name, connection, TLS, reset, not HTTP.</summary>
    Transport,

    /// <summary>A time bound passed.</summary>
    Timeout,

    /// <summary>The address or URL is not allowed: repeating is useless.</summary>
    Forbidden,

    /// <summary>The reply is beyond a bound (size, decompression): repeating is useless.</summary>
    TooLarge,

    /// <summary>There are no valid credentials for it: repeating is useless until somebody gives others.</summary>
    Unauthorized,
}

/// <summary>What came back from one attempt.</summary>
public sealed record ChannelReply
{
    /// <summary>Whether the request reached the recipient, and whether it answered.</summary>
    public required SendCategory Category { get; init; }

    /// <summary>Why there is no answer.</summary>
    public SendFailure Failure { get; init; }

    /// <summary>What happened, for people: no secrets, no consumer data.</summary>
    public string? Error { get; init; }

    /// <summary>HTTP status; 0 without an answer.</summary>
    public int Status { get; init; }

    /// <summary>Reply headers in order.</summary>
    public ImmutableArray<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>Reply body, decompressed.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Its media type with parameters, as sent.</summary>
    public string? ContentType { get; init; }

    /// <summary>From start to the last byte.</summary>
    public TimeSpan Duration { get; init; }
}

/// <summary>One way for a lead to leave.</summary>
public interface IChannel
{
    /// <summary>The recipient type it serves, e.g. <c>http</c>.</summary>
    string Type { get; }

    /// <summary>Sends once. Network trouble is a reply, not an exception; only cancellation by the caller throws.</summary>
    Task<ChannelReply> SendAsync(OutboundRequest request, CancellationToken cancellation);
}
