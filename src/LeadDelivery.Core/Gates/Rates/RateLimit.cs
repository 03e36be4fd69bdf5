namespace LeadDelivery.Core.Gates.Rates;

/// <summary><c>rate:</c>: at most so many in such a time, evenly spread.</summary>
/// <param name="Count">How many.</param>
/// <param name="Per">A second, a minute or an hour.</param>
public sealed record RateLimit(int Count, TimeSpan Per)
{
    /// <summary>From one to the next.</summary>
    public TimeSpan Interval { get; } = Per / Count;

    /// <summary>How many may come at once after a rest: one second's worth, at least 1.</summary>
    public int Burst { get; } = (int)Math.Max(1, Count / Per.TotalSeconds);

    /// <summary>How far slots may run ahead of their time for a burst.</summary>
    public TimeSpan Tolerance => Interval * (Burst - 1);
}

/// <summary><c>queue:</c> of a recipient: what may wait for its rate and its concurrency.</summary>
/// <param name="Limit">How many.</param>
/// <param name="Deadline">How long, while the process runs.</param>
public sealed record QueuePolicy(int Limit, TimeSpan Deadline)
{
    /// <summary>
    /// 100,000 and a day: a bound on memory (some 5 KB each), far above what a working recipient leaves waiting; who wants fresh leads sets less.
    /// </summary>
    public QueuePolicy()
        : this(100_000, TimeSpan.FromHours(24))
    {
    }
}
