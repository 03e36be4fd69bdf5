using LeadDelivery.Core.Workflow;
using LeadDelivery.Embedded.Storage;

namespace LeadDelivery.Embedded.Engine;

/// <summary>
/// Brings inputs to instances, one delta at a time for each, and hands the deltas to the journal. Belongs to the pump: none
/// of this runs on two threads.
/// </summary>
internal sealed partial class Scheduler
{
    private readonly Dictionary<long, Instance> _resident = [];
    private readonly Dictionary<TaskKey, WorkItem> _issued = [];
    private readonly Queue<(long At, Instance Instance)> _retries = new();
    private readonly LiveList _live = new();
    private readonly EngineOptions _options;
    private readonly EngineReader _reader;
    private readonly InstanceLoader _loader;
    private readonly Episodes _episodes;
    private readonly ActivityRunner _activities;
    private readonly WorkflowRegistry _registry;
    private readonly Journal _journal;
    private readonly Mailbox _mailbox;
    private readonly TimerQueue _timers;
    private readonly Lanes _lanes;
    private readonly Probation _probation;
    private readonly Recovery _recovery;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private long _lastInstance;
    private long _unfinished;
    private long _lateResults;
    private int _openDeltas;

    public Scheduler(
        EngineOptions options, Database database, EngineReader reader, ActivityRunner activities, WorkflowRegistry registry, ILaneLimits limits,
        Mailbox mailbox, Watchdog watchdog, Recovery recovery, TimeProvider time, ILogger logger)
    {
        _options = options;
        _reader = reader;
        _activities = activities;
        _registry = registry;
        _journal = database.Journal;
        _mailbox = mailbox;
        _recovery = recovery;
        _time = time;
        _logger = logger;
        _loader = new(reader, registry, mailbox, watchdog, logger);
        _episodes = new(registry, _loader, options, watchdog, () => ++_lastInstance, logger);
        _timers = new(reader);
        _lanes = new(limits, options.MaxRunning, () => Now, Run, Leave);
        _probation = new(options, _journal, mailbox, _lanes, logger);
        _lastInstance = recovery.LastInstance;
        _unfinished = recovery.Unfinished;
    }

    public int Live => _live.Count;

    public Lanes Lanes => _lanes;

    public int Queued => _lanes.Queued + _probation.Waiting;

    public long Unfinished => Volatile.Read(ref _unfinished);

    public long LateResults => Volatile.Read(ref _lateResults);

    /// <summary>Nothing is being prepared, committed or run.</summary>
    public bool Idle => _openDeltas == 0 && _lanes.Running == 0;

    private long Now => _time.GetUtcNow().UtcTicks;

    public void Start(StartInput input)
    {
        if (_lanes.Closed)
        {
            input.Settle(StartOutcome.Stopping);
            return;
        }
        var instance = new Instance(++_lastInstance) { Unborn = input };
        _resident.Add(instance.Id, instance);
        instance.Push(input);
        Turn(instance);
    }

    public void DeliverByKey(string key, Input input)
    {
        if (_reader.FindId(key) is { } id)
            Deliver(id, input);
        else
            input.Unwanted();
    }

    public void Deliver(long id, Input input)
    {
        var instance = Resident(id);
        instance.Push(input);
        Turn(instance);
    }

    /// <summary>Lets an instance look into its inbox.</summary>
    public void Wake(long id)
    {
        var instance = Resident(id);
        instance.InboxWaits = true;
        Turn(instance);
    }

    /// <summary>An activity ended: its place is free, its result goes to the instance.</summary>
    public void Finished(ResultInput input)
    {
        Leave(input.Item);
        if (input.Writes is { Conflict: true })
            RunAgain(input.Item, input);
        else
            Deliver(input.Item.Key.Instance, input);
        _lanes.Dispatch();
    }

    /// <summary>An activity stopped with the engine. It may have had effects: its next run is told so.</summary>
    public void Aborted(WorkItem item)
    {
        Leave(item);
        _journal.Enqueue(new StartedEntry(item, item.Attempts, null));
    }

    public void Queue(WorkItem item)
    {
        _lanes.Enqueue(item);
        _lanes.Dispatch();
    }

    /// <summary>Work that is due although no message asks for it. True when more is left to do at once.</summary>
    public bool Tick()
    {
        const int timersAtOnce = 128;
        var now = Now;
        var taken = 0;
        while (taken < timersAtOnce && !_lanes.Closed && _timers.TryTake(now, out var timer))
        {
            Deliver(timer.Instance, new TimerInput(timer));
            taken++;
        }
        while (_retries.TryPeek(out var retry) && retry.At <= now)
        {
            _retries.Dequeue();
            Turn(retry.Instance);
        }
        var recovering = !_lanes.Closed && _recovery.Step(this);
        _probation.Dispatch();
        _lanes.Expire();
        _lanes.Dispatch();
        return taken == timersAtOnce || recovering;
    }

    /// <summary>When <see cref="Tick"/> has something to do, in UTC ticks.</summary>
    public long? NextTick()
    {
        var next = _timers.NextDue;
        if (_retries.TryPeek(out var retry) && (next is null || retry.At < next))
            next = retry.At;
        return _lanes.NextLate is { } late && (next is null || late < next) ? late : next;
    }

    private Instance Resident(long id)
    {
        if (!_resident.TryGetValue(id, out var instance))
            _resident.Add(id, instance = new(id) { InboxWaits = true });
        return instance;
    }

    /// <summary>Does what there is to do for an instance, until a delta of it is on its way or nothing is left.</summary>
    private void Turn(Instance instance)
    {
        if (instance.Delta is not null)
            return;
        _live.Remove(instance);
        while (instance.Delta is null && instance.HasWork)
            Step(instance);
        if (instance.Delta is null)
            Rest(instance);
    }

