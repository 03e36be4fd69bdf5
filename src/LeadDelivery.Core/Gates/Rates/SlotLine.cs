namespace LeadDelivery.Core.Gates.Rates;

/// <summary>
/// The slots of one recipient, handed out in order of asking, as far apart as its rate says (GCRA). Who has a slot keeps it; those who come
/// late, all at once because the recipient's concurrency held them up, are spread out anew. Thread-safe; reads no clock.
/// </summary>
internal sealed class SlotLine
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, DateTimeOffset> _held = new(StringComparer.Ordinal);
    private readonly PriorityQueue<DateTimeOffset, DateTimeOffset> _free = new();
    private DateTimeOffset _next;

    // The same line for those who really go, and how far it was promised to latecomers.
    private DateTimeOffset _gone;
    private DateTimeOffset _late;

    /// <summary>How many wait for their slot.</summary>
    public int Waiting
    {
        get
        {
            lock (_lock)
            {
                return _held.Count;
            }
        }
    }

    /// <summary>Whether somebody holds a slot.</summary>
    public bool Holds(string key)
    {
        lock (_lock)
        {
            return _held.ContainsKey(key);
        }
    }

    /// <summary>
    /// Null: go ahead, now. Otherwise the time of its slot, which is its own until it comes; or, as <see cref="SlotAnswer.Refused"/>, why
    /// it gets none.
    /// </summary>
    public SlotAnswer Ask(string key, RateLimit rate, QueuePolicy queue, TimeSpan queued, DateTimeOffset now)
    {
        lock (_lock)
        {
            if (_held.TryGetValue(key, out var slot))
            {
                if (slot > now)
                {
                    return new(slot, null);
                }

                return Go(key, rate, now);
            }

            var at = Earliest(rate, now, out var isFreed);
            if (at > now && Refusal(at - now + queued, queue, now) is { } refusal)
            {
                return new(null, refusal);
            }

            Take(rate, now, isFreed);
            if (at <= now)
            {
                return Go(key, rate, now);
            }

            _held[key] = at;
            return new(at, null);
        }
    }

    /// <summary>Whether one that asked now would get a slot; null: yes.</summary>
    public string? Refuses(RateLimit rate, QueuePolicy queue, DateTimeOffset now)
    {
        lock (_lock)
        {
            var at = Earliest(rate, now, out _);
            return at > now ? Refusal(at - now, queue, now) : null;
        }
    }

    /// <summary>It does not come any more: its slot goes to the next who asks.</summary>
    public void Leave(string key)
    {
        lock (_lock)
        {
            if (_held.Remove(key, out var slot))
            {
                _free.Enqueue(slot, slot);
            }
        }
    }

    // Half an interval early is early enough for who was promised its time: timers are no more exact, and the line evens it out.
    private SlotAnswer Go(string key, RateLimit rate, DateTimeOffset now)
    {
        var due = (_gone > now ? _gone : now) - rate.Tolerance;
        if (due <= now + (rate.Interval / 2))
        {
            _gone = (_gone > now ? _gone : now) + rate.Interval;
            _held.Remove(key);
            return default;
        }

        _late = (_late > due ? _late : due) + rate.Interval;
        return new(_held[key] = _late - rate.Interval, null);
    }

    private DateTimeOffset Earliest(RateLimit rate, DateTimeOffset now, out bool isFreed)
    {
        // A slot in the past is gone, as is one that the line has not reached since its end was moved back by a rest.
        while (_free.TryPeek(out var freed, out _) && freed < now)
        {
            _free.Dequeue();
        }

        var next = (_next > now ? _next : now) - rate.Tolerance;
        isFreed = _free.TryPeek(out var first, out _) && first < next;
        return isFreed ? first : next;
    }

    private void Take(RateLimit rate, DateTimeOffset now, bool isFreed)
    {
        if (isFreed)
        {
            _free.Dequeue();
        }
        else
        {
            _next = (_next > now ? _next : now) + rate.Interval;
        }
    }

    private string? Refusal(TimeSpan wait, QueuePolicy queue, DateTimeOffset now)
    {
        if (wait > queue.Deadline)
        {
            return QueueWords.Late(queue);
        }

        if (_held.Count >= queue.Limit)
        {
            // Whoever was ended from outside never says so.
            foreach (var (key, slot) in _held)
            {
                if (now - slot > queue.Deadline)
                {
                    _held.Remove(key);
                }
            }
        }

        return _held.Count >= queue.Limit ? QueueWords.Full(queue) : null;
    }
}

/// <summary>What somebody who asked for a slot is told; both null: go ahead.</summary>
/// <param name="At">The slot.</param>
/// <param name="Refused">Why there is none.</param>
internal readonly record struct SlotAnswer(DateTimeOffset? At, string? Refused);
