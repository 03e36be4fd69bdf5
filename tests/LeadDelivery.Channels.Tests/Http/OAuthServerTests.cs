using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using LeadDelivery.Channels.Http;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Delivery.Authentication;
using LeadDelivery.Testing;
using LeadDelivery.Tests.Shared;

namespace LeadDelivery.Channels.Tests.Http;

/// <summary>Tokens from oidc-provider, a certified OAuth 2 server, over HTTP; a buyer beside it takes those tokens and no others.</summary>
public sealed class OAuthServerTests : IAsyncLifetime
{
    private const string Secret = "s+e c/r=e&t%:-that-is-long-enough-for-it";
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly HttpChannel _channel = HttpFixture.Channel();
    private readonly MemoryRecordStore _records = new();
    private readonly List<string> _log = [];
    private Process _process = null!;
    private string _server = null!;

    public async Task InitializeAsync()
    {
        var key = Convert.ToBase64String(Encoding.ASCII.GetBytes(_key.ExportSubjectPublicKeyInfoPem()));
        _process = Verifier.Start("oauth-server.mjs", "2", key);
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginErrorReadLine();
        var line = await _process.StandardOutput.ReadLineAsync();
        _server = $"http://127.0.0.1:{line!.Split(' ')[1]}";
        _ = ReadLogAsync();
    }

