namespace LeadDelivery.Core.Gates.Caps;

/// <summary>What was sold under one tag in the period that runs, kept up to date. Not safe for threads by itself.</summary>
internal sealed class CapCounter(CapPeriod period, TimeZoneInfo zone, CapSeries series)
{
    private DateTimeOffset _start = DateTimeOffset.MaxValue;
    private DateTimeOffset _end = DateTimeOffset.MinValue;
    private CapSum _sum;

    /// <summary>When the next period begins.</summary>
    public DateTimeOffset End => _end;

    /// <summary>The sum of the period that runs now.</summary>
    public CapSum Now(DateTimeOffset now)
    {
        if (now < _start || now >= _end)
        {
            (_start, _end) = period.Around(zone, now);
            _sum = series.Since(_start);
        }

        return _sum;
    }

    /// <summary>Something was added to the series.</summary>
    public void Add(long minute, CapSum sum)
    {
        if (CapSeries.TimeOf(minute) >= _start)
        {
            _sum += sum;
        }
    }
}
