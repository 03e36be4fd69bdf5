using LeadDelivery.Core.Batches.Transfers;

namespace LeadDelivery.Channels.Files.Folders;

/// <summary>Files into a folder of this machine, or one that is mounted here. An absent folder is not made: a share that is not mounted
/// would be filled on this side of the mount.</summary>
public sealed class FolderTransport(FileTransportOptions options) : IFileTransport
{
    /// <inheritdoc/>
    public bool Serves(Destination destination) => destination is FolderDestination;

    /// <inheritdoc/>
    public async Task<TransferResult> SendAsync(FileTransfer transfer, CancellationToken cancellation)
    {
        var folder = FolderOf(transfer.To);
        var target = Path.Combine(folder, transfer.Name);
        try
        {
            if (!Directory.Exists(folder))
            {
                return new(TransferOutcome.Refused, "the folder does not exist");
            }

            if (FolderPlace.Length(target) is null)
            {
                if (transfer.MayHaveAppeared && FolderPlace.Length(Path.Combine(folder, transfer.TemporaryName)) is null)
                {
                    return FileTransfer.Gone;
                }

                await using var content = await transfer.Open(cancellation);
                if (await FolderPlace.PutAsync(
                    folder, transfer.TemporaryName, transfer.Name, content, transfer.Length, cancellation, transfer.Appearing))
                {
                    // Some recipients take a file away the moment it has its name.
                    return FolderPlace.Length(target) is var length && (length is null || length == transfer.Length)
                        ? new(TransferOutcome.Confirmed)
                        : new(TransferOutcome.Unconfirmed, $"put there, and then found with {length?.ToString() ?? "no"} bytes");
                }
            }

            return await CompareAsync(target, transfer, cancellation);
        }
        catch (UnauthorizedAccessException)
        {
            return new(TransferOutcome.Refused, "the folder may not be written to");
        }
        catch (IOException e)
        {
            return FolderTrouble.Of(e);
        }
    }

    /// <inheritdoc/>
    public Task<FarFile> LookAsync(Destination destination, string name, CancellationToken cancellation)
    {
        var folder = FolderOf(destination);
        return Task.FromResult(Directory.Exists(folder)
            ? new FarFile(FolderPlace.Length(Path.Combine(folder, name)))
            : new FarFile(null, "the folder does not exist"));
    }

    /// <inheritdoc/>
    public Task<FarListing> ListAsync(Destination destination, CancellationToken cancellation)
    {
        try
        {
            return Task.FromResult(new FarListing(
                [.. new DirectoryInfo(FolderOf(destination)).EnumerateFiles().OrderBy(file => file.Name, StringComparer.Ordinal)
                    .Select(file => new FarEntry(file.Name, file.Length, file.LastWriteTimeUtc))]));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Task.FromResult(new FarListing([], FolderTrouble.Reading(e)));
        }
    }

    /// <inheritdoc/>
    public async Task<string?> ReadAsync(Destination destination, string name, Stream to, CancellationToken cancellation)
    {
        try
        {
            await using var file = File.OpenRead(Path.Combine(FolderOf(destination), name));
            await file.CopyToAsync(to, cancellation);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return FolderTrouble.Reading(e);
        }
    }

    private string FolderOf(Destination destination) =>
        Path.GetFullPath(((FolderDestination)destination).Path, Path.GetFullPath(options.DataFolder));

    // The name is there already: from an earlier try of this file that was not confirmed, or it is another's.
    private static async Task<TransferResult> CompareAsync(string target, FileTransfer transfer, CancellationToken cancellation)
    {
        if (FolderPlace.Length(target) != transfer.Length)
        {
            return new(TransferOutcome.NameTaken, "another file has its name");
        }

        using var hash = new HashingStream();
        await using var file = File.OpenRead(target);
        await file.CopyToAsync(hash, cancellation);
        return hash.Hex() == transfer.Sha256 ? new(TransferOutcome.Confirmed) : new(TransferOutcome.NameTaken, "another file has its name");
    }
}
