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

    /// <summary>How often an operator asks again for what cannot be done yet.</summary>
    private const int MostTries = 4;

    private readonly List<(ActSpec Act, int Again)> _waiting = [];
    private int _files;
    private int _looks;

    /// <summary>True once reviewers have nothing to come back for.</summary>
    private bool _isDone;

    /// <summary>The world begins: reviewers come to look for the first time.</summary>
    public void Open()
    {
        foreach (var act in run.World.Acts)
        {
            run.Clock.At(run.Clock.GetUtcNow() + act.At, null, () => Do(act));
        }

        if (run.World.Buyers.Any(buyer => buyer.Kind == BuyerKind.Review))
        {
            run.Clock.At(run.Clock.GetUtcNow() + Next(), null, Review);
        }
    }

    /// <summary>A process has started: what waits for a file may have waited for it already.</summary>
    public void Started(SimulatedHost host)
    {
        foreach (var (act, again) in _waiting)
        {
            run.Clock.At(run.Clock.GetUtcNow() + TimeSpan.FromSeconds(1), null, () => Do(act, again));
        }

        _waiting.Clear();
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

    private void Do(ActSpec act, int again = 0)
    {
        if (run.Host is not { } host)
        {
            _waiting.Add((act, again));
            return;
        }

        var lead = run.Sent.FirstOrDefault(sent => sent.Spec.Number == act.Lead) is { Answers: [.., var answer] } ? answer.LeadId : null;
        run.Clock.In(host.Process, () => _ = act.Kind switch
        {
            ActKind.Redeliver when lead is not null => RedeliverAsync(host, act, lead, again),
            ActKind.Erase when lead is not null => EraseAsync(host, act, lead),
            ActKind.Pause => host.Protection.Pauses.PauseAsync(act.Buyer!, "enough", Operator),
            ActKind.Resume => host.Protection.Pauses.ResumeAsync(act.Buyer!, Operator),
            ActKind.OpenCircuit => host.Protection.Circuits.ForceAsync(act.Buyer!, true, null, Operator),
            ActKind.CloseCircuit => host.Protection.Circuits.ForceAsync(act.Buyer!, false, null, Operator),
            ActKind.FreeCircuit => host.Protection.Circuits.ForceAsync(act.Buyer!, null, null, Operator),
            _ => Task.CompletedTask,
        });
    }

    private async Task RedeliverAsync(SimulatedHost host, ActSpec act, string lead, int again)
    {
        var status = await host.Redelivery.StartAsync(lead, act.Buyer, Operator, CancellationToken.None);
        if ((status is RedeliveryStatus.StillPending or RedeliveryStatus.Busy) && again < MostTries)
        {
            run.Clock.At(run.Clock.GetUtcNow() + TimeSpan.FromSeconds(Math.Pow(20, again)), null, () => Do(act, again + 1));
        }
        else if (status is not (RedeliveryStatus.Started or RedeliveryStatus.StillPending or RedeliveryStatus.Erased))
        {
            run.Wrong($"the redelivery of lead {act.Lead} was answered {status}");
        }
    }

    private async Task EraseAsync(SimulatedHost host, ActSpec act, string lead)
    {
        run.Erased[lead] = act.Lead;
        if (!await host.Erasure.EraseAsync(lead, Operator, CancellationToken.None))
        {
            run.Wrong($"lead {act.Lead} could not be erased");
        }

        run.Forgotten.Add(lead);
    }

    private void Review()
    {
        _isDone = false;
        var unfinished = run.Workflows.Unfinished;
        if (run.Host is { } host)
        {
            run.Clock.In(host.Process, () => _ = ReviewAllAsync(host));
        }

        run.Clock.At(run.Clock.GetUtcNow() + Next(), null, () =>
        {
            if (!_isDone || unfinished > 0 || run.Workflows.Unfinished > 0 || _looks <= MostEarlyLooks)
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
            if (refusal == RedeliveryStatus.Erased && status == ReviewStatus.Refused)
            {
                // There is nothing to send on.
                (status, refusal) = await host.Review.DecideAsync(new(lead, false, null, null, Operator), CancellationToken.None);
            }

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
