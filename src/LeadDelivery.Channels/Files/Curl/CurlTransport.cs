using LeadDelivery.Core.Batches.Transfers;

namespace LeadDelivery.Channels.Files.Curl;

/// <summary>Files over SFTP, FTP and FTPS, by the curl program.</summary>
internal sealed class CurlTransport(CurlProgram curl, HostGuard hosts, FileTransportOptions options) : IFileTransport
{
    /// <summary>The private key's file in the workspace.</summary>
    public const string KeyFile = "key";

    /// <summary>The certificate authority's file in the workspace.</summary>
    public const string AuthorityFile = "authority.pem";

    public bool Serves(Destination destination) => destination is SftpDestination or FtpDestination;

    public Task<TransferResult> SendAsync(FileTransfer transfer, CancellationToken cancellation) => InAsync(
        transfer.To,
        async (far, workspace) =>
        {
            using var file = await workspace.SpoolAsync(transfer, cancellation);
            return await new StagedUpload(far, transfer, file.Path, options.ResumeFrom).RunAsync(cancellation);
        },
        trouble => trouble, cancellation);

    public Task<FarFile> LookAsync(Destination destination, string name, CancellationToken cancellation) => InAsync(
        destination,
        async (far, _) => await far.LookAsync(name, cancellation) is var look && look.Trouble is null
            ? new FarFile(look.Length) : new FarFile(null, look.Trouble!.Reason),
        trouble => new(null, trouble.Reason), cancellation);

    public Task<FarListing> ListAsync(Destination destination, CancellationToken cancellation) => InAsync(
        destination, (far, _) => far.ListAsync(cancellation), trouble => new([], trouble.Reason), cancellation);

    public Task<string?> ReadAsync(Destination destination, string name, Stream to, CancellationToken cancellation) => InAsync(
        destination, async (far, _) => (await far.ReadAsync(name, to, cancellation))?.Reason, trouble => trouble.Reason, cancellation);

    private async Task<T> InAsync<T>(
        Destination destination, Func<IFarFolder, CurlWorkspace, Task<T>> act, Func<TransferResult, T> trouble,
        CancellationToken cancellation)
    {
        var (name, port, user) = destination switch
        {
            SftpDestination sftp => (sftp.Host, sftp.Port, sftp.User),
            FtpDestination ftp => (ftp.Host, ftp.Port, ftp.User),
            _ => throw new ArgumentException(destination.Type, nameof(destination)),
        };
        if (user.Contains(':'))
        {
            return trouble(new(TransferOutcome.Refused, "a user name with a colon cannot be told to curl"));
        }

        try
        {
            var (host, unreachable) = await hosts.FindAsync(name, port, cancellation);
            if (host is null)
            {
                return trouble(unreachable!);
            }

            using var workspace = CurlWorkspace.Make(options);
            if (destination is SftpDestination to)
            {
                if (to.Key is not null)
                {
                    await workspace.WriteAsync(KeyFile, to.Key.ReplaceLineEndings("\n").TrimEnd('\n') + "\n", cancellation);
                }

                return await act(new SftpFolder(curl, host, to, workspace, options), workspace);
            }

            var ftp = (FtpDestination)destination;
            if (ftp.Authority is not null)
            {
                await workspace.WriteAsync(AuthorityFile, ftp.Authority, cancellation);
            }

            return await act(new FtpFolder(curl, host, ftp, workspace, options), workspace);
        }
        catch (CurlConfigException e)
        {
            return trouble(new(TransferOutcome.Refused, e.Message));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return trouble(HereTrouble.Of(e));
        }
    }
}
