using System.Collections.Concurrent;
using System.Text.Json;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Gates.Standing;
using LeadDelivery.Core.Ports;
using LeadDelivery.Core.Workflow;

namespace LeadDelivery.Core.Gates.Circuits;

/// <summary>
/// The circuits of all recipients, shared by everything in the process. A failure is whatever ends in <see cref="Outcome.Error"/>: not
/// sent, unanswered, 408, 429, 5xx, unreadable. A refusal is a sign of health.
/// </summary>
public sealed class CircuitBook(StandingLog log, TimeProvider time) : IGate, IAttemptGate
{
    private const string Row = "circuit/";
    private readonly ConcurrentDictionary<string, Circuit> _circuits = new(StringComparer.Ordinal);

    /// <summary>The recipient's circuit as it is now.</summary>
    public CircuitView View(string recipient) =>
        _circuits.TryGetValue(recipient, out var circuit) ? circuit.View(time.GetUtcNow()) : CircuitView.None;

    /// <summary>An operator opens or closes it, for a time or until further notice; <paramref name="open"/> null: it is automatic
    /// again. Durable when this returns.</summary>
    /// <param name="who">The operator, for the record.</param>
    public Task ForceAsync(string recipient, bool? open, TimeSpan? span, string who)
    {
        var now = time.GetUtcNow();
        var circuit = _circuits.GetOrAdd(recipient, _ => new());
        circuit.Force(open is { } to ? new(to, who, now + span) : null, now);
        _ = StoreAsync(recipient, circuit);
        return log.RecordAsync(who, "recipient.circuit", recipient, ("state", Name(open)), ("until", (now + span)?.ToString("O")));

        static string Name(bool? open) => open switch { true => "open", false => "closed", null => "auto" };
    }

    /// <inheritdoc/>
    public ValueTask<Closed?> PeekAsync(IRecordStore records, Passage passage, CancellationToken cancellation) => new(Peek(passage));

    /// <inheritdoc/>
    public ValueTask<Closed?> EnterAsync(IActivityContext context, Passage passage, CancellationToken cancellation) => new(Peek(passage));

    /// <inheritdoc/>
    public void Leave(IActivityContext context, string key, string recipient, Outcome outcome, decimal? price)
    {
    }

    /// <inheritdoc/>
    public Hold? Before(Passage passage, int attempt, TimeSpan queued) =>
        !passage.Lead.Test && _circuits.TryGetValue(passage.Recipient.Id, out var circuit)
            ? circuit.Enter(passage.Key, passage.Recipient, attempt, time.GetUtcNow())
            : null;

    /// <inheritdoc/>
    public void After(IActivityContext context, Passage passage, AttemptReport? report)
    {
        var recipient = passage.Recipient;
        if (recipient.Circuit is not { } policy || passage.Lead.Test)
        {
            return;
        }

        if (!_circuits.TryGetValue(recipient.Id, out var circuit))
        {
            if (report is null)
            {
                return;
            }

            circuit = _circuits.GetOrAdd(recipient.Id, static _ => new());
        }

        bool? failed = report is null ? null : report.Verdict.Outcome == Outcome.Error;
        if (circuit.Leave(passage.Key, failed, policy, time.GetUtcNow()) is { } change)
        {
            Changed(recipient, passage.Lead.Id, circuit, change);
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

    private Closed? Peek(Passage passage) =>
        !passage.Lead.Test && _circuits.TryGetValue(passage.Recipient.Id, out var circuit)
        && circuit.Peek(passage.Recipient, time.GetUtcNow()) is { } hold
            ? new(hold.Reason, hold.Technical)
            : null;

    private void Changed(Recipient recipient, string lead, Circuit circuit, CircuitChange change)
    {
        _ = StoreAsync(recipient.Id, circuit);
        _ = log.RecordAsync(
            StandingLog.Automatic, "recipient.circuit", recipient.Id, ("from", Name(change.From)), ("state", Name(change.To)),
            ("reason", change.Reason), ("until", change.Until?.ToString("O")));

        // One alert when it opens and one when it closes: that it stays open is no news.
        if (change.To == CircuitState.Closed)
        {
            _ = log.RaiseAsync("circuit_closed", recipient.Id, lead, $"{recipient.Id} is back: {change.Reason}");
        }
        else if (change.From == CircuitState.Closed)
        {
            _ = log.RaiseAsync(
                "circuit_open", recipient.Id, lead, $"{recipient.Id} is left alone until {change.Until:yyyy-MM-dd'T'HH:mm:ss'Z'}: {change.Reason}");
        }
    }

    private Task StoreAsync(string recipient, Circuit circuit) => log.StoreAsync(
        Row + recipient, () => JsonSerializer.SerializeToUtf8Bytes(circuit.Stored(), StandingJson.Default.StoredCircuit));

    /// <summary>The state's name in answers and records.</summary>
    public static string Name(CircuitState state) => state switch
    {
        CircuitState.Open => "open",
        CircuitState.HalfOpen => "half_open",
        _ => "closed",
    };
}
