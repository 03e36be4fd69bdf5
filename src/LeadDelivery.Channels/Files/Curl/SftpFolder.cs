using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using LeadDelivery.Core.Batches.Transfers;

namespace LeadDelivery.Channels.Files.Curl;

/// <summary>A folder behind SSH's file transfer.</summary>
internal sealed partial class SftpFolder(
    CurlProgram curl, CurlHost host, SftpDestination to, CurlWorkspace workspace, FileTransportOptions options) : IFarFolder
{
    /// <summary>A resume from there tells a file's size: "Offset (…) was beyond file size (42)". SFTP in curl has no other way to
    /// ask for it, and the text is the same in every version that has host key pins.</summary>
    private const long BeyondAnyFile = long.MaxValue / 2;

    /// <summary>How the key type is negotiated: curl's own order shows an ECDSA key where the server has one, so a pin of another kind is
    /// tried by asking for that kind.</summary>
    private static readonly string?[] KeyKinds = [null, "ssh-ed25519", "ssh-rsa"];

    // Which kind matched a host's pin last time. A hint only: the pin is checked each time.
    private static readonly ConcurrentDictionary<(string, int, string), string?> Known = new();

    public async Task<FarLook> LookAsync(string name, CancellationToken cancellation) =>
        Looked((await RunAsync(() => Look(new(), name), null, cancellation))[0]);

    public async Task<FarUpload> UploadAsync(
        string name, string path, long offset, string other, CancellationToken cancellation)
    {
        var reports = await RunAsync(
            () =>
            {
                var config = Begin(new(), UrlOf(name)).Set("upload-file", path);
                return Look(Look(offset > 0 ? config.Set("continue-at", offset) : config, name), other);
            },
            null, cancellation);
        return reports[0].Ok ? new(null, Looked(reports[1]), Looked(reports[2])) : new(CurlTrouble.Of(reports[0]), new(null));
    }

    public async Task<FarUpload> RenameAsync(string from, string to, CancellationToken cancellation)
    {
        var report = (await RunAsync(
            () => Look(new(), to).Set("quote", $"rename {Quoted(from)} {Quoted(to)}"), null, cancellation))[0];
        var looked = Looked(report);
        return looked.Trouble is null ? new(null, looked) : new(Command(report), looked);
    }

    public async Task RemoveAsync(string name, CancellationToken cancellation) =>
        await RunAsync(() => Begin(new(), UrlOf("")).Set("list-only").Set("quote", $"*rm {Quoted(name)}"), null, cancellation);

    public async Task<FarListing> ListAsync(CancellationToken cancellation)
    {
        var reports = await RunAsync(
            () => Begin(Begin(new(), UrlOf("")).Set("fail-early").Set("list-only"), UrlOf("")), null, cancellation);
        if (reports.FirstOrDefault(report => !report.Ok) is { } failed)
        {
            return new([], CurlTrouble.Of(failed).Reason);
        }

        // The names by themselves, and beside each its line as "ls -l" has it, of which the first letter tells folders.
        var lines = Lines(reports[1].Output);
        var names = Lines(reports[0].Output).Where(name => FarNames.Problem(name) is null && !IsFolder(name, lines)).ToList();
        if (names.Count > options.MaxListed)
        {
            return new([], $"there are more than {options.MaxListed} files");
        }

        if (names.Count == 0)
        {
            return new([]);
        }

        var sizes = await RunAsync(() => names.Aggregate(new CurlConfig(), Look), null, cancellation);
        var files = new List<FarEntry>();
        foreach (var (name, looked) in names.Zip(sizes.Select(Looked)))
        {
            if (looked.Trouble is not null)
            {
                return new([], looked.Trouble.Reason);
            }

            if (looked.Length is { } length)
            {
                files.Add(new(name, length, null));
            }
        }

        return new(files);
    }

    public async Task<TransferResult?> ReadAsync(string name, Stream to, CancellationToken cancellation)
    {
        var report = (await RunAsync(() => Begin(new(), UrlOf(name)), to, cancellation))[0];
        return report.Ok ? null : CurlTrouble.Of(report);
    }

    private async Task<IReadOnlyList<CurlReport>> RunAsync(Func<CurlConfig> make, Stream? output, CancellationToken cancellation)
    {
        var key = (to.Host, to.Port, to.HostKey);
        var first = Known.GetValueOrDefault(key);
        IReadOnlyList<CurlReport>? denied = null;
        foreach (var kind in KeyKinds.OrderBy(kind => kind != first))
        {
            await AskForAsync(kind, cancellation);
            var reports = await curl.RunAsync(make(), workspace, output, cancellation);
            if (reports[0].Exit is 67 or 2)
            {
                // A connection that is cut while it logs in, or while keys are exchanged, looks the same to libssh2.
                reports = await curl.RunAsync(make(), workspace, output, cancellation);
            }

            // Asked for a kind that the server has not, it shares none.
            if (reports[0].Exit != 60 && !(denied is not null && reports[0].Exit == 2))
            {
                Known[key] = kind;
                return reports;
            }

            denied ??= reports;
        }

        return denied!;
    }

    // libssh2 asks for the kind of key that it has on record for the host; this one is made up. The pin alone is what a host must match.
    private async Task AskForAsync(string? kind, CancellationToken cancellation) => await workspace.WriteAsync(
        Path.Combine(".ssh", "known_hosts"),
        kind is null ? "" : $"{host.Name} {MadeUp(kind)}\n[{host.Name.Trim('[', ']')}]:{host.Port} {MadeUp(kind)}\n", cancellation);

    private static string MadeUp(string kind)
    {
        byte[][] parts = kind == "ssh-rsa" ? [[1, 0, 1], [0, .. Enumerable.Repeat((byte)0xff, 256)]] : [new byte[32]];
        var blob = new List<byte>();
        foreach (var part in parts.Prepend(Encoding.ASCII.GetBytes(kind)))
        {
            blob.AddRange([(byte)0, (byte)0, (byte)(part.Length >> 8), (byte)part.Length, .. part]);
        }

        return $"{kind} {Convert.ToBase64String([.. blob])}";
    }

    private CurlConfig Begin(CurlConfig config, string url)
    {
        curl.Begin(config, url, host).Set("user", $"{to.User}:{to.Password}").Set("hostpubsha256", to.HostKey.TrimEnd('='));
        if (to.Key is not null)
        {
            config.Set("key", Path.Combine(workspace.Path, CurlTransport.KeyFile));
            if (to.Passphrase is { } passphrase)
            {
                config.Set("pass", passphrase);
            }
        }

        return config;
    }

    private CurlConfig Look(CurlConfig config, string name) => Begin(config, UrlOf(name)).Set("continue-at", BeyondAnyFile);

    private static FarLook Looked(CurlReport report) =>
        report.Exit == 36 && SizeIn(report.Words) is { } size ? new(size)
        : report.Exit == 78 ? new(null)
        : report.Exit == 9 ? new(null, new(TransferOutcome.Refused, "the folder's files may not be read, so none can be confirmed"))
        : new(null, CurlTrouble.Of(report));

    // A refused command and a connection that broke under it have one exit code.
    private static TransferResult Command(CurlReport report) =>
        report.Exit != 21 ? CurlTrouble.Of(report)
        : report.Words.Contains("denied", StringComparison.OrdinalIgnoreCase)
            ? new(TransferOutcome.Refused, "the server does not let the file be renamed")
        : new(TransferOutcome.Failed, "the server did not rename the file");

    private static long? SizeIn(string words) =>
        BeyondSize().Match(words) is { Success: true } match
            && long.TryParse(match.Groups[1].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var size) ? size : null;

    private static string[] Lines(string output) => output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static bool IsFolder(string name, string[] lines) =>
        Array.Exists(lines, line => line[0] == 'd' && line.EndsWith(" " + name, StringComparison.Ordinal));

    // A relative folder is the login's own; curl takes /~/ for it.
    private string UrlOf(string name) =>
        $"sftp://{host.Authority}/"
        + (to.Path.StartsWith('/') ? CurlConfig.Path(to.Path[1..]) : "~/" + CurlConfig.Path(to.Path)) + CurlConfig.Path(name);

    private string Quoted(string name) => $"\"{(to.Path + name).Replace("\\", "\\\\").Replace("\"", "\\\"")}\"";

    [GeneratedRegex(@"beyond file size \((\d+)\)", RegexOptions.NonBacktracking)]
    private static partial Regex BeyondSize();
}
