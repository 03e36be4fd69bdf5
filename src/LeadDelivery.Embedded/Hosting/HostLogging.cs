using LeadDelivery.Core.Configuration;
using LeadDelivery.Embedded.Engine;
using Microsoft.Extensions.Logging.Console;

namespace LeadDelivery.Embedded.Hosting;

/// <summary>The host's log: one line an event on standard error, warnings and the host's own news.</summary>
internal static partial class HostLogging
{
    /// <summary>Makes the log.</summary>
    public static ILoggerFactory Create() => LoggerFactory.Create(logging =>
    {
        logging.SetMinimumLevel(LogLevel.Warning);
        logging.AddFilter(typeof(HostLogging).Namespace, LogLevel.Information);

        // That leads of the last run are taken up again, and when all are: an operator waits for it after a crash.
        logging.AddFilter(typeof(WorkflowEngine).FullName, LogLevel.Information);
        logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ";
            console.ColorBehavior = LoggerColorBehavior.Disabled;
        });
        logging.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
    });

    /// <summary>A changed folder was taken or refused.</summary>
    public static void ConfigurationChanged(ILogger log, CatalogChange change)
    {
        if (change.Mistakes.IsEmpty)
        {
            ConfigurationTaken(log, change.From, change.To);
            foreach (var warning in change.Warnings)
            {
                ConfigurationWarning(log, warning.ToString());
            }

            return;
        }

        ConfigurationRefused(log, change.Mistakes.Length, change.From);
        foreach (var mistake in change.Mistakes)
        {
            ConfigurationMistake(log, mistake.ToString());
        }
    }

    [LoggerMessage(2001, LogLevel.Information, "Configuration {To} is in force, after {From}")]
    private static partial void ConfigurationTaken(ILogger log, string from, string to);

    [LoggerMessage(2002, LogLevel.Error, "The changed configuration has {Count} mistakes; {From} stays in force")]
    private static partial void ConfigurationRefused(ILogger log, int count, string from);

    [LoggerMessage(2003, LogLevel.Error, "{Mistake}")]
    private static partial void ConfigurationMistake(ILogger log, string mistake);

    [LoggerMessage(2007, LogLevel.Warning, "{Warning}")]
    private static partial void ConfigurationWarning(ILogger log, string warning);

    [LoggerMessage(2004, LogLevel.Error, "The configuration's folder could not be looked at")]
    public static partial void WatchFailed(ILogger log, Exception error);

    [LoggerMessage(2005, LogLevel.Debug, "{Count} old histories removed")]
    public static partial void Purged(ILogger log, int count);

    [LoggerMessage(2006, LogLevel.Error, "Old histories could not be removed")]
    public static partial void PurgeFailed(ILogger log, Exception error);

    [LoggerMessage(2008, LogLevel.Warning, "Alert {Kind}, recipient {Recipient}, lead {Lead}: {Alert}")]
    public static partial void AlertRaised(ILogger log, string kind, string? recipient, string? lead, string alert);

    [LoggerMessage(2009, LogLevel.Error, "What is known of a recipient could not be written down")]
    public static partial void StandingFailed(ILogger log, Exception error);

    [LoggerMessage(2010, LogLevel.Debug, "Counted and removed {Count} expired pings of sources")]
    public static partial void PingsFolded(ILogger log, int count);

    [LoggerMessage(2011, LogLevel.Error, "Expired pings of sources could not be counted")]
    public static partial void PingFoldFailed(ILogger log, Exception error);

    [LoggerMessage(2020, LogLevel.Error, "The counts of caps, balances and sightings could not be tidied; it is tried again")]
    public static partial void UpkeepFailed(ILogger log, Exception error);
}
