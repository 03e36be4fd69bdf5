using LeadDelivery.Core.Gates.Standing;
using LeadDelivery.Simulator.Running;
using LeadDelivery.Simulator.Worlds;

namespace LeadDelivery.Simulator.Oracles;

/// <summary>Recipients get no more requests than their rates allow, and none once they are paused.</summary>
internal static class Protection
{
    public static IEnumerable<string> Check(WorldRun run)
    {
        foreach (var buyer in run.World.Buyers)
        {
            foreach (var life in run.Buyers.Seen.Where(seen => seen.Buyer == buyer.Id).GroupBy(seen => seen.Process))
            {
                // A burst of one second's worth, and what a second brings; slots are memory, so each process counts for itself.
                var times = life.Select(seen => seen.SentAt).Order().ToList();
                if (buyer.Rate is { } rate && times.Where((at, index) => index >= 2 * rate && at - times[index - (2 * rate)] < TimeSpan.FromSeconds(1)).Any())
                {
                    yield return $"{buyer.Id} got more than {2 * rate} requests within a second";
                }
            }

            var refused = run.Buyers.Seen.Where(seen => seen.Buyer == buyer.Id && seen.Reply is { Status: 401 }).ToList();
            if (refused.Count > 0
                && run.World.Acts.All(act => act.Kind != ActKind.Resume || act.Buyer != buyer.Id)
                && run.Records.All().All(row => row.Partition != StandingLog.Partition || row.Row != "pause/" + buyer.Id) && run.Crashed.Count == 0)
            {
                yield return $"{buyer.Id} answered 401 and is not paused";
            }
        }
    }
}
