using System.Buffers;
using System.Runtime.CompilerServices;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using LeadDelivery.Core.Ports;

namespace LeadDelivery.Functions.Stores;

/// <summary>
/// Files as block blobs. An upload holds one block in memory and becomes visible with its last request. Thread-safe.
/// </summary>
/// <param name="container">The container, which exists.</param>
/// <param name="links">What signs links; null where there are none.</param>
public sealed class BlobFileStore(BlobContainerClient container, DownloadLinks? links, BlobFileOptions options) : IFileStore
{
    // Set by the service on a folder of an account with a hierarchical namespace, which lists it as a blob.
    private const string FolderMark = "hdi_isfolder";

    /// <inheritdoc />
    /// <exception cref="IOException">Another writer of the same name broke the upload, and the content cannot be read again.</exception>
    public async Task PutAsync(string name, Stream content, CancellationToken cancellation)
    {
        var blob = container.GetBlockBlobClient(BlobNames.ToBlob(name));
        var start = content.CanSeek ? content.Position : 0;
        for (var attempt = 1; !await TryPutAsync(blob, content, cancellation); attempt++)
        {
            if (!content.CanSeek || attempt == options.Attempts)
                throw new IOException("Another writer stored a file of this name at the same time.");
            content.Position = start;
        }
    }

    /// <inheritdoc />
    public async Task<Stream?> GetAsync(string name, CancellationToken cancellation)
    {
        try
        {
            var blob = container.GetBlobClient(BlobNames.ToBlob(name));
            // One response, so that what is read is one version to its end.
            var response = await blob.DownloadStreamingAsync(new BlobDownloadOptions(), cancellation);
            return response.Value.Content;
        }
        catch (RequestFailedException error) when (error.IsMissingBlob())
        {
            return null;
        }
    }

    /// <inheritdoc />
    public async IAsyncEnumerable<FileEntry> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var entries = new List<FileEntry>();
        await foreach (var blob in container.GetBlobsAsync(BlobTraits.Metadata, BlobStates.None, BlobNames.Prefix(prefix), cancellation))
        {
            var name = BlobNames.ToName(blob.Name);
            if (name.StartsWith(prefix, StringComparison.Ordinal) && blob.Metadata?.ContainsKey(FolderMark) != true)
                entries.Add(new FileEntry(name, blob.Properties.ContentLength ?? 0, blob.Properties.LastModified ?? default));
        }

        // With a hierarchical namespace '/' comes before '-'; the port's order is the same in every account.
        foreach (var entry in entries.OrderBy(entry => entry.Name, StringComparer.Ordinal))
            yield return entry;
    }

    /// <inheritdoc />
    public async Task<bool> DeleteAsync(string name, CancellationToken cancellation)
    {
        var blob = container.GetBlobClient(BlobNames.ToBlob(name));
        return (await blob.DeleteIfExistsAsync(DeleteSnapshotsOption.IncludeSnapshots, null, cancellation)).Value;
    }

    /// <summary>
    /// A link that lets its holder read the file until <paramref name="expires"/>, but no longer than
    /// <see cref="BlobFileOptions.LongestLink"/>. The first of a day waits for a key.
    /// </summary>
    public Uri? Link(string name, DateTimeOffset expires) =>
        links?.Of(container.GetBlobClient(BlobNames.ToBlob(name)), expires, options.LongestLink);

    private async Task<bool> TryPutAsync(BlockBlobClient blob, Stream content, CancellationToken cancellation)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(options.BlockSize);
        try
        {
            var length = await ReadAsync(content, buffer, cancellation);
            if (length < options.BlockSize)
            {
                await blob.UploadAsync(new MemoryStream(buffer, 0, length, writable: false), new BlobUploadOptions(), cancellation);
                return true;
            }

            // A name of its own for each upload: blocks of two writers do not mix.
            var upload = Guid.NewGuid();
            var blocks = new List<string>();
            for (; length > 0; length = await ReadAsync(content, buffer, cancellation))
            {
                var block = BlockId(upload, blocks.Count);
                await blob.StageBlockAsync(block, new MemoryStream(buffer, 0, length, writable: false), cancellationToken: cancellation);
                blocks.Add(block);
            }

            await blob.CommitBlockListAsync(blocks, new CommitBlockListOptions(), cancellation);
            return true;
        }
        catch (RequestFailedException error) when (error.Status == 400 && error.ErrorCode == StorageFaults.InvalidBlockList)
        {
            return false;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    private ValueTask<int> ReadAsync(Stream content, byte[] buffer, CancellationToken cancellation) =>
        content.ReadAtLeastAsync(buffer.AsMemory(0, options.BlockSize), options.BlockSize, throwOnEndOfStream: false, cancellation);

    private static string BlockId(Guid upload, int number)
    {
        Span<byte> id = stackalloc byte[20];
        upload.TryWriteBytes(id);
        BitConverter.TryWriteBytes(id[16..], number);
        return Convert.ToBase64String(id);
    }
}
