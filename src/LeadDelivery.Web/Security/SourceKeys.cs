using System.Security.Cryptography;
using System.Text;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Web.Answers;
using Microsoft.AspNetCore.Http;

namespace LeadDelivery.Web.Security;

/// <summary>Finds the source whose API key a request carries.</summary>
public sealed class SourceKeys(ICatalogs catalogs)
{
    /// <summary>The header that carries a key.</summary>
    public const string HeaderName = "X-Api-Key";

    /// <summary>The query parameter that carries it where a sender cannot set headers; the header wins.</summary>
    public const string QueryName = "api_key";

    private Keys? _keys;

    /// <summary>The answer to a missing or wrong key: alike for both, and before anything else is told.</summary>
    internal static Problem Unauthorized { get; } = new(
        401, "unauthorized", "Unauthorized", "The API key is missing or wrong. Send it in the X-Api-Key header.")
    {
        Header = new("WWW-Authenticate", "ApiKey realm=\"leads\""),
    };

    /// <summary>The source, or null.</summary>
    public Source? Find(HttpRequest request)
    {
        var header = request.Headers[HeaderName];
        var key = header.Count > 0 ? header[0] : request.QueryString.HasValue ? request.Query[QueryName].ToString() : null;
        return Find(key, catalogs.Current);
    }

    /// <summary>The source of this configuration with that key, or null.</summary>
    public Source? Find(string? key, Catalog current)
    {
        if (string.IsNullOrEmpty(key))
        {
            return null;
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        HashKey(key, hash);

        // Every source is compared, in fixed time, whichever matches: the time tells nothing about the keys.
        Source? found = null;
        foreach (var source in SourcesOf(current))
        {
            found = CryptographicOperations.FixedTimeEquals(source.KeyHash.Span, hash) ? source : found;
        }

        return found;
    }

    /// <summary>SHA-256 of the key's UTF-8.</summary>
    internal static void HashKey(string key, Span<byte> hash)
    {
        Span<byte> utf8 = key.Length <= 256 ? stackalloc byte[768] : new byte[Encoding.UTF8.GetMaxByteCount(key.Length)];
        SHA256.HashData(utf8[..Encoding.UTF8.GetBytes(key, utf8)], hash);
    }

    private Source[] SourcesOf(Catalog current)
    {
        var keys = _keys;
        if (keys is null || !ReferenceEquals(keys.Catalog, current))
        {
            _keys = keys = new(current, [.. current.Sources.Values]);
        }

        return keys.Sources;
    }

    /// <summary>A plain array, because walking the catalog's dictionary for every lead costs more than the hash.</summary>
    private sealed class Keys(Catalog catalog, Source[] sources)
    {
        public Catalog Catalog => catalog;

        public Source[] Sources => sources;
    }
}
