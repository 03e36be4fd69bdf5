using LeadDelivery.Functions.Hosting;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace LeadDelivery.Functions.Functions;

/// <summary>What is done from time to time. The trigger runs each once over all workers; a round that fails is made up for by the next.</summary>
public sealed partial class TimerFunctions(AzureHost host, BoundClient clients, TimeProvider time, ILogger<TimerFunctions> log)
{
    /// <summary>Age at which an ended instance's history goes: a fault is looked into within a week; the lead's own trail stays.</summary>
    private static readonly TimeSpan HistoryAge = TimeSpan.FromDays(7);

    /// <summary>Starts what was stored and never started.</summary>
    [Function("FinishStarts")]
    public async Task FinishStartsAsync([TimerTrigger("0 * * * * *")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellation)
    {
        clients.Bind(client);
        var system = await host.Running.WaitAsync(cancellation);
        if (await system.Workflows.FinishStartsAsync(cancellation) is var finished and > 0)
        {
            LogFinished(finished);
        }
    }

    /// <summary>Ends leads whose workflow has failed.</summary>
    [Function("EndBrokenLeads")]
    public async Task EndBrokenLeadsAsync([TimerTrigger("30 * * * * *")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellation)
    {
        clients.Bind(client);
        var system = await host.Running.WaitAsync(cancellation);
        if (await system.Broken.EndAsync(cancellation) is var ended and > 0)
        {
            LogEnded(ended);
        }
    }

    /// <summary>Folds counts of caps and balances.</summary>
    [Function("FoldLimits")]
    public async Task FoldLimitsAsync([TimerTrigger("20 * * * * *")] TimerInfo timer, CancellationToken cancellation) =>
        await (await host.Running.WaitAsync(cancellation)).Keeper.FoldAsync(cancellation);

    /// <summary>Gives back reservations whose deliveries are no more.</summary>
    [Function("SweepLimits")]
    public async Task SweepLimitsAsync([TimerTrigger("40 7 * * * *")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellation)
    {
        clients.Bind(client);
        await (await host.Running.WaitAsync(cancellation)).Keeper.SweepAsync(cancellation);
    }

    /// <summary>Turns expired pings into counts.</summary>
    [Function("FoldPings")]
    public async Task FoldPingsAsync([TimerTrigger("30 17 * * * *")] TimerInfo timer, CancellationToken cancellation) =>
        await (await host.Running.WaitAsync(cancellation)).Pings.FoldAsync(cancellation);

    /// <summary>Removes the histories of instances that ended a week ago.</summary>
    [Function("PurgeHistories")]
    public async Task PurgeHistoriesAsync([TimerTrigger("50 27 * * * *")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellation)
    {
        clients.Bind(client);
        var system = await host.Running.WaitAsync(cancellation);
        LogPurged(await system.Workflows.PurgeAsync(time.GetUtcNow() - HistoryAge, cancellation));
    }

    /// <summary>Removes large values that no record names any more.</summary>
    [Function("SweepValues")]
    public async Task SweepValuesAsync([TimerTrigger("10 37 3 * * *")] TimerInfo timer, CancellationToken cancellation) =>
        LogSwept(await (await host.Running.WaitAsync(cancellation)).SweepValues(cancellation));

    [LoggerMessage(2103, LogLevel.Information, "{Count} values were removed that no record names")]
    private partial void LogSwept(int count);

    [LoggerMessage(2101, LogLevel.Warning, "{Count} starts that were stored and not finished are finished now")]
    private partial void LogFinished(int count);

    [LoggerMessage(2104, LogLevel.Error, "{Count} leads ended in error because their workflow had failed")]
    private partial void LogEnded(int count);

    [LoggerMessage(2102, LogLevel.Information, "{Count} histories were removed")]
    private partial void LogPurged(int count);
}
