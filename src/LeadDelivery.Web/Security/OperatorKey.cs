using System.Security.Cryptography;
using LeadDelivery.Web.Answers;
using Microsoft.AspNetCore.Http;

namespace LeadDelivery.Web.Security;

/// <summary>The operator's key, of which only the hash is held.</summary>
public sealed class OperatorKey
{
    /// <summary>Who an operator call was made by, in the records: there is one key, so one name.</summary>
    public const string Name = "operator";

    private const string Scheme = "Bearer ";
    private readonly byte[] _hash;

    /// <summary>From the key's SHA-256, 32 bytes.</summary>
    public OperatorKey(ReadOnlySpan<byte> hash)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(hash.Length, SHA256.HashSizeInBytes);
        _hash = hash.ToArray();
    }

    /// <summary>The answer to a missing or wrong operator key.</summary>
    internal static Problem Unauthorized { get; } = new(
        401, "unauthorized", "Unauthorized", "The operator key is missing or wrong. Send it as Authorization: Bearer.")
    {
        Header = new("WWW-Authenticate", "Bearer realm=\"operator\""),
    };

    /// <summary>SHA-256 of a key's UTF-8: what is stored.</summary>
    public static byte[] Hash(string key)
    {
        var hash = new byte[SHA256.HashSizeInBytes];
        SourceKeys.HashKey(key, hash);
        return hash;
    }

    /// <summary>True when the request carries the key.</summary>
    public bool Matches(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        if (!header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SourceKeys.HashKey(header[Scheme.Length..].Trim(), hash);
        return CryptographicOperations.FixedTimeEquals(hash, _hash);
    }

    /// <summary>The filter of operator calls: 401 without the key.</summary>
    internal ValueTask<object?> FilterAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        Matches(context.HttpContext.Request) ? next(context) : ValueTask.FromResult<object?>(Unauthorized);
}
