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
public sealed class LastHourBook(StandingLog log, TimeProvider time) : IAttemptGate, IPerformance
{
    private const string Row = "hour/";
    private const int Minutes = 60;

    [ThreadStatic]
    private static List<(string Kind, string Words)>? _alerts;

    private readonly ConcurrentDictionary<string, LastHour> _hours = new(StringComparer.Ordinal);

    /// <summary>The recipient's last hour.</summary>
    public LastHourView View(string recipient) => _hours.TryGetValue(recipient, out var hour) ? hour.View(time.GetUtcNow()) : LastHourView.None;

    /// <inheritdoc/>
    public (decimal AcceptanceRate, TimeSpan Response, int Attempts)? Of(string recipientId) =>
        _hours.TryGetValue(recipientId, out var hour) ? hour.Figures(time.GetUtcNow()) : null;

    /// <inheritdoc/>
    public Hold? Before(Passage passage, int attempt, TimeSpan queued) => null;

    /// <inheritdoc/>
    public void After(IActivityContext context, Passage passage, AttemptReport? report)
    {
        if (report is null || passage.Lead.Test)
        {
            return;
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
            _ = log.RaiseAsync(kind, recipient.Id, passage.Lead.Id, $"{recipient.Id}: {words}");
        }
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
        if (minute.Number > (time.GetUtcNow().ToUnixTimeSeconds() / 60) - Minutes)
        {
            _hours.GetOrAdd(row.Row[Row.Length..row.Row.LastIndexOf('/')], _ => new()).Restore(minute);
        }

        return true;
    }

    // One row for each minute of the clock: 60 rows a recipient, however long it runs.
    private Task StoreAsync(string recipient, Minute minute) => log.StoreAsync(
        string.Create(CultureInfo.InvariantCulture, $"{Row}{recipient}/{minute.Number % Minutes:D2}"),
        () => JsonSerializer.SerializeToUtf8Bytes(minute, StandingJson.Default.Minute));
}
