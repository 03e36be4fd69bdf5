using LeadDelivery.Core.Batches.Files;
using LeadDelivery.Simulator.Running;

namespace LeadDelivery.Simulator.Oracles;

/// <summary>CONTRACT §5, seen from outside: buyers' logs, sources' answers, records.</summary>
internal static class Guarantees
{
    /// <summary>What does not hold.</summary>
    public static IReadOnlyList<string> Check(WorldRun run)
    {
        var books = LeadBook.ReadAll(run);
        return
        [
            .. Histories(run),
            .. Secrecy.Check(run),
            .. Protection.Check(run),
            .. Queues.Check(run),
            .. Intakes.Check(run, books),
            .. Limits.Check(run, books),
            .. books.SelectMany(book => Deliveries.Check(run, book)),
            .. books.SelectMany(book => Sales.Check(run, book)),
            .. books.SelectMany(Stops.Check),
            .. Decisions.Check(run, books),
            .. books.SelectMany(book => PlanWalks.Check(run, book)),
        ];
    }

    private static IEnumerable<string> Histories(WorldRun run)
    {
        if (run.Workflows.Unfinished > 0)
        {
            yield return $"{run.Workflows.Unfinished} orchestrations never ended";
        }

        foreach (var difference in run.Workflows.ReplayAll())
        {
            yield return $"not deterministic: {difference}";
        }

        // Taking up a file's leads and marking them sends nothing, and comes to the same however often it is done.
        string[] silent = [BatchWorkflows.TakeRows.Name, BatchWorkflows.SettleRows.Name];
        foreach (var (activity, times) in run.Workflows.Reruns.Where(again => !silent.Contains(again.Key)))
        {
            yield return $"{activity} was run again {times} times because a record had been changed meanwhile";
        }
    }
}
