using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Sas;

namespace LeadDelivery.Functions.Stores;

/// <summary>
/// Signs links to single blobs: with a key that the storage service lends the app's identity, or, for the emulator alone, with the
/// account's key. Thread-safe.
/// </summary>
/// <param name="delegation">Whom to ask for keys; null for the emulator.</param>
public sealed class DownloadLinks(BlobServiceClient? delegation, TimeProvider time)
{
    // The service's bound, less what clocks may differ.
    private static readonly TimeSpan KeyLife = TimeSpan.FromDays(7) - ClockSkew;

    private static readonly TimeSpan KeyUse = TimeSpan.FromDays(1) - ClockSkew;

    private readonly Lock gate = new();
    private UserDelegationKey? key;
    private DateTimeOffset taken;

    private static TimeSpan ClockSkew => TimeSpan.FromMinutes(15);

    /// <summary>A link to read the blob until <paramref name="expires"/>, at most <paramref name="longest"/> from now.</summary>
    /// <exception cref="Azure.RequestFailedException">No key was lent: the identity needs the role Storage Blob Delegator.</exception>
    public Uri? Of(BlobClient blob, DateTimeOffset expires, TimeSpan longest)
    {
        var now = time.GetUtcNow();
        var end = expires < now + longest ? expires : now + longest;
        if (delegation is not null)
            return blob.GenerateUserDelegationSasUri(BlobSasPermissions.Read, end, Key(delegation, now));
        return blob.CanGenerateSasUri ? blob.GenerateSasUri(BlobSasPermissions.Read, end) : null;
    }

    private UserDelegationKey Key(BlobServiceClient service, DateTimeOffset now)
    {
        lock (gate)
        {
            if (key is null || now - taken > KeyUse)
            {
                key = service.GetUserDelegationKey(now - ClockSkew, now + KeyLife, CancellationToken.None).Value;
                taken = now;
            }

            return key;
        }
    }
}
