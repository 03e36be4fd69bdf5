using LeadDelivery.Core.Batches.Orders;
using LeadDelivery.Core.Leads;
using LeadDelivery.Core.Reviews;
using LeadDelivery.Simulator.Worlds;

namespace LeadDelivery.Simulator.Running;

/// <summary>What operators do, and what decides later: they outlive every process, and come again while none runs.</summary>
internal sealed class Desk(WorldRun run)
{
    /// <summary>What operators are called in the trail.</summary>
    private const string Operator = "eve";

    private static readonly TimeSpan[] Waits = [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(10), TimeSpan.FromHours(6)];

    /// <summary>What reviewers look at once more in a day at the latest.</summary>
    private static readonly TimeSpan LongestLook = TimeSpan.FromDays(1);

    /// <summary>Looks within some days: until then every lead has come.</summary>
    private const int MostEarlyLooks = 20;

    private int _files;
    private int _looks;

    /// <summary>True once reviewers have nothing to come back for.</summary>
    private bool _isDone;

    /// <summary>The world begins: reviewers come to look for the first time.</summary>
    public void Open()
    {
        if (run.World.Buyers.Any(buyer => buyer.Kind == BuyerKind.Review))
        {
            run.Clock.At(run.Clock.GetUtcNow() + Next(), null, Review);
        }
    }

    /// <summary>A process has started: what waits for a file may have waited for it already.</summary>
    public void Started(SimulatedHost host)
    {
        host.Batches.Queue.Added += batch => FileSoon(host, batch);
        foreach (var buyer in run.World.Buyers.Where(buyer => buyer.Kind == BuyerKind.Batch))
        {
            FileSoon(host, buyer.Id);
        }
    }

    private void FileSoon(SimulatedHost host, string batch) => run.Clock.At(
        run.Clock.GetUtcNow() + Waits[Draw.Of(Waits.Length, run.World.Seed, batch + " waits", ++_files)], host.Process, () => _ = FileAsync(host, batch));

    private async Task FileAsync(SimulatedHost host, string batch)
    {
        var (status, _) = await host.Orders.RunAsync(host.Catalogs.Current.Batches[batch], Operator, CancellationToken.None);
        if (status == OrderStatus.Busy)
        {
            FileSoon(host, batch);
        }
    }

    private TimeSpan Next()
    {
        var grown = TimeSpan.FromSeconds(Math.Pow(2, Math.Min(_looks++, 20)) * (1 + Draw.Of(10, run.World.Seed, "review", _looks)) / 10.0);
        return grown < LongestLook ? grown : LongestLook;
    }

    private void Review()
    {
        _isDone = false;
        if (run.Host is { } host)
        {
            run.Clock.In(host.Process, () => _ = ReviewAllAsync(host));
        }

        run.Clock.At(run.Clock.GetUtcNow() + Next(), null, () =>
        {
            if (!_isDone || run.Workflows.Unfinished > 0 || _looks <= MostEarlyLooks)
            {
                Review();
            }
        });
    }

    private async Task ReviewAllAsync(SimulatedHost host)
    {
        var isDone = true;
        foreach (var lead in run.Records.All().Where(row => row.Partition.StartsWith("lead/", StringComparison.Ordinal)
            && row.Row.StartsWith("review/", StringComparison.Ordinal)).Select(row => row.Partition["lead/".Length..]).Distinct().ToList())
        {
            var approve = Draw.Of(3, run.World.Seed, "approves " + lead, _looks) > 0;
            var (status, refusal) = await host.Review.DecideAsync(new(lead, approve, "looked at", null, Operator), CancellationToken.None);
            isDone &= status is ReviewStatus.Decided or ReviewStatus.NotInReview;
            if (status is not (ReviewStatus.Done or ReviewStatus.Decided or ReviewStatus.NotInReview)
                && (status, refusal) is not (ReviewStatus.Refused, RedeliveryStatus.StillPending or RedeliveryStatus.Busy))
            {
                run.Wrong($"the review of lead {lead} was answered {status} {refusal}");
            }
        }

        _isDone = isDone;
    }
}
