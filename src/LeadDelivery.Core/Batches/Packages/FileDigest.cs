namespace LeadDelivery.Core.Batches.Packages;

/// <summary>What tells one file from another.</summary>
/// <param name="Length">Its bytes.</param>
/// <param name="Sha256">Of its bytes, 64 digits of lower-case hex.</param>
public sealed record FileDigest(long Length, string Sha256)
{
    /// <summary>Bytes read at once: 80 KB, below the large object heap.</summary>
    private const int BlockBytes = 81_920;

    /// <summary>Of what the stream holds from where it stands; it stays open.</summary>
    public static async Task<FileDigest> OfAsync(Stream file, CancellationToken cancellation)
    {
        await using var counting = new DigestStream(Stream.Null);
        await file.CopyToAsync(counting, BlockBytes, cancellation);
        return counting.Digest();
    }
}
