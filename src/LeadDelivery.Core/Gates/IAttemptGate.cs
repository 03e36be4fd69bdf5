using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Workflow;

namespace LeadDelivery.Core.Gates;

/// <summary>What is asked before every single request to a recipient, and told of its end: pauses, circuits, rates, statistics. Memory
/// only, in microseconds, where one process has it all; several workers look at what the others wrote.</summary>
public interface IAttemptGate
{
    /// <summary>Null: go ahead. Asked once per request, right before it.</summary>
    /// <param name="queued">How long the attempt waited in the recipient's queue.</param>
    ValueTask<Hold?> BeforeAsync(Passage passage, int attempt, TimeSpan queued, CancellationToken cancellation);

    /// <summary>The request has ended, or was not sent after all (<paramref name="report"/> null). Never fails for what it keeps of itself.</summary>
    ValueTask AfterAsync(IActivityContext context, Passage passage, AttemptReport? report);
}

/// <summary>An attempt that is not made now.</summary>
/// <param name="Reason">As in <see cref="Closed"/>.</param>
/// <param name="Wait">Ask again after this; null: the delivery ends without it.</param>
/// <param name="Technical">The recipient is in technical trouble: its backup is tried.</param>
public sealed record Hold(string Reason, TimeSpan? Wait = null, bool Technical = false);

/// <summary>How a request ended.</summary>
public sealed record AttemptReport(SendCategory Category, Verdict Verdict, TimeSpan Duration, DateTimeOffset At);
