namespace Azure.Storage.Blobs.Models;

[Flags]
public enum BlobStates
{
    All = -1,
    None = 0,
}

[Flags]
public enum BlobTraits
{
    All = -1,
    None = 0,
    Metadata = 2,
}

public enum PublicAccessType
{
    None = 0,
    BlobContainer = 1,
    Blob = 2,
}

public enum DeleteSnapshotsOption
{
    None = 0,
    IncludeSnapshots = 1,
    OnlySnapshots = 2,
}

public class BlobContainerEncryptionScopeOptions
{
}

public class BlobContainerInfo
{
    internal BlobContainerInfo()
    {
    }

    public ETag ETag { get; internal set; }

    public DateTimeOffset LastModified { get; internal set; }
}

public class BlobLeaseRequestConditions : RequestConditions
{
}

public class BlobRequestConditions : BlobLeaseRequestConditions
{
    public string LeaseId { get; set; }
}

public class BlobUploadOptions
{
    public IDictionary<string, string> Metadata { get; set; }

    public BlobRequestConditions Conditions { get; set; }
}

public class BlockBlobStageBlockOptions
{
    public BlobRequestConditions Conditions { get; set; }
}

public class CommitBlockListOptions
{
    public IDictionary<string, string> Metadata { get; set; }

    public BlobRequestConditions Conditions { get; set; }
}

public class BlobDownloadOptions
{
    public BlobRequestConditions Conditions { get; set; }
}

public class BlobContentInfo
{
    internal BlobContentInfo()
    {
    }

    public ETag ETag { get; internal set; }

    public DateTimeOffset LastModified { get; internal set; }
}

public class BlockInfo
{
    internal BlockInfo()
    {
    }
}

public class BlobDownloadDetails
{
    public long ContentLength { get; internal set; }

    public DateTimeOffset LastModified { get; internal set; }

    public ETag ETag { get; internal set; }
}

public class BlobDownloadResult
{
    internal BlobDownloadResult()
    {
    }

    public BinaryData Content { get; internal set; }

    public BlobDownloadDetails Details { get; internal set; }
}

public class BlobDownloadStreamingResult : IDisposable
{
    internal BlobDownloadStreamingResult()
    {
    }

    public Stream Content { get; internal set; }

    public BlobDownloadDetails Details { get; internal set; }

    public void Dispose() => Content?.Dispose();
}

public class BlobItem
{
    internal BlobItem()
    {
    }

    public string Name { get; internal set; }

    public IDictionary<string, string> Metadata { get; internal set; }

    public BlobItemProperties Properties { get; internal set; }
}

public class BlobItemProperties
{
    internal BlobItemProperties()
    {
    }

    public long? ContentLength { get; internal set; }

    public DateTimeOffset? LastModified { get; internal set; }

    public ETag? ETag { get; internal set; }
}

public class BlobLease
{
    internal BlobLease()
    {
    }

    public ETag ETag { get; internal set; }

    public DateTimeOffset LastModified { get; internal set; }

    public string LeaseId { get; internal set; }
}

public class ReleasedObjectInfo(ETag eTag, DateTimeOffset lastModified)
{
    public ETag ETag { get; } = eTag;

    public DateTimeOffset LastModified { get; } = lastModified;
}

public class UserDelegationKey
{
    internal UserDelegationKey()
    {
    }

    public DateTimeOffset SignedStartsOn { get; internal set; }

    public DateTimeOffset SignedExpiresOn { get; internal set; }

    public string Value { get; internal set; }
}
