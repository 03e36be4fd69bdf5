using LeadDelivery.Embedded.Storage;

namespace LeadDelivery.Embedded.Engine;

/// <summary>
/// Isolates an activity that ends the process. After several kills in a row, activities that were unfinished start a few at
/// a time, and each start is counted on disk before it is made; one that was started too often without a result is given up.
/// Everything else runs at full speed. Belongs to the pump.
/// </summary>
internal sealed class Probation(EngineOptions options, Journal journal, Mailbox mailbox, Lanes lanes, ILogger logger)
{
    private readonly PriorityQueue<WorkItem, int> _known = new();
    private readonly Queue<WorkItem> _unknown = new();
    private int _active;
    private int _allowed = options.ProbationConcurrency;
    private bool _alone;

    public int Waiting => _known.Count + _unknown.Count;

    /// <summary>
    /// Those with starts that had no result come first, the most suspect before the others, and each alone: the killer is among
    /// them, and no other dies with it.
    /// </summary>
    public void Admit(WorkItem item)
    {
        if (item.Attempts > 0)
            _known.Enqueue(item, -item.Attempts);
        else
            _unknown.Enqueue(item);
    }

    /// <summary>Each that comes back alive lets one more run beside it: a healthy backlog is soon worked off at speed.</summary>
    public void Finished()
    {
        _active--;
        _allowed = Math.Min(_allowed + 1, options.MaxProbationConcurrency);
        _alone = false;
    }

    public void Dispatch()
    {
        while (!lanes.Closed && _active < (_known.Count > 0 || _alone ? 1 : _allowed)
            && (_known.TryDequeue(out var item, out _) || _unknown.TryDequeue(out item)))
        {
            if (item.Abandoned)
                continue;
            _active++;
            _alone = item.Attempts > 0;
            if (item.Attempts >= options.ProbationAttempts)
                GiveUp(item);
            else
                journal.Enqueue(new StartedEntry(item, item.Attempts + 1, () => mailbox.Post(new Counted(item))));
        }
    }

    private void GiveUp(WorkItem item)
    {
        EngineLog.Poison(logger, item.Activity.Name, item.InstanceId, item.Key.Task, item.Attempts);
        mailbox.Post(new ResultInput(
            item, HistoryEvent.Input(HistoryKind.TaskFailed, item.Key.Task, 0, "Poison", "the process ended whenever it ran", default), null, null)
        {
            Poison = true,
        });
    }

    private sealed class Counted(WorkItem item) : PumpMessage
    {
        public override void Handle(Scheduler scheduler)
        {
            item.Attempts++;
            item.HasProbationRow = true;
            scheduler.Queue(item);
        }
    }
}

/// <summary>Notes that an activity was or is being started, so that a later process knows that it may have had effects.</summary>
internal sealed class StartedEntry(WorkItem item, int attempts, Action? then) : JournalEntry
{
    private const string Upsert =
        "INSERT INTO probation(instance, epoch, task, attempts) VALUES(?1, ?2, ?3, ?4) "
        + "ON CONFLICT(instance, epoch, task) DO UPDATE SET attempts=excluded.attempts";

    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Done => _done.Task;

    public override bool Apply(JournalTransaction transaction)
    {
        var upsert = transaction.Statement(Upsert);
        upsert.Bind(1, item.Key.Instance);
        upsert.Bind(2, item.Key.Epoch);
        upsert.Bind(3, item.Key.Task);
        upsert.Bind(4, attempts);
        upsert.Run();
        return true;
    }

    public override void Committed()
    {
        then?.Invoke();
        _done.TrySetResult();
    }

    public override void Refused() => _done.TrySetResult();

    public override void Failed(Exception error) => _done.TrySetResult();
}
