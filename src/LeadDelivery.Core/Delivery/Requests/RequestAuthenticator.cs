using System.Collections.Immutable;
using System.Text;
using LeadDelivery.Core.Configuration;

namespace LeadDelivery.Core.Delivery.Requests;

/// <summary>Adds to a request what proves who sends it, and marks where its secrets stand.</summary>
public static class RequestAuthenticator
{
    /// <summary>The request with every scheme applied in order. A header set here replaces one of the same name.</summary>
    public static OutboundRequest Apply(OutboundRequest request, ImmutableArray<AuthScheme> schemes)
    {
        foreach (var scheme in schemes)
        {
            request = Apply(request, scheme);
        }

        return request;
    }

    private static OutboundRequest Apply(OutboundRequest request, AuthScheme scheme) => scheme switch
    {
        ApiKeyAuth { Header: { } header } key => WithHeader(request, header, key.Value),
        ApiKeyAuth { Query: { } query } key => WithQuery(request, query, key.Value),
        BasicAuth basic => WithHeader(
            request, "Authorization", "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{basic.UserName}:{basic.Password}"))),
        BearerAuth bearer => WithHeader(request, "Authorization", "Bearer " + bearer.Token),
        HeadersAuth headers => headers.Headers.Aggregate(request, (r, header) => WithHeader(r, header.Key, header.Value)),
        _ => throw new InvalidOperationException(scheme.GetType().Name),
    };

    private static OutboundRequest WithHeader(OutboundRequest request, string name, string value) => request with
    {
        Headers = request.Headers
            .RemoveAll(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase))
            .Add(new(name, HeaderText.Clean(value))),
        SecretNames = Secret(request, name),
    };

    private static OutboundRequest WithQuery(OutboundRequest request, string name, string value) => request with
    {
        Url = UrlQuery.Append(request.Url, [new(name, value.Trim())]),
        SecretNames = Secret(request, name),
    };

    private static ImmutableHashSet<string> Secret(OutboundRequest request, string name) =>
        request.SecretNames.WithComparer(StringComparer.OrdinalIgnoreCase).Add(name);
}
