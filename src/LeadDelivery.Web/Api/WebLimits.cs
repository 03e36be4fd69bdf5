namespace LeadDelivery.Web.Api;

/// <summary>Bounds on what a caller may take of the host.</summary>
public sealed record WebLimits
{
    /// <summary>Largest request body, bytes. 256 KiB is the contract's; the largest known lead forms are below 20 KiB.</summary>
    public int MaxBodyBytes { get; init; } = 256 * 1024;

    /// <summary>
    /// How far a body that is too large is read and thrown away, bytes, so that the sender sees the 413 and not a reset
    /// connection. Beyond it the connection is closed.
    /// </summary>
    public int MaxDrainBytes { get; init; } = 1024 * 1024;

    /// <summary>Time for all request headers. Senders need milliseconds; 10 s bears a bad mobile line and little more.</summary>
    public TimeSpan HeadersTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long an idle connection is kept. 120 s outlasts the usual 60 s of senders' pools, so that they close first.</summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>Slowest body accepted, bytes per second after <see cref="BodyRateGrace"/>: 240, a modem's, as Kestrel has it.</summary>
    public double MinBodyBytesPerSecond { get; init; } = 240;

    /// <summary>How long a body may be slower than that.</summary>
    public TimeSpan BodyRateGrace { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Connections at once. 10,000 idle ones take about 100 MB; more is a flood, not traffic.</summary>
    public int MaxConnections { get; init; } = 10_000;

    /// <summary>All header lines together, bytes.</summary>
    public int MaxHeaderBytes { get; init; } = 32 * 1024;

    /// <summary>Header lines.</summary>
    public int MaxHeaders { get; init; } = 100;

    /// <summary>Longest wait for an outcome that a caller may ask for (CONTRACT §2).</summary>
    public TimeSpan MaxWait { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>What <c>Retry-After</c> says when the journal is behind: it catches up within a second or two.</summary>
    public TimeSpan RetryAfterBusy { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>What <c>Retry-After</c> says when the disk is nearly full: somebody has to act.</summary>
    public TimeSpan RetryAfterNoSpace { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>What <c>Retry-After</c> says while stopping: attempts get 25 s to finish, then the next process starts.</summary>
    public TimeSpan RetryAfterStopping { get; init; } = TimeSpan.FromSeconds(30);
}
