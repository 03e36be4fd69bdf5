using System.Globalization;
using LeadDelivery.Core.Batches.Transfers;

namespace LeadDelivery.Channels.Files.Curl;

/// <summary>A folder behind FTP, with or without TLS.</summary>
internal sealed class FtpFolder(
    CurlProgram curl, CurlHost host, FtpDestination to, CurlWorkspace workspace, FileTransportOptions options) : IFarFolder
{
    public async Task<FarLook> LookAsync(string name, CancellationToken cancellation) =>
        Looked((await RunAsync(Look(new(), name), null, cancellation))[0]).Look;

    public async Task<FarUpload> UploadAsync(
        string name, string path, long offset, string other, CancellationToken cancellation)
    {
        var config = Begin(new(), UrlOf(name)).Set("upload-file", path);
        var reports = await RunAsync(
            Look(Look(offset > 0 ? config.Set("continue-at", offset) : config, name), other), null, cancellation);
        return reports[0].Ok ? new(null, Looked(reports[1]).Look, Looked(reports[2]).Look) : new(CurlTrouble.Of(reports[0]), new(null));
    }

    public async Task<FarUpload> RenameAsync(string from, string to, CancellationToken cancellation)
    {
        // Commands come before the folder is entered, so their paths are the login's.
        var config = Look(new(), to).Set("quote", "RNFR " + PathOf(from)).Set("quote", "RNTO " + PathOf(to));
        var report = (await RunAsync(config, null, cancellation))[0];
        var looked = Looked(report).Look;
        return looked.Trouble is null ? new(null, looked)
            : new(
                report.Exit != 21 ? looked.Trouble
                : report.Reply >= 500 ? new(TransferOutcome.Refused, $"the server does not let the file be renamed ({report.Reply})")
                : new(TransferOutcome.Failed, "the server did not rename the file"),
                looked);
    }

    public async Task RemoveAsync(string name, CancellationToken cancellation) =>
        await RunAsync(Look(new(), name).Set("quote", "*DELE " + PathOf(name)), null, cancellation);

    public async Task<FarListing> ListAsync(CancellationToken cancellation)
    {
        var report = (await RunAsync(Begin(new(), UrlOf("")).Set("list-only"), null, cancellation))[0];
        if (!report.Ok)
        {
            return new([], CurlTrouble.Of(report).Reason);
        }

        var names = report.Output.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries)
            .Where(name => FarNames.Problem(name) is null).ToList();
        if (names.Count > options.MaxListed)
        {
            return new([], $"there are more than {options.MaxListed} files");
        }

        if (names.Count == 0)
        {
            return new([]);
        }

        var files = new List<FarEntry>();
        var reports = await RunAsync(names.Aggregate(new CurlConfig(), Look), null, cancellation);
        foreach (var (name, looked) in names.Zip(reports.Select(Looked)))
        {
            if (looked.Look.Trouble is not null)
            {
                return new([], looked.Look.Trouble.Reason);
            }

            // Of a folder there is no size.
            if (looked.Look.Length is { } length)
            {
                files.Add(new(name, length, looked.Modified));
            }
        }

        return new(files);
    }

    public async Task<TransferResult?> ReadAsync(string name, Stream to, CancellationToken cancellation)
    {
        var report = (await RunAsync(Begin(new(), UrlOf(name)), to, cancellation))[0];
        return report.Ok ? null : CurlTrouble.Of(report);
    }

    private Task<IReadOnlyList<CurlReport>> RunAsync(CurlConfig config, Stream? output, CancellationToken cancellation) =>
        curl.RunAsync(config, workspace, output, cancellation);

    private CurlConfig Begin(CurlConfig config, string url)
    {
        // One change of folder: a missing folder is then told from a refused file. Data goes to the address of the connection itself,
        // whatever the server names.
        curl.Begin(config, url, host).Set("user", $"{to.User}:{to.Password}").Set("ftp-method", "singlecwd").Set("ftp-skip-pasv-ip");
        if (to.Tls == FtpTls.Explicit)
        {
            config.Set("ssl-reqd");
        }

        return to.Authority is null ? config : config.Set("cacert", Path.Combine(workspace.Path, CurlTransport.AuthorityFile));
    }

    private CurlConfig Look(CurlConfig config, string name) => Begin(config, UrlOf(name)).Set("head");

    private static (FarLook Look, DateTimeOffset? Modified) Looked(CurlReport report)
    {
        if (!report.Ok)
        {
            return (report.Exit == 78 ? new(null) : new(null, CurlTrouble.Of(report)), null);
        }

        long? length = null;
        DateTimeOffset? modified = null;
        foreach (var line in report.Output.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries))
        {
            var colon = line.IndexOf(':');
            var value = colon < 0 ? "" : line[(colon + 1)..].Trim();
            if (line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))
            {
                length = long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) ? bytes : null;
            }
            else if (line.StartsWith("Last-Modified:", StringComparison.OrdinalIgnoreCase)
                && DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
            {
                modified = time;
            }
        }

        return length is null
            ? (new(null, new(TransferOutcome.Refused, "the server does not tell sizes (SIZE), so no file can be confirmed")), null)
            : (new(length), modified);
    }

    // From the server's root where the path begins with a slash, which a URL says as %2F; else from the login's folder.
    private string UrlOf(string name) =>
        $"{(to.Tls == FtpTls.Implicit ? "ftps" : "ftp")}://{host.Authority}/"
        + (to.Path.StartsWith('/') ? "%2F" + CurlConfig.Path(to.Path[1..]) : CurlConfig.Path(to.Path)) + CurlConfig.Path(name);

    private string PathOf(string name) => to.Path + name;
}
