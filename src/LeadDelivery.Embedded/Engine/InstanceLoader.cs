using LeadDelivery.Core.Workflow;
using LeadDelivery.Embedded.Storage;

namespace LeadDelivery.Embedded.Engine;

/// <summary>What can be done with an instance.</summary>
internal enum Readiness
{
    /// <summary>It takes inputs.</summary>
    Ready,

    /// <summary>As Ready, and its run was just rebuilt from history.</summary>
    Rebuilt,

    /// <summary>Suspended, quarantined, or its code is not in this process: what arrives is kept.</summary>
    Resting,

    /// <summary>It has ended, or there is none.</summary>
    Gone,

    /// <summary>Code and history disagree, or the history is damaged.</summary>
    Broken,
}

/// <summary>Brings an instance from disk to memory.</summary>
internal sealed class InstanceLoader(EngineReader reader, WorkflowRegistry registry, Mailbox mailbox, Watchdog watchdog, ILogger logger)
{
    public Readiness Load(Instance instance, out string? fault)
    {
        fault = null;
        instance.Row ??= instance.Unborn is { } start ? Synthetic(instance, start) : reader.Find(instance.Id);
        if (instance.Row is not { Ended: false } row)
            return Readiness.Gone;
        if (row.Status != InstanceStatus.Running)
            return Readiness.Resting;
        if (instance.Context is not null)
            return Readiness.Ready;
        if (registry.FindOrchestration(row.Name, row.Version) is not { } code)
        {
            EngineLog.Parked(logger, row.Key, row.Name, row.Version);
            return Readiness.Resting;
        }
        instance.Code = code;
        var context = NewContext(instance, code, row);
        fault = row.Seq == 0 ? null : Rebuild(instance, context, row);
        if (fault is not null)
            return Readiness.Broken;
        instance.Context = context;
        return Readiness.Rebuilt;
    }

    /// <summary>Reads and checks the history: every row there, in order, each digest chained to the last.</summary>
    /// <exception cref="FormatException">It is damaged.</exception>
    public List<HistoryEvent> ReadHistory(InstanceRow row, out byte[] digest, out int bytes)
    {
        digest = HistoryDigest.Seed;
        bytes = 0;
        var events = new List<HistoryEvent>(8);
        var rows = reader.ReadHistory(row.Id, row.Epoch);
        if (rows.Count != row.Seq)
            throw new FormatException($"{rows.Count} history rows instead of {row.Seq}");
        for (var i = 0; i < rows.Count; i++)
        {
            var item = rows[i];
            if (item.Seq != i)
                throw new FormatException($"history row {i} is missing");
            digest = HistoryDigest.Chain(digest, item.Body);
            if (!digest.AsSpan().SequenceEqual(item.Digest))
                throw new FormatException($"history row {item.Seq} does not match its digest");
            HistoryCodec.Decode(item.Body, events);
            bytes += item.Body.Length;
        }
        return events;
    }

    private string? Rebuild(Instance instance, WorkflowContext context, InstanceRow row)
    {
        List<HistoryEvent> history;
        try
        {
            history = ReadHistory(row, out var digest, out var bytes);
            instance.Digest = digest;
            instance.Bytes = bytes;
        }
        catch (FormatException error)
        {
            return $"the history is damaged: {error.Message}";
        }
        catch (SqliteException error) when (error.IsCorrupt)
        {
            return $"the history cannot be read: {error.Message}";
        }
        watchdog.Begin(instance);
        try
        {
            if (Replay.Run(context, history) is { } difference)
                return difference;
        }
        finally
        {
            watchdog.End();
        }
        if (context.Ended)
            return "the history has ended though the instance has not";
        instance.Events = history.Count;
        foreach (var item in history)
        {
            if (item.IsInput)
                instance.LastAt = Math.Max(instance.LastAt, item.At);
        }
        instance.RecordsWait = context.Open.Values.Any(open =>
            open.Schedule.Kind == HistoryKind.ActivityScheduled && registry.FindActivity(open.Schedule.Name!)?.Kind == ActivityKind.Records);
        return null;
    }

    private WorkflowContext NewContext(Instance instance, RegisteredOrchestration code, InstanceRow row)
    {
        WorkflowContext? context = null;
        context = new(code, row.Key, row.Epoch, fault => mailbox.Post(new FaultInput(instance.Id, context!, fault)));
        return context;
    }

    private static InstanceRow Synthetic(Instance instance, StartInput start) => new(
        instance.Id, start.Request.InstanceId, start.Code.Name, start.Code.Version, InstanceStatus.Running, 0, 0, null, 0, 0, start.At, start.At, null);
}
