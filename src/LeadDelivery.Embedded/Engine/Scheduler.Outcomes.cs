using LeadDelivery.Core.Workflow;
using LeadDelivery.Core.Workflow.Writes;
using LeadDelivery.Embedded.Storage;

namespace LeadDelivery.Embedded.Engine;

/// <summary>What happens once a delta is committed, refused or failed, and how activities are started.</summary>
internal sealed partial class Scheduler
{
    private const int SqliteTooBig = 18;

    private static readonly TimeSpan RetryAfter = TimeSpan.FromMilliseconds(250);

    private void Settle(DeltaEntry entry)
    {
        var delta = entry.Delta;
        Close(delta);
        if (entry.Error is { } error)
            Failed(delta, error);
        else if (entry.Refusal == Refusal.AlreadyExists)
            RefuseStart(delta.Instance, StartOutcome.AlreadyExists);
        else if (entry.Refusal == Refusal.Conflict)
            Conflicted(delta, entry.ConflictIndex);
        else
            Committed(entry, delta);
        _lanes.Dispatch();
    }

    private void Committed(DeltaEntry entry, Delta delta)
    {
        var instance = delta.Instance;
        var row = instance.Row!;
        instance.Conflicts = null;
        foreach (var input in delta.Inputs)
        {
            if (input is ResultInput result)
                _issued.Remove(result.Item.Key);
        }
        if (instance.Unborn is not null)
        {
            instance.Unborn = null;
            instance.IfRefused = null;
            _unfinished++;
        }
        _unfinished += entry.ChildrenBorn;
        Remember(instance, delta, row);
        // I1: only now, with the schedule durable, does anything of it begin.
        foreach (var effect in delta.Effects ?? [])
            Issue(instance, row, effect.Event, effect.Lane, recovered: false);
        foreach (var timer in delta.Timers ?? [])
            _timers.Add(timer);
        foreach (var woken in entry.Wakes ?? [])
            Wake(woken);
        Turn(instance);
    }

    private void Remember(Instance instance, Delta delta, InstanceRow row)
    {
        var status = delta.NewStatus ?? row.Status;
        var ended = status is InstanceStatus.Completed or InstanceStatus.Failed or InstanceStatus.Terminated;
        if (ended || delta.ContinuesAsNew)
            AbandonOpen(instance, row.Epoch);
        if (ended)
        {
            _unfinished--;
            instance.Row = row with { Status = status };
            instance.Context = null;
            instance.InboxWaits = instance.RecordsWait = false;
        }
        else if (delta.ContinuesAsNew || delta.NewStatus is not null)
        {
            instance.Forget();
        }
        else if (delta.Body is not null)
        {
            instance.Row = row with { Seq = row.Seq + 1, Custom = delta.Custom ?? row.Custom };
            instance.Digest = delta.Digest!;
            instance.Events += delta.Events.Count;
            instance.Bytes += delta.Body.Length;
        }
    }

    /// <summary>Nobody waits for the open activities any more. Those that have not begun never will.</summary>
    private void AbandonOpen(Instance instance, int epoch)
    {
        if (instance.Context is not { } context)
            return;
        foreach (var task in context.Open.Keys)
        {
            if (_issued.Remove(new(instance.Id, epoch, task), out var item))
            {
                item.Abandoned = true;
                _recovery.Finished(item);
            }
        }
    }

    private void RefuseStart(Instance instance, StartOutcome outcome, int conflict = -1)
    {
        Unmake(instance);
        instance.Unborn!.Settle(outcome, conflict);
    }

    /// <summary>It never came to be: what its first activities took in memory is given back, before its client knows.</summary>
    private void Unmake(Instance instance)
    {
        _resident.Remove(instance.Id);
        foreach (var giveBack in instance.IfRefused ?? [])
            giveBack();
    }

    /// <summary>A record's condition did not hold. What was decided on it is void; who wrote it runs again from its start.</summary>
    private void Conflicted(Delta delta, int index)
    {
        var instance = delta.Instance;
        var owner = delta.Records!.OwnerOf(index);
        if (owner is StartRequest)
        {
            RefuseStart(instance, StartOutcome.RecordConflict, index);
            return;
        }
        var result = delta.Inputs.OfType<ResultInput>().FirstOrDefault(input => input.Item == owner);
        if (result is not null)
            delta.Inputs.Remove(result);
        GiveBack(delta);
        if (result is not null)
            RunAgain(result.Item, result);
        else
            CountConflict(instance, (int)owner);
        Turn(instance);
    }

