namespace LeadDelivery.Core.Gates.Caps;

/// <summary>Leads and money.</summary>
/// <param name="Leads">How many.</param>
/// <param name="Money">How much.</param>
/// <param name="Blind">How many of them may bring any amount: reservations only.</param>
internal readonly record struct CapSum(long Leads, decimal Money, long Blind = 0)
{
    public static CapSum operator +(CapSum a, CapSum b) => new(a.Leads + b.Leads, a.Money + b.Money, a.Blind + b.Blind);

    public static CapSum operator -(CapSum a, CapSum b) => new(a.Leads - b.Leads, a.Money - b.Money, a.Blind - b.Blind);
}

/// <summary>What was sold when, under one tag: minutes for the last while, coarser the older. Not safe for threads by itself.</summary>
internal sealed class CapSeries
{
    private const long Quarter = 15;
    private const long Day = 24 * 60;

    // By time, rising. A minute is that of the Unix epoch.
    private List<(long Minute, CapSum Sum)> _buckets = [];

    /// <summary>The sums, rising by time.</summary>
    public IReadOnlyList<(long Minute, CapSum Sum)> Buckets => _buckets;

    /// <summary>The minute that a moment lies in.</summary>
    public static long MinuteOf(DateTimeOffset at) => Math.DivRem(at.UtcTicks - DateTimeOffset.UnixEpoch.Ticks, TimeSpan.TicksPerMinute).Quotient;

    /// <summary>The moment a minute begins.</summary>
    public static DateTimeOffset TimeOf(long minute) => DateTimeOffset.UnixEpoch.AddMinutes(minute);

    /// <summary>The quarter of an hour that a minute lies in.</summary>
    public static long QuarterOf(long minute) => minute - (minute % Quarter);

    /// <summary>The day (UTC) that a minute lies in.</summary>
    public static long DayOf(long minute) => minute - (minute % Day);

    /// <summary>Adds to a minute; what is taken back is negative.</summary>
    public void Add(long minute, CapSum sum)
    {
        var at = _buckets.Count;
        while (at > 0 && _buckets[at - 1].Minute > minute)
        {
            at--;
        }

        if (at > 0 && _buckets[at - 1].Minute == minute)
        {
            _buckets[at - 1] = (minute, _buckets[at - 1].Sum + sum);
        }
        else
        {
            _buckets.Insert(at, (minute, sum));
        }
    }

    /// <summary>All from that moment on.</summary>
    public CapSum Since(DateTimeOffset start)
    {
        var sum = default(CapSum);
        for (var at = _buckets.Count - 1; at >= 0 && TimeOf(_buckets[at].Minute) >= start; at--)
        {
            sum += _buckets[at].Sum;
        }

        return sum;
    }

    /// <summary>Keeps quarters of an hour of what is older than <paramref name="quarters"/>, and days of what is older than
    /// <paramref name="days"/>.</summary>
    public void Compact(DateTimeOffset quarters, DateTimeOffset days)
    {
        var (coarse, coarser) = (QuarterOf(MinuteOf(quarters)), DayOf(MinuteOf(days)));
        var old = _buckets;
        _buckets = new(old.Count);
        foreach (var (minute, sum) in old)
        {
            Add(minute < coarser ? DayOf(minute) : minute < coarse ? QuarterOf(minute) : minute, sum);
        }
    }
}
