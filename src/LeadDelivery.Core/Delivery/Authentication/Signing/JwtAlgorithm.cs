using System.Collections.Immutable;
using System.Security.Cryptography;

namespace LeadDelivery.Core.Delivery.Authentication;

/// <summary>What kind of key an algorithm takes.</summary>
public enum JwtKeyKind
{
    /// <summary>A shared secret.</summary>
    Secret,

    /// <summary>RSA with PKCS #1 v1.5 padding.</summary>
    Rsa,

    /// <summary>RSA with PSS padding.</summary>
    RsaPss,

    /// <summary>An elliptic curve.</summary>
    Ec,
}

/// <summary>A signature algorithm of RFC 7518.</summary>
/// <param name="Name">As in the token's head, e.g. <c>RS256</c>.</param>
/// <param name="Kind">The key it takes.</param>
/// <param name="Hash">Its hash.</param>
/// <param name="CurveBits">The curve's size for <see cref="JwtKeyKind.Ec"/>, else 0.</param>
public sealed record JwtAlgorithm(string Name, JwtKeyKind Kind, HashAlgorithmName Hash, int CurveBits = 0)
{
    /// <summary>All that are known.</summary>
    public static ImmutableArray<JwtAlgorithm> All { get; } =
    [
        new("RS256", JwtKeyKind.Rsa, HashAlgorithmName.SHA256),
        new("RS384", JwtKeyKind.Rsa, HashAlgorithmName.SHA384),
        new("RS512", JwtKeyKind.Rsa, HashAlgorithmName.SHA512),
        new("PS256", JwtKeyKind.RsaPss, HashAlgorithmName.SHA256),
        new("PS384", JwtKeyKind.RsaPss, HashAlgorithmName.SHA384),
        new("PS512", JwtKeyKind.RsaPss, HashAlgorithmName.SHA512),
        new("ES256", JwtKeyKind.Ec, HashAlgorithmName.SHA256, 256),
        new("ES384", JwtKeyKind.Ec, HashAlgorithmName.SHA384, 384),
        new("ES512", JwtKeyKind.Ec, HashAlgorithmName.SHA512, 521),
        new("HS256", JwtKeyKind.Secret, HashAlgorithmName.SHA256),
        new("HS384", JwtKeyKind.Secret, HashAlgorithmName.SHA384),
        new("HS512", JwtKeyKind.Secret, HashAlgorithmName.SHA512),
    ];
}
