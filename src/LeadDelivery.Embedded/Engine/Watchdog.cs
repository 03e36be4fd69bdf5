
namespace LeadDelivery.Embedded.Engine;

/// <summary>
/// Watches the pump from a thread of its own: an orchestration that computes without end stops everything else. Counts its
/// own ticks instead of reading a clock, so that a machine that was asleep is not taken for a stuck episode.
/// </summary>
internal sealed class Watchdog : IDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(25);

    private readonly EngineOptions _options;
    private readonly ILogger _logger;
    private readonly Action<Instance> _stuck;
    private readonly Timer _timer;
    private Instance? _current;
    private long _episode;
    private long _seen;
    private int _ticks;

    /// <param name="stuck">Called once, on the watchdog's thread, with the instance whose episode does not end.</param>
    public Watchdog(EngineOptions options, ILogger logger, Action<Instance> stuck)
    {
        _options = options;
        _logger = logger;
        _stuck = stuck;
        _timer = new(_ => Look(), null, Tick, Tick);
    }

    public void Begin(Instance instance)
    {
        Volatile.Write(ref _current, instance);
        Volatile.Write(ref _episode, _episode + 1);
    }

    public void End() => Volatile.Write(ref _current, null);

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        var episode = Volatile.Read(ref _episode);
        if (Volatile.Read(ref _current) is not { } instance || episode != _seen)
        {
            _seen = episode;
            _ticks = 0;
            return;
        }
        _ticks++;
        if (_ticks == (int)(_options.SlowEpisode / Tick))
            EngineLog.SlowEpisode(_logger, instance.Row?.Key ?? "", (long)(_ticks * Tick).TotalMilliseconds);
        if (_ticks == (int)(_options.StuckEpisode / Tick))
            _stuck(instance);
    }
}
