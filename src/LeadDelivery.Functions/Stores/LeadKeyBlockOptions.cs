namespace LeadDelivery.Functions.Stores;

/// <summary>Bounds of <see cref="TableLeadKeys"/>.</summary>
public sealed record LeadKeyBlockOptions
{
    /// <summary>
    /// Keys of one block, 1,024: 32 KiB, half of what a property may have. One request for a thousand leads, and a worker that ends
    /// leaves that many keys unused at most.
    /// </summary>
    public int SlotsPerBlock { get; init; } = 1024;

    /// <summary>
    /// How long a worker may go on finding a key that another has erased, 30 s: so old may a block be in memory. Each block in use costs
    /// a request per worker in that time.
    /// </summary>
    public TimeSpan SeenWithin { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Blocks kept in memory, 256: 8 MiB, and a quarter of a million leads.</summary>
    public int BlocksInMemory { get; init; } = 256;
}
