using LeadDelivery.Core.Gates.Prices;

namespace LeadDelivery.Core.Gates.Caps;

/// <summary>Everything counted for one owner, in memory. A reservation takes up room in every period in which it is open; a sale counts
/// in the period in which it was made. So no period exceeds its number, whichever way it is counted.</summary>
internal sealed class CapAccount(string owner)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, CapEntry> _entries = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CapTally> _tags = new(StringComparer.Ordinal);

    /// <summary><c>recipient/x</c>.</summary>
    public string Owner => owner;

    /// <summary>True once the owner is on the durable list of owners.</summary>
    public bool IsListed { get; set; }

    /// <summary>
    /// Reserves room under all caps, or under none. Asked again under the same key it reserves nothing more.
    /// </summary>
    /// <param name="price">What the sale is expected to bring.</param>
    /// <param name="refused">The limit that is reached.</param>
    /// <returns>The reservation; null where it was refused.</returns>
    public CapEntry? Reserve(
        string key, string instance, ReadOnlySpan<Cap> caps, ExpectedPrice price, DateTimeOffset now, out (Cap Cap, CapLimit Limit) refused)
    {
        lock (_lock)
        {
            refused = default;
            if (_entries.TryGetValue(key, out var before))
            {
                // What was to be given back is taken up again: the giving back is void. A sale stays one.
                if (!before.IsSelling)
                {
                    before.Turn++;
                    before.IsLeaving = false;
                    before.Since = before.Touched = now;
                }

                return before;
            }

            if (Reached(caps, price, now) is { } reached)
            {
                refused = reached;
                return null;
            }

            var entry = new CapEntry(key, TagsOf(caps), instance)
            {
                Money = price.Amount ?? 0,
                IsGuess = price.IsGuess,
                IsBlind = price.IsBlind,
                Since = now,
                Touched = now,
            };
            _entries.Add(key, entry);
            Reserve(entry, 1);
            return entry;
        }
    }

    /// <summary>The limit that keeps another one out; null where there is room. Changes nothing.</summary>
    public (Cap Cap, CapLimit Limit)? Peek(string key, ReadOnlySpan<Cap> caps, ExpectedPrice price, DateTimeOffset now)
    {
        lock (_lock)
        {
            return _entries.ContainsKey(key) ? null : Reached(caps, price, now);
        }
    }

    /// <summary>Marks an entry as being left; null where there is none, or its sale stands.</summary>
    /// <param name="isSale">True where it becomes a sale, once that is durable.</param>
    /// <param name="undo">True to take back a sale too.</param>
    /// <returns>The entry and its turn, for what follows once it is durable.</returns>
    public (CapEntry Entry, int Turn)? BeginLeave(string key, bool isSale, bool undo, DateTimeOffset now)
    {
        lock (_lock)
        {
            if (!_entries.TryGetValue(key, out var entry) || (entry.Sold is not null && !undo))
            {
                return null;
            }

            entry.IsLeaving = true;
            entry.IsSelling = isSale;
            entry.Touched = now;
            return (entry, ++entry.Turn);
        }
    }

    /// <summary>A reservation has become a sale.</summary>
    public void Confirm(CapEntry entry, int turn, decimal money, DateTimeOffset at)
    {
        lock (_lock)
        {
            if (entry.Turn != turn || entry.Sold is not null)
            {
                return;
            }

            Reserve(entry, -1);
            entry.Money = money;
            entry.IsLeaving = entry.IsSelling = false;
            Sell(entry, CapSeries.MinuteOf(at), 1);
        }
    }

    /// <summary>A reservation or a sale is given back.</summary>
    public void Release(CapEntry entry, int turn)
    {
        lock (_lock)
        {
            if (entry.Turn != turn || !_entries.Remove(entry.Key))
            {
                return;
            }

            if (entry.Sold is { } minute)
            {
                Sell(entry, minute, -1);
            }
            else
            {
                Reserve(entry, -1);
            }
        }
    }

    /// <summary>The delivery never came to be: its reservation is as if it had not been made.</summary>
    public void Drop(string key)
    {
        lock (_lock)
        {
            if (_entries.TryGetValue(key, out var entry) && entry.Sold is null)
            {
                entry.Turn++;
                _entries.Remove(key);
                Reserve(entry, -1);
            }
        }
    }

    /// <summary>Takes over what a row says, at start.</summary>
    public void Restore(CapEntry entry)
    {
        lock (_lock)
        {
            _entries[entry.Key] = entry;
            if (entry.Sold is { } minute)
            {
                Sell(entry, minute, 1);
            }
            else
            {
                Reserve(entry, 1);
            }
        }
    }

    /// <summary>Takes over a sum, at start.</summary>
    public void Restore(string tag, long minute, CapSum sum)
    {
        lock (_lock)
        {
            Of(tag).Add(minute, sum);
        }
    }

    /// <summary>The sales made before a minute whose rows can be folded into sums.</summary>
    public IReadOnlyList<CapEntry> SoldBefore(long minute)
    {
        lock (_lock)
        {
            return [.. _entries.Values.Where(entry => entry.Sold < minute && !entry.IsLeaving)];
        }
    }

    /// <summary>The reservations that nothing has happened to since a moment.</summary>
    public IReadOnlyList<CapEntry> ReservedBefore(DateTimeOffset moment)
    {
        lock (_lock)
        {
            return [.. _entries.Values.Where(entry => entry.Sold is null && entry.Touched < moment)];
        }
    }

    /// <summary>Marks an old reservation as being left; null where something has happened to it since.</summary>
    public int? BeginSweep(CapEntry entry, DateTimeOffset moment)
    {
        lock (_lock)
        {
            return entry.Sold is null && entry.Touched < moment && _entries.ContainsKey(entry.Key) ? ++entry.Turn : null;
        }
    }

    /// <summary>Forgets the entry of a sale; its sums stay. False where it is being taken back: then its row must stay.</summary>
    public bool Fold(CapEntry entry)
    {
        lock (_lock)
        {
            return !entry.IsLeaving && _entries.Remove(entry.Key);
        }
    }

    /// <summary>The entries of sales that could not be folded after all.</summary>
    public void Unfold(IEnumerable<CapEntry> entries)
    {
        lock (_lock)
        {
            foreach (var entry in entries)
            {
                _entries[entry.Key] = entry;
            }
        }
    }

    /// <summary>Makes old sums coarser.</summary>
    public void Compact(DateTimeOffset quarters, DateTimeOffset days)
    {
        lock (_lock)
        {
            foreach (var counts in _tags.Values)
            {
                counts.Series.Compact(quarters, days);
            }
        }
    }

    /// <summary>How the caps stand.</summary>
    public IEnumerable<CapUsage> Usage(CapOwner of, DateTimeOffset now)
    {
        lock (_lock)
        {
            var usage = new List<CapUsage>();
            foreach (var cap in of.Caps)
            {
                var counts = Of(cap.Tag);
                foreach (var limit in cap.Limits)
                {
                    var counter = counts.Counter(limit.Period, cap.Zone);
                    var used = counter.Now(now);
                    DateTimeOffset? end = limit.Period == CapPeriod.Total ? null : counter.End;
                    usage.Add(new(
                        cap.Name, limit.Key(of.Money), limit.Number, limit.In(used), limit.In(counts.Reserved), limit.Unit, end));
                }
            }

            return usage;
        }
    }

    /// <summary>What an entry under these caps counts under.</summary>
    public static string[] TagsOf(IReadOnlyCollection<Cap> caps) => TagsOf([.. caps]);

    private static string[] TagsOf(ReadOnlySpan<Cap> caps)
    {
        var tags = new List<string>(caps.Length + 1) { Cap.Everything };
        foreach (var cap in caps)
        {
            if (!tags.Contains(cap.Tag))
            {
                tags.Add(cap.Tag);
            }
        }

        return [.. tags];
    }

    private (Cap Cap, CapLimit Limit)? Reached(ReadOnlySpan<Cap> caps, ExpectedPrice price, DateTimeOffset now)
    {
        foreach (var cap in caps)
        {
            var counts = Of(cap.Tag);
            foreach (var limit in cap.Limits)
            {
                var taken = counts.Counter(limit.Period, cap.Zone).Now(now) + counts.Reserved;
                if (!limit.Fits(taken, price))
                {
                    return (cap, limit);
                }
            }
        }

        return null;
    }

    private void Reserve(CapEntry entry, int sign)
    {
        foreach (var tag in entry.Tags)
        {
            var counts = Of(tag);
            counts.Reserved = sign > 0 ? counts.Reserved + entry.Sum : counts.Reserved - entry.Sum;
        }
    }

    private void Sell(CapEntry entry, long minute, int sign)
    {
        entry.Sold = minute;
        foreach (var tag in entry.Tags)
        {
            Of(tag).Add(minute, sign > 0 ? entry.Sum : default(CapSum) - entry.Sum);
        }
    }

    private CapTally Of(string tag)
    {
        if (!_tags.TryGetValue(tag, out var counts))
        {
            _tags.Add(tag, counts = new());
        }

        return counts;
    }
}
