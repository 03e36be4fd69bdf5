using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Language;

namespace LeadDelivery.Core.Delivery.Authentication;

/// <summary>What a <c>sign</c> template sees: the request as it goes out under <c>request</c>, and behind it what the request's own
/// templates saw.</summary>
internal sealed class SigningScope(Scope outer, OutboundRequest request, DateTimeOffset now, TimestampFormat format) : Scope
{
    // Beyond this a text would use up what one evaluation may write; such a body stands in for itself by a mark.
    private const int MaxBodyText = LanguageLimits.MaxOutput / 4;

    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);
    private Value _root;

    /// <inheritdoc/>
    public override DateTimeOffset Now => outer.Now;

    /// <summary>A new one for each request.</summary>
    public string Nonce { get; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    /// <summary>The moment of signing, as the recipient reads it.</summary>
    public string Timestamp { get; } = format switch
    {
        TimestampFormat.Unix => now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
        TimestampFormat.UnixMs => now.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture),
        _ => now.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
    };

    // Stands for a body that is no UTF-8 text, until the signed text is made bytes. The nonce keeps a lead from holding it.
    private string BodyMark => '\uF8F0' + Nonce + '\uF8F1';

    /// <inheritdoc/>
    public override bool TryRoot(string name, out Value value)
    {
        if (name != "request")
        {
            return outer.TryRoot(name, out value);
        }

        value = _root.IsNull ? _root = Root() : _root;
        return true;
    }

    /// <inheritdoc/>
    public override Value Field(string name) => outer.Field(name);

    /// <inheritdoc/>
    public override Guid NewGuid() => outer.NewGuid();

    /// <summary>A text made of this scope's values as bytes, the body's own where it stood.</summary>
    public byte[] Bytes(string text)
    {
        var parts = text.Split(BodyMark);
        if (parts.Length == 1)
        {
            return Encoding.UTF8.GetBytes(text);
        }

        var bytes = new List<byte>(text.Length + request.Body.Length);
        for (var i = 0; i < parts.Length; i++)
        {
            bytes.AddRange(i == 0 ? [] : request.Body.Span);
            bytes.AddRange(Encoding.UTF8.GetBytes(parts[i]));
        }

        return [.. bytes];
    }

    private Value Root()
    {
        var url = request.Url;
        return Value.Of(ValueObject.From(
        [
            new("method", Value.Of(request.Method)),
            new("url", Value.Of(url.AbsoluteUri)),
            new("host", Value.Of(url.IsDefaultPort ? url.IdnHost : $"{url.IdnHost}:{url.Port.ToString(CultureInfo.InvariantCulture)}")),
            new("path", Value.Of(url.AbsolutePath)),
            new("query", Value.Of(url.Query.TrimStart('?'))),
            new("content_type", Value.Of(request.ContentType)),
            new("body", Value.Of(Body())),
            new("body_hash", Value.Of(Convert.ToHexStringLower(SHA256.HashData(request.Body.Span)))),
            new("timestamp", Value.Of(Timestamp)),
            new("nonce", Value.Of(Nonce)),
            new("headers", Value.Of(ValueObject.FromIgnoringCase(
                request.Headers.Select(header => new KeyValuePair<string, Value>(header.Key, Value.Of(header.Value)))))),
        ]));
    }

    private string Body()
    {
        if (request.Body.Length > MaxBodyText)
        {
            return BodyMark;
        }

        try
        {
            return Strict.GetString(request.Body.Span);
        }
        catch (DecoderFallbackException)
        {
            return BodyMark;
        }
    }
}