    private static void CountConflict(Instance instance, int task)
    {
        instance.Conflicts ??= [];
        instance.Conflicts[task] = instance.Conflicts.GetValueOrDefault(task) + 1;
    }

    private void RunAgain(WorkItem item, ResultInput result)
    {
        item.MayBeRepeat = true;
        if (++item.Conflicts <= _options.MaxConflicts)
        {
            Queue(item);
            return;
        }
        var failure = HistoryEvent.Input(
            HistoryKind.TaskFailed, item.Key.Task, 0, "RecordConflict", "a record was changed by others again and again", default);
        Deliver(item.Key.Instance, new ResultInput(result.Item, failure, null, null));
    }

    /// <summary>I5: memory is ahead of the disk, so it is dropped, and the same inputs are taken again.</summary>
    private static void GiveBack(Delta delta)
    {
        var instance = delta.Instance;
        instance.Pending ??= new();
        for (var i = delta.Inputs.Count - 1; i >= 0; i--)
            instance.Pending.AddFirst(delta.Inputs[i]);
        instance.Forget();
        instance.InboxWaits = instance.Unborn is null;
    }

    private void Failed(Delta delta, Exception error)
    {
        var instance = delta.Instance;
        if (error is SqliteException { IsConstraint: true })
        {
            // I4: a second writer, or a fault of the engine itself. Going on could only make it worse.
            FailStop($"a commit for {instance.Row?.Key} broke a key", error);
            return;
        }
        var stopped = error is JournalStoppedException;
        if (!stopped)
            EngineLog.CommitFailed(_logger, instance.Row?.Key ?? "", error);
        if (instance.Unborn is { } start)
        {
            Unmake(instance);
            if (stopped)
                start.Settle(StartOutcome.Stopping);
            else if (error is SqliteException { IsFull: true })
                start.Settle(StartOutcome.NoSpace);
            else
                start.Failed(error);
            return;
        }
        foreach (var client in delta.Inputs.OfType<ClientInput>())
            client.Failed(error);
        delta.Inputs.RemoveAll(input => input is ClientInput);
        if (IsUnwritable(error))
        {
            Unwritable(delta, error);
            return;
        }
        GiveBack(delta);
        if (!stopped)
            _retries.Enqueue((Now + RetryAfter.Ticks, instance));
    }

    /// <summary>The values themselves cannot be stored, such as half a surrogate pair: trying again would fail for ever.</summary>
    private static bool IsUnwritable(Exception error) => error is ArgumentException or SqliteException { Code: SqliteTooBig };

    /// <summary>An activity that wrote something fails; where none did, it is the orchestration's own doing.</summary>
    private void Unwritable(Delta delta, Exception error)
    {
        var writers = delta.Inputs.OfType<ResultInput>().Where(input => input.Writes is { Operations.Count: > 0 }).ToList();
        delta.Inputs.RemoveAll(input => input is ResultInput result && writers.Contains(result));
        if (writers.Count == 0)
        {
            Abandon(delta, $"what was decided cannot be stored ({error.GetType().Name})");
            return;
        }
        GiveBack(delta);
        foreach (var writer in writers)
        {
            delta.Instance.Push(new ResultInput(writer.Item, HistoryEvent.Input(
                HistoryKind.TaskFailed, writer.Item.Key.Task, 0, "Unwritable", "a record it wrote cannot be stored", default), null, null));
        }
        Turn(delta.Instance);
    }

    private void FailStop(string reason, Exception? error)
    {
        EngineLog.FailStop(_logger, reason, error);
        _lanes.Closed = true;
        _options.FailStop(reason);
    }

    /// <summary>I8: nothing of what was decided is written or started; what came in is kept.</summary>
    private void Abandon(Delta delta, string fault)
    {
        Close(delta);
        GiveBack(delta);
        Quarantine(delta.Instance, fault);
    }

