namespace LeadDelivery.Core.Gates.Caps;

/// <summary>What was sold and is reserved under one tag. Not safe for threads by itself.</summary>
internal sealed class CapTally
{
    private readonly Dictionary<(CapPeriod, string), CapCounter> _counters = [];

    public CapSeries Series { get; } = new();

    public CapSum Reserved { get; set; }

    public CapCounter Counter(CapPeriod period, TimeZoneInfo zone)
    {
        if (!_counters.TryGetValue((period, zone.Id), out var counter))
        {
            _counters.Add((period, zone.Id), counter = new(period, zone, Series));
        }

        return counter;
    }

    public void Add(long minute, CapSum sum)
    {
        Series.Add(minute, sum);
        foreach (var counter in _counters.Values)
        {
            counter.Add(minute, sum);
        }
    }
}
