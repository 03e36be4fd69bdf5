using LeadDelivery.Channels.Files.Folders;
using LeadDelivery.Core.Batches.Transfers;

namespace LeadDelivery.Channels.Files;

/// <summary>Files into a container of the host. The store puts them there whole or not at all, so they need no temporary name.</summary>
public sealed class BlobTransport(IDropStore drops) : IFileTransport
{
    /// <inheritdoc/>
    public bool Serves(Destination destination) => destination is BlobDestination;

    /// <inheritdoc/>
    public async Task<TransferResult> SendAsync(FileTransfer transfer, CancellationToken cancellation)
    {
        var to = (BlobDestination)transfer.To;
        var name = to.Path + transfer.Name;
        try
        {
            if (transfer.MayHaveAppeared && await drops.LengthAsync(to.Container, name, cancellation) is null)
            {
                return FileTransfer.Gone;
            }

            if (transfer.Appearing is { } appearing)
            {
                await appearing(cancellation);
            }

            bool put;
            await using (var content = await transfer.Open(cancellation))
            {
                put = await drops.PutAsync(to.Container, name, content, transfer.Length, cancellation);
            }

            var length = await drops.LengthAsync(to.Container, name, cancellation);
            return put && (length is null || length == transfer.Length) ? new(TransferOutcome.Confirmed)
                : put ? new(TransferOutcome.Unconfirmed, $"put there, and then found with {length?.ToString() ?? "no"} bytes")
                : length == transfer.Length && await IsSameAsync(to.Container, name, transfer.Sha256, cancellation)
                    ? new(TransferOutcome.Confirmed)
                    : new(TransferOutcome.NameTaken, "another file has its name");
        }
        catch (UnauthorizedAccessException)
        {
            return new(TransferOutcome.Refused, "the container may not be written to");
        }
        catch (IOException e)
        {
            return FolderTrouble.Of(e);
        }
    }

    /// <inheritdoc/>
    public async Task<FarFile> LookAsync(Destination destination, string name, CancellationToken cancellation)
    {
        var from = (BlobDestination)destination;
        try
        {
            return new(await drops.LengthAsync(from.Container, from.Path + name, cancellation));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new(null, FolderTrouble.Reading(e));
        }
    }

    /// <inheritdoc/>
    public async Task<FarListing> ListAsync(Destination destination, CancellationToken cancellation)
    {
        var from = (BlobDestination)destination;
        var files = new List<FarEntry>();
        try
        {
            await foreach (var file in drops.ListAsync(from.Container, from.Path, cancellation))
            {
                files.Add(file);
            }

            return new(files);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new([], FolderTrouble.Reading(e));
        }
    }

    /// <inheritdoc/>
    public async Task<string?> ReadAsync(Destination destination, string name, Stream to, CancellationToken cancellation)
    {
        var from = (BlobDestination)destination;
        try
        {
            await using var content = await drops.OpenAsync(from.Container, from.Path + name, cancellation);
            if (content is null)
            {
                return "the file does not exist";
            }

            await content.CopyToAsync(to, cancellation);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return FolderTrouble.Reading(e);
        }
    }

    private async Task<bool> IsSameAsync(string container, string name, string sha256, CancellationToken cancellation)
    {
        await using var content = await drops.OpenAsync(container, name, cancellation);
        if (content is null)
        {
            return false;
        }

        using var hash = new HashingStream();
        await content.CopyToAsync(hash, cancellation);
        return hash.Hex() == sha256;
    }
}
