namespace LeadDelivery.Core.Tests.Plans;

/// <summary>
/// One thread and a clock of its own: what is ready runs in order, and when nothing is, time jumps to the next timer. Weeks pass in
/// microseconds, and every run is like every other.
/// </summary>
internal sealed class VirtualLoop : TimeProvider
{
    private readonly Context _context;
    private readonly Queue<(SendOrPostCallback Callback, object? State)> _ready = new();
    private readonly PriorityQueue<TaskCompletionSource, (long Due, long Number)> _timers = new();
    private DateTimeOffset _now = new(2026, 11, 2, 9, 0, 0, TimeSpan.Zero);
    private long _number;

    public VirtualLoop() => _context = new(this);

    public override DateTimeOffset GetUtcNow() => _now;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _now.Ticks;

    /// <summary>Runs until the task has ended.</summary>
    public T Run<T>(Func<Task<T>> start)
    {
        var outer = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(_context);
        try
        {
            var task = start();
            while (!task.IsCompleted)
            {
                Step();
            }

            return task.GetAwaiter().GetResult();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(outer);
        }
    }

    /// <summary>Returns at a time; at once where it has passed.</summary>
    public Task UntilAsync(DateTimeOffset due, CancellationToken cancellation = default)
    {
        if (cancellation.IsCancellationRequested)
        {
            return Task.FromCanceled(cancellation);
        }

        var timer = new TaskCompletionSource();
        _timers.Enqueue(timer, (due.UtcTicks, ++_number));
        if (cancellation.CanBeCanceled)
        {
            cancellation.Register(() => timer.TrySetCanceled(cancellation));
        }

        return timer.Task;
    }

    public Task AfterAsync(TimeSpan wait) => UntilAsync(_now + wait);

    /// <summary>A timer of this clock: deadlines, too, come only when nothing else is left to do.</summary>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    private void Step()
    {
        if (_ready.TryDequeue(out var next))
        {
            next.Callback(next.State);
            return;
        }

        if (!_timers.TryDequeue(out var timer, out var at))
        {
            throw new InvalidOperationException("nothing will ever happen any more");
        }

        if (!timer.Task.IsCompleted)
        {
            _now = new(Math.Max(_now.Ticks, at.Due), TimeSpan.Zero);
            timer.TrySetResult();
        }
    }

    /// <summary>Fires once: nothing here repeats.</summary>
    private sealed class Timer(VirtualLoop owner, Action callback) : ITimer
    {
        private TaskCompletionSource? _armed;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            Dispose();
            if (dueTime != Timeout.InfiniteTimeSpan)
            {
                var armed = _armed = new TaskCompletionSource();
                owner._timers.Enqueue(armed, ((owner._now + dueTime).UtcTicks, ++owner._number));
                armed.Task.ContinueWith(
                    _ => callback(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously | TaskContinuationOptions.OnlyOnRanToCompletion,
                    TaskScheduler.Default);
            }

            return true;
        }

        // A timer that was cancelled is passed over without time passing for it.
        public void Dispose() => _armed?.TrySetCanceled();

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }

    private sealed class Context(VirtualLoop owner) : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state) => owner._ready.Enqueue((d, state));

        public override void Send(SendOrPostCallback d, object? state) => d(state);

        public override SynchronizationContext CreateCopy() => this;
    }
}
