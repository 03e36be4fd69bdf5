using LeadDelivery.Core.Workflow;

namespace LeadDelivery.Embedded.Engine;

/// <summary>How inputs are taken, or kept for later.</summary>
internal sealed partial class Scheduler
{
    /// <summary>Gives the instance what waits for it, as much as goes into one commit.</summary>
    private string? Fill(Delta delta)
    {
        var instance = delta.Instance;
        if (instance.RecordsWait)
        {
            instance.RecordsWait = false;
            delta.RecordActivities = new(instance.Context!.Open.Values
                .Where(open => open.Schedule.Kind == HistoryKind.ActivityScheduled
                    && _registry.FindActivity(open.Schedule.Name!)?.Kind == ActivityKind.Records)
                .OrderBy(open => open.Schedule.Task)
                .Select(open => new Decision(open.Schedule)));
        }
        if (instance.InboxWaits && HasRoom(delta))
        {
            var rows = _reader.ReadInbox(instance.Id, _options.MaxInputsPerCommit);
            instance.InboxWaits = rows.Count == _options.MaxInputsPerCommit;
            foreach (var row in rows)
            {
                if (!HasRoom(delta))
                {
                    instance.InboxWaits = true;
                    break;
                }
                if (TakeRow(delta, row) is { } fault)
                    return fault;
            }
        }
        while (HasRoom(delta) && instance.Pending is { First: { } first })
        {
            instance.Pending.RemoveFirst();
            if (!Take(delta, first.Value, out var fault))
            {
                instance.Pending.AddFirst(first.Value);
                return null;
            }
            if (fault is not null)
                return fault;
        }
        return null;
    }

    private bool HasRoom(Delta delta) =>
        delta.RecordActivities is not { Count: > 0 } && delta.End is null && delta.NewStatus is null
        && delta.Inputs.Count + (delta.InboxTaken?.Count ?? 0) < _options.MaxInputsPerCommit;

    private string? TakeRow(Delta delta, InboxRow row)
    {
        var context = delta.Instance.Context!;
        if (row.Kind == InboxKind.Terminate)
        {
            if (delta.Events.Count == 0)
                Terminate(delta, row.Text);
            return null;
        }
        (delta.InboxTaken ??= []).Add(row.Id);
        switch (row.Kind)
        {
            case InboxKind.Start:
                return _episodes.Run(delta, HistoryEvent.Input(HistoryKind.Started, 0, 0, row.Name, row.Text, row.Payload));
            case InboxKind.Carried or InboxKind.Event:
                return _episodes.Run(delta, HistoryEvent.Input(HistoryKind.EventReceived, 0, 0, row.Name, null, row.Payload));
            default:
                // I6: the first completion wins; one of an earlier epoch is nobody's.
                if (row.Epoch != delta.Instance.Row!.Epoch || !context.Open.ContainsKey(row.Task))
                    return null;
                var kind = row.Kind == InboxKind.Completed ? HistoryKind.TaskCompleted : HistoryKind.TaskFailed;
                return _episodes.Run(delta, HistoryEvent.Input(kind, row.Task, 0, row.Name, row.Text, row.Payload));
        }
    }

    /// <summary>False: it has to go into a commit of its own, after this one.</summary>
    private bool Take(Delta delta, Input input, out string? fault)
    {
        fault = null;
        var instance = delta.Instance;
        var context = instance.Context!;
        switch (input)
        {
            case StartInput start:
                delta.Inputs.Add(start);
                if (start.Records.Operations.Count > 0)
                    delta.Records = start.Records;
                fault = _episodes.Run(delta, HistoryEvent.Input(HistoryKind.Started, 0, 0, start.Code.Name, start.Code.Version, start.Request.Input));
                return true;
            case ResultInput result:
                return TakeResult(delta, result, out fault);
            case EventInput item:
                delta.Inputs.Add(item);
                if (IsRepeat(delta, item))
                    return true;
                (delta.EventIds ??= []).Add(item.EventId);
                fault = _episodes.Run(delta, HistoryEvent.Input(HistoryKind.EventReceived, 0, 0, item.Name, null, item.Payload));
                return true;
            case TimerInput { Timer: var timer }:
                if (timer.Epoch != instance.Row!.Epoch || !context.Open.ContainsKey(timer.Task))
                    return true;
                delta.Inputs.Add(input);
                Episodes.Remove(delta, timer);
                fault = _episodes.Run(delta, HistoryEvent.Input(HistoryKind.TimerFired, timer.Task, 0, null, null, default));
                return true;
            case FaultInput late:
                fault = ReferenceEquals(late.Context, context) ? late.Fault : null;
                return true;
            case CommandInput command:
                return delta.IsEmpty && TakeCommand(delta, command);
            default:
                throw new InvalidOperationException(input.GetType().Name);
        }
    }

