namespace Azure.Storage.Blobs.Models;

/// <summary>What fakes make the results of. Parameters that nobody here passes are left out: all are optional and passed by name.</summary>
public static class BlobsModelFactory
{
    public static BlobContainerInfo BlobContainerInfo(ETag eTag, DateTimeOffset lastModified) =>
        new() { ETag = eTag, LastModified = lastModified };

    public static BlobContentInfo BlobContentInfo(
        ETag eTag, DateTimeOffset lastModified, byte[] contentHash, string versionId, string encryptionKeySha256, string encryptionScope,
        long blobSequenceNumber) => new() { ETag = eTag, LastModified = lastModified };

    public static BlockInfo BlockInfo(byte[] contentHash, byte[] contentCrc64, string encryptionKeySha256, string encryptionScope) => new();

    public static BlobDownloadDetails BlobDownloadDetails(
        long contentLength = 0, DateTimeOffset lastModified = default, ETag eTag = default) =>
        new() { ContentLength = contentLength, LastModified = lastModified, ETag = eTag };

    public static BlobDownloadResult BlobDownloadResult(BinaryData content = null, BlobDownloadDetails details = null) =>
        new() { Content = content, Details = details };

    public static BlobDownloadStreamingResult BlobDownloadStreamingResult(Stream content = null, BlobDownloadDetails details = null) =>
        new() { Content = content, Details = details };

    public static BlobItem BlobItem(
        string name = null, bool deleted = false, BlobItemProperties properties = null, IDictionary<string, string> metadata = null) =>
        new() { Name = name, Properties = properties, Metadata = metadata };

    public static BlobItemProperties BlobItemProperties(
        bool accessTierInferred, long? contentLength = null, DateTimeOffset? lastModified = null, ETag? eTag = null) =>
        new() { ContentLength = contentLength, LastModified = lastModified, ETag = eTag };

    public static BlobLease BlobLease(ETag eTag, DateTimeOffset lastModified, string leaseId) =>
        new() { ETag = eTag, LastModified = lastModified, LeaseId = leaseId };

    public static UserDelegationKey UserDelegationKey(
        string signedObjectId, string signedTenantId, string signedService, string signedVersion, string value,
        DateTimeOffset signedExpiresOn, DateTimeOffset signedStartsOn) =>
        new() { SignedStartsOn = signedStartsOn, SignedExpiresOn = signedExpiresOn, Value = value };
}
