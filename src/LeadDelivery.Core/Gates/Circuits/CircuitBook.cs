using System.Collections.Concurrent;
using System.Text.Json;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Gates.Standing;
using LeadDelivery.Core.Ports;
using LeadDelivery.Core.Workflow;

namespace LeadDelivery.Core.Gates.Circuits;

/// <summary>
/// The circuits of all recipients, shared by everything in the process, and of several workers through their rows. A failure is whatever ends in <see cref="Outcome.Error"/>: not
/// sent, unanswered, 408, 429, 5xx, unreadable. A refusal is a sign of health.
/// </summary>
public sealed class CircuitBook : IGate, IAttemptGate
{
    internal const string Row = "circuit/";
    private readonly StandingLog _log;
    private readonly TimeProvider _time;
    private readonly SharedCircuits? _shared;
    private readonly StandingWatch? _watch;
    private readonly ConcurrentDictionary<string, Circuit> _circuits = new(StringComparer.Ordinal);

    /// <summary>All closed until restored.</summary>
    /// <param name="sharing">Who else changes them; null for nobody.</param>
    public CircuitBook(StandingLog log, TimeProvider time, Sharing? sharing = null)
    {
        (_log, _time) = (log, time);
        if (sharing is { IsShared: true })
        {
            _shared = new(log.Records);
            _watch = new(log.Records, time, Row, sharing.StandingFor, rows =>
            {
                foreach (var row in rows)
                {
                    Restore(row);
                }
            });
        }
    }

    /// <summary>Of several workers: looks at what the others have done, unless that was done just now.</summary>
    public ValueTask RefreshAsync(CancellationToken cancellation) => _watch?.RefreshAsync(cancellation) ?? default;

    /// <summary>The recipient's circuit as it is now.</summary>
    public CircuitView View(string recipient) =>
        _circuits.TryGetValue(recipient, out var circuit) ? circuit.View(_time.GetUtcNow()) : CircuitView.None;

    /// <summary>The same of a recipient as it is configured now: without the key only what an operator forced keeps anybody out.</summary>
    public CircuitView View(Recipient recipient) =>
        View(recipient.Id) is var view && recipient.Circuit is null && view.Forced is null ? CircuitView.None : view;

