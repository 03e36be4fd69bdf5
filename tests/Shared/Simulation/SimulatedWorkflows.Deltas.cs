using LeadDelivery.Core.Workflow;
using LeadDelivery.Embedded.Engine;

namespace LeadDelivery.Testing.Simulation;

/// <summary>How inputs become deltas, are committed, or are taken back.</summary>
public sealed partial class SimulatedWorkflows
{
    private void Deliver(SimulatedInstance instance, SimulatedInput input)
    {
        instance.Pending.AddLast(input);
        Turn(instance);
    }

    /// <summary>Does what there is to do for an instance until a delta of it is on its way.</summary>
    private void Turn(SimulatedInstance instance)
    {
        if (instance.Delta is not null || instance.Status != InstanceStatus.Running || !Load(instance) || instance.Pending.Count == 0)
        {
            return;
        }

        var delta = instance.Delta = new SimulatedDelta();
        if (Fill(instance, delta))
        {
            _ = AdvanceAsync(instance, delta, null);
        }
    }

    /// <summary>Replays it where it is not in memory, and hands out what is open.</summary>
    private bool Load(SimulatedInstance instance)
    {
        if (instance.Context is not null)
        {
            return true;
        }

        var context = new WorkflowContext(CodeOf(instance), instance.Id, instance.Epoch, null);
        if (instance.Next is null && Replay.Run(context, instance.History) is { } difference)
        {
            Quarantine(instance, difference);
            return false;
        }

        instance.Context = context;
        foreach (var open in context.Open.Values)
        {
            if (open.Schedule.Kind == HistoryKind.TimerCreated)
            {
                Arm(instance, open.Schedule);
            }
            else if (!instance.Issued.ContainsKey(open.Schedule.Task) && FindActivity(open.Schedule.Name!)?.Kind == ActivityKind.Effect)
            {
                Issue(instance, open.Schedule, open.Lane, mayBeRepeat: true);
            }
        }

        return true;
    }

    /// <summary>Takes inputs as far as they go into one commit. False: the instance can go no further.</summary>
    private bool Fill(SimulatedInstance instance, SimulatedDelta delta)
    {
        var hasWriter = false;
        while (instance.Pending.First is { Value: var input } && delta.RecordActivities.Count == 0 && delta.End is null)
        {
            if (delta.Inputs.Count > 0 && (chance.Next(3) == 0 || (hasWriter && input.Writes is not null)))
            {
                break;
            }

            instance.Pending.RemoveFirst();
            if (!IsWanted(instance, input))
            {
                continue;
            }

            delta.Inputs.Add(input);
            if (input.Writes is { } writes)
            {
                hasWriter = true;
                delta.Records = writes;
            }

            if (!Feed(instance, delta, input.Event))
            {
                return false;
            }
        }

        if (delta.Inputs.Count == 0)
        {
            instance.Delta = null;
            return false;
        }

        return true;
    }

    // The first completion counts; what comes for a task that is not open is nobody's.
    private static bool IsWanted(SimulatedInstance instance, SimulatedInput input) => input.Event.Kind switch
    {
        HistoryKind.Started => true,
        HistoryKind.EventReceived => !instance.EventIds.Contains(input.EventId!),
        _ => instance.Context!.Open.ContainsKey(input.Event.Task),
    };

    /// <summary>One input, one episode.</summary>
    private bool Feed(SimulatedInstance instance, SimulatedDelta delta, HistoryEvent input)
    {
        input = input with { At = Math.Max(clock.GetUtcNow().UtcTicks, instance.LastAt) };
        instance.LastAt = input.At;
        var context = instance.Context!;
        var decided = context.RunEpisode(input);
        if (context.Fault is { } fault)
        {
            Quarantine(instance, fault);
            return false;
        }

        delta.Events.Add(input);
        foreach (var decision in decided)
        {
            delta.Events.Add(decision.Event);
            switch (decision.Event.Kind)
            {
                case HistoryKind.ActivityScheduled when FindActivity(decision.Event.Name!)?.Kind == ActivityKind.Records:
                    delta.RecordActivities.Enqueue(decision);
                    break;
                case HistoryKind.ActivityScheduled:
                    delta.Effects.Add(decision);
                    break;
                case HistoryKind.Completed or HistoryKind.Failed or HistoryKind.ContinuedAsNew:
                    delta.End = decision.Event;
                    delta.RecordActivities.Clear();
                    delta.Effects.Clear();
                    break;
                case HistoryKind.TimerCreated or HistoryKind.TimerCancelled:
                    break;
                default:
                    Quarantine(instance, $"{decision.Event.Kind} is not simulated");
                    return false;
            }
        }

        return true;
    }

    /// <summary>Runs the delta's record activities, each on what the ones before it wrote, then commits.</summary>
    private async Task AdvanceAsync(SimulatedInstance instance, SimulatedDelta delta, Unborn? unborn)
    {
        while (delta.RecordActivities.TryDequeue(out var call))
        {
            var task = call.Event.Task;
            var writes = delta.Records.Fork();
            var outcome = instance.Conflicts.GetValueOrDefault(task) >= MostConflicts
                ? (Event: Broken(task, "RecordConflict"), Actions: null)
                : await RunAsync(instance, call.Event, mayBeRepeat: false, writes, (object)task);
            if (writes.Conflict)
            {
                Again(instance, task);
                TakeBack(instance, delta, unborn);
                return;
            }

            if (outcome.Event.Kind == HistoryKind.TaskCompleted)
            {
                delta.Records = writes;
                delta.AfterCommit.AddRange(outcome.Actions!);
            }

            if (!Feed(instance, delta, outcome.Event))
            {
                return;
            }
        }

        Soon(_pace.Commit, () => Commit(instance, delta, unborn));
    }

