namespace LeadDelivery.Embedded.Storage;

/// <summary>Bounds of <see cref="LeadKeyFile"/>.</summary>
public sealed record LeadKeyOptions
{
    /// <summary>Keys of one file. Default 4,096 (128 KB): at 5,000 leads a second a block lasts 0.8 s, forty times what creating one takes.</summary>
    public int SlotsPerBlock { get; init; } = 4096;

    /// <summary>Files kept open for <see cref="LeadKeyFile.Find"/>. Default 64: a quarter of a million leads in flight, far below any limit on open files.</summary>
    public int OpenBlocks { get; init; } = 64;
}
