using LeadDelivery.Core.Leads;
using LeadDelivery.Core.Reviews;

namespace LeadDelivery.Web.Api;

/// <summary>
/// What the HTTP API does with leads: everything behind it. A host fills it with <see cref="Of"/>; a test fills in what it wants to see.
/// </summary>
public sealed record LeadOperations
{
    /// <summary>Takes a lead in.</summary>
    public required Func<Submission, CancellationToken, ValueTask<IntakeResult>> Submit { get; init; }

    /// <summary>Returns when the lead's outcome is recorded or the time has passed.</summary>
    public required Func<string, TimeSpan, CancellationToken, Task> WaitForOutcome { get; init; }

    /// <summary>The lead, or null.</summary>
    public required Func<string, CancellationToken, ValueTask<LeadView?>> Get { get; init; }

    /// <summary>Its audit trail, oldest first; null for an unknown lead.</summary>
    public required Func<string, CancellationToken, ValueTask<IReadOnlyList<LeadEvent>?>> Events { get; init; }

    /// <summary>A page of leads; throws <see cref="FormatException"/> for a cursor that is none.</summary>
    public required Func<LeadFilter, CancellationToken, ValueTask<LeadPage>> List { get; init; }

    /// <summary>Delivers once more: lead, recipient or null for the whole plan, operator.</summary>
    public required Func<string, string?, string, CancellationToken, ValueTask<RedeliveryStatus>> Redeliver { get; init; }

    /// <summary>Decides about a lead that waits for review; with a refusal why it cannot be delivered.</summary>
    public required Func<ReviewDecision, CancellationToken, ValueTask<(ReviewStatus Status, RedeliveryStatus Refusal)>> Review
    {
        get;
        init;
    }

    /// <summary>Erases the consumer's data: lead, operator. False for an unknown lead.</summary>
    public required Func<string, string, CancellationToken, ValueTask<bool>> Erase { get; init; }

    /// <summary>The operations of these services.</summary>
    public static LeadOperations Of(
        LeadIntake intake, LeadReader reader, LeadList list, OutcomeWaiters waiters, Redelivery redelivery, LeadErasure erasure,
        ManualReview review) => new()
        {
            Submit = intake.SubmitAsync,
            WaitForOutcome = waiters.WaitAsync,
            Get = reader.GetAsync,
            Events = reader.EventsAsync,
            List = list.PageAsync,
            Redeliver = redelivery.StartAsync,
            Review = review.DecideAsync,
            Erase = erasure.EraseAsync,
        };
}
