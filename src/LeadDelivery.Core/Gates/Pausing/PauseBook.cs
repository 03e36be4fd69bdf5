using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Gates.Standing;
using LeadDelivery.Core.Ports;
using LeadDelivery.Core.Workflow;

namespace LeadDelivery.Core.Gates.Pausing;

/// <summary>
/// The recipients that are paused: by operators, by an answer that says that our credentials are wrong, by a run of refusals. Test leads
/// pass: they are how somebody sees whether it can be resumed.
/// </summary>
public sealed class PauseBook : IGate, IAttemptGate
{
    /// <summary>Characters kept of an operator's reason: it stands in every delivery that is skipped.</summary>
    public const int MaxReason = 200;

    private const string Row = "pause/";
    private readonly StandingLog _log;
    private readonly TimeProvider _time;
    private readonly StandingWatch? _watch;
    private readonly Lock _lock = new();
    private readonly ConcurrentDictionary<string, Refusals> _refusals = new(StringComparer.Ordinal);
    private volatile ImmutableDictionary<string, (Pause Pause, Hold Hold)> _paused =
        ImmutableDictionary.Create<string, (Pause, Hold)>(StringComparer.Ordinal);

    private volatile ImmutableDictionary<string, DateTimeOffset> _resumed = ImmutableDictionary.Create<string, DateTimeOffset>(StringComparer.Ordinal);

    /// <summary>Nobody is paused until restored.</summary>
    /// <param name="sharing">Who else pauses; null for nobody.</param>
    public PauseBook(StandingLog log, TimeProvider time, Sharing? sharing = null)
    {
        (_log, _time) = (log, time);
        _watch = sharing is { IsShared: true } ? new(log.Records, time, Row, sharing.StandingFor, Take) : null;
    }

    /// <summary>Of several workers: looks at whom the others have paused, unless that was done just now.</summary>
    public ValueTask RefreshAsync(CancellationToken cancellation) => _watch?.RefreshAsync(cancellation) ?? default;

    /// <summary>The recipient's pause; null while it gets leads.</summary>
    public Pause? Of(string recipient) => _paused.TryGetValue(recipient, out var paused) ? paused.Pause : null;

    /// <summary>An operator pauses it, whatever paused it before. Durable when this returns.</summary>
    public Task PauseAsync(string recipient, string? reason, string who)
    {
        reason = reason?.Trim() is { Length: > 0 } text ? text[..Math.Min(text.Length, MaxReason)] : null;
        lock (_lock)
        {
            Set(recipient, new(_time.GetUtcNow(), who, PauseCause.Operator, reason));
        }

        _ = StoreAsync(recipient);
        return _log.RecordAsync(who, "recipient.pause", recipient, ("reason", reason));
    }

    /// <summary>An operator lets it have leads again; nothing where it is not paused. Durable when this returns.</summary>
    public async Task ResumeAsync(string recipient, string who)
    {
        if (_watch is not null)
        {
            await _watch.ReadAsync(CancellationToken.None);
        }

        Pause? before;
        lock (_lock)
        {
            before = Of(recipient);
            Forget(recipient);
        }

        if (before is not null)
        {
            _ = StoreAsync(recipient);
            await _log.RecordAsync(
                who, "recipient.resume", recipient, ("paused_by", before.Who), ("cause", Pause.Name(before.Cause)));
        }
    }

    /// <inheritdoc/>
    public ValueTask<Closed?> PeekAsync(IRecordStore records, Passage passage, CancellationToken cancellation) => PeekAsync(passage, cancellation);

    /// <inheritdoc/>
    public ValueTask<Closed?> EnterAsync(IActivityContext context, Passage passage, CancellationToken cancellation) =>
        PeekAsync(passage, cancellation);

    /// <inheritdoc/>
    public ValueTask LeaveAsync(IActivityContext context, Departure departure, CancellationToken cancellation) => default;

    /// <inheritdoc/>
    public ValueTask<Hold?> BeforeAsync(Passage passage, int attempt, TimeSpan queued, CancellationToken cancellation) =>
        _watch is null ? new(Before(passage)) : LookAsync(passage, cancellation);

    private async ValueTask<Hold?> LookAsync(Passage passage, CancellationToken cancellation)
    {
        await RefreshAsync(cancellation);
        return Before(passage);
    }

    private Hold? Before(Passage passage)
    {
        var paused = _paused;
        return paused.Count > 0 && !passage.Lead.Test && paused.TryGetValue(passage.Recipient.Id, out var found) ? found.Hold : null;
    }

    /// <inheritdoc/>
    public ValueTask AfterAsync(IActivityContext context, Passage passage, AttemptReport? report)
    {
        if (report is null || passage.Lead.Test)
        {
            return default;
        }

        Task? stopping = null;
        if (report.Verdict.Unauthorized)
        {
            stopping = Stop(passage, report, PauseCause.Unauthorized, report.Verdict.Reason is { } why and ("HTTP 401" or "HTTP 403")
                ? $"unauthorized ({why})" : "unauthorized");
        }

        if (passage.Recipient.Shutdown is { } shutdown)
        {
            stopping = CountRefusal(passage, report, shutdown) ?? stopping;
        }

        return stopping is null ? default : new(stopping);
    }

