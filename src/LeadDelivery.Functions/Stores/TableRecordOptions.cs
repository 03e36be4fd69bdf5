namespace LeadDelivery.Functions.Stores;

/// <summary>Bounds of <see cref="TableRecordStore"/>.</summary>
public sealed record TableRecordOptions
{
    /// <summary>
    /// Largest body kept in its row, 512 KiB: half of what an entity may have leaves room for its keys. Only stored configurations are
    /// larger.
    /// </summary>
    public int LargestInRow { get; init; } = 512 << 10;

    /// <summary>
    /// Largest transaction sent, 3.5 MiB of the 4 MiB that Tables takes: bodies travel as base64, and what is around them is estimated.
    /// Past it the largest bodies go to blobs.
    /// </summary>
    public int LargestTransaction { get; init; } = 7 << 19;

    /// <summary>Rows asked for at once, 1,000: as many as Tables gives.</summary>
    public int QueryPage { get; init; } = 1000;

    /// <summary>
    /// Age from which a blob that no row names is taken for left over, one day: no write lasts a thousandth of it.
    /// </summary>
    public TimeSpan SpillGrace { get; init; } = TimeSpan.FromDays(1);
}
