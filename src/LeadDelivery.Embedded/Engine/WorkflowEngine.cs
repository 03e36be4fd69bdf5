using LeadDelivery.Core.Ports;
using LeadDelivery.Core.Workflow;
using LeadDelivery.Core.Workflow.Writes;
using LeadDelivery.Embedded.Storage;

namespace LeadDelivery.Embedded.Engine;

/// <summary>
/// The embedded durable workflow engine: orchestrations kept live in memory, every step of them committed before it has
/// effects, rebuilt by replay after a restart. One engine per database. Thread-safe.
/// </summary>
public sealed class WorkflowEngine : IWorkflowClient, IAsyncDisposable
{
    private readonly EngineOptions _options;
    private readonly WorkflowRegistry _registry;
    private readonly Database _database;
    private readonly EngineReader _reader;
    private readonly Mailbox _mailbox = new();
    private readonly Scheduler _scheduler;
    private readonly Recovery _recovery;
    private readonly Pump _pump;
    private readonly Watchdog _watchdog;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopActivities = new();
    private readonly SoonWrites _soon;
    private volatile bool _stopping;
    private volatile bool _ended;
    private int _failed;

    /// <summary>Reads where the last process stopped; nothing runs before <see cref="Start"/>.</summary>
    /// <param name="database">Opened with <see cref="Schema"/> among its scripts; outlives the engine.</param>
    /// <param name="records">Records of the same database.</param>
    /// <param name="registry">Complete.</param>
    /// <param name="limits">Concurrency of the lanes.</param>
    public WorkflowEngine(
        Database database, IRecordStore records, WorkflowRegistry registry, ILaneLimits limits, TimeProvider time, EngineOptions options,
        ILogger<WorkflowEngine> logger)
    {
        _options = options;
        _registry = registry;
        _database = database;
        _time = time;
        _logger = logger;
        _reader = new(database);
        _recovery = new(_reader, database, options, logger);
        _watchdog = new(options, logger, Stuck);
        _soon = new SoonWrites(database.Journal, time);
        var activities = new ActivityRunner(records, _soon, logger, _stopActivities.Token);
        _scheduler = new(options, database, _reader, activities, registry, limits, _mailbox, _watchdog, _recovery, time, logger);
        _pump = new(_mailbox, _scheduler, time, FailStop);
        database.Journal.Faulted += JournalFaulted;
    }

    /// <summary>The engine's tables, to be passed to <see cref="Database.Open"/>.</summary>
    public static IReadOnlyList<SchemaScript> Schema { get; } = SchemaScript.Embedded("engine", "Engine/Migrations");

    /// <summary>Counters of this moment.</summary>
    public EngineStatistics Statistics => new(
        _scheduler.Live, _scheduler.Queued, _scheduler.Lanes.Running, _mailbox.Count, _database.Journal.Waiting, _scheduler.Unfinished,
        _scheduler.LateResults, !_recovery.Done);

    /// <summary>Begins to run: takes starts at once, and loads what the last process left unfinished beside them.</summary>
    public void Start() => _pump.Start();

    /// <inheritdoc />
    /// <exception cref="ArgumentException">The orchestration is not registered, or two records contradict each other.</exception>
    public async ValueTask<StartResult> StartAsync(StartRequest request, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var code = _registry.FindOrchestration(request.Orchestration, request.Version)
            ?? throw new ArgumentException($"{request.Orchestration} {request.Version} is not registered.", nameof(request));
        var records = new PendingRecords();
        foreach (var operation in request.Records)
            records.Add(operation, request);
        if (records.Conflict || records.Operations.Count != request.Records.Count)
            throw new ArgumentException("The records of a start must be of distinct rows.", nameof(request));
        if (Refusal() is { } refusal)
            return new(refusal);
        var input = new StartInput(request, code, records, _time.GetUtcNow().UtcTicks);
        _mailbox.Post(input);
        // Admitted: from here on it is decided by the commit, also for a caller who no longer listens.
        return await input.Answer;
    }

    /// <inheritdoc />
    public async ValueTask<bool> RaiseEventAsync(
        string instanceId, string eventId, string name, ReadOnlyMemory<byte> payload, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return await Post(new EventInput(instanceId, eventId, name, payload.ToArray()));
    }

    /// <inheritdoc />
    public ValueTask<InstanceState?> GetAsync(string instanceId, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return new(_reader.Find(instanceId));
    }

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<InstanceState>> ListAsync(InstanceStatus? status, string? before, int limit, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var last = before is null ? long.MaxValue : _reader.FindId(before) ?? 0;
        return new(_reader.List(status, last, limit));
    }