    /// <summary>Takes up a stored pause; false for a row of something else.</summary>
    internal bool Restore(Record row)
    {
        if (!row.Row.StartsWith(Row, StringComparison.Ordinal))
        {
            return false;
        }

        Set(row.Row[Row.Length..], JsonSerializer.Deserialize(row.Body.Span, StandingJson.Default.Pause)!);
        return true;
    }

    private async ValueTask<Closed?> PeekAsync(Passage passage, CancellationToken cancellation)
    {
        await RefreshAsync(cancellation);
        return Before(passage) is { } hold ? new(hold.Reason, hold.Technical) : null;
    }

    // Whoever is not paused any more was resumed since the others were last looked at.
    private void Take(IReadOnlyList<Record> rows)
    {
        lock (_lock)
        {
            var known = rows.Select(row => row.Row[Row.Length..]).ToHashSet(StringComparer.Ordinal);
            foreach (var id in _paused.Keys.Where(id => !known.Contains(id)))
            {
                Forget(id);
            }

            foreach (var row in rows)
            {
                Restore(row);
            }
        }
    }

    private void Forget(string recipient)
    {
        _paused = _paused.Remove(recipient);
        _resumed = _resumed.SetItem(recipient, _time.GetUtcNow());
        _refusals.TryRemove(recipient, out _);
    }

    private Task? CountRefusal(Passage passage, AttemptReport report, ShutdownPolicy shutdown)
    {
        var id = passage.Recipient.Id;
        switch (report.Verdict.Outcome)
        {
            case Outcome.Success or Outcome.Queued when _refusals.TryGetValue(id, out var run):
                run.Reset();
                break;
            case Outcome.Failure or Outcome.Duplicate when !IsOld(id, report)
                && _refusals.GetOrAdd(id, _ => new()).Add() >= shutdown.Rejects:
                return Stop(
                    passage, report, PauseCause.Shutdown, string.Create(CultureInfo.InvariantCulture, $"{shutdown.Rejects} refusals in a row"));
        }

        return null;
    }

    // Of a hundred attempts that come back with the same answer the first pauses it: one record, one alert.
    private Task? Stop(Passage passage, AttemptReport report, PauseCause cause, string reason)
    {
        var id = passage.Recipient.Id;
        var pause = new Pause(_time.GetUtcNow(), StandingLog.Automatic, cause, reason);
        lock (_lock)
        {
            if (_paused.ContainsKey(id) || IsOld(id, report))
            {
                return null;
            }

            Set(id, pause);
        }

        if (_watch is not null)
        {
            return _log.WriteAsync(() => StopAsync(passage, pause));
        }

        _ = StoreAsync(id);
        Tell(passage, pause);
        return null;
    }

    // Of several workers the first that writes it tells of it.
    private async ValueTask StopAsync(Passage passage, Pause pause)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(pause, StandingJson.Default.Pause);
        var write = RecordOperation.Insert(StandingLog.Partition, Row + passage.Recipient.Id, body);
        if (await _log.Records.WriteAsync([write], CancellationToken.None) < 0)
        {
            Tell(passage, pause);
        }
    }

    private void Tell(Passage passage, Pause pause)
    {
        var (id, cause, reason) = (passage.Recipient.Id, pause.Cause, pause.Reason);
        _ = _log.RecordAsync(StandingLog.Automatic, "recipient.pause", id, ("cause", Pause.Name(cause)), ("reason", reason));
        _ = _log.RaiseAsync(Pause.Name(cause), id, passage.Lead.Id, $"{id} is paused until somebody resumes it: {reason}");
    }

    // What began before somebody resumed it says nothing of what the recipient is now.
    private bool IsOld(string id, AttemptReport report) => _resumed.TryGetValue(id, out var at) && report.At - report.Duration < at;

    private void Set(string recipient, Pause pause) =>
        _paused = _paused.SetItem(recipient, (pause, new(Words(pause), null, Technical: pause.Cause == PauseCause.Unauthorized)));

    private static string Words(Pause pause) =>
        pause.Cause != PauseCause.Operator ? $"paused: {pause.Reason}"
        : pause.Reason is null ? $"paused by {pause.Who}"
        : $"paused by {pause.Who}: {pause.Reason}";

    private Task StoreAsync(string recipient) => _log.StoreAsync(
        Row + recipient, () => Of(recipient) is { } pause ? JsonSerializer.SerializeToUtf8Bytes(pause, StandingJson.Default.Pause) : null);

    /// <summary>Refusals in a row. Of this process alone: after a restart the run begins anew.</summary>
    private sealed class Refusals
    {
        private int _count;

        public int Add() => Interlocked.Increment(ref _count);

        public void Reset() => Volatile.Write(ref _count, 0);
    }
}
