using LeadDelivery.Core.Delivery;
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
                var usage = limits.Caps.Usage(run.Recipient(buyer.Id))[0];
                var sold = sales.Count(sale => cap.Of(sale.At) == now);
                if (usage.Used != sold || usage.Reserved != 0)
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
                .SelectMany(book => Sales(book with { Deliveries = [.. book.Deliveries.Where(line => line.Redelivery == 0)] }, buyer));
            if (buyer.Dedupes && firsts.GroupBy(sale => sale.Person).Any(person => person.Select(sale => sale.Lead).Distinct().Count() > 1))
            {
                yield return $"{buyer.Id} bought one person twice";
            }
        }
    }

    private static IEnumerable<string> Money(
        WorldRun run, RecipientLimits limits, BuyerSpec buyer, List<(DateTimeOffset At, int Person, int Lead, decimal? Paid)> sales)
    {
        var paid = sales.Where(sale => sale.Paid is not null).ToList();
        if (buyer.Cap is { Money: { } most } cap)
        {
            foreach (var period in paid.GroupBy(sale => cap.Of(sale.At)).Where(period => IsTooMuch(period.Sum(sale => sale.Paid!.Value), period.Count(), most)))
            {
                yield return $"{buyer.Id} paid {period.Sum(sale => sale.Paid)} in {period.Key}, its {cap.Period} cap is {most}";
            }

            var now = cap.Of(run.Clock.GetUtcNow());
            var usage = limits.Caps.Usage(run.Recipient(buyer.Id))[1];
            var inPeriod = sales.Where(sale => cap.Of(sale.At) == now).ToList();
            if (usage.Reserved != 0 || (inPeriod.All(sale => sale.Paid is not null) && usage.Used != inPeriod.Sum(sale => sale.Paid)))
            {
                yield return $"the cap of {buyer.Id} counts {usage.Used} and keeps {usage.Reserved} in the end, {inPeriod.Sum(sale => sale.Paid)} was paid";
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

    // A sale counts in the period in which it was made: when the answer to its last attempt was recorded.
    private static IEnumerable<(DateTimeOffset At, int Person, int Lead, decimal? Paid)> Sales(LeadBook book, BuyerSpec buyer) => book.Deliveries
        .Where(line => line.Recipient == buyer.Id && line.IsSale)
        .Select(line => (
            book.Settled.LastOrDefault(row => row.Key == line.Key && row.Outcome == "success")?.At
                ?? book.Attempts.Last(attempt => attempt.Key == line.Key && attempt.Outcome is "success" or "queued").At, book.Spec.Person, book.Spec.Number,
            line.Outcome == Outcome.Success ? line.Price : null));
}
