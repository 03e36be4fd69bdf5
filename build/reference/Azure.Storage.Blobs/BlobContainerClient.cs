using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;

namespace Azure.Storage.Blobs;

public class BlobContainerClient
{
    protected BlobContainerClient()
    {
    }

    public virtual string Name => throw new NotSupportedException();

    public virtual string AccountName => throw new NotSupportedException();

    public virtual Uri Uri => throw new NotSupportedException();

    public virtual Task<Response<BlobContainerInfo>> CreateIfNotExistsAsync(
        PublicAccessType publicAccessType = PublicAccessType.None, IDictionary<string, string> metadata = null,
        BlobContainerEncryptionScopeOptions encryptionScopeOptions = null, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public virtual BlobClient GetBlobClient(string blobName) => throw new NotSupportedException();

    public virtual AsyncPageable<BlobItem> GetBlobsAsync(
        BlobTraits traits, BlobStates states, string prefix, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    protected internal virtual BlockBlobClient GetBlockBlobClientCore(string blobName) => throw new NotSupportedException();
}

public class BlobClient : BlobBaseClient
{
    protected BlobClient()
    {
    }
}
