using Azure.Core;
using Azure.Storage.Blobs.Models;

namespace Azure.Storage.Blobs;

public class BlobServiceClient
{
    protected BlobServiceClient()
    {
    }

    public BlobServiceClient(string connectionString, BlobClientOptions options) => throw new NotSupportedException();

    public BlobServiceClient(Uri serviceUri, TokenCredential credential, BlobClientOptions options = null) =>
        throw new NotSupportedException();

    public virtual string AccountName => throw new NotSupportedException();

    public virtual Uri Uri => throw new NotSupportedException();

    public virtual BlobContainerClient GetBlobContainerClient(string blobContainerName) => throw new NotSupportedException();

    public virtual Response<UserDelegationKey> GetUserDelegationKey(
        DateTimeOffset? startsOn, DateTimeOffset expiresOn, CancellationToken cancellationToken) => throw new NotSupportedException();
}

public class BlobClientOptions : ClientOptions
{
    public BlobClientOptions(ServiceVersion version = ServiceVersion.V2024_11_04)
    {
    }

    public enum ServiceVersion
    {
        V2024_11_04 = 24,
    }
}
