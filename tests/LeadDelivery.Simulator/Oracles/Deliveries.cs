using LeadDelivery.Core.Delivery;
using LeadDelivery.Simulator.Running;
using LeadDelivery.Simulator.Worlds;

namespace LeadDelivery.Simulator.Oracles;

/// <summary>Every delivery ends, under one key, and the ledger tells what its buyer saw.</summary>
internal static class Deliveries
{
    public static IEnumerable<string> Check(WorldRun run, LeadBook book)
    {
        if (book.Summary.Ended is null || book.Summary.Outcome == Outcome.Pending.Name())
        {
            yield return $"lead {book.Spec.Number} has no outcome";
        }

        foreach (var delivery in book.Deliveries)
        {
            if (delivery.Outcome == Outcome.Pending)
            {
                yield return $"the delivery of lead {book.Spec.Number} to {delivery.Recipient} never ended";
            }
        }

        foreach (var stray in book.Seen.Where(seen => book.Deliveries.All(d => d.Key != seen.Key || d.Recipient != seen.Buyer)))
        {
            yield return $"{stray.Buyer} saw lead {book.Spec.Number} under {stray.Key}, which is no delivery to it";
        }

        if (book.Spec.Test && book.Seen.Count > 0)
        {
            yield return $"the test lead {book.Spec.Number} was sent to {book.Seen[0].Buyer}";
        }

        foreach (var delivery in book.Deliveries.Where(delivery => run.World.Buyer(delivery.Recipient).Kind == BuyerKind.Http))
        {
            foreach (var problem in Attempts(run, book, delivery))
            {
                yield return problem;
            }
        }
    }

    private static IEnumerable<string> Attempts(WorldRun run, LeadBook book, DeliveryLine delivery)
    {
        var what = $"lead {book.Spec.Number} at {delivery.Recipient} ({delivery.Key})";
        var buyer = run.World.Buyer(delivery.Recipient);
        var requests = book.Of(delivery).ToList();
        foreach (var attempt in requests.GroupBy(request => request.Attempt))
        {
            var ended = book.Attempts.Count(line => line.Type == "attempt.ended" && line.Key == delivery.Key && line.Attempt == attempt.Key);
            // An attempt that was under way when its lead was erased and its process died has no entry: nothing is left to seal it with.
            if (ended != 1 && !(ended == 0 && book.IsErased && run.Crashed.Count > 0))
            {
                yield return $"{what}: attempt {attempt.Key} has {ended} ends in the ledger";
            }

            // The same attempt again: only where a process died in between.
            if (attempt.GroupBy(request => request.Process).Any(same => same.Count() > 1))
            {
                yield return $"{what}: attempt {attempt.Key} was sent twice by one process";
            }

            if (buyer.Stops && attempt.Count() > 1)
            {
                yield return $"{what}: attempt {attempt.Key} was sent again although an answer may have been lost";
            }
        }

        if (requests.Zip(requests.Skip(1)).Any(pair => pair.Second.Attempt < pair.First.Attempt))
        {
            yield return $"{what}: attempts are not in order";
        }

        var tries = run.World.Versions.Max(version => version.TriesOf(buyer.Id));
        var most = buyer.Attempts * (delivery.Redelivery > 0 ? Math.Max(1, tries) : tries);
        if (requests.Count > 0 && requests[^1].Attempt > most)
        {
            yield return $"{what}: {requests[^1].Attempt} attempts, {most} allowed";
        }

        // Killed before it was sent, and marked as sent or kept back since: it counts as sent, since nobody knows.
        var sent = requests.Select(request => request.Attempt).ToHashSet();
        var ends = book.Attempts.Where(line => line.Type == "attempt.ended" && line.Key == delivery.Key).Select(line => line.Attempt).ToList();
        if (ends.Any(attempt => !sent.Contains(attempt)) && run.Crashed.Count == 0)
        {
            yield return $"{what}: attempts ended in the ledger that its buyer never saw";
        }

        var made = ends.Concat(sent).DefaultIfEmpty(0).Max();
        // Of an erased lead each kill may have cut off one more that nobody knows of: it counts, and has no entry.
        var isUnknown = book.IsErased && delivery.Attempts > made && delivery.Attempts <= made + run.Crashed.Count;
        if (delivery.Attempts != made && !isUnknown)
        {
            yield return $"{what}: {delivery.Attempts} attempts recorded, {made} made ({delivery.Outcome}: {delivery.Reason})";
        }
    }
}
