namespace LeadDelivery.Testing.Simulation;

/// <summary>
/// Time that passes only from one event to the next. Everything of a simulation runs as events of this clock, one after the other on
/// one thread; of two events at one moment chance decides which is first. Not thread-safe.
/// </summary>
public sealed class VirtualClock(Random chance, DateTimeOffset start) : TimeProvider
{
    private readonly PriorityQueue<Happening, (long At, int Tie)> _events = new();
    private readonly long _start = start.UtcTicks;
    private long _now = start.UtcTicks;

    /// <summary>The process whose code runs; its events and timers die with it. Null: the world around it.</summary>
    public SimulatedProcess? Process { get; private set; }

    /// <summary>Events that have happened.</summary>
    public int Steps { get; private set; }

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => new(_now, TimeSpan.Zero);

    /// <inheritdoc/>
    public override long GetTimestamp() => _now - _start;

    /// <summary>Has something happen after a time, in the process whose code asks for it.</summary>
    public void After(TimeSpan wait, Action run) => At(GetUtcNow() + wait, Process, run);

    /// <summary>Has something happen at a time; what is past happens at once. It does not happen if the process ends before.</summary>
    /// <param name="process">Null: the world around.</param>
    public void At(DateTimeOffset due, SimulatedProcess? process, Action run) =>
        _events.Enqueue(new(process, run), (Math.Max(due.UtcTicks, _now), chance.Next()));

    /// <summary>Runs what comes next, after letting the time until then pass. False: nothing will happen any more.</summary>
    public bool Step()
    {
        while (_events.TryDequeue(out var next, out var when))
        {
            if (next.Process is { HasEnded: true })
            {
                continue;
            }

            _now = when.At;
            Steps++;
            In(next.Process, next.Run);
            return true;
        }

        return false;
    }

    /// <summary>Ends after a time, in the process whose code awaits it; never, if that ends before.</summary>
    public Task PassAsync(TimeSpan wait)
    {
        var passed = new TaskCompletionSource();
        After(wait, passed.SetResult);
        return passed.Task;
    }

    /// <summary>Runs code as part of a process.</summary>
    public void In(SimulatedProcess? process, Action run)
    {
        var outer = Process;
        Process = process;
        try
        {
            run();
        }
        finally
        {
            Process = outer;
        }
    }

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    private readonly record struct Happening(SimulatedProcess? Process, Action Run);

    private sealed class Timer(VirtualClock clock, Action callback) : ITimer
    {
        private readonly SimulatedProcess? _process = clock.Process;
        private int _setting;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            _setting++;
            if (dueTime != Timeout.InfiniteTimeSpan)
            {
                Arm(dueTime, period, _setting);
            }

            return true;
        }

        public void Dispose() => _setting++;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }

        private void Arm(TimeSpan wait, TimeSpan period, int setting) => clock.At(clock.GetUtcNow() + wait, _process, () =>
        {
            if (setting != _setting)
            {
                return;
            }

            if (period > TimeSpan.Zero)
            {
                Arm(period, period, setting);
            }

            callback();
        });
    }
}

/// <summary>One life of the host's process, from its start to its crash.</summary>
public sealed class SimulatedProcess(int number)
{
    /// <summary>Counts from 1.</summary>
    public int Number => number;

    /// <summary>True: none of its code runs any more.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>Ends it: what it had in memory is gone.</summary>
    public void End() => HasEnded = true;
}
