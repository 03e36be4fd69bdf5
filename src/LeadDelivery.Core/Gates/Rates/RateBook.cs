using System.Collections.Concurrent;
using LeadDelivery.Core.Ports;
using LeadDelivery.Core.Workflow;

namespace LeadDelivery.Core.Gates.Rates;

/// <summary>
/// Keeps every recipient's rate, and bounds how many wait for it and for the recipient's concurrency, and how long. Memory alone: after
/// a restart slots are handed out anew, in the order in which deliveries come back; of several workers each keeps the rate by itself.
/// </summary>
public sealed class RateBook(TimeProvider time) : IGate, IAttemptGate
{
    /// <summary>When a delivery that is under way asks again where the queue was full: a second, since it may not be dropped.</summary>
    public static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(1);

    private readonly DateTimeOffset _began = time.GetUtcNow();
    private readonly ConcurrentDictionary<string, SlotLine> _lines = new(StringComparer.Ordinal);

    /// <summary>How many deliveries wait for a slot at the recipient.</summary>
    public int Waiting(string recipient) => _lines.TryGetValue(recipient, out var line) ? line.Waiting : 0;

    /// <inheritdoc/>
    public ValueTask<Closed?> PeekAsync(IRecordStore records, Passage passage, CancellationToken cancellation) => new(Peek(passage));

    /// <inheritdoc/>
    public ValueTask<Closed?> EnterAsync(IActivityContext context, Passage passage, CancellationToken cancellation) => new((Closed?)null);

    /// <inheritdoc/>
    public ValueTask LeaveAsync(IActivityContext context, Departure departure, CancellationToken cancellation)
    {
        if (_lines.TryGetValue(departure.Recipient, out var line))
        {
            line.Leave(departure.Key);
        }

        return default;
    }

    /// <inheritdoc/>
    public ValueTask<Hold?> BeforeAsync(Passage passage, int attempt, TimeSpan queued, CancellationToken cancellation) =>
        new(Before(passage, attempt, queued));

    /// <inheritdoc/>
    public ValueTask AfterAsync(IActivityContext context, Passage passage, AttemptReport? report) => default;

    private Hold? Before(Passage passage, int attempt, TimeSpan queued)
    {
        var recipient = passage.Recipient;
        if (passage.Lead.Test)
        {
            return null;
        }

        if (passage.QueueIsFull)
        {
            return attempt > 1 || (_lines.TryGetValue(recipient.Id, out var full) && full.Holds(passage.Key))
                ? new("queue full", AskAgain)
                : new(QueueWords.Full(recipient.Queue));
        }

        if (passage.QueueIsLate)
        {
            return new(QueueWords.Late(recipient.Queue));
        }

        // The usual case, without a rate and without a wait, looks at no clock.
        if (recipient.Rate is null && queued <= recipient.Queue.Deadline)
        {
            return null;
        }

        // What was waited while no process ran is not the recipient's doing.
        var now = time.GetUtcNow();
        var waited = queued < now - _began ? queued : now - _began;
        return waited > recipient.Queue.Deadline ? new(QueueWords.Late(recipient.Queue))
            : recipient.Rate is { } rate ? Ask(passage, rate, waited, now)
            : null;
    }

    private Hold? Ask(Passage passage, RateLimit rate, TimeSpan waited, DateTimeOffset now)
    {
        var recipient = passage.Recipient;
        var line = _lines.GetOrAdd(recipient.Id, static _ => new());
        var answer = line.Ask(passage.Key, rate, recipient.Queue, waited, now);
        return answer.Refused is { } refused ? new(refused)
            : answer.At is { } at ? new("rate", at - now)
            : null;
    }

    private Closed? Peek(Passage passage) =>
        passage.Recipient is { Rate: { } rate } recipient && !passage.Lead.Test && _lines.TryGetValue(recipient.Id, out var line)
        && line.Refuses(rate, recipient.Queue, time.GetUtcNow()) is { } refused
            ? new(refused)
            : null;
}
