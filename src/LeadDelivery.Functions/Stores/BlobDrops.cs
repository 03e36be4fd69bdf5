using System.Buffers;
using System.Runtime.CompilerServices;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using LeadDelivery.Core.Batches.Transfers;

namespace LeadDelivery.Functions.Stores;

/// <summary>
/// Buyers' drops as containers, which they read by SFTP. A file becomes visible with its last request, whole, and only where there is none of
/// its name. Names are the buyer's to see, so they are not encoded. Thread-safe.
/// </summary>
/// <param name="containers">A container by its name; it need not exist.</param>
public sealed class BlobDrops(Func<string, BlobContainerClient> containers, BlobFileOptions options) : IDropStore
{
    // Set by the service on a folder of an account with a hierarchical namespace, which lists it as a blob.
    private const string FolderMark = "hdi_isfolder";

    private static readonly BlobRequestConditions OnlyNew = new() { IfNoneMatch = ETag.All };

    /// <inheritdoc />
    public async Task<bool> PutAsync(string container, string name, Stream content, long length, CancellationToken cancellation)
    {
        var client = containers(container);
        var blob = client.GetBlockBlobClient(name);
        var buffer = ArrayPool<byte>.Shared.Rent(options.BlockSize);
        try
        {
            var blocks = new List<string>();
            var total = 0L;
            for (var read = await ReadAsync(content, buffer, cancellation); read > 0 || total == 0; read = await ReadAsync(content, buffer, cancellation))
            {
                total += read;
                if (blocks.Count == 0 && read < options.BlockSize)
                {
                    Check(total, length);
                    await SendAsync(client, () => blob.UploadAsync(Part(buffer, read), new() { Conditions = OnlyNew }, cancellation), cancellation);
                    return true;
                }

                // Blocks that are not committed are seen by nobody, and the service drops them after a week.
                var block = Convert.ToBase64String([.. Guid.NewGuid().ToByteArray()]);
                await SendAsync(client, () => blob.StageBlockAsync(block, Part(buffer, read), null, cancellation), cancellation);
                blocks.Add(block);
            }

            Check(total, length);
            await SendAsync(client, () => blob.CommitBlockListAsync(blocks, new() { Conditions = OnlyNew }, cancellation), cancellation);
            return true;
        }
        catch (RequestFailedException error) when (error.Status is 409 or 412 && error.ErrorCode is "BlobAlreadyExists" or "ConditionNotMet")
        {
            return false;
        }
        catch (Exception error) when (Trouble(error, cancellation) is { } trouble)
        {
            throw trouble;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    /// <inheritdoc />
    public async Task<long?> LengthAsync(string container, string name, CancellationToken cancellation)
    {
        await foreach (var blob in EntriesAsync(container, name, cancellation))
        {
            if (blob.Name == name)
                return blob.Properties.ContentLength;
        }

        return null;
    }

    /// <inheritdoc />
    public async IAsyncEnumerable<FarEntry> ListAsync(string container, string prefix, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var entries = new List<FarEntry>();
        await foreach (var blob in EntriesAsync(container, prefix, cancellation))
        {
            var name = blob.Name[prefix.Length..];
            if (name.Length > 0 && !name.Contains('/', StringComparison.Ordinal))
                entries.Add(new(name, blob.Properties.ContentLength ?? 0, blob.Properties.LastModified));
        }

        // With a hierarchical namespace the service has an order of its own.
        foreach (var entry in entries.OrderBy(entry => entry.Name, StringComparer.Ordinal))
            yield return entry;
    }

    /// <inheritdoc />
    public async Task<Stream?> OpenAsync(string container, string name, CancellationToken cancellation)
    {
        try
        {
            return (await containers(container).GetBlobClient(name).DownloadStreamingAsync(new BlobDownloadOptions(), cancellation)).Value.Content;
        }
        catch (RequestFailedException error) when (error.IsMissingBlob() || error.IsMissingContainer())
        {
            return null;
        }
        catch (Exception error) when (Trouble(error, cancellation) is { } trouble)
        {
            throw trouble;
        }
    }

    private async IAsyncEnumerable<BlobItem> EntriesAsync(
        string container, string prefix, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var blobs = containers(container)
            .GetBlobsAsync(BlobTraits.Metadata, BlobStates.None, prefix, cancellation).GetAsyncEnumerator(cancellation);
        while (await NextAsync(blobs, cancellation))
        {
            if (blobs.Current.Metadata?.ContainsKey(FolderMark) != true)
                yield return blobs.Current;
        }
    }

    private static async ValueTask<bool> NextAsync(IAsyncEnumerator<BlobItem> blobs, CancellationToken cancellation)
    {
        try
        {
            return await blobs.MoveNextAsync();
        }
        catch (RequestFailedException error) when (error.IsMissingContainer())
        {
            return false;
        }
        catch (Exception error) when (Trouble(error, cancellation) is { } trouble)
        {
            throw trouble;
        }
    }

    // A missing container is made, then the request is sent again.
    private static async Task SendAsync(BlobContainerClient container, Func<Task> send, CancellationToken cancellation)
    {
        try
        {
            await send();
        }
        catch (RequestFailedException error) when (error.IsMissingContainer())
        {
            await container.CreateIfNotExistsAsync(cancellationToken: cancellation);
            await send();
        }
    }

    private static void Check(long total, long length)
    {
        if (total != length)
            throw new IOException($"The file has {total} bytes instead of {length}.");
    }

    private static MemoryStream Part(byte[] buffer, int length) => new(buffer, 0, length, writable: false);

    private ValueTask<int> ReadAsync(Stream content, byte[] buffer, CancellationToken cancellation) =>
        content.ReadAtLeastAsync(buffer.AsMemory(0, options.BlockSize), options.BlockSize, throwOnEndOfStream: false, cancellation);

    // The service's own message names the account, and may name more.
    private static Exception? Trouble(Exception error, CancellationToken cancellation) => error switch
    {
        RequestFailedException { Status: 401 or 403 } => new UnauthorizedAccessException("The container may not be used."),
        RequestFailedException failed => new IOException($"The storage answered {failed.Status} {failed.ErrorCode}."),
        AggregateException or OperationCanceledException when !cancellation.IsCancellationRequested => new IOException("The storage did not answer."),
        _ => null,
    };
}