    /// <inheritdoc />
    public async ValueTask<bool> TerminateAsync(string instanceId, string reason, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return await Post(new CommandInput(instanceId, Command.Terminate, reason));
    }

    /// <inheritdoc />
    public async ValueTask<bool> SuspendAsync(string instanceId, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return await Post(new CommandInput(instanceId, Command.Suspend, null));
    }

    /// <inheritdoc />
    public async ValueTask<bool> ResumeAsync(string instanceId, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return await Post(new CommandInput(instanceId, Command.Resume, null));
    }

    /// <inheritdoc />
    public ValueTask<int> PurgeAsync(DateTimeOffset before, CancellationToken cancellation) =>
        Purge.RunAsync(_reader, _database.Journal, before, cancellation);

    /// <summary>
    /// Takes no more starts, begins no more activities, lets those that run finish until the deadline, and commits what they
    /// bring. What is left is done by the next process.
    /// </summary>
    public async Task StopAsync(CancellationToken cancellation)
    {
        if (_ended)
            return;
        _stopping = true;
        var drained = _pump.DrainAsync();
        try
        {
            await drained.WaitAsync(_options.StopDeadline, _time, cancellation);
        }
        catch (Exception error) when (error is TimeoutException or OperationCanceledException)
        {
            await CutOffAsync(drained);
        }
        await DisposeAsync();
    }

    /// <summary>Ends at once, as a kill would: what is not committed is done again by the next engine.</summary>
    public ValueTask DisposeAsync()
    {
        if (_ended)
            return default;
        _ended = _stopping = true;
        _database.Journal.Faulted -= JournalFaulted;
        _pump.Dispose();
        _watchdog.Dispose();
        _soon.Dispose();
        _stopActivities.Cancel();
        return default;
    }

    private async Task CutOffAsync(Task drained)
    {
        var grace = TimeSpan.FromSeconds(1);
        await _stopActivities.CancelAsync();
        if (await EndsWithinAsync(drained, grace))
            return;
        // They do not listen: their next run is told that it may be a repetition.
        var marks = new MarkRunning(_database.Journal);
        _mailbox.Post(marks);
        await EndsWithinAsync(marks.Done, grace);
    }

    private static async Task<bool> EndsWithinAsync(Task task, TimeSpan time) => await Task.WhenAny(task, Task.Delay(time)) == task;

    private StartOutcome? Refusal()
    {
        if (_stopping)
            return StartOutcome.Stopping;
        return _database.Journal.Pressure switch
        {
            JournalPressure.Behind => StartOutcome.Busy,
            JournalPressure.NoSpace => StartOutcome.NoSpace,
            JournalPressure.Stopping => StartOutcome.Stopping,
            _ => _scheduler.Queued >= _options.MaxQueued || _mailbox.Count >= _options.MaxMailbox ? StartOutcome.Busy : null,
        };
    }

    private Task<bool> Post(ClientInput input)
    {
        ObjectDisposedException.ThrowIf(_ended, this);
        _mailbox.Post(input);
        return input.Answer;
    }

    private void JournalFaulted(Exception error) => FailStop("the journal failed", error);

    private void FailStop(string reason, Exception? error)
    {
        if (Interlocked.Exchange(ref _failed, 1) != 0)
            return;
        _stopping = true;
        EngineLog.FailStop(_logger, reason, error);
        _options.FailStop(reason);
    }

    /// <summary>An orchestration computes without end. It is quarantined past the pump, which it holds, and the process ended.</summary>
    private void Stuck(Instance instance)
    {
        var reason = $"an episode of {instance.Row?.Key} does not end";
        var mark = new QuarantineStuck(instance.Id, _time.GetUtcNow().UtcTicks);
        _database.Journal.Enqueue(mark);
        mark.Done.Wait(TimeSpan.FromSeconds(1));
        FailStop(reason, null);
    }

    /// <summary>Notes all running activities as possibly done.</summary>
    private sealed class MarkRunning(Journal journal) : PumpMessage
    {
        private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Done => _done.Task;

        public override void Handle(Scheduler scheduler)
        {
            var entries = scheduler.Lanes.RunningItems.Select(item => new StartedEntry(item, item.Attempts, null)).ToList();
            foreach (var entry in entries)
                journal.Enqueue(entry);
            _ = Task.WhenAll(entries.Select(entry => entry.Done)).ContinueWith(_ => _done.TrySetResult(), TaskScheduler.Default);
        }
    }
}
