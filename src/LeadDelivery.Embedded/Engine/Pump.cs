
namespace LeadDelivery.Embedded.Engine;

/// <summary>
/// The one thread on which orchestrations run. It takes messages from the mailbox, and sleeps until there is one or a timer
/// is due; it reads the wall clock anew at each wake.
/// </summary>
internal sealed class Pump : IDisposable
{
    /// <summary>The longest sleep: a wall clock that was set forward is noticed by then.</summary>
    private static readonly TimeSpan LongestSleep = TimeSpan.FromSeconds(30);

    /// <summary>How long ending waits for an episode under way; one that does not end must not keep the process alive.</summary>
    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(2);

    private readonly Mailbox _mailbox;
    private readonly Scheduler _scheduler;
    private readonly TimeProvider _time;
    private readonly Action<string, Exception> _broken;
    private readonly Thread _thread;
    private readonly ITimer _alarm;
    private readonly TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _alarmAt = long.MaxValue;
    private volatile bool _ended;
    private volatile bool _stopping;

    /// <param name="broken">The pump met an exception of its own: nothing moves any more.</param>
    public Pump(Mailbox mailbox, Scheduler scheduler, TimeProvider time, Action<string, Exception> broken)
    {
        _mailbox = mailbox;
        _scheduler = scheduler;
        _time = time;
        _broken = broken;
        _alarm = time.CreateTimer(_ => mailbox.Wake(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _thread = new(Loop) { Name = "workflow-pump", IsBackground = true };
    }

    public void Start() => _thread.Start();

    /// <summary>Starts nothing more; completes once what runs has ended and is committed.</summary>
    public Task DrainAsync()
    {
        _stopping = true;
        _mailbox.Post(new CloseMessage());
        return _idle.Task;
    }

    public void Dispose()
    {
        _ended = true;
        _mailbox.Wake();
        if (_thread.IsAlive && _thread != Thread.CurrentThread)
            _thread.Join(EndPatience);
        _alarm.Dispose();
    }

    private void Loop()
    {
        try
        {
            Run();
        }
        catch (Exception error)
        {
            _broken("the pump failed", error);
        }
    }

    private void Run()
    {
        var spare = new List<PumpMessage>();
        var more = true;
        while (!_ended)
        {
            if (!more)
                SetAlarm();
            var messages = _mailbox.Take(spare, wait: !more);
            foreach (var message in messages)
            {
                if (_ended)
                    return;
                message.Handle(_scheduler);
            }
            messages.Clear();
            spare = messages;
            more = _scheduler.Tick();
            if (_stopping && _scheduler.Lanes.Closed && _scheduler.Idle && _mailbox.Count == 0)
                _idle.TrySetResult();
        }
    }

    private void SetAlarm()
    {
        var now = _time.GetUtcNow().UtcTicks;
        var latest = now + LongestSleep.Ticks;
        var at = Math.Min(_scheduler.NextTick() ?? latest, latest);
        // An alarm that is early costs a look around; one set for the same time need not be set again.
        if (at >= _alarmAt && _alarmAt > now)
            return;
        _alarmAt = at;
        // Rounded up: a timer that fires a moment early would be set again and again for that moment.
        var wait = TimeSpan.FromMilliseconds(Math.Max(0, Math.Ceiling((at - now) / (double)TimeSpan.TicksPerMillisecond)));
        _alarm.Change(wait, Timeout.InfiniteTimeSpan);
    }

    private sealed class CloseMessage : PumpMessage
    {
        public override void Handle(Scheduler scheduler) => scheduler.Lanes.Closed = true;
    }
}
