namespace LeadDelivery.Functions.Stores;

/// <summary>Bounds of <see cref="BlobFileStore"/>.</summary>
public sealed record BlobFileOptions
{
    /// <summary>
    /// Size of one block, 4 MiB: the memory of one upload. A file may have 50,000 blocks, so it may be 195 GiB long; one that fits into
    /// a block is stored with a single request.
    /// </summary>
    public int BlockSize { get; init; } = 4 << 20;

    /// <summary>
    /// How often an upload that another writer of the same name has broken is begun again, 3 times: whoever commits drops the blocks of
    /// the others.
    /// </summary>
    public int Attempts { get; init; } = 3;

    /// <summary>
    /// Longest a link lasts, 6 days: it ends with the key that signed it, such a key lasts 7 days at most, and one is used for a day.
    /// </summary>
    public TimeSpan LongestLink { get; init; } = TimeSpan.FromDays(6);
}