    private void Commit(SimulatedInstance instance, SimulatedDelta delta, Unborn? unborn)
    {
        if (unborn is not null && _instances.ContainsKey(instance.Id))
        {
            unborn.Answer.SetResult(new(StartOutcome.AlreadyExists));
            return;
        }

        if (records.WriteAnywhere(delta.Records.Operations) is var index and >= 0)
        {
            Conflicted(instance, delta, delta.Records.OwnerOf(index), index, unborn);
            return;
        }

        instance.History.AddRange(delta.Events);
        instance.Next = null;
        instance.CustomStatus = instance.Context!.CustomStatus ?? instance.CustomStatus;
        instance.Conflicts.Clear();
        instance.Delta = null;
        delta.Inputs.ForEach(input => Committed(instance, input));
        if (unborn is not null)
        {
            _instances.Add(instance.Id, instance);
        }

        if (delta.End is { Kind: HistoryKind.ContinuedAsNew } next)
        {
            BeginAnew(instance, next);
        }
        else if (delta.End is { } end)
        {
            End(instance, end);
        }

        delta.AfterCommit.ForEach(action => action());
        delta.Inputs.ForEach(input => input.AfterCommit?.ToList().ForEach(action => action()));
        delta.Effects.ForEach(effect => Issue(instance, effect.Event, effect.Lane, mayBeRepeat: false));
        foreach (var timer in delta.Events.Where(item => item.Kind == HistoryKind.TimerCreated))
        {
            Arm(instance, timer);
        }

        unborn?.Answer.SetResult(new(StartOutcome.Started));
        Turn(instance);
    }

    private static void Committed(SimulatedInstance instance, SimulatedInput input)
    {
        if (input.Call is not null)
        {
            instance.Issued.Remove(input.Event.Task);
        }

        if (input.EventId is not null)
        {
            instance.EventIds.Add(input.EventId);
        }

        input.Accepted?.Invoke();
    }

    // With an empty history. Those that begin anew here have nothing open, and no event that they did not read.
    private void BeginAnew(SimulatedInstance instance, HistoryEvent next)
    {
        instance.Forget();
        instance.History.Clear();
        instance.Epoch++;
        instance.Code = _registry.FindOrchestration(next.Name!, next.Text!) ?? instance.Code;
        instance.Next = HistoryEvent.Input(HistoryKind.Started, 0, 0, next.Name, next.Text, next.Data);
        instance.Pending.AddLast(new SimulatedInput(instance.Next.Value));
    }

    // Nobody waits for the open activities any more: those that have not begun never will.
    private void End(SimulatedInstance instance, HistoryEvent end)
    {
        instance.End = end;
        instance.Status = end.Kind == HistoryKind.Completed ? InstanceStatus.Completed : InstanceStatus.Failed;
        foreach (var call in instance.Issued.Values)
        {
            call.Abandoned = true;
        }

        instance.Forget();
        if (end.Kind == HistoryKind.Failed)
        {
            Fault($"{instance.Id} failed: {end.Name} {end.Text}");
        }
    }

    /// <summary>A condition did not hold: who wrote it runs again from its start, and what followed from it is void.</summary>
    private void Conflicted(SimulatedInstance instance, SimulatedDelta delta, object owner, int index, Unborn? unborn)
    {
        if (owner is StartRequest)
        {
            unborn!.Answer.SetResult(new(StartOutcome.RecordConflict, index));
            return;
        }

        if (owner is SimulatedCall call)
        {
            delta.Inputs.RemoveAll(input => input.Call == call);
            Reruns[call.Activity.Name] = Reruns.GetValueOrDefault(call.Activity.Name) + 1;
            call.MayBeRepeat = true;
            if (++call.Conflicts > MostConflicts)
            {
                instance.Pending.AddLast(new SimulatedInput(Broken(call.Schedule.Task, "RecordConflict"), call));
            }
            else
            {
                _lanes.Enqueue(call);
            }
        }
        else
        {
            Again(instance, (int)owner);
        }

        TakeBack(instance, delta, unborn);
    }

    private static void Again(SimulatedInstance instance, int task) =>
        instance.Conflicts[task] = instance.Conflicts.GetValueOrDefault(task) + 1;

    /// <summary>Memory is ahead of what is durable, so it is dropped, and the same inputs are taken again.</summary>
    private void TakeBack(SimulatedInstance instance, SimulatedDelta delta, Unborn? unborn)
    {
        if (unborn is not null)
        {
            StartAgain(instance, unborn);
            return;
        }

        for (var at = delta.Inputs.Count - 1; at >= 0; at--)
        {
            instance.Pending.AddFirst(delta.Inputs[at]);
        }

        instance.Delta = null;
        instance.Context = null;
        Turn(instance);
    }

    private void StartAgain(SimulatedInstance instance, Unborn unborn)
    {
        var delta = instance.Delta = new SimulatedDelta();
        foreach (var operation in unborn.Request.Records)
        {
            delta.Records.Add(operation, unborn.Request);
        }

        instance.Context = new WorkflowContext(instance.Code, instance.Id, 0, null);
        if (Feed(instance, delta, HistoryEvent.Input(HistoryKind.Started, 0, 0, instance.Code.Name, instance.Code.Version, unborn.Request.Input)))
        {
            _ = AdvanceAsync(instance, delta, unborn);
        }
    }

    private void Quarantine(SimulatedInstance instance, string fault)
    {
        instance.Status = InstanceStatus.Quarantined;
        Fault($"{instance.Id} is quarantined: {fault}");
    }

    private static HistoryEvent Broken(int task, string type) => HistoryEvent.Input(HistoryKind.TaskFailed, task, 0, type, "failed", default);
}
