using System.Collections.Immutable;
using LeadDelivery.Core.Delivery.Authentication;
using LeadDelivery.Core.Language;

namespace LeadDelivery.Core.Configuration;

/// <summary>How a token is asked for (RFC 6749, RFC 7523).</summary>
public enum OAuth2Grant
{
    /// <summary>With the client's own credentials.</summary>
    ClientCredentials,

    /// <summary>With a refresh token; a new one that comes back replaces it.</summary>
    RefreshToken,

    /// <summary>With a user's name and password.</summary>
    Password,

    /// <summary>With a signed assertion.</summary>
    JwtBearer,
}

/// <summary>An access token of a token server.</summary>
public sealed record OAuth2Auth : AuthScheme
{
    /// <summary>How long a token is used whose reply does not say: an hour, what most servers grant. A shorter life shows as a
    /// 401, which fetches a new one.</summary>
    public static readonly TimeSpan DefaultLife = TimeSpan.FromHours(1);

    /// <summary>How long before its end a token is replaced, where a tenth of its life is not less: 60 s, more than any request
    /// takes and any clock is wrong.</summary>
    public static readonly TimeSpan DefaultSkew = TimeSpan.FromSeconds(60);

    /// <summary>The longest a token request takes: 10 s, a third of the attempt that waits for it.</summary>
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(10);

    /// <summary>How the token is asked for.</summary>
    public required OAuth2Grant Grant { get; init; }

    /// <summary>Absolute http or https URL, or a path below <c>/sandbox/</c>.</summary>
    public required string TokenUrl { get; init; }

    /// <summary>The client's id; null where the assertion says who asks.</summary>
    public string? ClientId { get; init; }

    /// <summary>The client's secret; null for a public client.</summary>
    public string? ClientSecret { get; init; }

    /// <summary>True: id and secret go as HTTP Basic; false: in the form.</summary>
    public bool InHeader { get; init; }

    /// <summary>Further parameters of the form: <c>scope</c>, <c>audience</c>, <c>resource</c> and what else the server asks for.</summary>
    public ImmutableArray<KeyValuePair<string, string>> Parameters { get; init; } = [];

    /// <summary>For <see cref="OAuth2Grant.RefreshToken"/>: the token to begin with.</summary>
    public string? RefreshToken { get; init; }

    /// <summary>For <see cref="OAuth2Grant.Password"/>.</summary>
    public string? UserName { get; init; }

    /// <summary>For <see cref="OAuth2Grant.Password"/>.</summary>
    public string? Password { get; init; }

    /// <summary>For <see cref="OAuth2Grant.JwtBearer"/>: the assertion.</summary>
    public JwtTemplate? Assertion { get; init; }

    /// <summary>The header that carries the token.</summary>
    public string Header { get; init; } = "Authorization";

    /// <summary>What stands before the token in the header.</summary>
    public string Prefix { get; init; } = "Bearer ";

    /// <summary>See <see cref="DefaultLife"/>.</summary>
    public TimeSpan Life { get; init; } = DefaultLife;

    /// <summary>See <see cref="DefaultSkew"/>; null for the smaller of it and a tenth of the token's life.</summary>
    public TimeSpan? Skew { get; init; }

    /// <summary>See <see cref="DefaultTimeout"/>.</summary>
    public TimeSpan Timeout { get; init; } = DefaultTimeout;
}

/// <summary>How a signature is written.</summary>
public enum SignatureEncoding
{
    /// <summary>Lower case hexadecimal.</summary>
    Hex,

    /// <summary>Upper case hexadecimal.</summary>
    UpperHex,

    /// <summary>Base64 with padding.</summary>
    Base64,

    /// <summary>Base64 for URLs, without padding.</summary>
    Base64Url,
}

/// <summary>How the moment of signing is written.</summary>
public enum TimestampFormat
{
    /// <summary>Seconds since 1970.</summary>
    Unix,

    /// <summary>Milliseconds since 1970.</summary>
    UnixMs,

    /// <summary>ISO 8601 in UTC, whole seconds.</summary>
    Iso,
}

/// <summary>A keyed hash (RFC 2104) over parts of the request.</summary>
public sealed record HmacAuth : AuthScheme
{
    /// <summary>The key's bytes.</summary>
    public required ReadOnlyMemory<byte> Secret { get; init; }

    /// <summary>The hash.</summary>
    public SignatureHash Hash { get; init; } = SignatureHash.Sha256;

    /// <summary>The header that carries the signature, or null.</summary>
    public string? Header { get; init; }

    /// <summary>The query parameter that carries the signature, or null.</summary>
    public string? Query { get; init; }

    /// <summary>What is signed; null for the body's bytes.</summary>
    public Template? Sign { get; init; }

    /// <summary>How the signature is written.</summary>
    public SignatureEncoding Encoding { get; init; }

    /// <summary>What stands before it, or null.</summary>
    public Template? Prefix { get; init; }

    /// <summary>The header that carries the moment of signing, or null.</summary>
    public string? TimestampHeader { get; init; }

    /// <summary>How that moment is written, there and in <c>request.timestamp</c>.</summary>
    public TimestampFormat Timestamp { get; init; }

    /// <summary>The header that carries <c>request.nonce</c>, or null.</summary>
    public string? NonceHeader { get; init; }

    /// <summary>The header that carries the delivery's key, or null.</summary>
    public string? IdHeader { get; init; }
}

/// <summary>A signed JSON web token (RFC 7519), made for each request.</summary>
/// <param name="Token">What it says and how it is signed.</param>
/// <param name="Header">The header that carries it.</param>
/// <param name="Prefix">What stands before it there.</param>
public sealed record JwtAuth(JwtTemplate Token, string Header, string Prefix) : AuthScheme;

/// <summary>A client certificate, shown where a server asks for one.</summary>
public sealed record MtlsAuth(ClientCertificate Certificate) : AuthScheme;
