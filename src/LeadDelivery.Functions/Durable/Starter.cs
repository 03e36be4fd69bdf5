using LeadDelivery.Core.Ports;
using LeadDelivery.Core.Workflow;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace LeadDelivery.Functions.Durable;

/// <summary>
/// Starts instances together with the records that belong to them, although tables and the task hub share no transaction: the intent is
/// stored first, then the records, then the instance is scheduled, then the intent is removed. Every step may be done again.
/// </summary>
internal sealed class Starter(Func<DurableTaskClient> clients, IRecordStore records, TimeProvider time)
{
    /// <summary>Age from which a stored intent is taken up by <see cref="FinishAsync"/>: a start takes well below a second.</summary>
    public static readonly TimeSpan Abandoned = TimeSpan.FromMinutes(1);

    // An id is a lead's, and a lead is delivered once: whatever became of the first, there is no second.
    private static readonly string[] Once =
    [
        .. new[]
        {
            OrchestrationRuntimeStatus.Running, OrchestrationRuntimeStatus.Pending, OrchestrationRuntimeStatus.Suspended,
            OrchestrationRuntimeStatus.Completed, OrchestrationRuntimeStatus.Failed, OrchestrationRuntimeStatus.Terminated,
        }.Select(status => status.ToString()),
    ];

    /// <summary>Starts an instance.</summary>
    public async ValueTask<StartResult> StartAsync(StartRequest request, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var intent = StartIntent.Of(request, time.GetUtcNow());
        if (!await intent.StoreAsync(records, CancellationToken.None))
        {
            return new(StartOutcome.AlreadyExists);
        }

        // From here on it is on stable storage, so nobody's patience ends it half done.
        return await CarryOutAsync(intent, CancellationToken.None);
    }

    /// <summary>Finishes what was stored and not finished; returns how many.</summary>
    public async Task<int> FinishAsync(CancellationToken cancellation)
    {
        var before = (time.GetUtcNow() - Abandoned).ToUnixTimeMilliseconds();
        var finished = 0;
        foreach (var partition in StartIntent.Partitions)
        {
            await foreach (var row in records.QueryAsync(new(partition), cancellation))
            {
                if (StartIntent.Read(row) is var intent && intent.At < before)
                {
                    await CarryOutAsync(intent, cancellation);
                    finished++;
                }
            }
        }

        return finished;
    }

    private async ValueTask<StartResult> CarryOutAsync(StartIntent intent, CancellationToken cancellation)
    {
        var conflict = await new IntendedWrites(records, intent).ApplyAsync(cancellation);
        var isNew = conflict < 0 && await ScheduleAsync(intent, cancellation);
        await intent.RemoveAsync(records, cancellation);
        return conflict >= 0 ? new(StartOutcome.RecordConflict, conflict) : new(isNew ? StartOutcome.Started : StartOutcome.AlreadyExists);
    }

    // False where it is there already.
    private async Task<bool> ScheduleAsync(StartIntent intent, CancellationToken cancellation)
    {
        var options = new StartOrchestrationOptions(intent.Instance) { Version = intent.Version, DedupeStatuses = Once };
        try
        {
            await clients().ScheduleNewOrchestrationInstanceAsync(intent.Orchestration, Wire.Element(intent.Input), options, cancellation);
            return true;
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            // Refused because it is there: somebody has finished this start already.
            if (await clients().GetInstanceAsync(intent.Instance, false, cancellation) is null)
            {
                throw;
            }

            return false;
        }
    }
}
