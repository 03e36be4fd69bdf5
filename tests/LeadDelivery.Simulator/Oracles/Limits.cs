using LeadDelivery.Core.Gates;
using LeadDelivery.Core.Leads;
using LeadDelivery.Simulator.Running;
using LeadDelivery.Simulator.Worlds;

namespace LeadDelivery.Simulator.Oracles;

/// <summary>No cap is exceeded in any period; what was reserved was sold or given back; nobody who says so buys one person twice.</summary>
internal static class Limits
{
    public static IEnumerable<string> Check(WorldRun run, IReadOnlyList<LeadBook> books)
    {
        var limits = new RecipientLimits(run.Records, new Dedupe(run.Records, run.Keys), new UlidFactory(run.Clock), run.Clock);
        limits.LoadAsync(CancellationToken.None).GetAwaiter().GetResult();
        foreach (var buyer in run.World.Buyers)
        {
            var sales = books.Where(book => !book.Spec.Test).SelectMany(book => Sales(book, buyer)).ToList();
            if (buyer.Cap is { } cap)
            {
                foreach (var period in sales.GroupBy(sale => cap.Of(sale.At)).Where(period => period.Count() > cap.Number))
                {
                    yield return $"{buyer.Id} bought {period.Count()} in {period.Key}, its {cap.Period} cap is {cap.Number}";
                }

                var now = cap.Of(run.Clock.GetUtcNow());
                var usage = limits.Caps.Usage(run.Recipient(buyer.Id)).Single();
                var sold = sales.Count(sale => cap.Of(sale.At) == now);
                if (usage.Used != sold || usage.Reserved != 0)
                {
                    yield return $"the {cap.Period} cap of {buyer.Id} counts {usage.Used} and keeps {usage.Reserved} in the end, {sold} were sold";
                }
            }

            if (buyer.Dedupes && sales.GroupBy(sale => sale.Person).Any(person => person.Select(sale => sale.Lead).Distinct().Count() > 1))
            {
                yield return $"{buyer.Id} bought one person twice";
            }
        }
    }

    // A sale counts in the period in which it was made: when the answer to its last attempt was recorded.
    private static IEnumerable<(DateTimeOffset At, int Person, int Lead)> Sales(LeadBook book, BuyerSpec buyer) => book.Deliveries
        .Where(line => line.Recipient == buyer.Id && line.Placed)
        .Select(line => (
            book.Attempts.Last(attempt => attempt.Key == line.Key && attempt.Outcome is "success" or "queued").At, book.Spec.Person, book.Spec.Number));
}