    /// <summary>An operator opens or closes it, for a time or until further notice; <paramref name="open"/> null: it is automatic
    /// again. Durable when this returns.</summary>
    /// <param name="who">The operator, for the record.</param>
    public async Task ForceAsync(string recipient, bool? open, TimeSpan? span, string who)
    {
        if (_watch is not null)
        {
            await _watch.ReadAsync(CancellationToken.None);
        }

        var now = _time.GetUtcNow();
        var circuit = _circuits.GetOrAdd(recipient, _ => new());
        circuit.Force(open is { } to ? new(to, who, now + span) : null, now);
        _ = StoreAsync(recipient, circuit);
        await _log.RecordAsync(who, "recipient.circuit", recipient, ("state", Name(open)), ("until", (now + span)?.ToString("O")));

        static string Name(bool? open) => open switch { true => "open", false => "closed", null => "auto" };
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
        _shared is not null && !passage.Lead.Test ? BeforeAsync(_shared, passage, attempt, cancellation) : new(Before(passage, attempt));

    private Hold? Before(Passage passage, int attempt) =>
        !passage.Lead.Test && _circuits.TryGetValue(passage.Recipient.Id, out var circuit)
            ? circuit.Enter(passage.Key, passage.Recipient, attempt, _time.GetUtcNow())
            : null;

    /// <inheritdoc/>
    public ValueTask AfterAsync(IActivityContext context, Passage passage, AttemptReport? report)
    {
        var recipient = passage.Recipient;
        if (recipient.Circuit is not { } policy || passage.Lead.Test)
        {
            return default;
        }

        if (!_circuits.TryGetValue(recipient.Id, out var circuit))
        {
            if (report is null)
            {
                return default;
            }

            circuit = _circuits.GetOrAdd(recipient.Id, static _ => new());
        }

        bool? failed = report is null ? null : report.Verdict.Outcome == Outcome.Error;
        if (_shared is not null && circuit.IsSpecial)
        {
            return EndInTurnAsync(_shared, passage, circuit, failed, policy);
        }

        if (circuit.Leave(passage.Key, failed, policy, _time.GetUtcNow()) is not { } change)
        {
            return default;
        }

        if (_shared is not null)
        {
            return OpenInTurnAsync(_shared, passage, circuit, change);
        }

        _ = StoreAsync(recipient.Id, circuit);
        Changed(recipient, passage.Lead.Id, change);
        return default;
    }

    private async ValueTask<Hold?> BeforeAsync(SharedCircuits shared, Passage passage, int attempt, CancellationToken cancellation)
    {
        await RefreshAsync(cancellation);
        var (recipient, now) = (passage.Recipient, _time.GetUtcNow());
        if (!_circuits.TryGetValue(recipient.Id, out var circuit) || !circuit.IsSpecial)
        {
            return null;
        }

        if (circuit.Peek(recipient, now) is { } hold && !circuit.IsProbe(passage.Key))
        {
            return hold;
        }

        var (closed, stored) = await shared.ClaimAsync(passage.Key, recipient, attempt, now, cancellation);
        Take(circuit, stored);
        return closed;
    }

    private ValueTask EndInTurnAsync(SharedCircuits shared, Passage passage, Circuit circuit, bool? failed, CircuitPolicy policy) =>
        new(_log.WriteAsync(() => EndAsync(shared, passage, circuit, failed, policy)));

    private ValueTask OpenInTurnAsync(SharedCircuits shared, Passage passage, Circuit circuit, CircuitChange change) =>
        new(_log.WriteAsync(() => OpenAsync(shared, passage, circuit, change)));

    private async ValueTask EndAsync(SharedCircuits shared, Passage passage, Circuit circuit, bool? failed, CircuitPolicy policy)
    {
        var (change, stored) = await shared.EndAsync(passage.Key, passage.Recipient.Id, failed, policy, _time.GetUtcNow());
        Take(circuit, stored);
        if (change is not null)
        {
            Changed(passage.Recipient, passage.Lead.Id, change);
        }
    }

    private async ValueTask OpenAsync(SharedCircuits shared, Passage passage, Circuit circuit, CircuitChange change)
    {
        var (isOurs, stored) = await shared.OpenAsync(passage.Recipient.Id, circuit.Stored(), _time.GetUtcNow());
        Take(circuit, stored);
        if (isOurs)
        {
            Changed(passage.Recipient, passage.Lead.Id, change);
        }
    }

    private static void Take(Circuit circuit, StoredCircuit? stored)
    {
        if (stored is not null)
        {
            circuit.Restore(stored);
        }
    }

    /// <summary>Takes up a stored circuit; false for a row of something else.</summary>
    internal bool Restore(Record row)
    {
        if (!row.Row.StartsWith(Row, StringComparison.Ordinal))
        {
            return false;
        }

        var stored = JsonSerializer.Deserialize(row.Body.Span, StandingJson.Default.StoredCircuit)!;
        _circuits.GetOrAdd(row.Row[Row.Length..], _ => new()).Restore(stored);
        return true;
    }

    private async ValueTask<Closed?> PeekAsync(Passage passage, CancellationToken cancellation)
    {
        await RefreshAsync(cancellation);
        return Peek(passage);
    }

    private Closed? Peek(Passage passage) =>
        !passage.Lead.Test && _circuits.TryGetValue(passage.Recipient.Id, out var circuit)
        && circuit.Peek(passage.Recipient, _time.GetUtcNow()) is { } hold
            ? new(hold.Reason, hold.Technical)
            : null;

    private void Changed(Recipient recipient, string lead, CircuitChange change)
    {
        _ = _log.RecordAsync(
            StandingLog.Automatic, "recipient.circuit", recipient.Id, ("from", Name(change.From)), ("state", Name(change.To)),
            ("reason", change.Reason), ("until", change.Until?.ToString("O")));

        // One alert when it opens and one when it closes: that it stays open is no news.
        if (change.To == CircuitState.Closed)
        {
            _ = _log.RaiseAsync("circuit_closed", recipient.Id, lead, $"{recipient.Id} is back: {change.Reason}");
        }
        else if (change.From == CircuitState.Closed)
        {
            _ = _log.RaiseAsync(
                "circuit_open", recipient.Id, lead, $"{recipient.Id} is left alone until {change.Until:yyyy-MM-dd'T'HH:mm:ss'Z'}: {change.Reason}");
        }
    }

    private Task StoreAsync(string recipient, Circuit circuit) => _log.StoreAsync(
        Row + recipient, () => JsonSerializer.SerializeToUtf8Bytes(circuit.Stored(), StandingJson.Default.StoredCircuit));

    /// <summary>The state's name in answers and records.</summary>
    public static string Name(CircuitState state) => state switch
    {
        CircuitState.Open => "open",
        CircuitState.HalfOpen => "half_open",
        _ => "closed",
    };
}
