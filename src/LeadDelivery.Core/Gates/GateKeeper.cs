using System.Collections.Immutable;
using LeadDelivery.Core.Workflow;

namespace LeadDelivery.Core.Gates;

/// <summary>What has to be done for a gate's records from time to time.</summary>
public interface IUpkeep
{
    /// <summary>Gives back what belongs to instances that have ended, or are gone; returns how many.</summary>
    Task<int> SweepAsync(IWorkflowClient workflows, CancellationToken cancellation);

    /// <summary>Makes many rows few.</summary>
    Task FoldAsync(CancellationToken cancellation);
}

/// <summary>How the records of gates are kept.</summary>
public sealed record GateKeeperOptions
{
    /// <summary>Between two rounds of folding. 1 min: some ten thousand rows at a time at most.</summary>
    public TimeSpan FoldEvery { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Between two looks for reservations whose deliveries are no more. 1 h: only a terminated or broken one leaves any.</summary>
    public TimeSpan SweepEvery { get; init; } = TimeSpan.FromHours(1);
}

/// <summary>Keeps the records of gates small and true: at start, and then from time to time.</summary>
public sealed class GateKeeper(ImmutableArray<IUpkeep> kept, IWorkflowClient workflows, TimeProvider time, GateKeeperOptions options)
{
    private DateTimeOffset _sweep = DateTimeOffset.MinValue;

    /// <summary>A round failed; the next comes all the same.</summary>
    public event Action<Exception>? Failed;

    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        try
        {
            while (true)
            {
                if (time.GetUtcNow() - _sweep >= options.SweepEvery)
                {
                    _sweep = time.GetUtcNow();
                    await SweepAsync(cancellation);
                }

                // The pause comes before the first folding: after a start, what was interrupted gets its time to be taken back.
                await Task.Delay(options.FoldEvery, time, cancellation);
                await FoldAsync(cancellation);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    /// <summary>One round of folding, for a host that has its own clock for it.</summary>
    public Task FoldAsync(CancellationToken cancellation) => EachAsync(each => each.FoldAsync(cancellation), cancellation);

    /// <summary>One look for reservations whose deliveries are no more.</summary>
    public Task SweepAsync(CancellationToken cancellation) => EachAsync(each => each.SweepAsync(workflows, cancellation), cancellation);

    private async Task EachAsync(Func<IUpkeep, Task> round, CancellationToken cancellation)
    {
        foreach (var each in kept)
        {
            try
            {
                await round(each);
            }
            catch (Exception error) when (!cancellation.IsCancellationRequested)
            {
                Failed?.Invoke(error);
            }
        }
    }
}
