using System.Collections.Immutable;
using LeadDelivery.Core.Configuration;

namespace LeadDelivery.Core.Delivery;

/// <summary>One request as it goes to a recipient, secrets included: never logged, recorded only through
/// <see cref="SecretMask"/>.</summary>
public sealed record OutboundRequest
{
    /// <summary>The recipient it is for: connections are pooled per recipient.</summary>
    public required Recipient Recipient { get; init; }

    /// <summary>HTTP method.</summary>
    public required string Method { get; init; }

    /// <summary>Absolute http or https URL, query included.</summary>
    public required Uri Url { get; init; }

    /// <summary>True for a URL of the host's own sandbox (its template begins with <c>/sandbox/</c>): it alone may reach the
    /// host's own address.</summary>
    public bool OwnHost { get; init; }

    /// <summary>Headers in order, without the body's own.</summary>
    public ImmutableArray<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>Names of headers and query parameters whose values are secret by their place.</summary>
    public ImmutableHashSet<string> SecretNames { get; init; } = [];

    /// <summary>Secrets made for this request alone (tokens, signed tokens), which no mask of the configuration knows: to be masked
    /// wherever they come back.</summary>
    public ImmutableArray<string> SecretValues { get; init; } = [];

    /// <summary>What its TLS connection must be; null for the system's defaults.</summary>
    public TlsSettings? Tls { get; init; }

    /// <summary>The body's media type; null without a body.</summary>
    public string? ContentType { get; init; }

    /// <summary>The body; empty for none.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The body as people see it where its bytes are not that text in UTF-8: before compression, decoded, files by their
    /// size, secrets masked where they are secret by their place. Null: the bytes are the text.</summary>
    public string? ShownBody { get; init; }

    /// <summary>Time bounds of this attempt, growth included.</summary>
    public required Timeouts Timeouts { get; init; }
}
