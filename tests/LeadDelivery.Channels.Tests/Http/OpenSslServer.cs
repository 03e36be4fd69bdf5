using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;
using LeadDelivery.Core.Delivery;

namespace LeadDelivery.Channels.Tests.Http;

/// <summary><c>openssl s_server</c>, which asks for a client certificate and answers a GET with a page about the connection.</summary>
internal sealed class OpenSslServer : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("openssl-");
    private readonly Process _process;
    private readonly int _port;

    private OpenSslServer(X509Certificate2 certificate, X509Certificate2 clients, string version)
    {
        var (own, authority) = (Path.Combine(_folder.FullName, "own.pem"), Path.Combine(_folder.FullName, "clients.pem"));
        using (var key = certificate.GetECDsaPrivateKey()!)
        {
            File.WriteAllText(own, certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem());
        }

        File.WriteAllText(authority, clients.ExportCertificatePem());
        _process = Process.Start(new ProcessStartInfo(
            "openssl",
            ["s_server", "-accept", "127.0.0.1:0", "-cert", own, "-CAfile", authority, "-Verify", "2", "-verify_return_error", "-www", version])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginErrorReadLine();
        _port = Port(_process.StandardOutput);
        _ = _process.StandardOutput.ReadToEndAsync();
    }

    public static OpenSslServer Start(X509Certificate2 certificate, X509Certificate2 clients, string version) => new(certificate, clients, version);

    public OutboundRequest Request() => HttpFixture.Post(new Uri($"https://127.0.0.1:{_port}/")) with { Method = "GET", ContentType = null, Body = default };

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _folder.Delete(true);
    }

    // With port 0 it says where it listens: "ACCEPT 127.0.0.1:43210".
    private static int Port(StreamReader output)
    {
        while (output.ReadLine() is { } line)
        {
            if (line.StartsWith("ACCEPT ", StringComparison.Ordinal) && line.LastIndexOf(':') is var colon and > 0)
            {
                return int.Parse(line[(colon + 1)..]);
            }
        }

        throw new InvalidOperationException("openssl s_server did not start: is openssl installed?");
    }
}