    public async Task DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _channel.Dispose();
        _key.Dispose();
    }

    [Theory]
    [InlineData("client_secret_post", false)]
    [InlineData("client_secret_basic", true)]
    public async Task Client_credentials_are_taken_in_the_form_and_as_basic(string client, bool header)
    {
        var scheme = Scheme(OAuth2Grant.ClientCredentials, client) with
        {
            InHeader = header,
            Parameters = [new("scope", "leads"), new("resource", "https://buyer.example/")],
        };
        await using var authenticator = Authenticator();
        Assert.Equal("""{"status":"accepted","scope":"leads","audience":"https://buyer.example/"}""", await DeliverAsync(authenticator, scheme));
        var wrong = scheme with { ClientSecret = "wrong" };
        Assert.Equal("token server: invalid_client: client authentication failed", await DeliverAsync(authenticator, wrong));
    }

    [Fact]
    public async Task A_refresh_token_that_the_server_rotates_is_followed_over_restarts()
    {
        using var http = new HttpClient();
        var client = "client_secret_post a:&+%";
        var token = await http.GetStringAsync($"{_server}/consent?client_id={Uri.EscapeDataString(client)}");
        var scheme = Scheme(OAuth2Grant.RefreshToken, "client_secret_post") with { RefreshToken = token };
        for (var start = 0; start < 3; start++)
        {
            await using var authenticator = Authenticator();
            Assert.Contains("accepted", await DeliverAsync(authenticator, scheme), StringComparison.Ordinal);
        }

        // The configured one was spent by the first: whoever has nothing but that is refused, and the whole grant is revoked.
        await using var fresh = new RequestAuthenticator(_channel, new MemoryRecordStore(), TimeProvider.System, new TokenOptions());
        Assert.Equal("token server: invalid_grant: grant request is invalid (a new refresh_token is needed)", await DeliverAsync(fresh, scheme));
    }

    [Fact]
    public async Task A_signed_assertion_is_exchanged_for_a_token()
    {
        var yaml = $$"""
            endpoint: { url: https://buyer.example/ }
            auth:
              type: oauth2
              grant: jwt_bearer
              token_url: {{_server}}/token
              client_id: "client_secret_post a:&+%"
              client_secret: "{{Secret}}"
              algorithm: ES256
              key: ${KEY}
              claims: { iss: us, sub: "{{"{{"}}recipient.id{{"}}"}}", aud: https://login.example/ }
            """;
        var loaded = CatalogLoader.Load(ConfigurationFiles.Of(("recipients/buyer.yaml", yaml)), new OneSecret(_key.ExportPkcs8PrivateKeyPem()));
        Assert.Empty(loaded.Mistakes);
        await using var authenticator = Authenticator();
        Assert.Contains("accepted", await DeliverAsync(authenticator, loaded.Catalog!.Recipients["buyer"].Auth.Single()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tokens_of_two_seconds_carry_hundreds_of_requests_with_a_few_token_requests()
    {
        // A machine that stalls may send a token that ended meanwhile: each such 401 is renewed, also soon after another.
        await using var authenticator = new RequestAuthenticator(_channel, _records, TimeProvider.System, new TokenOptions { RenewalPause = TimeSpan.Zero });
        var scheme = Scheme(OAuth2Grant.ClientCredentials, "client_secret_post") with { Skew = TimeSpan.FromSeconds(1) };
        var until = Stopwatch.StartNew();
        var accepted = 0;
        await Task.WhenAll(Enumerable.Range(0, 20).Select(async _ =>
        {
            while (until.Elapsed < TimeSpan.FromSeconds(5))
            {
                Assert.Contains("accepted", await DeliverAsync(authenticator, scheme), StringComparison.Ordinal);
                Interlocked.Increment(ref accepted);
            }
        }));
        // A token is used for a second at least; one more is asked for at the start, and one may be under way at the end.
        Assert.InRange(_log.Count, 2, (int)until.Elapsed.TotalSeconds + 2);
        Assert.True(accepted > 100);
    }

    [Fact]
    public async Task A_token_server_on_a_private_address_is_out_of_bounds_where_recipients_are()
    {
        using var guarded = HttpFixture.Channel(allowPrivate: false);
        await using var authenticator = new RequestAuthenticator(guarded, _records, TimeProvider.System, new TokenOptions());
        var result = await authenticator.ApplyAsync(
            Request(Scheme(OAuth2Grant.ClientCredentials, "client_secret_post")), HttpFixture.NoScope, default);
        Assert.Equal((SendFailure.Forbidden, "token server: address not allowed"), (result.Trouble!.Failure, result.Trouble.Error));
    }

    [Fact]
    public async Task A_token_server_that_hangs_or_floods_is_given_up_in_time()
    {
        await using var hanging = NastyServer.Start(connection => connection.HoldAsync());
        await using var flooding = NastyServer.Answering(NastyServer.Reply(200, new string('x', 200_000)));
        await using var authenticator = Authenticator();
        var scheme = Scheme(OAuth2Grant.ClientCredentials, "client_secret_post") with { Timeout = TimeSpan.FromMilliseconds(300) };
        Assert.Equal("token server: no complete answer within 300 ms", Shortened(await DeliverAsync(authenticator, scheme with { TokenUrl = hanging.Url.ToString() })));
        Assert.Equal("token server: reply larger than 64 KB (HTTP 200)", await DeliverAsync(authenticator, scheme with { TokenUrl = flooding.Url.ToString() }));
    }

    private static string Shortened(string error) => error.Replace("not finished within", "no complete answer within", StringComparison.Ordinal);

    private RequestAuthenticator Authenticator() => new(_channel, _records, TimeProvider.System, new TokenOptions());

    private OAuth2Auth Scheme(OAuth2Grant grant, string client) => new()
    {
        Grant = grant,
        TokenUrl = _server + "/token",
        ClientId = client + " a:&+%",
        ClientSecret = Secret,
    };

    private OutboundRequest Request(AuthScheme scheme)
    {
        var request = HttpFixture.Post(new Uri(_server + "/leads"));
        return request with { Recipient = request.Recipient with { Auth = [scheme] } };
    }

    /// <summary>The buyer's answer, or why it was not asked.</summary>
    private async Task<string> DeliverAsync(RequestAuthenticator authenticator, AuthScheme scheme)
    {
        var request = Request(scheme);
        var applied = await authenticator.ApplyAsync(request, HttpFixture.NoScope, default);
        if (applied.Request is null)
        {
            return applied.Trouble!.Error!;
        }

        var reply = await _channel.SendAsync(applied.Request, default);
        if (reply.Status == (int)HttpStatusCode.Unauthorized)
        {
            applied = (await authenticator.RenewAsync(applied, request, HttpFixture.NoScope, default))!;
            reply = await _channel.SendAsync(applied.Request!, default);
        }

        return HttpFixture.Text(reply);
    }

    private async Task ReadLogAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            _log.Add(line);
        }
    }

    private sealed class OneSecret(string value) : Core.Ports.ISecretStore
    {
        public string? Find(string name) => value;
    }
}
