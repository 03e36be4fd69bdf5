using System.Diagnostics.CodeAnalysis;
using LeadDelivery.Core.Batches.Clock;
using LeadDelivery.Core.Batches.Queue;

namespace LeadDelivery.Embedded.Hosting;

/// <summary>How often batches are looked at.</summary>
public sealed record BatchLoopOptions
{
    /// <summary>The longest time between two looks: cron is told in minutes, ages in seconds.</summary>
    public TimeSpan Every { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The shortest time between two looks: rows that come together are counted together.</summary>
    public TimeSpan Rest { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Between two looks for files that are late.</summary>
    public TimeSpan TellEvery { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Between two looks for files that were kept long enough.</summary>
    public TimeSpan SweepEvery { get; init; } = TimeSpan.FromHours(1);
}

/// <summary>The clock of batches: a look each second, and soon after a row has come.</summary>
[SuppressMessage("Reliability", "CA1001", Justification = "A SemaphoreSlim whose wait handle is never asked for holds nothing to dispose of.")]
internal sealed partial class BatchLoop(
    BatchClock clock, BatchRetention retention, BatchQueue queue, TimeProvider time, BatchLoopOptions options, ILogger log)
{
    private readonly SemaphoreSlim _added = new(0, 1);

    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        queue.Added += Added;
        clock.Failed += LogFailed;
        try
        {
            var (told, swept) = (DateTimeOffset.MinValue, DateTimeOffset.MinValue);
            while (true)
            {
                await clock.LookAsync(cancellation);
                var now = time.GetUtcNow();
                if ((now - told).Duration() >= options.TellEvery)
                {
                    told = now;
                    await TryAsync(clock.TellLateAsync(cancellation));
                }

                if ((now - swept).Duration() >= options.SweepEvery)
                {
                    swept = now;
                    await TryAsync(retention.SweepAsync(cancellation));
                }

                await Task.Delay(options.Rest, time, cancellation);
                await _added.WaitAsync(options.Every, cancellation);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The host stops.
        }
        finally
        {
            queue.Added -= Added;
            clock.Failed -= LogFailed;
        }

        async Task TryAsync(Task round)
        {
            try
            {
                await round;
            }
            catch (Exception error) when (!cancellation.IsCancellationRequested)
            {
                LogRoundFailed(error.GetType().Name, error.StackTrace);
            }
        }
    }

    private void Added(string batch)
    {
        try
        {
            _added.Release();
        }
        catch (SemaphoreFullException)
        {
            // It will look anyway.
        }
    }

    private void LogFailed(string batch, Exception error) => LogLookFailed(batch, error.GetType().Name, error.StackTrace);

    [LoggerMessage(1301, LogLevel.Error, "Batch {Batch} could not be looked at: {ExceptionType}\n{Stack}")]
    private partial void LogLookFailed(string batch, string exceptionType, string? stack);

    [LoggerMessage(1302, LogLevel.Error, "A round over batches failed: {ExceptionType}\n{Stack}")]
    private partial void LogRoundFailed(string exceptionType, string? stack);
}
