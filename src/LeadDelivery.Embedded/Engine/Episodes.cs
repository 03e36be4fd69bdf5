using LeadDelivery.Core.Workflow;

namespace LeadDelivery.Embedded.Engine;

/// <summary>Runs orchestrations on inputs and puts what they decide into the delta.</summary>
internal sealed class Episodes(
    WorkflowRegistry registry, InstanceLoader loader, EngineOptions options, Watchdog watchdog, Func<long> nextInstance, ILogger logger)
{
    /// <summary>One input, one episode. Null, or what is wrong: then nothing of the delta may be written.</summary>
    public string? Run(Delta delta, HistoryEvent input)
    {
        var instance = delta.Instance;
        var context = instance.Context!;
        // I7: history time never goes backwards, whatever the clock does.
        input = input with { At = Math.Max(delta.At, instance.LastAt) };
        delta.At = instance.LastAt = input.At;
        watchdog.Begin(instance);
        List<Decision> decided;
        try
        {
            decided = context.RunEpisode(input);
        }
        finally
        {
            watchdog.End();
        }
        if (context.Fault is { } fault)
            return fault;
        if (decided.Count > options.MaxDecisions)
            return $"{decided.Count} decisions in one episode; {options.MaxDecisions} is the limit";
        delta.Events.Add(input);
        foreach (var decision in decided)
            Absorb(delta, decision);
        return TooLong(instance, delta, context) ?? (options.ShadowReplay ? Shadow(instance, delta, context) : null);
    }

    /// <summary>Completes the delta for the commit. Null, or what is wrong.</summary>
    public string? Finish(Delta delta)
    {
        var instance = delta.Instance;
        if (delta.Events.Count > 0 && !delta.ContinuesAsNew)
        {
            delta.Body = HistoryCodec.Encode(delta.Events);
            delta.Digest = HistoryDigest.Chain(instance.Digest, delta.Body);
            if (instance.Bytes + delta.Body.Length > options.MaxHistoryBytes && delta.End is null)
                return $"the history has more than {options.MaxHistoryBytes} bytes; use ContinueAsNew";
        }
        if (delta.NewStatus is { } status && status != InstanceStatus.Terminated && delta.End is null)
            return null;
        if (instance.Context is { } context)
        {
            delta.Custom = context.CustomStatus;
            delta.OpenTasks = context.Ended ? 0 : context.Open.Values.Count(open => open.Schedule.Kind == HistoryKind.ActivityScheduled);
        }
        if (delta.NewStatus == InstanceStatus.Terminated)
            delta.OpenTasks = 0;
        return null;
    }

    /// <summary>Closes the open timers: nothing is to wake an instance that has ended.</summary>
    public static void CloseTimers(Delta delta, WorkflowContext context, int epoch)
    {
        foreach (var open in context.Open.Values)
        {
            if (open.Schedule.Kind == HistoryKind.TimerCreated)
                Remove(delta, new(open.Schedule.At, delta.Instance.Id, epoch, open.Schedule.Task));
        }
    }

    /// <summary>A timer fired or was cancelled; one that was created in the same delta never gets a row.</summary>
    public static void Remove(Delta delta, TimerKey timer)
    {
        if (delta.Timers?.Remove(timer) != true)
            (delta.TimersGone ??= []).Add(timer);
    }

    private void Absorb(Delta delta, in Decision decision)
    {
        var item = decision.Event;
        var row = delta.Instance.Row!;
        delta.Events.Add(item);
        switch (item.Kind)
        {
            case HistoryKind.ActivityScheduled when registry.FindActivity(item.Name!)?.Kind == ActivityKind.Records:
                (delta.RecordActivities ??= new()).Enqueue(decision);
                break;
            case HistoryKind.ActivityScheduled:
                (delta.Effects ??= []).Add(decision);
                break;
            case HistoryKind.TimerCreated:
                (delta.Timers ??= []).Add(new(item.At, row.Id, row.Epoch, item.Task));
                break;
            case HistoryKind.TimerCancelled:
                Remove(delta, new(item.At, row.Id, row.Epoch, item.Task));
                break;
            case HistoryKind.ChildScheduled:
                (delta.Children ??= []).Add(decision);
                (delta.ChildIds ??= []).Add(nextInstance());
                break;
            case HistoryKind.EventSent:
                (delta.Sends ??= []).Add(decision);
                break;
            default:
                End(delta, item);
                break;
        }
    }

    /// <summary>Open timers are closed, open activities and children abandoned: what they bring later is dropped.</summary>
    private void End(Delta delta, in HistoryEvent end)
    {
        var context = delta.Instance.Context!;
        delta.End = end;
        delta.Effects = null;
        delta.RecordActivities = null;
        CloseTimers(delta, context, delta.Instance.Row!.Epoch);
        if (end.Kind == HistoryKind.ContinuedAsNew)
        {
            delta.Carried = context.Unread;
            delta.ForgetEventsBefore = delta.At - options.EventDedupeWindow.Ticks;
            return;
        }
        delta.NewStatus = end.Kind == HistoryKind.Completed ? InstanceStatus.Completed : InstanceStatus.Failed;
        if (end.Kind == HistoryKind.Failed)
        {
            delta.Error = $"{end.Name}: {end.Text}";
            if (context.Error is { } error)
                EngineLog.OrchestrationThrew(logger, context.InstanceId, error);
        }
    }

    private string? TooLong(Instance instance, Delta delta, WorkflowContext context)
    {
        var events = instance.Events + delta.Events.Count;
        if (context.Ended)
            return null;
        if (events > options.MaxEvents)
            return $"the history has more than {options.MaxEvents} events; use ContinueAsNew";
        if (instance.Events < options.WarnEvents && events >= options.WarnEvents && !instance.Warned)
        {
            instance.Warned = true;
            EngineLog.LongHistory(logger, context.InstanceId, events);
        }
        return null;
    }

    private string? Shadow(Instance instance, Delta delta, WorkflowContext context)
    {
        var history = instance.Row!.Seq == 0 ? [] : loader.ReadHistory(instance.Row, out _, out _);
        history.AddRange(delta.Events);
        return Replay.Shadow(instance.Code!, context, instance.Row.Epoch, history);
    }
}
