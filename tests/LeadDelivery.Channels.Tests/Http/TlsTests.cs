using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using LeadDelivery.Channels.Http;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Delivery;

namespace LeadDelivery.Channels.Tests.Http;

public sealed class TlsTests : IDisposable
{
    private readonly TlsAuthority _servers = new("Servers");
    private readonly TlsAuthority _clients = new("Clients");
    private readonly X509Certificate2 _server;
    private readonly HttpChannel _channel = HttpFixture.Channel();

    public TlsTests() => _server = _servers.Issue("buyer");

    [Fact]
    public async Task A_recipient_is_trusted_by_the_authority_that_is_named_and_by_no_other()
    {
        await using var server = new TlsServer(_server);
        Assert.Equal(200, (await SendAsync(server, Trusting())).Status);
        Refused(await SendAsync(server, Trusting() with { Authorities = [_clients.Root.RawData] }), "TLS: the certificate is not trusted");
        Refused(await SendAsync(server, null), "TLS: the certificate is not trusted");
        Assert.Equal(1, server.Requests);
    }

    [Fact]
    public async Task A_pinned_key_of_the_chain_is_asked_for_beside_trust()
    {
        await using var server = new TlsServer(_server);
        var (leaf, root, other) = (TlsAuthority.Pin(_server), TlsAuthority.Pin(_servers.Root), TlsAuthority.Pin(_clients.Root));
        Assert.Equal(200, (await SendAsync(server, Trusting() with { Pins = [leaf] })).Status);
        Assert.Equal(200, (await SendAsync(server, Trusting() with { Pins = [other, root] })).Status);
        Refused(
            await SendAsync(server, Trusting() with { Pins = [other] }), $"TLS: the recipient's key is none of pin_sha256 (it is {leaf})");
        Refused(await SendAsync(server, new TlsSettings { Pins = [leaf] }), "TLS: the certificate is not trusted");
        Assert.Equal(2, server.Requests);
    }

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task A_client_certificate_is_shown_and_verified(SslProtocols version)
    {
        await using var server = new TlsServer(_server, _clients.Root, version);
        using var client = _clients.Issue("LeadDelivery");
        Assert.Equal(200, (await SendAsync(server, Trusting() with { ClientCertificate = Certificate(client) })).Status);
        Assert.Equal(["CN=LeadDelivery"], server.Clients);
    }

    [Theory]
    [InlineData("-tls1_2", true, "TLS: the recipient refuses the client certificate")]
    [InlineData("-tls1_3", true, "TLS: the recipient refuses the client certificate")]
    [InlineData("-tls1_2", false, "TLS handshake failed")]
    [InlineData("-tls1_3", false, "TLS: the recipient asks for a client certificate")]
    public async Task A_missing_or_wrong_client_certificate_is_named_and_not_sent_with(string version, bool shown, string error)
    {
        using var server = OpenSslServer.Start(_server, _clients.Root, version);
        using var stranger = _servers.Issue("Stranger");
        var reply = await _channel.SendAsync(
            server.Request() with { Tls = Trusting() with { ClientCertificate = shown ? Certificate(stranger) : null } }, default);
        Refused(reply, error);
    }

    [Fact]
    public async Task A_client_certificate_past_its_end_is_said_to_be()
    {
        using var server = OpenSslServer.Start(_server, _clients.Root, "-tls1_3");
        using var client = _clients.Issue("LeadDelivery", DateTimeOffset.UtcNow.AddDays(-1));
        var reply = await _channel.SendAsync(server.Request() with { Tls = Trusting() with { ClientCertificate = Certificate(client) } }, default);
        Refused(reply, $"TLS: the recipient refuses the client certificate (it expired on {client.NotAfter.ToUniversalTime():yyyy-MM-dd})");
    }

    [Theory]
    [InlineData("-tls1_2")]
    [InlineData("-tls1_3")]
    public async Task Openssl_takes_the_client_certificate_that_its_authority_signed(string version)
    {
        using var server = OpenSslServer.Start(_server, _clients.Root, version);
        using var client = _clients.Issue("LeadDelivery");
        var reply = await _channel.SendAsync(server.Request() with { Tls = Trusting() with { ClientCertificate = Certificate(client) } }, default);
        Assert.Equal(200, reply.Status);
        Assert.Contains("CN=LeadDelivery", HttpFixture.Text(reply).Replace(" = ", "=", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lowest_version_is_kept_to()
    {
        await using var server = new TlsServer(_server, protocols: SslProtocols.Tls12);
        Assert.Equal(200, (await SendAsync(server, Trusting())).Status);
        Refused(await SendAsync(server, Trusting() with { OnlyTls13 = true }), "TLS handshake failed");
    }

    [Fact]
    public async Task Settings_that_differ_share_no_connection_and_equal_ones_do()
    {
        await using var server = new TlsServer(_server);
        using var client = _clients.Issue("LeadDelivery");
        for (var i = 0; i < 2; i++)
        {
            await SendAsync(server, Trusting());
            await SendAsync(server, Trusting() with { ClientCertificate = Certificate(client) });
            await SendAsync(server, Trusting() with { Pins = [TlsAuthority.Pin(_server)] });
        }

        Assert.Equal((3, 3, 6), (_channel.Pools, server.Connections, server.Requests));
    }

    public void Dispose()
    {
        _channel.Dispose();
        _server.Dispose();
        _servers.Dispose();
        _clients.Dispose();
    }

    private Task<ChannelReply> SendAsync(TlsServer server, TlsSettings? tls) =>
        _channel.SendAsync(HttpFixture.Post(server.Url) with { Tls = tls }, CancellationToken.None);

    private TlsSettings Trusting() => new() { Authorities = [_servers.Root.RawData] };

    private static ClientCertificate Certificate(X509Certificate2 certificate) => ClientCertificate.Read(
        Convert.ToBase64String(certificate.Export(X509ContentType.Pkcs12, "pw")), null, "pw", out _)!;

    private static void Refused(ChannelReply reply, string error) =>
        Assert.Equal((SendCategory.NotSent, SendFailure.Transport, error), (reply.Category, reply.Failure, reply.Error));
}
