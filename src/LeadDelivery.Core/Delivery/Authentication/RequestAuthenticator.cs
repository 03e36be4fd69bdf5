using System.Text;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Delivery.Requests;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Ports;

namespace LeadDelivery.Core.Delivery.Authentication;

/// <summary>Adds to a request what proves who sends it, and marks where its secrets stand. One for the process: it holds the tokens.</summary>
/// <param name="channel">Reaches token servers, under the same guard of addresses and bounds as recipients.</param>
/// <param name="records">Keeps refresh tokens that servers have replaced.</param>
/// <param name="time">The clock of tokens and signatures.</param>
/// <param name="options">How tokens are kept.</param>
public sealed class RequestAuthenticator(IChannel channel, IRecordStore records, TimeProvider time, TokenOptions options) : IAsyncDisposable
{
    private readonly TokenSources _tokens = new(channel, records, time, options);

    /// <summary>
    /// The request with every scheme of its recipient applied in order; a header set here replaces one of the same name. What a
    /// token server or a signature does wrong is <see cref="AuthenticatedRequest.Trouble"/>; only cancellation throws.
    /// </summary>
    /// <param name="request">As the builder made it.</param>
    /// <param name="scope">What the templates of signatures and claims see: the lead's.</param>
    /// <param name="cancellation">Ends this caller's wait; a token request that others wait for goes on.</param>
    public async ValueTask<AuthenticatedRequest> ApplyAsync(OutboundRequest request, Scope scope, CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        var result = new AuthenticatedRequest(request);
        foreach (var scheme in request.Recipient.Auth)
        {
            if (scheme is not OAuth2Auth oauth)
            {
                var applied = Apply(result.Request!, scheme, scope, time.GetUtcNow(), out var problem);
                if (applied is null)
                {
                    return new(null, new TokenTrouble(problem!, SendFailure.Unauthorized).Reply(TimeSpan.Zero));
                }

                result = result with { Request = applied };
                continue;
            }

            var source = _tokens.Of(request.Recipient, oauth);
            var (token, trouble) = await source.GetAsync(cancellation);
            if (token is null)
            {
                return new(null, trouble!.Reply(time.GetElapsedTime(started)));
            }

            result = result with
            {
                Request = result.Request!.WithSecretHeader(oauth.Header, oauth.Prefix + token.Value).WithSecretValue(token.Value),
                Tokens = result.Tokens.Add((source, token)),
            };
        }

        return result;
    }

    /// <summary>
    /// After a 401: the request with new tokens, to be sent once more within the same attempt, or the trouble of getting them. Null where
    /// there is nothing to renew.
    /// </summary>
    /// <param name="refused">What the recipient refused.</param>
    /// <param name="request">As the builder made it.</param>
    /// <param name="scope">As for <see cref="ApplyAsync"/>.</param>
    /// <param name="cancellation">As for <see cref="ApplyAsync"/>.</param>
    public async ValueTask<AuthenticatedRequest?> RenewAsync(
        AuthenticatedRequest refused, OutboundRequest request, Scope scope, CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        var renewed = false;
        foreach (var (source, token) in refused.Tokens)
        {
            if (await source.ReplaceAsync(token, cancellation) is { } result)
            {
                if (result.Token is null)
                {
                    return new(null, result.Trouble!.Reply(time.GetElapsedTime(started)));
                }

                renewed = true;
            }
        }

        return renewed ? await ApplyAsync(request, scope, cancellation) : null;
    }

    /// <summary>The request as a preview shows it, made without any network: where a token would stand, a placeholder does; signatures
    /// are made, and masked with everything else that is secret.</summary>
    public static OutboundRequest Preview(OutboundRequest request, Scope scope) => Preview(request, scope, []);

    /// <summary>What the builder made as a preview shows it, with what keeps a signature from being made among its problems.</summary>
    public static BuiltRequest Preview(BuiltRequest built, Scope scope)
    {
        if (built.Draft is not { } draft || draft.Url == BuiltRequest.NoUrl)
        {
            return built;
        }

        var problems = new List<string>(built.Problems);
        var request = Preview(draft, scope, problems);
        return problems.Count == 0 ? new(request, []) : new(null, [.. problems]) { Draft = request };
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _tokens.DisposeAsync();

    private static OutboundRequest Preview(OutboundRequest request, Scope scope, List<string> problems)
    {
        foreach (var scheme in request.Recipient.Auth)
        {
            if (scheme is OAuth2Auth oauth)
            {
                request = request.WithSecretHeader(oauth.Header, oauth.Prefix + SecretMask.Replacement);
            }
            else if (Apply(request, scheme, scope, scope.Now, out var problem) is { } applied)
            {
                request = applied;
            }
            else
            {
                problems.Add(problem!);
            }
        }

        return request;
    }

    private static OutboundRequest? Apply(OutboundRequest request, AuthScheme scheme, Scope scope, DateTimeOffset now, out string? problem)
    {
        problem = null;
        return scheme switch
        {
            ApiKeyAuth { Header: { } header } key => request.WithSecretHeader(header, key.Value),
            ApiKeyAuth { Query: { } query } key => request.WithSecretParameter(query, key.Value),
            BasicAuth basic => request.WithSecretHeader(
                "Authorization", "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{basic.UserName}:{basic.Password}"))),
            BearerAuth bearer => request.WithSecretHeader("Authorization", "Bearer " + bearer.Token),
            HeadersAuth headers => headers.Headers.Aggregate(request, (r, header) => r.WithSecretHeader(header.Key, header.Value)),
            HmacAuth hmac => HmacSigner.Sign(request, hmac, scope, now, out problem),
            JwtAuth jwt => WithToken(request, jwt, jwt.Token.Make(scope, now)),
            MtlsAuth mtls => request.WithCertificate(mtls.Certificate),
            _ => throw new InvalidOperationException(scheme.GetType().Name),
        };
    }

    private static OutboundRequest WithToken(OutboundRequest request, JwtAuth jwt, string token) =>
        request.WithSecretHeader(jwt.Header, jwt.Prefix + token).WithSecretValue(token);
}
