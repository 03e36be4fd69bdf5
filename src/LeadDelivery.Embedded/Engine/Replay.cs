using LeadDelivery.Core.Workflow;

namespace LeadDelivery.Embedded.Engine;

/// <summary>Rebuilds a run from its history and compares, episode by episode, what the code decides with what it decided then.</summary>
internal static class Replay
{
    /// <summary>
    /// Feeds the whole history. Null when code and history agree; otherwise what differs, in ids and names. Nothing is
    /// started from here, so a mismatch has no effect outside.
    /// </summary>
    public static string? Run(WorkflowContext context, IReadOnlyList<HistoryEvent> history)
    {
        context.IsReplaying = true;
        try
        {
            for (var i = 0; i < history.Count;)
            {
                if (!history[i].IsInput)
                    return "the history does not begin with an input";
                var decided = context.RunEpisode(history[i++]);
                if (context.Fault is { } fault)
                    return fault;
                var from = i;
                while (i < history.Count && !history[i].IsInput)
                    i++;
                if (!Agree(decided, history, from, i - from))
                    return Report(decided, history, from, i - from);
            }
            return null;
        }
        finally
        {
            context.IsReplaying = false;
        }
    }

    /// <summary>
    /// Replays from scratch and compares with the live run as well: finds what only a later replay would, such as state
    /// shared between instances.
    /// </summary>
    public static string? Shadow(RegisteredOrchestration code, WorkflowContext live, int epoch, IReadOnlyList<HistoryEvent> history)
    {
        var shadow = new WorkflowContext(code, live.InstanceId, epoch, null);
        if (Run(shadow, history) is { } difference)
            return "shadow replay: " + difference;
        if (shadow.Ended != live.Ended || shadow.Open.Count != live.Open.Count || shadow.Open.Keys.Except(live.Open.Keys).Any())
            return "shadow replay: other tasks are open than in the live run";
        return shadow.CustomStatus == live.CustomStatus ? null : "shadow replay: another status than in the live run";
    }

    private static bool Agree(List<Decision> decided, IReadOnlyList<HistoryEvent> history, int from, int count)
    {
        if (decided.Count != count)
            return false;
        for (var i = 0; i < count; i++)
        {
            if (!decided[i].Event.SameDecision(history[from + i]))
                return false;
        }
        return true;
    }

    private static string Report(List<Decision> decided, IReadOnlyList<HistoryEvent> history, int from, int count)
    {
        const int most = 20;
        var then = Enumerable.Range(from, Math.Min(count, most)).Select(i => history[i].Describe());
        var now = decided.Take(most).Select(item => item.Event.Describe());
        return $"code and history disagree after event {from}: history has [{string.Join(" ", then)}]{(count > most ? "…" : "")}"
            + $", the code decides [{string.Join(" ", now)}]{(decided.Count > most ? "…" : "")}";
    }
}
