namespace LeadDelivery.Embedded.Engine;

/// <summary>
/// The durable timers that are due soon, in order; the rest stay on disk. Everything up to <c>_covered</c> is in memory.
/// Belongs to the pump. A timer may be in here twice: the second time its task is no longer open.
/// </summary>
internal sealed class TimerQueue(EngineReader reader)
{
    /// <summary>Timers of the next minute are held in memory.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromSeconds(60);

    /// <summary>Timers read at once: a flood is taken in pieces, and other work goes on between them.</summary>
    public const int Batch = 1024;

    private readonly PriorityQueue<TimerKey, TimerKey> _due = new();
    private TimerKey _covered = new(long.MinValue, 0, 0, 0);

    public long? NextDue => _due.TryPeek(out var first, out _) ? first.Due : null;

    /// <summary>A timer that was just committed.</summary>
    public void Add(in TimerKey timer)
    {
        if (timer.CompareTo(_covered) <= 0)
            _due.Enqueue(timer, timer);
    }

    /// <summary>The next timer due by now (UTC ticks), reading on from the disk where needed.</summary>
    public bool TryTake(long now, out TimerKey timer)
    {
        Refill(now);
        if (!_due.TryPeek(out timer, out _) || timer.Due > now)
            return false;
        _due.Dequeue();
        return true;
    }

    private void Refill(long now)
    {
        var horizon = now + Window.Ticks;
        // Twice a window, or when a flood that did not fit has been worked off.
        while (_covered.Due < horizon - Window.Ticks / 2 && _due.Count < Batch)
        {
            var found = reader.ReadTimers(_covered, horizon, Batch);
            foreach (var timer in found)
                _due.Enqueue(timer, timer);
            _covered = found.Count == Batch ? found[^1] : new(horizon, long.MaxValue, int.MaxValue, int.MaxValue);
        }
    }
}