    private void Quarantine(Instance instance, string fault)
    {
        var mark = new Delta(instance) { At = Now, NewStatus = InstanceStatus.Quarantined, Error = fault };
        instance.Context = null;
        if (instance.Unborn is { } start)
        {
            instance.Pending?.Clear();
            _loader.Load(instance, out _);
            instance.Context = null;
            mark.Inputs.Add(start);
            mark.Records = start.Records;
            mark.Keep = [new(0, instance.Id, InboxKind.Start, 0, 0, null, start.Code.Name, start.Code.Version, start.Request.Input)];
        }
        instance.Row ??= _reader.Find(instance.Id);
        if (instance.Row is null)
            return;
        EngineLog.Quarantined(_logger, instance.Row.Key, fault);
        Open(mark);
        Commit(mark);
    }

    /// <summary>After a replay: the activities that are open and not under way are those of an earlier process.</summary>
    private void IssueOpen(Instance instance)
    {
        var row = instance.Row!;
        var context = instance.Context!;
        var resumed = instance.RearmTimers;
        instance.RearmTimers = false;
        HashSet<int>? kept = null;
        foreach (var open in context.Open.Values)
        {
            if (open.Schedule.Kind == HistoryKind.TimerCreated && resumed)
                _timers.Add(new(open.Schedule.At, instance.Id, row.Epoch, open.Schedule.Task));
            if (open.Schedule.Kind != HistoryKind.ActivityScheduled
                || _registry.FindActivity(open.Schedule.Name!)?.Kind == ActivityKind.Records
                || _issued.ContainsKey(new(instance.Id, row.Epoch, open.Schedule.Task)))
                continue;
            // A result that came while it took no steps lies in the inbox.
            kept ??= [.. _reader.ReadInbox(instance.Id, int.MaxValue).Where(item => item.Epoch == row.Epoch).Select(item => item.Task)];
            if (!kept.Contains(open.Schedule.Task))
                Issue(instance, row, open.Schedule, open.Lane, recovered: true, resumed);
        }
    }

    private void Issue(Instance instance, InstanceRow row, HistoryEvent schedule, string? lane, bool recovered, bool resumed = false)
    {
        if (_registry.FindActivity(schedule.Name!) is not { } activity)
        {
            EngineLog.UnknownActivity(_logger, row.Key, schedule.Name!);
            return;
        }
        var item = new WorkItem(new(instance.Id, row.Epoch, schedule.Task), row.Key, activity, lane ?? Lanes.Default, schedule.Data);
        _issued.Add(item.Key, item);
        if (recovered)
        {
            _recovery.Classify(item);
            item.MayBeRepeat |= resumed;
        }
        if (item.OnProbation)
            _probation.Admit(item);
        else
            _lanes.Enqueue(item);
    }

    private void Run(WorkItem item) => ThreadPool.UnsafeQueueUserWorkItem(async _ =>
    {
        Failpoint.Hit("engine.activity-before-effect");
        var outcome = await _activities.RunAsync(
            item.Activity, item.InstanceId, item.Key.Task, item.Input, item.MayBeRepeat, new PendingRecords(), item, item.LaneIsFull, item.LaneIsLate);
        Failpoint.Hit("engine.activity-after-effect");
        if (outcome.Aborted)
            _mailbox.Post(new AbortedMessage(item));
        else
            _mailbox.Post(new ResultInput(item, outcome.Event, outcome.Writes, outcome.AfterCommit));
    }, null);

    private void Leave(WorkItem item)
    {
        if (item.Running)
            _lanes.Finished(item);
        if (item.OnProbation)
        {
            item.OnProbation = false;
            _probation.Finished();
        }
        _recovery.Finished(item);
    }

    /// <summary>The row of a timer whose instance has ended or is gone.</summary>
    private sealed class StaleTimer(TimerKey timer) : JournalEntry
    {
        private const string Delete = "DELETE FROM timer WHERE due=?1 AND instance=?2 AND epoch=?3 AND task=?4";

        public override bool Lazy => true;

        public override bool Apply(JournalTransaction transaction)
        {
            var delete = transaction.Statement(Delete);
            delete.Bind(1, timer.Due);
            delete.Bind(2, timer.Instance);
            delete.Bind(3, timer.Epoch);
            delete.Bind(4, timer.Task);
            delete.Run();
            return true;
        }

        public override void Committed()
        {
        }

        public override void Refused()
        {
        }

        public override void Failed(Exception error)
        {
        }
    }
}
