using System.Collections.Immutable;
using System.Security.Cryptography;

namespace LeadDelivery.Core.Delivery.Authentication;

/// <summary>A hash that signatures are made with.</summary>
/// <param name="Name">As in the configuration.</param>
/// <param name="Algorithm">As the platform names it.</param>
public sealed record SignatureHash(string Name, HashAlgorithmName Algorithm)
{
    /// <summary>The one that is used where none is named.</summary>
    public static SignatureHash Sha256 { get; } = new("sha256", HashAlgorithmName.SHA256);

    /// <summary>All that are known. MD5 and SHA-1 are broken for other uses; in HMAC there are recipients that still ask for them.</summary>
    public static ImmutableArray<SignatureHash> All { get; } =
    [
        Sha256,
        new("sha1", HashAlgorithmName.SHA1),
        new("sha384", HashAlgorithmName.SHA384),
        new("sha512", HashAlgorithmName.SHA512),
        new("md5", HashAlgorithmName.MD5),
    ];
}
