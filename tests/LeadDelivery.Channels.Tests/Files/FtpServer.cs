using System.Security.Cryptography.X509Certificates;
using LeadDelivery.Channels.Tests.Http;
using LeadDelivery.Core.Batches.Transfers;
using LeadDelivery.Tests.Shared;

namespace LeadDelivery.Channels.Tests.Files;

/// <summary>vsftpd three times: without TLS, with explicit and with implicit TLS. It checks the password of its anonymous user, which needs
/// no account on the machine.</summary>
public sealed class FtpServer : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<ServerProcess> _servers = [];
    private readonly Dictionary<FtpTls, int> _ports = [];

    private readonly bool _readOnly;

    private FtpServer(bool readOnly)
    {
        _readOnly = readOnly;
        Directory.CreateDirectory(Far);
        Directory.CreateDirectory(_folder["empty"]);
        File.WriteAllText(_folder["passwords"], Password + "\n");
        ServerProcess.Run("chmod", "coreutils", "600", _folder["passwords"]);
        using var authority = new TlsAuthority("FTP authority");
        using var certificate = authority.Issue("127.0.0.1");
        using var key = certificate.GetECDsaPrivateKey()!;
        File.WriteAllText(_folder["tls.pem"], certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem() + "\n");
        Authority = authority.Pem;
    }

    public const string Password = "s3 cr\"et\\#";

    public string Authority { get; }

    public string Far => _folder["root/in"];

    public FtpDestination Destination(FtpTls tls = FtpTls.None) => new()
    {
        Tls = tls,
        Host = "127.0.0.1",
        Port = _ports[tls],
        User = "anonymous",
        Password = Password,
        Path = "in/",
        Authority = tls == FtpTls.None ? null : Authority,
    };

    /// <param name="readOnly">It lets nobody write.</param>
    public static async Task<FtpServer> StartAsync(bool readOnly = false)
    {
        var server = new FtpServer(readOnly);
        foreach (var tls in Enum.GetValues<FtpTls>())
        {
            await server.StartAsync(tls);
        }

        return server;
    }

    public void Dispose()
    {
        _servers.ForEach(server => server.Dispose());
        _folder.Dispose();
    }

    private async Task StartAsync(FtpTls tls)
    {
        var port = _ports[tls] = ServerProcess.FreePort();
        var config = $"""
            listen=YES
            background=NO
            listen_address=127.0.0.1
            listen_port={port}
            anonymous_enable=YES
            local_enable=NO
            write_enable={(_readOnly ? "NO" : "YES")}
            anon_upload_enable=YES
            anon_other_write_enable=YES
            anon_world_readable_only=NO
            anon_umask=022
            anon_root={_folder["root"]}
            secure_email_list_enable=YES
            email_password_file={_folder["passwords"]}
            run_as_launching_user=YES
            secure_chroot_dir={_folder["empty"]}
            xferlog_enable=NO
            seccomp_sandbox=NO
            connect_from_port_20=NO

            """;
        if (tls != FtpTls.None)
        {
            config += $"""
                ssl_enable=YES
                allow_anon_ssl=YES
                force_anon_logins_ssl=YES
                force_anon_data_ssl=YES
                ssl_tlsv1=YES
                rsa_cert_file={_folder["tls.pem"]}
                implicit_ssl={(tls == FtpTls.Implicit ? "YES" : "NO")}

                """;
        }

        File.WriteAllText(_folder[$"{tls}.conf"], config);
        var server = ServerProcess.Start("vsftpd", "vsftpd", _folder[$"{tls}.conf"]);
        _servers.Add(server);
        await server.TakesConnectionsAsync(port);
    }
}
