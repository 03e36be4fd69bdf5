using System.Collections.Immutable;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Delivery.Requests;

namespace LeadDelivery.Core.Delivery.Authentication;

/// <summary>Puts proofs into a request and notes which of them are secret.</summary>
internal static class RequestSecrets
{
    /// <summary>With a header that anybody may see; it replaces one of the same name.</summary>
    public static OutboundRequest WithHeader(this OutboundRequest request, string name, string value) => request with
    {
        Headers = request.Headers
            .RemoveAll(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase))
            .Add(new(name, HeaderText.Clean(value))),
    };

    /// <summary>With a header whose value is secret; it replaces one of the same name.</summary>
    public static OutboundRequest WithSecretHeader(this OutboundRequest request, string name, string value) =>
        request.WithHeader(name, value) with { SecretNames = Secret(request, name) };

    /// <summary>With a query parameter whose value is secret, behind those there are.</summary>
    public static OutboundRequest WithSecretParameter(this OutboundRequest request, string name, string value) => request with
    {
        Url = UrlQuery.Append(request.Url, [new(name, value.Trim())]),
        SecretNames = Secret(request, name),
    };

    /// <summary>With a value that was made for this request and is to be masked wherever it comes back.</summary>
    public static OutboundRequest WithSecretValue(this OutboundRequest request, string value) =>
        request with { SecretValues = request.SecretValues.Add(value) };

    /// <summary>With a client certificate for its connection.</summary>
    public static OutboundRequest WithCertificate(this OutboundRequest request, ClientCertificate certificate) =>
        request with { Tls = (request.Tls ?? new TlsSettings()) with { ClientCertificate = certificate } };

    private static ImmutableHashSet<string> Secret(OutboundRequest request, string name) =>
        request.SecretNames.WithComparer(StringComparer.OrdinalIgnoreCase).Add(name);
}
