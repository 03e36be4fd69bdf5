using LeadDelivery.Core.Workflow;

namespace LeadDelivery.Embedded.Engine;

/// <summary>
/// Which activity runs next: lanes take turns, each within its limit, all within one. Belongs to the pump.
/// </summary>
/// <param name="now">The time in UTC ticks.</param>
/// <param name="dropped">Told of an item that was abandoned before its turn.</param>
internal sealed class Lanes(ILaneLimits limits, int maxRunning, Func<long> now, Action<WorkItem> start, Action<WorkItem> dropped)
{
    /// <summary>The lane of calls that name none.</summary>
    public const string Default = "default";

    /// <summary>The lane of calls whose own is full.</summary>
    private const string Overflow = "overflow";

    private readonly Dictionary<string, Lane> _lanes = new(StringComparer.Ordinal);
    private readonly Queue<Lane> _turns = new();
    private readonly HashSet<WorkItem> _running = [];
    private int _queued;
    private long _lateAt = long.MaxValue;

    public int Queued => Volatile.Read(ref _queued);

    public int Running { get; private set; }

    public IReadOnlyCollection<WorkItem> RunningItems => _running;

    /// <summary>When <see cref="Expire"/> has something to do, in UTC ticks; null for never.</summary>
    public long? NextLate => _lateAt == long.MaxValue || Closed ? null : _lateAt;

    /// <summary>Starts nothing more.</summary>
    public bool Closed { get; set; }

    public void Enqueue(WorkItem item)
    {
        item.LaneIsLate = false;
        item.LaneIsFull = _lanes.TryGetValue(item.Lane, out var lane) && IsFull(lane);
        item.QueuedAt = now();
        Append(item);
    }

    /// <summary>Takes those out of their lanes that have waited there for too long.</summary>
    public void Expire()
    {
        if (NextLate is not { } next || now() is var at && at < next)
            return;
        _lateAt = long.MaxValue;
        var late = new List<WorkItem>();
        foreach (var lane in _lanes.Values)
        {
            // They came one after another, and all may wait for the same time: the first is the first to be late.
            while (lane.Waiting.TryPeek(out var first) && DueOf(first, lane) <= at)
            {
                late.Add(lane.Waiting.Dequeue());
                _queued--;
            }
            NoteLate(lane);
        }
        foreach (var item in late)
        {
            item.LaneIsLate = true;
            if (item.Abandoned)
                dropped(item);
            else
                Append(item);
        }
    }

    public void Finished(WorkItem item)
    {
        _running.Remove(item);
        Running--;
        item.Running = false;
        var lane = _lanes[NameOf(item)];
        lane.Running--;
        if (lane.Waiting.Count > 0)
            TakeTurn(lane);
        else if (lane.Running == 0 && !lane.InTurn)
            _lanes.Remove(lane.Name);
    }

    public void Dispatch()
    {
        while (!Closed && Running < maxRunning && _turns.TryDequeue(out var lane))
        {
            lane.InTurn = false;
            while (lane.Waiting.TryPeek(out var next) && next.Abandoned)
            {
                lane.Waiting.Dequeue();
                _queued--;
                dropped(next);
            }
            // At its limit: its turn comes again when one of its calls ends.
            if (lane.Waiting.Count == 0 || lane.Running >= Math.Max(1, limits.ConcurrencyOf(lane.Name)))
            {
                if (lane is { Running: 0, Waiting.Count: 0 })
                    _lanes.Remove(lane.Name);
                NoteLate(lane);
                continue;
            }
            var item = lane.Waiting.Dequeue();
            _queued--;
            lane.Running++;
            Running++;
            item.Running = true;
            _running.Add(item);
            if (lane.Waiting.Count > 0)
                TakeTurn(lane);
            start(item);
        }
    }

    // Those whose turn only waits for the next dispatch do not wait for the lane.
    private bool IsFull(Lane lane) =>
        lane.Waiting.Count > 0
        && lane.Waiting.Count - Math.Max(0, limits.ConcurrencyOf(lane.Name) - lane.Running) >= limits.QueueOf(lane.Name);

    private void Append(WorkItem item)
    {
        if (!_lanes.TryGetValue(NameOf(item), out var lane))
            _lanes.Add(NameOf(item), lane = new(NameOf(item)));
        lane.Waiting.Enqueue(item);
        _queued++;
        TakeTurn(lane);
    }

    private void NoteLate(Lane lane)
    {
        if (lane.Waiting.TryPeek(out var first))
            _lateAt = Math.Min(_lateAt, DueOf(first, lane));
    }

    private long DueOf(WorkItem item, Lane lane) => limits.PatienceOf(lane.Name) is var patience && patience == Timeout.InfiniteTimeSpan
        ? long.MaxValue
        : item.QueuedAt + patience.Ticks;

    private static string NameOf(WorkItem item) => item.LaneIsFull || item.LaneIsLate ? Overflow : item.Lane;

    private void TakeTurn(Lane lane)
    {
        if (lane.InTurn)
            return;
        lane.InTurn = true;
        _turns.Enqueue(lane);
    }

    private sealed class Lane(string name)
    {
        public string Name => name;

        public Queue<WorkItem> Waiting { get; } = new(1);

        public int Running { get; set; }

        public bool InTurn { get; set; }
    }
}
