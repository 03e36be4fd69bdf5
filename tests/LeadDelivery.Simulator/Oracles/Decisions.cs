using LeadDelivery.Core.Delivery;
using LeadDelivery.Simulator.Running;
using LeadDelivery.Simulator.Worlds;

namespace LeadDelivery.Simulator.Oracles;

/// <summary>Who decides later has decided in the end, and what it said stands: a lead is in one file, and nobody waits for ever.</summary>
internal static class Decisions
{
    public static IEnumerable<string> Check(WorldRun run, IReadOnlyList<LeadBook> books)
    {
        foreach (var twice in run.Far.Rows.GroupBy(row => row.Key).Where(rows => rows.Select(row => row.File).Distinct().Count() > 1))
        {
            yield return $"{twice.First().Buyer} got {twice.Key} in {twice.Count()} files";
        }

        var keys = books.SelectMany(book => book.Deliveries).ToDictionary(line => line.Key);
        foreach (var stray in run.Far.Rows.Where(row => !keys.TryGetValue(row.Key, out var line) || line.Recipient != row.Buyer))
        {
            yield return $"{stray.Buyer} got {stray.Key}, which is no delivery to it";
        }

        foreach (var lead in books.Where(book => book.IsErased != run.Erased.ContainsKey(book.Id) && run.Forgotten.Contains(book.Id)))
        {
            yield return $"lead {lead.Spec.Number} was erased, and can be read";
        }

        foreach (var (book, line) in books.Where(book => book.IsErased).SelectMany(book => book.Deliveries.Select(line => (book, line))))
        {
            if (line.Outcome == Outcome.Queued && run.World.Buyer(line.Recipient).Kind == BuyerKind.Batch)
            {
                yield return $"lead {book.Spec.Number}, erased, waits for a file of {line.Recipient} for ever";
            }
        }

        foreach (var (book, line, buyer) in books.Where(book => !book.IsErased)
            .SelectMany(book => book.Deliveries.Select(line => (book, line, run.World.Buyer(line.Recipient)))))
        {
            var problem = buyer.Kind switch
            {
                BuyerKind.Batch => OfFile(run, book, line, buyer),
                BuyerKind.Review => OfReview(line),
                _ => null,
            };
            if (problem is not null)
            {
                yield return $"lead {book.Spec.Number} at {line.Recipient} {problem}";
            }
        }
    }

    private static string? OfFile(WorldRun run, LeadBook book, DeliveryLine line, BuyerSpec buyer)
    {
        var rows = run.Far.Rows.Where(row => row.Key == line.Key).ToList();
        if (book.Spec.Test && rows.Count > 0)
        {
            return "is a test, and in a file all the same";
        }

        if (line.Outcome == Outcome.Queued)
        {
            return $"waits for ever: {line.Reason}";
        }

        if (line.Outcome == Outcome.Superseded || (!line.WasQueued && rows.Count == 0))
        {
            return line.Outcome is Outcome.Success or Outcome.Duplicate ? $"is recorded as {line.Outcome} and was in no file" : null;
        }

        // An answer that nobody lived to hear is taken for a yes: the file has arrived.
        var expected = rows.Any(row => row.Answered) ? SimulatedBuyers.DecisionOf(run.World, buyer, book.Spec.Number) switch
        {
            Decision.Accepts => Outcome.Success,
            Decision.Has => Outcome.Duplicate,
            _ => Outcome.Failure,
        }
        : Outcome.Success;
        var mayBeLost = run.Crashed.Count > 0 && line.Outcome == Outcome.Success;
        return rows.Count == 0 ? $"is recorded as {line.Outcome} ({line.Reason}) and was in no file"
            : line.Outcome != expected && !mayBeLost ? $"is recorded as {line.Outcome}, the buyer said {expected}"
            : line.Outcome == Outcome.Success && line.Price != buyer.Price ? $"is recorded at {line.Price}, the buyer pays {buyer.Price}"
            : null;
    }

    private static string? OfReview(DeliveryLine line) =>
        line.Outcome == Outcome.Queued && line.Reason?.StartsWith("approved", StringComparison.Ordinal) != true ? $"waits for ever: {line.Reason}"
        : line.Outcome == Outcome.Success ? "was sold to a review"
        : line.Price is not null ? $"is recorded at {line.Price}"
        : null;
}
