using LeadDelivery.Core.Workflow;

namespace LeadDelivery.Testing.Simulation;

/// <summary>Which effect runs next: lanes within their limits, in the order in which they were asked for.</summary>
/// <param name="after">Does something after a time.</param>
internal sealed class SimulatedLanes(ILaneLimits limits, Action<SimulatedCall> start, Action<TimeSpan, Action> after)
{
    private const string Default = "default";
    private readonly Dictionary<string, (Queue<SimulatedCall> Waiting, HashSet<SimulatedCall> Running)> _lanes = new(StringComparer.Ordinal);

    public static string NameOf(string? lane) => lane ?? Default;

    public void Enqueue(SimulatedCall call)
    {
        if (!_lanes.TryGetValue(call.Lane, out var lane))
        {
            _lanes.Add(call.Lane, lane = (new(), []));
        }

        // Those whose turn only waits for the next dispatch do not wait for the lane.
        call.LaneIsFull = lane.Waiting.Count(waiting => !waiting.Abandoned) is var waits and > 0 && waits >= limits.QueueOf(call.Lane);
        if (call.LaneIsFull)
        {
            start(call);
            return;
        }

        lane.Waiting.Enqueue(call);
        Dispatch(call.Lane);
        if (lane.Waiting.Contains(call) && limits.PatienceOf(call.Lane) is var patience && patience != Timeout.InfiniteTimeSpan)
        {
            after(patience, () => Expire(call));
        }
    }

    public void Finished(SimulatedCall call)
    {
        _lanes[call.Lane].Running.Remove(call);
        Dispatch(call.Lane);
    }

    // It has waited for as long as it may, and is started outside of its lane.
    private void Expire(SimulatedCall call)
    {
        var (waiting, running) = _lanes[call.Lane];
        var others = waiting.Where(other => other != call).ToList();
        if (others.Count == waiting.Count)
        {
            return;
        }

        _lanes[call.Lane] = (new(others), running);
        if (!call.Abandoned)
        {
            call.LaneIsLate = true;
            start(call);
        }
    }

    private void Dispatch(string name)
    {
        var (waiting, running) = _lanes[name];
        while (waiting.Count > 0 && (waiting.Peek().Abandoned || running.Count < Math.Max(1, limits.ConcurrencyOf(name))))
        {
            var next = waiting.Dequeue();
            if (!next.Abandoned)
            {
                running.Add(next);
                start(next);
            }
        }
    }
}
