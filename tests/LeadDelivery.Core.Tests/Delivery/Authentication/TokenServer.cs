using System.Collections.Immutable;
using System.Text;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Delivery.Authentication;
using LeadDelivery.Core.Ports;
using LeadDelivery.Testing;
using static LeadDelivery.Core.Tests.Delivery.Given;

namespace LeadDelivery.Core.Tests.Delivery.Authentication;

/// <summary>A token server in memory that answers as told, and counts.</summary>
internal sealed class TokenServer : IChannel
{
    private Func<int, Task<ChannelReply>> _answer = number => Task.FromResult(Token($"token-number-{number}"));

    public string Type => "http";

    /// <summary>The forms of the requests, in order.</summary>
    public List<ImmutableDictionary<string, string>> Forms { get; } = [];

    /// <summary>The requests, in order.</summary>
    public List<OutboundRequest> Requests { get; } = [];

    public int Count
    {
        get
        {
            lock (Forms)
            {
                return Forms.Count;
            }
        }
    }

    public static ChannelReply Token(string token, string more = "\"expires_in\":3600") =>
        Reply(200, $$"""{"access_token":"{{token}}","token_type":"Bearer",{{more}}}""", "application/json");

    public static ChannelReply Error(int status, string error, string description = "no") =>
        Reply(status, $$"""{"error":"{{error}}","error_description":"{{description}}"}""", "application/json");

    /// <summary>What it answers from now on, by the request's number from 1.</summary>
    public TokenServer Answers(Func<int, ChannelReply> answer) => Answers(number => Task.FromResult(answer(number)));

    /// <summary>What it answers from now on, by the request's number from 1.</summary>
    public TokenServer Answers(Func<int, Task<ChannelReply>> answer)
    {
        _answer = answer;
        return this;
    }

    public Task<ChannelReply> SendAsync(OutboundRequest request, CancellationToken cancellation)
    {
        int number;
        lock (Forms)
        {
            Requests.Add(request);
            Forms.Add(Encoding.UTF8.GetString(request.Body.Span).Split('&').Select(pair => pair.Split('='))
                .ToImmutableDictionary(pair => System.Net.WebUtility.UrlDecode(pair[0]), pair => System.Net.WebUtility.UrlDecode(pair[1])));
            number = Forms.Count;
        }

        return _answer(number);
    }

    public RequestAuthenticator Authenticator(TimeProvider time, IRecordStore? records = null, TokenOptions? options = null) =>
        new(this, records ?? new MemoryRecordStore(), time, options ?? new TokenOptions());

    public static OAuth2Auth Scheme(OAuth2Grant grant = OAuth2Grant.ClientCredentials) => new()
    {
        Grant = grant,
        TokenUrl = "https://login.buyer.example/token",
        ClientId = "our-client",
        ClientSecret = "our-client-secret",
        RefreshToken = grant == OAuth2Grant.RefreshToken ? "refresh-configured" : null,
    };

    public static OutboundRequest Lead(params AuthScheme[] auth) => new()
    {
        Recipient = Recipient() with { Auth = [.. auth] },
        Method = "POST",
        Url = new("https://api.buyer.example/leads"),
        ContentType = "application/json",
        Body = "{\"a\":1}"u8.ToArray(),
        Timeouts = new(),
    };

    /// <summary>The Authorization header that comes of it, or the error.</summary>
    public static async Task<string> ApplyAsync(RequestAuthenticator authenticator, OutboundRequest request) =>
        Shown(await authenticator.ApplyAsync(request, Seen, default));

    public static string Shown(AuthenticatedRequest? result) => result is null ? "nothing to renew"
        : result.Request?.Headers.Single(header => header.Key == "Authorization").Value ?? result.Trouble!.Error!;
}
