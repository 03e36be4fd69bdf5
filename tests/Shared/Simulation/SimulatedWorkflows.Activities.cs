using LeadDelivery.Core.Workflow;
using LeadDelivery.Core.Workflow.Writes;
using LeadDelivery.Embedded.Engine;

namespace LeadDelivery.Testing.Simulation;

/// <summary>How timers are armed and activities run.</summary>
public sealed partial class SimulatedWorkflows
{
    private void Arm(SimulatedInstance instance, HistoryEvent timer) => clock.At(
        new DateTimeOffset(timer.At, TimeSpan.Zero) + _pace.Lateness, _process,
        () => Deliver(instance, new(HistoryEvent.Input(HistoryKind.TimerFired, timer.Task, 0, null, null, default))));

    private void Issue(SimulatedInstance instance, HistoryEvent schedule, string? lane, bool mayBeRepeat)
    {
        var activity = FindActivity(schedule.Name!);
        if (activity is null)
        {
            Fault($"{instance.Id}: no activity {schedule.Name}");
            return;
        }

        var call = new SimulatedCall(instance, schedule, activity, SimulatedLanes.NameOf(lane)) { MayBeRepeat = mayBeRepeat };
        instance.Issued[schedule.Task] = call;
        _lanes.Enqueue(call);
    }

    private async Task RunEffectAsync(SimulatedCall call)
    {
        if (call.Abandoned)
        {
            _lanes.Finished(call);
            return;
        }

        var writes = new PendingRecords();
        var outcome = await RunAsync(call.Instance, call.Schedule, call.MayBeRepeat, writes, call);
        Soon(_pace.Result, () =>
        {
            _lanes.Finished(call);
            if (writes.Conflict)
            {
                Fault($"{call.Instance.Id}: {call.Activity.Name} contradicts its own writes");
            }

            Deliver(call.Instance, new(
                outcome.Event, call, outcome.Event.Kind == HistoryKind.TaskCompleted && writes.Operations.Count > 0 ? writes : null, outcome.Actions));
        });
    }

    private async Task<(HistoryEvent Event, IReadOnlyList<Action>? Actions)> RunAsync(
        SimulatedInstance instance, HistoryEvent schedule, bool mayBeRepeat, PendingRecords writes, object owner)
    {
        var activity = FindActivity(schedule.Name!)!;
        var context = new SimulatedActivity(
            instance.Id, schedule.Task, mayBeRepeat, activity.Name, new SlowReads(_view, clock, _pace), records, clock, _pace, writes, owner)
        {
            LaneIsFull = owner is SimulatedCall { LaneIsFull: true },
            LaneIsLate = owner is SimulatedCall { LaneIsLate: true },
        };
        try
        {
            var output = await activity.Run(context, schedule.Data, CancellationToken.None);
            context.Succeed();
            return (HistoryEvent.Input(HistoryKind.TaskCompleted, schedule.Task, 0, null, null, output), context.Actions);
        }
        catch (ActivityFailedException failed)
        {
            context.Fail();
            return (HistoryEvent.Input(HistoryKind.TaskFailed, schedule.Task, 0, failed.ErrorType, failed.Message, default), null);
        }
        catch (Exception error)
        {
            context.Fail();
            Fault($"{instance.Id}: {activity.Name} threw {error}");
            return (HistoryEvent.Input(HistoryKind.TaskFailed, schedule.Task, 0, error.GetType().Name, "failed", default), null);
        }
    }
}
