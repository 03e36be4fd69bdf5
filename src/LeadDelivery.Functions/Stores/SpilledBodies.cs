using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using LeadDelivery.Core.Ports;

namespace LeadDelivery.Functions.Stores;

/// <summary>
/// Bodies too large for their rows, one blob each, never changed. Written before the row that names them and removed after it is gone:
/// what a crash leaves is a blob that no row names.
/// </summary>
internal sealed class SpilledBodies(BlobContainerClient container, TableRecordOptions options)
{
    // Around a body in a transaction: part headers, the operation's address with both keys, and the properties' names.
    private const int Envelope = 2048;

    /// <summary>Stores what does not fit; gives a blob's name for each operation, null where the body stays in the row.</summary>
    public async ValueTask<string?[]> StoreAsync(
        IReadOnlyList<RecordOperation> operations, string partition, string write, CancellationToken cancellation)
    {
        var names = new string?[operations.Count];
        foreach (var index in Chosen(operations))
        {
            var name = $"{partition[..2]}/{write}-{index}";
            var blob = container.GetBlockBlobClient(name);
            using var body = new MemoryStream(operations[index].Body.ToArray(), writable: false);
            var metadata = new Dictionary<string, string> { ["partition"] = partition, ["row"] = TableKeys.Row(operations[index].Row) };
            await blob.UploadAsync(body, new BlobUploadOptions { Metadata = metadata }, cancellation);
            names[index] = name;
        }

        return names;
    }

    /// <summary>The body, or null where the blob is gone because its row has changed since.</summary>
    public async ValueTask<ReadOnlyMemory<byte>?> FindAsync(string name, CancellationToken cancellation)
    {
        try
        {
            var response = await container.GetBlobClient(name).DownloadContentAsync(new BlobDownloadOptions(), cancellation);
            return response.Value.Content.ToMemory();
        }
        catch (RequestFailedException error) when (error.IsMissingBlob())
        {
            return null;
        }
    }

    /// <summary>Removes blobs that no row names any more; one that cannot be removed now is left to the sweep.</summary>
    public async ValueTask RemoveAsync(IEnumerable<string?> names, CancellationToken cancellation)
    {
        foreach (var name in names.OfType<string>())
        {
            try
            {
                await container.GetBlobClient(name).DeleteIfExistsAsync(cancellationToken: cancellation);
            }
            catch (Exception error) when (error is RequestFailedException or OperationCanceledException)
            {
                return;
            }
        }
    }

    /// <summary>The blobs last written before <paramref name="before"/>, with the keys of the rows that they were written for.</summary>
    public async IAsyncEnumerable<(string Name, string Partition, string Row)> OlderAsync(
        DateTimeOffset before, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var blob in container.GetBlobsAsync(BlobTraits.Metadata, BlobStates.None, null, cancellation))
        {
            if (blob.Properties.LastModified < before && blob.Metadata.TryGetValue("partition", out var partition)
                && blob.Metadata.TryGetValue("row", out var row))
            {
                yield return (blob.Name, partition, row);
            }
        }
    }

    private List<int> Chosen(IReadOnlyList<RecordOperation> operations)
    {
        var chosen = new List<int>();
        var total = 0L;
        for (var i = 0; i < operations.Count; i++)
        {
            if (operations[i].Body.Length > options.LargestInRow)
                chosen.Add(i);
            else
                total += Sent(operations[i]);
            total += Envelope;
        }

        var largestFirst = Enumerable.Range(0, operations.Count).Except(chosen).OrderByDescending(i => operations[i].Body.Length).ToList();
        foreach (var index in largestFirst)
        {
            if (total <= options.LargestTransaction)
                break;
            chosen.Add(index);
            total -= Sent(operations[index]);
        }

        return chosen;
    }

    private static long Sent(RecordOperation operation) => (operation.Body.Length + 2L) / 3 * 4;
}
