using System.Net;
using System.Text;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Delivery.Requests;
using LeadDelivery.Core.Language;

namespace LeadDelivery.Core.Delivery.Authentication;

/// <summary>The request for a token (RFC 6749 §4, RFC 7523 §2.1).</summary>
internal static class TokenRequest
{
    private const string JwtBearerGrant = "urn:ietf:params:oauth:grant-type:jwt-bearer";

    /// <summary>The request, and beside it the values in it that are secret; null where the URL cannot be used.</summary>
    /// <param name="refreshToken">For that grant: the one in force.</param>
    public static OutboundRequest? Of(
        Recipient recipient, OAuth2Auth scheme, string? refreshToken, Uri? sandbox, DateTimeOffset now, TlsSettings? tls)
    {
        var own = scheme.TokenUrl.StartsWith(UrlTemplate.SandboxPrefix, StringComparison.Ordinal);
        if (own ? sandbox is null : !Uri.TryCreate(scheme.TokenUrl, UriKind.Absolute, out _))
        {
            return null;
        }

        var form = new List<KeyValuePair<string, string>>();
        var secrets = new List<string>();
        switch (scheme.Grant)
        {
            case OAuth2Grant.ClientCredentials:
                form.Add(new("grant_type", "client_credentials"));
                break;
            case OAuth2Grant.RefreshToken:
                form.Add(new("grant_type", "refresh_token"));
                form.Add(new("refresh_token", refreshToken!));
                secrets.Add(refreshToken!);
                break;
            case OAuth2Grant.Password:
                form.Add(new("grant_type", "password"));
                form.Add(new("username", scheme.UserName!));
                form.Add(new("password", scheme.Password!));
                secrets.Add(scheme.Password!);
                break;
            default:
                var assertion = scheme.Assertion!.Make(new AssertionScope(recipient, now), now);
                form.Add(new("grant_type", JwtBearerGrant));
                form.Add(new("assertion", assertion));
                secrets.Add(assertion);
                break;
        }

        form.AddRange(scheme.Parameters);
        var request = new OutboundRequest
        {
            Recipient = recipient,
            Method = "POST",
            Url = own ? new Uri(sandbox!, scheme.TokenUrl) : new Uri(scheme.TokenUrl),
            OwnHost = own,
            Headers = [new("Accept", "application/json")],
            ContentType = "application/x-www-form-urlencoded",
            Tls = tls,
            Timeouts = new(Less(recipient.Endpoint!.Timeout.Connect, scheme.Timeout), scheme.Timeout, scheme.Timeout),
        };
        if (scheme.ClientSecret is { } secret)
        {
            secrets.Add(secret);
        }

        if (scheme is { InHeader: true, ClientId: { } id })
        {
            // RFC 6749 §2.3.1: each is form-encoded before the two are joined.
            var basic = Encoding.UTF8.GetBytes($"{WebUtility.UrlEncode(id)}:{WebUtility.UrlEncode(scheme.ClientSecret ?? "")}");
            request = request.WithSecretHeader("Authorization", "Basic " + Convert.ToBase64String(basic));
        }
        else
        {
            Add(form, "client_id", scheme.ClientId);
            Add(form, "client_secret", scheme.ClientSecret);
        }

        var body = string.Join('&', form.Select(field => $"{WebUtility.UrlEncode(field.Key)}={WebUtility.UrlEncode(field.Value)}"));
        return request with { Body = Encoding.UTF8.GetBytes(body), SecretValues = [.. secrets] };
    }

    private static void Add(List<KeyValuePair<string, string>> form, string name, string? value)
    {
        if (value is not null)
        {
            form.Add(new(name, value));
        }
    }

    private static TimeSpan Less(TimeSpan a, TimeSpan b) => a < b ? a : b;

    // A token serves every lead: its assertion may know the recipient and the time, and nothing of a lead.
    private sealed class AssertionScope(Recipient recipient, DateTimeOffset now) : Scope
    {
        public override DateTimeOffset Now => now;

        public override bool TryRoot(string name, out Value value)
        {
            value = name switch
            {
                "recipient" => Value.Of(ValueObject.From([new("id", Value.Of(recipient.Id)), new("name", Value.Of(recipient.Name))])),
                "now" => Value.Of(now),
                _ => Value.Null,
            };
            return !value.IsNull;
        }

        public override Value Field(string name) => Value.Null;
    }
}
