using LeadDelivery.Core.Pings;

namespace LeadDelivery.Embedded.Hosting;

/// <summary>Turns expired pings of sources into counts: once at start, then every hour.</summary>
internal sealed class PingFold(PingCounts counts, TimeProvider time, ILogger log)
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                HostLogging.PingsFolded(log, await counts.FoldAsync(cancellation));
                await Task.Delay(Interval, time, cancellation);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                HostLogging.PingFoldFailed(log, e);
                await Task.Delay(Interval, time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}
