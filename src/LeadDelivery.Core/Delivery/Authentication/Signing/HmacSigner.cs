using System.Buffers.Text;
using System.Security.Cryptography;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Language;

namespace LeadDelivery.Core.Delivery.Authentication;

/// <summary>Signs a request with a keyed hash.</summary>
internal static class HmacSigner
{
    /// <summary>The request with its signature, or null with the problem (which holds no values).</summary>
    public static OutboundRequest? Sign(OutboundRequest request, HmacAuth scheme, Scope outer, DateTimeOffset now, out string? problem)
    {
        var scope = new SigningScope(outer, request, now, scheme.Timestamp);
        ReadOnlyMemory<byte> signed = request.Body;
        if (scheme.Sign is { } template)
        {
            if (template.Evaluate(scope) is not { IsNull: false } text)
            {
                problem = "hmac: `sign` gives nothing to sign";
                return null;
            }

            signed = scope.Bytes(text.ToText());
        }

        var hash = CryptographicOperations.HmacData(scheme.Hash.Algorithm, scheme.Secret.Span, signed.Span);
        var signature = scheme.Prefix?.Render(scope) + Text(hash, scheme.Encoding);
        problem = null;
        request = Plain(request, scheme.TimestampHeader, scope.Timestamp);
        request = Plain(request, scheme.NonceHeader, scope.Nonce);
        request = Plain(request, scheme.IdHeader, Key(outer));
        request = scheme.Header is { } header ? request.WithSecretHeader(header, signature) : request;
        return scheme.Query is { } query ? request.WithSecretParameter(query, signature) : request;
    }

    private static OutboundRequest Plain(OutboundRequest request, string? header, string value) =>
        header is null ? request : request.WithHeader(header, value);

    private static string Key(Scope scope) => scope.TryRoot("delivery", out var delivery) ? delivery.Member("key").ToText() : "";

    private static string Text(byte[] hash, SignatureEncoding encoding) => encoding switch
    {
        SignatureEncoding.Hex => Convert.ToHexStringLower(hash),
        SignatureEncoding.UpperHex => Convert.ToHexString(hash),
        SignatureEncoding.Base64 => Convert.ToBase64String(hash),
        _ => Base64Url.EncodeToString(hash),
    };
}
