using System.Collections.Concurrent;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using LeadDelivery.Tests.Shared;

namespace LeadDelivery.Channels.Tests.Http;

/// <summary>A recipient over TLS that takes client certificates of one authority only, where it is given one.</summary>
internal sealed class TlsServer : IAsyncDisposable
{
    private readonly NastyServer _server;
    private readonly X509Certificate2 _certificate;
    private readonly X509Certificate2? _clients;
    private readonly SslProtocols _protocols;
    private int _requests;

    public TlsServer(X509Certificate2 certificate, X509Certificate2? clients = null, SslProtocols protocols = SslProtocols.Tls12 | SslProtocols.Tls13)
    {
        _certificate = certificate;
        _clients = clients;
        _protocols = protocols;
        _server = NastyServer.Start(ServeAsync);
    }

    public Uri Url => new($"https://127.0.0.1:{_server.Endpoint!.Port}/leads");

    /// <summary>Requests that arrived whole.</summary>
    public int Requests => Volatile.Read(ref _requests);

    /// <summary>Handshakes begun.</summary>
    public int Connections => _server.Connections;

    /// <summary>Subjects of the client certificates that were shown.</summary>
    public ConcurrentQueue<string?> Clients { get; } = new();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task ServeAsync(NastyConnection connection)
    {
        await using var tls = new SslStream(connection.Stream);
        try
        {
            await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions
            {
                ServerCertificate = _certificate,
                ClientCertificateRequired = _clients is not null,
                EnabledSslProtocols = _protocols,
                RemoteCertificateValidationCallback = _clients is null ? null : (_, client, _, _) => IsKnown(client),
            }, connection.Stop);
        }
        catch (AuthenticationException)
        {
            return;
        }

        Clients.Enqueue(tls.RemoteCertificate?.Subject);
        while (await ReadAsync(tls, connection.Stop))
        {
            Interlocked.Increment(ref _requests);
            await tls.WriteAsync(Encoding.ASCII.GetBytes(NastyServer.Reply(200, "{}")), connection.Stop);
        }
    }

    private bool IsKnown(X509Certificate? client)
    {
        if (client is null)
        {
            return false;
        }

        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(_clients!);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(X509CertificateLoader.LoadCertificate(client.GetRawCertData()));
    }

    private static async Task<bool> ReadAsync(SslStream tls, CancellationToken stop)
    {
        var text = new StringBuilder();
        var buffer = new byte[4096];
        while (!text.ToString().EndsWith("{\"a\":1}", StringComparison.Ordinal))
        {
            var read = await tls.ReadAsync(buffer, stop);
            if (read == 0)
            {
                return false;
            }

            text.Append(Encoding.ASCII.GetString(buffer, 0, read));
        }

        return true;
    }
}