    private void Rest(Instance instance)
    {
        if (instance.Context is null || _options.MaxLive == 0 || instance.Context.SleepsUntil(Now + _options.LongSleep.Ticks))
        {
            _resident.Remove(instance.Id);
            return;
        }
        _live.Add(instance);
        while (_live.Count > _options.MaxLive || _live.Bytes > _options.MaxLiveBytes)
        {
            var oldest = _live.Oldest!;
            _live.Remove(oldest);
            _resident.Remove(oldest.Id);
        }
    }

    private void Step(Instance instance)
    {
        var readiness = _loader.Load(instance, out var fault);
        if (readiness == Readiness.Gone)
        {
            DropAll(instance);
            return;
        }
        if (readiness == Readiness.Broken)
        {
            Quarantine(instance, fault!);
            return;
        }
        if (readiness == Readiness.Rebuilt)
            IssueOpen(instance);
        var delta = new Delta(instance) { At = Now };
        fault = readiness == Readiness.Resting ? Keep(delta) : Fill(delta);
        if (fault is not null)
            Abandon(delta, fault);
        else if (!delta.IsEmpty)
            Advance(delta);
    }

    /// <summary>Runs the next record activity of the delta, or commits it where there is none.</summary>
    private void Advance(Delta delta)
    {
        Open(delta);
        while (delta.RecordActivities is { } waiting && waiting.TryDequeue(out var call))
        {
            var task = call.Event.Task;
            if (delta.Instance.Conflicts?.GetValueOrDefault(task) < _options.MaxConflicts || delta.Instance.Conflicts is null)
            {
                RunRecords(delta, call);
                return;
            }
            var failure = HistoryEvent.Input(HistoryKind.TaskFailed, task, 0, "RecordConflict", "a record was changed by others again and again", default);
            if (_episodes.Run(delta, failure) is { } fault)
            {
                Abandon(delta, fault);
                return;
            }
        }
        Commit(delta);
    }

    private void RunRecords(Delta delta, Decision call)
    {
        var activity = _registry.FindActivity(call.Event.Name!)!;
        var instanceId = delta.Instance.Row!.Key;
        var task = call.Event.Task;
        var writes = delta.Records?.Fork() ?? new();
        ThreadPool.UnsafeQueueUserWorkItem(async _ =>
        {
            var outcome = await _activities.RunAsync(activity, instanceId, task, call.Event.Data, false, writes, (object)task);
            _mailbox.Post(new RecordsDone(delta, call, outcome));
        }, null);
    }

    private void Commit(Delta delta)
    {
        if (_episodes.Finish(delta) is { } fault)
        {
            Abandon(delta, fault);
            return;
        }
        var entry = new DeltaEntry(delta, settled => _mailbox.Post(new Settled(settled)));
        if (delta.Instance.Unborn is not { } start)
            _journal.Enqueue(entry);
        else if (!_journal.TryEnqueue(entry))
            Refuse(delta, start, _journal.Pressure);
    }

    private void Refuse(Delta delta, StartInput start, JournalPressure pressure)
    {
        Close(delta);
        _resident.Remove(delta.Instance.Id);
        start.Settle(pressure switch
        {
            JournalPressure.NoSpace => StartOutcome.NoSpace,
            JournalPressure.Stopping => StartOutcome.Stopping,
            _ => StartOutcome.Busy,
        });
    }

    private void Open(Delta delta)
    {
        if (delta.Instance.Delta == delta)
            return;
        delta.Instance.Delta = delta;
        _openDeltas++;
    }

    private void Close(Delta delta)
    {
        delta.Void = true;
        if (delta.Instance.Delta != delta)
            return;
        delta.Instance.Delta = null;
        _openDeltas--;
    }

    /// <summary>A record activity of a delta has ended.</summary>
    private void Continue(Delta delta, Decision call, ActivityOutcome outcome)
    {
        if (delta.Void)
            return;
        if (outcome.Aborted)
        {
            Close(delta);
            foreach (var input in delta.Inputs)
                GiveUp(input);
            delta.Instance.Forget();
            _resident.Remove(delta.Instance.Id);
            return;
        }
        if (delta.Instance.Unborn is not null && outcome.IfRefused is { } refusals)
            (delta.Instance.IfRefused ??= []).AddRange(refusals);
        if (outcome.Writes.Conflict)
        {
            CountConflict(delta.Instance, call.Event.Task);
            var again = new Queue<Decision>([call, .. delta.RecordActivities!]);
            delta.RecordActivities = again;
            Advance(delta);
            return;
        }
        if (outcome.Event.Kind == HistoryKind.TaskCompleted)
        {
            delta.Records = outcome.Writes;
            if (outcome.AfterCommit is { } actions)
                (delta.AfterCommit ??= []).AddRange(actions);
        }
        if (_episodes.Run(delta, outcome.Event) is { } fault)
            Abandon(delta, fault);
        else
            Advance(delta);
    }

    private static void GiveUp(Input input)
    {
        if (input is StartInput start)
            start.Settle(StartOutcome.Stopping);
        else
            input.Failed(new OperationCanceledException("The host is stopping."));
    }

    private sealed class RecordsDone(Delta delta, Decision call, ActivityOutcome outcome) : PumpMessage
    {
        public override void Handle(Scheduler scheduler) => scheduler.Continue(delta, call, outcome);
    }

    private sealed class Settled(DeltaEntry entry) : PumpMessage
    {
        public override void Handle(Scheduler scheduler) => scheduler.Settle(entry);
    }
}
