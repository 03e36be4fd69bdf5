namespace LeadDelivery.Embedded.Engine;

/// <summary>Bounds and policies of the workflow engine.</summary>
public sealed record EngineOptions
{
    /// <summary>
    /// Orchestrations kept live in memory between inputs; the others are rebuilt by replay. Default 10,000: four seconds of full load.
    /// 0 rebuilds at every input.
    /// </summary>
    public int MaxLive { get; init; } = 10_000;

    /// <summary>
    /// Bytes of their histories, and <see cref="LiveInstance"/> more for each, that orchestrations kept live may have together; those
    /// that waited longest leave first. Default 64 MB: more than 10,000 of the usual length, fewer where histories are long.
    /// </summary>
    public long MaxLiveBytes { get; init; } = 64 << 20;

    /// <summary>
    /// What a live orchestration is taken to hold besides its history: state machines, open tasks, the row. 5 KB: a lead in a window, whose
    /// plan is among the deeper ones, was measured at 4,977 bytes.
    /// </summary>
    public const int LiveInstance = 5 << 10;

    /// <summary>
    /// An orchestration that waits for nothing but timers at least so far off leaves memory at once: keeping it would push out those
    /// that are needed soon. Default 1 min: a replay costs less than a commit, so an hour's backoff need not be held live.
    /// </summary>
    public TimeSpan LongSleep { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Activities that run at once over all lanes. Default 512: they wait for the network, not for the processor.</summary>
    public int MaxRunning { get; init; } = 512;

    /// <summary>
    /// Activities scheduled and not started at which a start is refused as busy. Default 150,000: an hour of one buyer's outage at
    /// 40 leads a second is still taken in. With 100,000 waiting the host was measured at 526 MB.
    /// </summary>
    public int MaxQueued { get; init; } = 150_000;

    /// <summary>Starts that wait for the pump at which a start is refused as busy. Default 8,192, as the journal's queue.</summary>
    public int MaxMailbox { get; init; } = 8192;

    /// <summary>Inputs of one instance that go into one commit. Default 64: bounds how long one instance holds the pump.</summary>
    public int MaxInputsPerCommit { get; init; } = 64;

    /// <summary>Events of a history at which a warning is logged. Default 1,000: replay still takes a millisecond.</summary>
    public int WarnEvents { get; init; } = 1000;

    /// <summary>Events of a history at which the instance is quarantined. Default 10,000: it should use ContinueAsNew.</summary>
    public int MaxEvents { get; init; } = 10_000;

    /// <summary>Bytes of a history at which the instance is quarantined. Default 5 MB: histories hold ids, not documents.</summary>
    public int MaxHistoryBytes { get; init; } = 5 << 20;

    /// <summary>Tasks one episode may begin. Default 1,000.</summary>
    public int MaxDecisions { get; init; } = 1000;

    /// <summary>
    /// Times an activity is run again because a condition of its record writes did not hold. Default 64: on a row that all
    /// instances write, each round lets at least one through.
    /// </summary>
    public int MaxConflicts { get; init; } = 64;

    /// <summary>Kills in a row after which activities that were unfinished start on probation. Default 2: one kill is an operator's right.</summary>
    public int ProbationAfterKills { get; init; } = 2;

    /// <summary>Activities on probation that run at once at first. Default 4: few neighbours of a killer die with it.</summary>
    public int ProbationConcurrency { get; init; } = 4;

    /// <summary>
    /// Activities on probation that run at once in the end; each that comes back alive allows one more. Default 64: a backlog of
    /// healthy ones is not held up, and the neighbours of a late killer are still few enough to be tried alone.
    /// </summary>
    public int MaxProbationConcurrency { get; init; } = 64;

    /// <summary>
    /// Starts on probation without a result after which an activity fails as poison. Default 3: once among others and twice alone,
    /// with the kills before five. One fewer would give up innocents that happened to run when an operator killed the process.
    /// </summary>
    public int ProbationAttempts { get; init; } = 3;

    /// <summary>How long the ids of applied events are kept once ContinueAsNew has cleared the history. Default 7 days.</summary>
    public TimeSpan EventDedupeWindow { get; init; } = TimeSpan.FromDays(7);

    /// <summary>After every episode, replays from scratch and compares. Default off: it costs a replay an episode; on in tests.</summary>
    public bool ShadowReplay { get; init; }

    /// <summary>Time in one episode after which the watchdog logs it. Default 100 ms: an episode takes microseconds.</summary>
    public TimeSpan SlowEpisode { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Time in one episode after which the process is given up. Default 10 s: nothing else moves meanwhile.</summary>
    public TimeSpan StuckEpisode { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a graceful stop lets running activities finish. Default 25 s: a container has 30 before it is killed.</summary>
    public TimeSpan StopDeadline { get; init; } = TimeSpan.FromSeconds(25);

    /// <summary>
    /// Called once when the engine cannot go on and the process should end: a second writer, a stuck episode, a failed
    /// journal. Default: ends the process at once, so that nothing more goes out.
    /// </summary>
    public Action<string> FailStop { get; init; } = Environment.FailFast;
}

/// <summary>Counters of the engine at one moment.</summary>
/// <param name="Live">Orchestrations in memory.</param>
/// <param name="Queued">Activities that wait for their lane.</param>
/// <param name="Running">Activities that run.</param>
/// <param name="Mailbox">Messages that wait for the pump.</param>
/// <param name="JournalDepth">Entries that wait for a commit.</param>
/// <param name="Unfinished">Instances that have not ended.</param>
/// <param name="LateResults">Results dropped because another was first, or the instance had ended.</param>
/// <param name="Recovering">True while instances of the last run are still being loaded.</param>
public sealed record EngineStatistics(
    int Live, int Queued, int Running, int Mailbox, int JournalDepth, long Unfinished, long LateResults, bool Recovering);
