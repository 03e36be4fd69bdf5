using Azure.Storage.Blobs.Models;
using Azure.Storage.Sas;

namespace Azure.Storage.Blobs.Specialized;

public class BlobBaseClient
{
    protected BlobBaseClient()
    {
    }

    public virtual string Name => throw new NotSupportedException();

    public virtual Uri Uri => throw new NotSupportedException();

    public virtual bool CanGenerateSasUri => throw new NotSupportedException();

    public virtual Task<Response<BlobDownloadResult>> DownloadContentAsync(
        BlobDownloadOptions options = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public virtual Task<Response<BlobDownloadStreamingResult>> DownloadStreamingAsync(
        BlobDownloadOptions options = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public virtual Task<Response<bool>> DeleteIfExistsAsync(
        DeleteSnapshotsOption snapshotsOption = DeleteSnapshotsOption.None, BlobRequestConditions conditions = null,
        CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public virtual Uri GenerateSasUri(BlobSasPermissions permissions, DateTimeOffset expiresOn) => throw new NotSupportedException();

    public virtual Uri GenerateUserDelegationSasUri(
        BlobSasPermissions permissions, DateTimeOffset expiresOn, UserDelegationKey userDelegationKey) => throw new NotSupportedException();

    protected internal virtual BlobLeaseClient GetBlobLeaseClientCore(string leaseId) => throw new NotSupportedException();
}

public class BlockBlobClient : BlobBaseClient
{
    protected BlockBlobClient()
    {
    }

    public virtual Task<Response<BlobContentInfo>> UploadAsync(
        Stream content, BlobUploadOptions options, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public virtual Task<Response<BlockInfo>> StageBlockAsync(
        string base64BlockId, Stream content, BlockBlobStageBlockOptions options = null, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public virtual Task<Response<BlobContentInfo>> CommitBlockListAsync(
        IEnumerable<string> base64BlockIds, CommitBlockListOptions options, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();
}

public class BlobLeaseClient
{
    protected BlobLeaseClient()
    {
    }

    public virtual string LeaseId => throw new NotSupportedException();

    public virtual Task<Response<BlobLease>> AcquireAsync(
        TimeSpan duration, RequestConditions conditions = null, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public virtual Task<Response<BlobLease>> RenewAsync(
        RequestConditions conditions = null, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public virtual Task<Response<ReleasedObjectInfo>> ReleaseAsync(
        RequestConditions conditions = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();
}

public static class SpecializedBlobExtensions
{
    public static BlockBlobClient GetBlockBlobClient(this BlobContainerClient client, string blobName) =>
        client.GetBlockBlobClientCore(blobName);

    public static BlobLeaseClient GetBlobLeaseClient(this BlobBaseClient client, string leaseId = null) =>
        client.GetBlobLeaseClientCore(leaseId);
}
