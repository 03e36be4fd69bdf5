namespace LeadDelivery.Simulator.Oracles;

/// <summary>Once somebody who forbids it may have the lead, nobody of its plan is sent it who was not sent it before.</summary>
internal static class Stops
{
    /// <summary>What may pass between the end of an attempt and its being recorded: some turns of the engine, each a few milliseconds.</summary>
    private static readonly TimeSpan Recording = TimeSpan.FromMilliseconds(200);

    public static IEnumerable<string> Check(LeadBook book)
    {
        foreach (var stop in book.Deliveries.Where(line => !line.Also && line.MayHaveBeenTaken))
        {
            var since = book.Attempts.Last(attempt => attempt.Key == stop.Key).At + Recording;
            foreach (var line in book.Deliveries.Where(line => !line.Also && line.Redelivery == stop.Redelivery))
            {
                // What was sent before a kill is sent again, for its answer.
                var known = book.Of(line).Where(request => request.SentAt <= since).Select(request => request.Attempt).ToHashSet();
                if (book.Of(line).Any(request => request.SentAt > since && !known.Contains(request.Attempt)))
                {
                    yield return $"lead {book.Spec.Number} was sent to {line.Recipient} after {stop.Recipient} may have taken it";
                }
            }
        }
    }
}
