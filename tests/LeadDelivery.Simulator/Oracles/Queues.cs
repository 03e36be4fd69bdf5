using LeadDelivery.Simulator.Running;

namespace LeadDelivery.Simulator.Oracles;

/// <summary>Nobody is sent a lead that found its queue full, or that has waited there until the deadline.</summary>
internal static class Queues
{
    /// <summary>What may pass between the end of a wait and the request: a dispatch, reads, and the mark before sending.</summary>
    private static readonly TimeSpan Preparing = TimeSpan.FromMilliseconds(200);

    public static IEnumerable<string> Check(WorldRun run)
    {
        var turns = run.Queues.Turns.ToLookup(turn => (turn.Process, turn.Key, turn.Attempt));
        foreach (var same in run.Buyers.Seen.GroupBy(seen => (seen.Key, seen.Attempt)))
        {
            // What was sent before a kill is sent again, for its answer.
            var seen = same.First();
            if (turns[(seen.Process, seen.Key, seen.Attempt)].LastOrDefault(turn => turn.BeganAt <= seen.SentAt) is not { } turn)
            {
                yield return $"{seen.Buyer} was sent {seen.Key}, which nobody had asked for";
                continue;
            }

            var since = turn.AskedAt > run.Started[seen.Process] ? turn.AskedAt : run.Started[seen.Process];
            if (turn.IsFull || turn.IsLate)
            {
                yield return $"{seen.Buyer} was sent {seen.Key} although its queue was {(turn.IsFull ? "full" : "too slow")}";
            }
            else if (seen.SentAt - since > TimeSpan.FromSeconds(run.World.Buyer(seen.Buyer).QueueSeconds) + Preparing)
            {
                yield return $"{seen.Buyer} was sent {seen.Key} after a wait of {seen.SentAt - since}";
            }
        }
    }
}
