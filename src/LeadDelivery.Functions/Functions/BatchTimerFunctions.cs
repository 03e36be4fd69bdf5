using LeadDelivery.Functions.Hosting;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace LeadDelivery.Functions.Functions;

/// <summary>The clock of batches. The trigger runs each once over all workers; a round that fails is made up for by the next.</summary>
public sealed partial class BatchTimerFunctions(AzureHost host, BoundClient clients, TimeProvider time, ILogger<BatchTimerFunctions> log)
{
    /// <summary>Opens files that are due, and once a minute tells of those that are late. Every 30 s: cron is told in minutes.</summary>
    [Function("LookAtBatches")]
    public async Task LookAtBatchesAsync(
        [TimerTrigger("5,35 * * * * *")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellation)
    {
        clients.Bind(client);
        var clock = (await host.Running.WaitAsync(cancellation)).BatchClock;
        await clock.LookAsync(cancellation);
        if (time.GetUtcNow().Second >= 30)
        {
            await clock.TellLateAsync(cancellation);
        }
    }

    /// <summary>Removes files that were kept long enough.</summary>
    [Function("SweepBatches")]
    public async Task SweepBatchesAsync([TimerTrigger("15 47 * * * *")] TimerInfo timer, CancellationToken cancellation)
    {
        if (await (await host.Running.WaitAsync(cancellation)).BatchRetention.SweepAsync(cancellation) is var removed and > 0)
        {
            LogRemoved(removed);
        }
    }

    [LoggerMessage(2104, LogLevel.Information, "{Count} batch files were kept long enough and are removed")]
    private partial void LogRemoved(int count);
}
