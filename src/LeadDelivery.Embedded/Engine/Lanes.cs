using LeadDelivery.Core.Workflow;

namespace LeadDelivery.Embedded.Engine;

/// <summary>
/// Which activity runs next: lanes take turns, each within its limit, all within one. Belongs to the pump.
/// </summary>
/// <param name="dropped">Told of an item that was abandoned before its turn.</param>
internal sealed class Lanes(ILaneLimits limits, int maxRunning, Action<WorkItem> start, Action<WorkItem> dropped)
{
    /// <summary>The lane of calls that name none.</summary>
    public const string Default = "default";

    /// <summary>The lane of calls whose own is full.</summary>
    private const string Overflow = "overflow";

    private readonly Dictionary<string, Lane> _lanes = new(StringComparer.Ordinal);
    private readonly Queue<Lane> _turns = new();
    private readonly HashSet<WorkItem> _running = [];
    private int _queued;

    public int Queued => Volatile.Read(ref _queued);

    public int Running { get; private set; }

    public IReadOnlyCollection<WorkItem> RunningItems => _running;

    /// <summary>Starts nothing more.</summary>
    public bool Closed { get; set; }

    public void Enqueue(WorkItem item)
    {
        item.LaneIsFull = _lanes.TryGetValue(item.Lane, out var lane) && IsFull(lane);
        if ((lane is null || item.LaneIsFull) && !_lanes.TryGetValue(NameOf(item), out lane))
            _lanes.Add(NameOf(item), lane = new(NameOf(item)));
        lane.Waiting.Enqueue(item);
        _queued++;
        TakeTurn(lane);
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

    private static string NameOf(WorkItem item) => item.LaneIsFull ? Overflow : item.Lane;

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
