using LeadDelivery.Core.Gates.Prices;

namespace LeadDelivery.Core.Gates.Caps;

/// <summary>
/// What an owner's deliveries take up, beside what is folded into sums. Of several workers, each admission replaces the one row that it is
/// kept in, so that no two are decided by the same count. Not safe for threads.
/// </summary>
internal sealed class CapState
{
    private readonly Dictionary<string, (CapSum Reserved, CapSeries Sold)> _tags = new(StringComparer.Ordinal);

    /// <summary>Nothing yet.</summary>
    public CapState()
    {
    }

    /// <summary>As stored.</summary>
    public CapState(StoredCapState stored)
    {
        Folds = stored.Folds;
        foreach (var tag in stored.Tags ?? [])
        {
            var sold = new CapSeries();
            foreach (var minute in tag.Sold ?? [])
            {
                sold.Add(minute.Minute, new(minute.Leads, minute.Money));
            }

            _tags[tag.Tag ?? Cap.Everything] = (new(tag.Leads, tag.Money, tag.Blind), sold);
        }
    }

    /// <summary>How often sales were folded: what is known of sums holds as long as it stays.</summary>
    public long Folds { get; set; }

    /// <summary>To be stored; what has come to nothing is left out.</summary>
    public StoredCapState Stored() => new(
        Folds,
        [
            .. from tag in _tags
               let sold = tag.Value.Sold.Buckets.Where(bucket => bucket.Sum != default)
                   .Select(bucket => new StoredCapMinute(bucket.Minute, bucket.Sum.Leads, bucket.Sum.Money)).ToArray()
               where sold.Length > 0 || tag.Value.Reserved != default
               select new StoredCapTag(tag.Key, tag.Value.Reserved.Leads, tag.Value.Reserved.Money, sold.Length > 0 ? sold : null, tag.Value.Reserved.Blind),
        ]);

    /// <summary>What reservations take up under a tag.</summary>
    public CapSum Reserved(string tag) => _tags.TryGetValue(tag, out var found) ? found.Reserved : default;

    /// <summary>What was sold under a tag from a moment on.</summary>
    public CapSum SoldSince(string tag, DateTimeOffset start) => _tags.TryGetValue(tag, out var found) ? found.Sold.Since(start) : default;

    /// <summary>Whether anything was sold before a minute.</summary>
    public bool HasSoldBefore(long minute) => _tags.Values.Any(tag => tag.Sold.Buckets.Any(bucket => bucket.Minute < minute && bucket.Sum != default));

    /// <summary>Adds a reservation, or with -1 takes it away.</summary>
    public void Reserve(CapEntry entry, int sign)
    {
        foreach (var tag in entry.Tags)
        {
            var (reserved, sold) = Of(tag);
            _tags[tag] = (sign > 0 ? reserved + entry.Sum : reserved - entry.Sum, sold);
        }
    }

    /// <summary>Adds a sale in its minute, or with -1 takes it away.</summary>
    public void Sell(CapEntry entry, int sign)
    {
        foreach (var tag in entry.Tags)
        {
            var (reserved, sold) = Of(tag);
            sold.Add(entry.Sold!.Value, sign > 0 ? entry.Sum : default(CapSum) - entry.Sum);
            _tags[tag] = (reserved, sold);
        }
    }

    private (CapSum Reserved, CapSeries Sold) Of(string tag) => _tags.TryGetValue(tag, out var found) ? found : (default, new());
}

/// <summary>The sums of an owner, as they were after so many foldings.</summary>
internal sealed class CapHistory(long folds)
{
    private readonly Dictionary<string, CapSeries> _tags = new(StringComparer.Ordinal);

    public long Folds => folds;

    /// <summary>Adds a sum; in the order of time.</summary>
    public void Add(string tag, long minute, CapSum sum)
    {
        if (!_tags.TryGetValue(tag, out var series))
        {
            _tags.Add(tag, series = new());
        }

        series.Add(minute, sum);
    }

    public CapSum Since(string tag, DateTimeOffset start) => _tags.TryGetValue(tag, out var series) ? series.Since(start) : default;
}

/// <summary>An owner's counts as read.</summary>
/// <param name="ETag">Of the row of <paramref name="State"/>; null where there is none yet.</param>
internal sealed record CapStanding(CapState State, string? ETag, CapHistory History)
{
    /// <summary>The limit that keeps another one out; null where there is room.</summary>
    public (Cap Cap, CapLimit Limit)? Reached(IEnumerable<Cap> caps, ExpectedPrice price, DateTimeOffset now)
    {
        foreach (var cap in caps)
        {
            foreach (var limit in cap.Limits)
            {
                if (!limit.Fits(Sold(cap, limit, now) + State.Reserved(cap.Tag), price))
                {
                    return (cap, limit);
                }
            }
        }

        return null;
    }

    /// <summary>How the caps stand.</summary>
    public IReadOnlyList<CapUsage> Usage(CapOwner of, DateTimeOffset now) =>
    [
        .. from cap in of.Caps
           from limit in cap.Limits
           let end = limit.Period.Around(cap.Zone, now).End
           select new CapUsage(
               cap.Name, limit.Key(of.Money), limit.Number, limit.In(Sold(cap, limit, now)), limit.In(State.Reserved(cap.Tag)), limit.Unit,
               limit.Period == CapPeriod.Total ? null : end),
    ];

    private CapSum Sold(Cap cap, CapLimit limit, DateTimeOffset now)
    {
        var start = limit.Period.Around(cap.Zone, now).Start;
        return State.SoldSince(cap.Tag, start) + History.Since(cap.Tag, start);
    }
}