    private bool TakeResult(Delta delta, ResultInput result, out string? fault)
    {
        fault = null;
        var key = result.Item.Key;
        if (key.Epoch != delta.Instance.Row!.Epoch || !delta.Instance.Context!.Open.ContainsKey(key.Task))
        {
            Drop(result);
            return true;
        }
        if (result.Writes is { Operations.Count: > 0 } writes)
        {
            if (delta.Records is not null)
                return false;
            delta.Records = writes;
        }
        AddResult(delta, result);
        fault = _episodes.Run(delta, result.Outcome);
        return true;
    }

    private static void AddResult(Delta delta, ResultInput result)
    {
        delta.Inputs.Add(result);
        if (result.AfterCommit is { } actions)
            (delta.AfterCommit ??= []).AddRange(actions);
        if (result.Item.HasProbationRow)
            (delta.ProbationGone ??= []).Add(result.Item.Key);
        if (result.Poison)
            (delta.Dead ??= []).Add(result.Item);
    }

    private bool IsRepeat(Delta delta, EventInput item) =>
        delta.EventIds?.Contains(item.EventId) == true || delta.Keep?.Exists(row => row.EventId == item.EventId) == true
        || _reader.HasHadEvent(delta.Instance.Id, item.EventId);

    private static bool TakeCommand(Delta delta, CommandInput command)
    {
        var status = delta.Instance.Row!.Status;
        var can = command.Command switch
        {
            Command.Suspend => status == InstanceStatus.Running,
            Command.Resume => status is InstanceStatus.Suspended or InstanceStatus.Quarantined,
            _ => true,
        };
        if (!can)
        {
            command.Unwanted();
            return true;
        }
        delta.Inputs.Add(command);
        if (command.Command == Command.Terminate)
            Terminate(delta, command.Reason);
        else
            delta.NewStatus = command.Command == Command.Suspend ? InstanceStatus.Suspended : InstanceStatus.Running;
        delta.Instance.RearmTimers |= command.Command == Command.Resume;
        return true;
    }

    private static void Terminate(Delta delta, string? reason)
    {
        delta.NewStatus = InstanceStatus.Terminated;
        delta.Error = reason;
        if (delta.Instance.Context is { } context)
            Episodes.CloseTimers(delta, context, delta.Instance.Row!.Epoch);
    }

    /// <summary>For an instance that takes no steps: everything that must not be lost goes into its inbox.</summary>
    private string? Keep(Delta delta)
    {
        var instance = delta.Instance;
        if (instance.InboxWaits)
        {
            instance.InboxWaits = false;
            if (_reader.ReadInbox(instance.Id, 1) is [{ Kind: InboxKind.Terminate } row])
            {
                Terminate(delta, row.Text);
                return null;
            }
        }
        while (delta.NewStatus is null && instance.Pending is { First: { } first })
        {
            instance.Pending.RemoveFirst();
            if (KeepOne(delta, first.Value))
                continue;
            instance.Pending.AddFirst(first.Value);
            break;
        }
        return null;
    }

    private bool KeepOne(Delta delta, Input input)
    {
        switch (input)
        {
            case CommandInput command:
                return delta.IsEmpty && TakeCommand(delta, command);
            case EventInput item:
                delta.Inputs.Add(item);
                if (!IsRepeat(delta, item))
                    (delta.Keep ??= []).Add(new(0, delta.Instance.Id, InboxKind.Event, 0, 0, item.EventId, item.Name, null, item.Payload));
                return true;
            case ResultInput result when result.Item.Key.Epoch != delta.Instance.Row!.Epoch:
                Drop(result);
                return true;
            case ResultInput { Writes.Operations.Count: > 0 } when delta.Records is not null:
                return false;
            case ResultInput result:
                if (result.Writes is { Operations.Count: > 0 } writes)
                    delta.Records = writes;
                AddResult(delta, result);
                var outcome = result.Outcome;
                (delta.Keep ??= []).Add(new(0, delta.Instance.Id,
                    outcome.Kind == HistoryKind.TaskCompleted ? InboxKind.Completed : InboxKind.Failed, result.Item.Key.Epoch, result.Item.Key.Task,
                    null, outcome.Name, outcome.Text, outcome.Data));
                return true;
            default:
                // Timers keep their row and are queued again on resuming; a fault says nothing new.
                return true;
        }
    }

    /// <summary>There is no such instance any more: whoever waits is told, and rows that point to it are removed.</summary>
    private void DropAll(Instance instance)
    {
        instance.InboxWaits = instance.RecordsWait = false;
        while (instance.Pending is { First: { } first })
        {
            instance.Pending.RemoveFirst();
            Drop(first.Value);
        }
    }

    private void Drop(Input input)
    {
        switch (input)
        {
            case ResultInput result:
                _issued.Remove(result.Item.Key);
                _lateResults++;
                EngineLog.LateResult(_logger, result.Item.InstanceId, result.Item.Key.Task);
                break;
            case TimerInput timer:
                _journal.Enqueue(new StaleTimer(timer.Timer));
                break;
            default:
                input.Unwanted();
                break;
        }
    }
}
