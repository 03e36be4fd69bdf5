using LeadDelivery.Core.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LeadDelivery.Functions.Hosting;

/// <summary>
/// One worker: composed when the worker starts, tried again every few seconds where storage, the vault or the configuration are not there
/// yet, and kept on the newest configuration from then on.
/// </summary>
public sealed partial class AzureHost(Func<CancellationToken, Task<Composition>> compose, TimeProvider time, ILogger<AzureHost> log)
    : BackgroundService
{
    /// <summary>Between two looks at the configuration, and two tries to start. 5 s: a change is in force everywhere before anybody waits for it.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly TaskCompletionSource<RunningSystem> _running = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The worker's parts, once it has started.</summary>
    public Task<RunningSystem> Running => _running.Task;

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (Running.IsCompletedSuccessfully)
        {
            await Running.Result.Store();
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            var composition = await ComposeAsync(stoppingToken);
            _running.TrySetResult(composition.System);
            while (true)
            {
                await Task.Delay(Interval, time, stoppingToken);
                await LookAsync(composition, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            _running.TrySetCanceled(stoppingToken);
        }
    }

    private async Task<Composition> ComposeAsync(CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                return await compose(cancellation);
            }
            catch (ConfigurationRefusedException refused)
            {
                refused.Mistakes.ForEach(LogMistake);
            }
            catch (Exception error) when (!cancellation.IsCancellationRequested)
            {
                LogNotStarted(error.GetType().Name, error.Message);
            }

            await Task.Delay(Interval, time, cancellation);
        }
    }

    // What was good stays in force.
    private async Task LookAsync(Composition composition, CancellationToken cancellation)
    {
        try
        {
            if (await composition.RefreshAsync(cancellation) is { } result)
            {
                if (result.Catalog is { } catalog)
                {
                    LogAdopted(catalog.Version);
                }
                else
                {
                    result.Mistakes.ToList().ForEach(mistake => LogMistake(mistake.ToString()));
                }
            }
        }
        catch (Exception error) when (!cancellation.IsCancellationRequested)
        {
            LogNotRead(error.GetType().Name, error.Message);
        }
    }

    [LoggerMessage(2201, LogLevel.Error, "Not started, tried again in 5 s: {ExceptionType}: {Reason}")]
    private partial void LogNotStarted(string exceptionType, string reason);

    [LoggerMessage(2202, LogLevel.Error, "Configuration not adopted: {Mistake}")]
    private partial void LogMistake(string mistake);

    [LoggerMessage(2203, LogLevel.Information, "Configuration {Version} is in force")]
    private partial void LogAdopted(string version);

    [LoggerMessage(2204, LogLevel.Warning, "The configuration could not be read, the last good one stays: {ExceptionType}: {Reason}")]
    private partial void LogNotRead(string exceptionType, string reason);
}

/// <summary>The configuration that a worker was to start with has mistakes.</summary>
public sealed class ConfigurationRefusedException(IEnumerable<Mistake> mistakes) : Exception("the configuration has mistakes")
{
    /// <summary>Each with its place.</summary>
    public List<string> Mistakes { get; } = [.. mistakes.Select(mistake => mistake.ToString())];
}
