using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using LeadDelivery.Core.Ports;
using LeadDelivery.Core.Workflow;

namespace LeadDelivery.Core.Gates.Standing;

/// <summary>
/// How all recipients did in the last hour. Each minute is stored when the next begins or the process stops: a killed process loses the
/// minute it was in.
/// </summary>
public sealed class LastHourBook : IAttemptGate, IPerformance
{
    private const string Row = "hour/";
    private const int Minutes = 60;

    [ThreadStatic]
    private static List<(string Kind, string Words)>? _alerts;

    // Of several workers, what this one has seen.
    private readonly ConcurrentDictionary<string, LastHour> _hours = new(StringComparer.Ordinal);
    private readonly StandingLog _log;
    private readonly TimeProvider _time;
    private readonly SharedHours? _shared;
    private readonly StandingWatch? _watch;

    /// <summary>Nothing is known until restored.</summary>
    /// <param name="sharing">Who else attempts; null for nobody.</param>
    public LastHourBook(StandingLog log, TimeProvider time, Sharing? sharing = null)
    {
        (_log, _time) = (log, time);
        if (sharing is { IsShared: true })
        {
            _shared = new(log.Records);
            _watch = new(log.Records, time, Row, sharing.HoursFor, _shared.Take);
        }
    }

    /// <summary>Of several workers: looks at what the others have seen, unless that was done just now.</summary>
    public ValueTask RefreshAsync(CancellationToken cancellation) => _watch?.RefreshAsync(cancellation) ?? default;

    /// <summary>The recipient's last hour.</summary>
    public LastHourView View(string recipient)
    {
        var (own, now) = (_hours.GetValueOrDefault(recipient), _time.GetUtcNow());
        return _shared is null
            ? own?.View(now) ?? LastHourView.None
            : (_shared.Of(recipient, own?.Unfinished())?.View(now) ?? LastHourView.None) with { ErrorsInARow = own?.View(now).ErrorsInARow ?? 0 };
    }

    /// <inheritdoc/>
    public (decimal AcceptanceRate, TimeSpan Response, int Attempts)? Of(string recipientId) =>
        (_shared is null
            ? _hours.GetValueOrDefault(recipientId)
            : _shared.Of(recipientId, _hours.GetValueOrDefault(recipientId)?.Unfinished()))?.Figures(_time.GetUtcNow());

    /// <inheritdoc/>
    public ValueTask<Hold?> BeforeAsync(Passage passage, int attempt, TimeSpan queued, CancellationToken cancellation) =>
        _watch is null ? default : LookAsync(_watch, cancellation);

    /// <inheritdoc/>
    public ValueTask AfterAsync(IActivityContext context, Passage passage, AttemptReport? report)
    {
        if (report is null || passage.Lead.Test)
        {
            return default;
        }

        var recipient = passage.Recipient;
        if (!_hours.TryGetValue(recipient.Id, out var hour))
        {
            hour = _hours.GetOrAdd(recipient.Id, static _ => new());
        }

        var alerts = _alerts ??= [];
        alerts.Clear();
        if (hour.Add(report.Verdict.Outcome, report.Duration, report.At, recipient.Alerts, alerts) is { } ended)
        {
            _ = StoreAsync(recipient.Id, ended);
        }

        foreach (var (kind, words) in alerts)
        {
            _ = _log.RaiseAsync(kind, recipient.Id, passage.Lead.Id, $"{recipient.Id}: {words}");
        }

        return default;
    }

    /// <summary>Stores the minutes under way: when the process stops.</summary>
    internal Task StoreAsync() => Task.WhenAll(_hours
        .Select(hour => (hour.Key, Minute: hour.Value.Unfinished()))
        .Where(hour => hour.Minute is not null)
        .Select(hour => StoreAsync(hour.Key, hour.Minute!)));

    /// <summary>Takes up a stored minute; false for a row of something else.</summary>
    internal bool Restore(Record row)
    {
        if (!row.Row.StartsWith(Row, StringComparison.Ordinal))
        {
            return false;
        }

        var minute = JsonSerializer.Deserialize(row.Body.Span, StandingJson.Default.Minute)!;
        if (_shared is null && minute.Number > (_time.GetUtcNow().ToUnixTimeSeconds() / 60) - Minutes)
        {
            _hours.GetOrAdd(RecipientOf(row.Row), _ => new()).Restore(minute);
        }

        return true;
    }

    /// <summary>The recipient of a row.</summary>
    internal static string RecipientOf(string row) => row[Row.Length..row.LastIndexOf('/')];

    private static async ValueTask<Hold?> LookAsync(StandingWatch watch, CancellationToken cancellation)
    {
        await watch.RefreshAsync(cancellation);
        return null;
    }

    // One row for each minute of the clock: 60 rows a recipient, however long it runs.
    private Task StoreAsync(string recipient, Minute minute)
    {
        var row = string.Create(CultureInfo.InvariantCulture, $"{Row}{recipient}/{minute.Number % Minutes:D2}");
        return _shared is null
            ? _log.StoreAsync(row, () => JsonSerializer.SerializeToUtf8Bytes(minute, StandingJson.Default.Minute))
            : _log.WriteAsync(() => _shared.AddAsync(row, minute));
    }
}
