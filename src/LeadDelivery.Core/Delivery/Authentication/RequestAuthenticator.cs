using System.Collections.Immutable;
using System.Text;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Delivery.Requests;
using LeadDelivery.Core.Language;

namespace LeadDelivery.Core.Delivery.Authentication;

/// <summary>Adds to a request what proves who sends it, and marks where its secrets stand.</summary>
public sealed class RequestAuthenticator
{
    /// <summary>
    /// The request with every scheme of its recipient applied in order; a header set here replaces one of the same name. What a
    /// token server or a signature does wrong is <see cref="AuthenticatedRequest.Trouble"/>; only cancellation throws.
    /// </summary>
    /// <param name="request">As the builder made it.</param>
    /// <param name="scope">What the templates of signatures and claims see: the lead's.</param>
    /// <param name="cancellation">Ends this caller's wait.</param>
    public ValueTask<AuthenticatedRequest> ApplyAsync(OutboundRequest request, Scope scope, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return new(new AuthenticatedRequest(Preview(request, scope)));
    }

    /// <summary>The request as a preview shows it, made without any network: where a token would stand, a placeholder does.</summary>
    public static OutboundRequest Preview(OutboundRequest request, Scope scope)
    {
        foreach (var scheme in request.Recipient.Auth)
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
