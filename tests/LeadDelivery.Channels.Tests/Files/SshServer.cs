using LeadDelivery.Core.Batches.Transfers;
using LeadDelivery.Tests.Shared;

namespace LeadDelivery.Channels.Tests.Files;

/// <summary>OpenSSH's server with keys of its own, run as the current user; it takes one key and no password.</summary>
public sealed class SshServer : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ServerProcess _server;

    private SshServer(bool readOnly, int? largestFile)
    {
        Directory.CreateDirectory(Far);
        foreach (var (name, kind) in new[] { ("host_ed25519", "ed25519"), ("host_ecdsa", "ecdsa"), ("user", "ed25519"), ("stranger", "ed25519") })
        {
            ServerProcess.Run("ssh-keygen", "openssh-client", "-q", "-a", "1", "-t", kind, "-N", name == "user" ? Passphrase : "", "-f", _folder[name]);
        }

        Port = ServerProcess.FreePort();
        File.WriteAllText(_folder["config"], $"""
            Port {Port}
            ListenAddress 127.0.0.1
            HostKey {_folder["host_ed25519"]}
            HostKey {_folder["host_ecdsa"]}
            AuthorizedKeysFile {_folder["user.pub"]}
            StrictModes no
            UsePAM no
            PasswordAuthentication no
            KbdInteractiveAuthentication no
            PermitRootLogin yes
            MaxStartups 100
            PidFile none
            Subsystem sftp internal-sftp{(readOnly ? " -R" : "")}
            """);
        if (Environment.UserName == "root")
        {
            // Where sshd, as root, steps aside before anybody has logged in.
            Directory.CreateDirectory("/run/sshd");
        }

        _server = largestFile is { } kilobytes
            ? ServerProcess.Start(
                "bash", "bash", "-c", $"trap '' XFSZ; ulimit -f {kilobytes}; exec /usr/sbin/sshd -D -e -f \"$0\"", _folder["config"])
            : ServerProcess.Start("/usr/sbin/sshd", "openssh-server", "-D", "-e", "-f", _folder["config"]);
    }

    public const string Passphrase = "pass \"phrase\\";

    public int Port { get; }

    /// <summary>The folder that files go to.</summary>
    public string Far => _folder["far"];

    public SftpDestination Destination => new()
    {
        Host = "127.0.0.1",
        Port = Port,
        User = Environment.UserName,
        Key = File.ReadAllText(_folder["user"]),
        Passphrase = Passphrase,
        HostKey = Pin("host_ed25519"),
        Path = Far + "/",
    };

    public string OtherPin => Pin("host_ecdsa");

    public string WrongPin => Pin("stranger");

    public string Stranger => File.ReadAllText(_folder["stranger"]);

    /// <param name="readOnly">It lets nobody write.</param>
    /// <param name="largestFile">It can write no larger file, in KB: what stands in for a full disk where none can be mounted.</param>
    public static async Task<SshServer> StartAsync(bool readOnly = false, int? largestFile = null)
    {
        var server = new SshServer(readOnly, largestFile);
        await server._server.SaysAsync("Server listening on 127.0.0.1");
        return server;
    }

    public void Dispose()
    {
        _server.Dispose();
        _folder.Dispose();
    }

    private string Pin(string name) => Convert.ToBase64String(System.Security.Cryptography.SHA256.HashData(
        Convert.FromBase64String(File.ReadAllText(_folder[name + ".pub"]).Split(' ')[1]))).TrimEnd('=');
}
