namespace LeadDelivery.Embedded.Storage;

/// <summary>Bounds and intervals of the embedded storage.</summary>
public sealed record StorageOptions
{
    /// <summary>Entries that may wait for a commit before intake is refused. Default 8,192: about eight full commits, tens of milliseconds.</summary>
    public int QueueLimit { get; init; } = 8192;

    /// <summary>Share of <see cref="QueueLimit"/> at which the journal counts as behind. Default 0.75: leaves room for running work.</summary>
    public double BehindShare { get; init; } = 0.75;

    /// <summary>Age of the oldest waiting entry at which the journal counts as behind. Default 5 s: well inside a source's timeout.</summary>
    public TimeSpan BehindAge { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Entries of one commit. Default 1,024: past that an fsync's share of the cost is small, and the first entry waits longer.</summary>
    public int CommitEntries { get; init; } = 1024;

    /// <summary>Bytes of one commit. Default 4 MB: about 1,000 pages, so one commit stays within the writer's page cache.</summary>
    public int CommitBytes { get; init; } = 4 << 20;

    /// <summary>How long a lazy entry waits for company. Default 50 ms: twenty fsyncs a second at most for work nobody waits for.</summary>
    public TimeSpan LazyDelay { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Free bytes on the disk below which intake is refused. Default 512 MB: room for deliveries in flight and for clearing up.</summary>
    public long MinFreeBytes { get; init; } = 512L << 20;

    /// <summary>How often the free space is read at most. Default 1 s.</summary>
    public TimeSpan FreeSpaceInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Reads the free bytes of the disk that holds a folder. Default: asks the system; a test may answer instead.</summary>
    public Func<string, long> FreeBytes { get; init; } = folder => new DriveInfo(folder).AvailableFreeSpace;

    /// <summary>How long a lock held by another program, such as a backup, is waited for. Default 5 s.</summary>
    public TimeSpan BusyTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Pages in the write-ahead log after which it is moved into the database. Default 4,000 (16 MB): seldom, yet quick.</summary>
    public int CheckpointPages { get; init; } = 4000;

    /// <summary>
    /// Pages in the write-ahead log after which readers are waited for, so that it starts from its beginning again.
    /// Default 16,000 (64 MB): readers that overlap without a gap would otherwise let it grow for ever.
    /// </summary>
    public int CheckpointForcePages { get; init; } = 16_000;

    /// <summary>How long a forced checkpoint waits for readers. Default 100 ms: commits wait meanwhile.</summary>
    public TimeSpan CheckpointForceWait { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Page cache of the write connection. Default 64 MB: holds the inner pages of a database of some ten million rows.</summary>
    public int WriterCacheKilobytes { get; init; } = 64 << 10;

    /// <summary>Page cache of each read connection. Default 4 MB; the system's file cache stands behind it.</summary>
    public int ReaderCacheKilobytes { get; init; } = 4 << 10;

    /// <summary>Read connections kept open while idle. Default 16: more readers than cores gain nothing.</summary>
    public int IdleReaders { get; init; } = 16;

    /// <summary>Rows read at once by a query. Default 256: a reader that lives some 100 µs never holds up a checkpoint.</summary>
    public int QueryPage { get; init; } = 256;

    /// <summary>Pages (4 KB) the database may have; null for as many as the disk holds.</summary>
    public int? MaxPages { get; init; }
}
