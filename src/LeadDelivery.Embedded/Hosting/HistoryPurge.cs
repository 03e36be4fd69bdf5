using LeadDelivery.Core.Workflow;

namespace LeadDelivery.Embedded.Hosting;

/// <summary>How long the workflow engine's histories are kept.</summary>
internal sealed record HistoryPurgeOptions
{
    /// <summary>Age at which an ended instance's history goes. Default 7 days: a fault is looked into within a week; the lead's own
    /// trail is kept apart and stays.</summary>
    public TimeSpan Age { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Time between two runs. Default 1 h: little to do at a time.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromHours(1);
}

/// <summary>Removes old histories from time to time.</summary>
internal sealed class HistoryPurge(IWorkflowClient workflows, TimeProvider time, HistoryPurgeOptions options, ILogger log)
{
    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                await Task.Delay(options.Interval, time, cancellation);
                var removed = await workflows.PurgeAsync(time.GetUtcNow() - options.Age, cancellation);
                HostLogging.Purged(log, removed);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                HostLogging.PurgeFailed(log, e);
            }
        }
    }
}
