using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using LeadDelivery.Core.Language.Evaluation;

namespace LeadDelivery.Core.Language.Functions;

/// <summary>Digests as recipients ask for them; MD5 and SHA-1 are for matching lists and old signatures, not for secrecy.</summary>
internal static class HashFunctions
{
    public static ImmutableArray<Function> All { get; } =
    [
        new("hash", 1, 3, (a, ref run) => Digest(a, a.Text(1) ?? "sha256", a.Text(2), ref run),
            "Digest of the text: md5, sha1, sha256 (the default), sha384, sha512; as hex (the default), base64 or base64url.",
            "hash('ann@example.com', 'md5')", "\"257c57037d384ae37ea27a07e8a01665\""),
        new("hmac", 2, 4, (a, ref run) => Hmac(a, ref run), "Keyed digest of the text: text, key, algorithm (sha256), encoding (hex).",
            "hmac('message', 'key')", "\"6e9ef29b75fffc5b7abae527d58fdadb2fe42e7219011976917343065f58ed4a\""),
        new("md5", 1, 1, (a, ref run) => Digest(a, "md5", null, ref run),
            "hash(x, 'md5').", "md5('')", "\"d41d8cd98f00b204e9800998ecf8427e\""),
        new("sha1", 1, 1, (a, ref run) => Digest(a, "sha1", null, ref run),
            "hash(x, 'sha1').", "sha1('')", "\"da39a3ee5e6b4b0d3255bfef95601890afd80709\""),
        new("sha256", 1, 1, (a, ref run) => Digest(a, "sha256", null, ref run), "hash(x, 'sha256').",
            "sha256('')", "\"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\""),
    ];

    private static Value Digest(Arguments arguments, string algorithm, string? encoding, ref Run run)
    {
        if (arguments.Text(0) is not { } text || Name(algorithm) is not { } name || !run.Charge(text.Length))
        {
            return Value.Null;
        }

        return Encode(CryptographicOperations.HashData(name, Encoding.UTF8.GetBytes(text)), encoding);
    }

    private static Value Hmac(Arguments arguments, ref Run run)
    {
        if (arguments.Text(0) is not { } text || arguments.Text(1) is not { } key || Name(arguments.Text(2) ?? "sha256") is not { } name
            || !run.Charge((long)text.Length + key.Length))
        {
            return Value.Null;
        }

        return Encode(CryptographicOperations.HmacData(name, Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(text)), arguments.Text(3));
    }

    private static HashAlgorithmName? Name(string algorithm) =>
        algorithm.Replace("-", "", StringComparison.Ordinal).ToLowerInvariant() switch
        {
            "md5" => HashAlgorithmName.MD5,
            "sha1" => HashAlgorithmName.SHA1,
            "sha256" => HashAlgorithmName.SHA256,
            "sha384" => HashAlgorithmName.SHA384,
            "sha512" => HashAlgorithmName.SHA512,
            _ => null,
        };

    private static Value Encode(byte[] digest, string? encoding) => encoding?.ToLowerInvariant() switch
    {
        null or "" or "hex" => Value.Of(Convert.ToHexStringLower(digest)),
        "base64" => Value.Of(Convert.ToBase64String(digest)),
        "base64url" => Value.Of(System.Buffers.Text.Base64Url.EncodeToString(digest)),
        _ => Value.Null,
    };
}
