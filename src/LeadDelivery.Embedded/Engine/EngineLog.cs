
namespace LeadDelivery.Embedded.Engine;

/// <summary>The engine's log messages. Ids and names only; exceptions are for the log alone and never enter a history.</summary>
internal static partial class EngineLog
{
    [LoggerMessage(1101, LogLevel.Warning, "Activity {Activity} of {Instance}, task {Task}, threw.")]
    public static partial void ActivityThrew(ILogger logger, string activity, string instance, int task, Exception error);

    [LoggerMessage(1102, LogLevel.Error, "Instance {Instance} is quarantined: {Reason}")]
    public static partial void Quarantined(ILogger logger, string instance, string reason);

    [LoggerMessage(1103, LogLevel.Warning, "Instance {Instance} waits: {Orchestration} {Version} is not registered in this process.")]
    public static partial void Parked(ILogger logger, string instance, string orchestration, string version);

    [LoggerMessage(1104, LogLevel.Warning, "Instance {Instance} waits: activity {Activity} is not registered in this process.")]
    public static partial void UnknownActivity(ILogger logger, string instance, string activity);

    [LoggerMessage(1105, LogLevel.Warning, "Instance {Instance} ended by an exception.")]
    public static partial void OrchestrationThrew(ILogger logger, string instance, Exception error);

    [LoggerMessage(1106, LogLevel.Debug, "A late result of {Instance}, task {Task}, was dropped.")]
    public static partial void LateResult(ILogger logger, string instance, int task);

    [LoggerMessage(1107, LogLevel.Warning, "The history of {Instance} has {Events} events; it should use ContinueAsNew.")]
    public static partial void LongHistory(ILogger logger, string instance, int events);

    [LoggerMessage(1108, LogLevel.Warning, "An episode of {Instance} has run for {Milliseconds} ms; nothing else moves meanwhile.")]
    public static partial void SlowEpisode(ILogger logger, string instance, long milliseconds);

    [LoggerMessage(1109, LogLevel.Critical, "The engine stops for good: {Reason}")]
    public static partial void FailStop(ILogger logger, string reason, Exception? error);

    [LoggerMessage(1110, LogLevel.Error, "Activity {Activity} of {Instance}, task {Task}, is given up: the process ended {Attempts} times while it ran.")]
    public static partial void Poison(ILogger logger, string activity, string instance, int task, int attempts);

    [LoggerMessage(1111, LogLevel.Warning, "The process was killed {Kills} times in a row: unfinished activities start on probation.")]
    public static partial void Probation(ILogger logger, long kills);

    [LoggerMessage(1112, LogLevel.Information, "Recovery loads instances left unfinished; {Unfinished} have not ended.")]
    public static partial void Recovering(ILogger logger, long unfinished);

    [LoggerMessage(1113, LogLevel.Information, "Recovery is done: {Activities} activities are to run again.")]
    public static partial void Recovered(ILogger logger, int activities);

    [LoggerMessage(1114, LogLevel.Warning, "A commit for {Instance} failed; it is tried again.")]
    public static partial void CommitFailed(ILogger logger, string instance, Exception error);
}
