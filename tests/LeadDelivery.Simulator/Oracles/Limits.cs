using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Gates;
using LeadDelivery.Core.Leads;
using LeadDelivery.Simulator.Running;
using LeadDelivery.Simulator.Worlds;

namespace LeadDelivery.Simulator.Oracles;

/// <summary>No cap is exceeded in any period; what was reserved was sold or given back; nobody who says so buys one person twice.</summary>
internal static class Limits
{
    /// <summary>How long the rows of a file may be under way to their records: a minute, far longer than it takes where nothing breaks.</summary>
    private static readonly TimeSpan ToRecord = TimeSpan.FromMinutes(1);

    public static IEnumerable<string> Check(WorldRun run, IReadOnlyList<LeadBook> books)
    {
        var limits = new RecipientLimits(run.Records, new Dedupe(run.Records, run.Keys), new UlidFactory(run.Clock), run.Clock);
        limits.LoadAsync(CancellationToken.None).GetAwaiter().GetResult();
        foreach (var buyer in run.World.Buyers)
        {
            var sales = books.Where(book => !book.Spec.Test).SelectMany(book => Sales(run, book, buyer)).ToList();
            if (buyer.Cap is { } cap)
            {
                var certain = sales.Where(sale => cap.Of(sale.At) == cap.Of(sale.Recorded));
                foreach (var period in certain.GroupBy(sale => cap.Of(sale.At)).Where(period => period.Count() > cap.Number))
                {
                    yield return $"{buyer.Id} bought {period.Count()} in {period.Key}, its {cap.Period} cap is {cap.Number}";
                }

                var now = cap.Of(run.Clock.GetUtcNow());
                var usage = limits.Caps.Usage(run.Recipient(buyer.Id))[0];
                var sold = sales.Count(sale => cap.Of(sale.At) == now);
                var late = sales.Count(sale => cap.Of(sale.Recorded) == now);
                if (usage.Used < Math.Min(sold, late) || usage.Used > Math.Max(sold, late) || usage.Reserved != 0)
                {
                    yield return $"the {cap.Period} cap of {buyer.Id} counts {usage.Used} and keeps {usage.Reserved} in the end, {sold} were sold";
                }
            }

            foreach (var problem in Money(run, limits, buyer, sales))
            {
                yield return problem;
            }

            // Of an erased consumer nobody remembers that it was seen, and an operator's redelivery passes.
            var forgotten = run.Erased.Values.Select(number => run.World.Leads.First(lead => lead.Number == number).Person).ToHashSet();
            var firsts = books.Where(book => !book.Spec.Test && !forgotten.Contains(book.Spec.Person))
                .SelectMany(book => Sales(run, book with { Deliveries = [.. book.Deliveries.Where(line => line.Redelivery == 0)] }, buyer));
            if (buyer.Dedupes && firsts.GroupBy(sale => sale.Person).Any(person => person.Select(sale => sale.Lead).Distinct().Count() > 1))
            {
                yield return $"{buyer.Id} bought one person twice";
            }
        }
    }

    private static IEnumerable<string> Money(
        WorldRun run, RecipientLimits limits, BuyerSpec buyer, List<(DateTimeOffset At, DateTimeOffset Recorded, int Person, int Lead, decimal? Paid)> sales)
    {
        var paid = sales.Where(sale => sale.Paid is not null).ToList();
        if (buyer.Cap is { Money: { } most } cap)
        {
            var certain = paid.Where(sale => cap.Of(sale.At) == cap.Of(sale.Recorded));
            foreach (var period in certain.GroupBy(sale => cap.Of(sale.At)).Where(period => IsTooMuch(period.Sum(sale => sale.Paid!.Value), period.Count(), most)))
            {
                yield return $"{buyer.Id} paid {period.Sum(sale => sale.Paid)} in {period.Key}, its {cap.Period} cap is {most}";
            }

            var now = cap.Of(run.Clock.GetUtcNow());
            var usage = limits.Caps.Usage(run.Recipient(buyer.Id))[1];
            var inPeriod = sales.Where(sale => cap.Of(sale.At) == now).ToList();
            var late = sales.Where(sale => cap.Of(sale.Recorded) == now).ToList();
            var (one, other) = (inPeriod.Sum(sale => sale.Paid), late.Sum(sale => sale.Paid));
            if (usage.Reserved != 0
                || (inPeriod.Concat(late).All(sale => sale.Paid is not null)
                    && (usage.Used < Math.Min(one!.Value, other!.Value) || usage.Used > Math.Max(one.Value, other.Value))))
            {
                yield return $"the cap of {buyer.Id} counts {usage.Used} and keeps {usage.Reserved} in the end, {one} was paid";
            }
        }

        if (buyer.Credit is { } credit)
        {
            var spent = paid.Sum(sale => sale.Paid!.Value);
            if (IsTooMuch(spent, paid.Count, credit))
            {
                yield return $"{buyer.Id} was sold leads for {spent}, it had {credit}";
            }

            var balance = limits.Balances.Of(run.Recipient(buyer.Id))!;
            if (balance.Balance != -spent || balance.Reserved != 0)
            {
                yield return $"the balance of {buyer.Id} is {balance.Balance} with {balance.Reserved} reserved in the end, {spent} was paid";
            }
        }

        // Nobody knows what the first lead brings of a buyer who says so only then: it goes alone. Who bids one price and then names another
        // goes beyond what its bid reserved.
        bool IsTooMuch(decimal sum, int count, decimal most) => sum > most && !(buyer.QuotesPrice && (buyer.IsPinged || count == 1));
    }

    // A sale counts in the period in which it was made: when the answer to its last attempt was recorded. That of a file's row is recorded
    // after the file's answer: where the process died in between, when it is back.
    private static IEnumerable<(DateTimeOffset At, DateTimeOffset Recorded, int Person, int Lead, decimal? Paid)> Sales(
        WorldRun run, LeadBook book, BuyerSpec buyer)
    {
        foreach (var line in book.Deliveries.Where(line => line.Recipient == buyer.Id && line.IsSale))
        {
            var settled = book.Settled.LastOrDefault(row => row.Key == line.Key && row.Outcome == "success")?.At;
            var at = settled ?? book.Attempts.Last(attempt => attempt.Key == line.Key && attempt.Outcome is "success" or "queued").At;
            yield return (
                at, settled is null ? at : Recorded(run, at), book.Spec.Person, book.Spec.Number,
                line.Outcome == Outcome.Success ? line.Price : null);
        }
    }

    private static DateTimeOffset Recorded(WorldRun run, DateTimeOffset at)
    {
        var recorded = at;
        foreach (var crash in run.Crashed.Where(crash => crash >= at).Order().TakeWhile(crash => crash - recorded < ToRecord))
        {
            recorded = run.Started.Values.Where(start => start >= crash).DefaultIfEmpty(crash).Min();
        }

        return recorded;
    }
}
