using System.Collections.Immutable;
using System.Text;
using LeadDelivery.Core.Configuration;

namespace LeadDelivery.Core.Delivery.Requests;

/// <summary>A request as people and the ledger see it: the very one that goes out, its secrets masked. Holds consumer data.</summary>
/// <param name="Method">HTTP method.</param>
/// <param name="Url">With query, secret parameters masked.</param>
/// <param name="Headers">In order, Content-Type last.</param>
/// <param name="Body">As text, before compression; empty without a body.</param>
public sealed record RequestPreview(string Method, string Url, ImmutableArray<KeyValuePair<string, string>> Headers, string Body)
{
    /// <summary>Masks by place first, where short secrets stand, then by value, wherever a secret was put.</summary>
    public static RequestPreview Of(OutboundRequest request, SecretMask mask)
    {
        mask = mask.With(request.SecretValues);
        var headers = ImmutableArray.CreateBuilder<KeyValuePair<string, string>>(request.Headers.Length + 1);
        foreach (var (name, value) in request.Headers)
        {
            headers.Add(new(name, request.SecretNames.Contains(name) ? SecretMask.Replacement : mask.Apply(value)));
        }

        if (request.ContentType is not null)
        {
            headers.Add(new("Content-Type", request.ContentType));
        }

        return new(
            request.Method,
            mask.Apply(UrlQuery.Masked(request.Url, request.SecretNames, SecretMask.Replacement)),
            headers.DrainToImmutable(),
            mask.Apply(request.ShownBody ?? Encoding.UTF8.GetString(request.Body.Span)));
    }
}
