namespace LeadDelivery.Tests.Shared;

/// <summary>A clock that stands still until a test moves it. Timers fire on the thread that moves it. Thread-safe.</summary>
internal sealed class ManualTimeProvider(DateTimeOffset start) : TimeProvider
{
    private readonly object _gate = new();
    private readonly List<ManualTimer> _timers = [];
    private DateTimeOffset _now = start;
    private TimeSpan _elapsed;

    public ManualTimeProvider() : this(new(2026, 3, 29, 0, 30, 0, TimeSpan.Zero))
    {
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
            return _now;
    }

    public override long GetTimestamp()
    {
        lock (_gate)
            return _elapsed.Ticks;
    }

    /// <summary>Time passes: the wall clock and the monotonic one go on, and timers that are due fire.</summary>
    public void Advance(TimeSpan by)
    {
        lock (_gate)
        {
            _now += by;
            _elapsed += by;
        }
        Fire();
    }

    /// <summary>Somebody sets the wall clock: no time passes.</summary>
    public void Step(TimeSpan by)
    {
        lock (_gate)
            _now += by;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private void Fire()
    {
        List<ManualTimer> due;
        lock (_gate)
        {
            due = _timers.Where(timer => timer.Due <= _elapsed).OrderBy(timer => timer.Due).ToList();
            foreach (var timer in due)
            {
                if (timer.Period > TimeSpan.Zero)
                    timer.Due = _elapsed + timer.Period;
                else
                    _timers.Remove(timer);
            }
        }
        foreach (var timer in due)
            timer.Callback(timer.State);
    }

    private sealed class ManualTimer(ManualTimeProvider owner, TimerCallback callback, object? state) : ITimer
    {
        public TimerCallback Callback => callback;

        public object? State => state;

        public TimeSpan Due { get; set; }

        public TimeSpan Period { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (owner._gate)
            {
                owner._timers.Remove(this);
                Period = period;
                Due = owner._elapsed + dueTime;
                if (dueTime != Timeout.InfiniteTimeSpan)
                    owner._timers.Add(this);
            }
            if (dueTime == TimeSpan.Zero)
                owner.Fire();
            return true;
        }

        public void Dispose()
        {
            lock (owner._gate)
                owner._timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }
}
