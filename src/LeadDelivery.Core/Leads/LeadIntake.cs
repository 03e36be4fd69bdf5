namespace LeadDelivery.Core.Leads;

/// <summary>Takes leads in: rename, check, dedupe, store and start in one step.</summary>
public sealed class LeadIntake
{
    /// <summary>Takes one lead. When this returns accepted or rejected, it is on stable storage.</summary>
    public ValueTask<IntakeResult> SubmitAsync(Submission submission, CancellationToken cancellation) => throw new NotImplementedException();
}

/// <summary>Reads leads back.</summary>
public sealed class LeadReader
{
    /// <summary>The lead, or null.</summary>
    public ValueTask<LeadView?> GetAsync(string leadId, CancellationToken cancellation) => throw new NotImplementedException();

    /// <summary>Its audit trail, oldest first; null for an unknown lead.</summary>
    public ValueTask<IReadOnlyList<LeadEvent>?> EventsAsync(string leadId, CancellationToken cancellation) => throw new NotImplementedException();

    /// <summary>A page of leads, newest first. Throws <see cref="FormatException"/> for a cursor that is none.</summary>
    public ValueTask<LeadPage> ListAsync(LeadFilter filter, CancellationToken cancellation) => throw new NotImplementedException();
}

/// <summary>Wakes those who wait for a lead's outcome in this process.</summary>
public sealed class OutcomeWaiters
{
    /// <summary>Returns when the outcome is recorded or after <paramref name="timeout"/>, whichever is first. Register before submitting is not needed: call after.</summary>
    public Task WaitAsync(string leadId, TimeSpan timeout, CancellationToken cancellation) => throw new NotImplementedException();
}

/// <summary>How a redelivery began.</summary>
public enum RedeliveryStatus
{
    /// <summary>Running.</summary>
    Started,

    /// <summary>No such lead.</summary>
    UnknownLead,

    /// <summary>No such recipient in the current configuration.</summary>
    UnknownRecipient,

    /// <summary>The consumer's data was erased: there is nothing to deliver.</summary>
    Erased,

    /// <summary>Still being delivered.</summary>
    StillPending,

    /// <summary>The host is busy, full or stopping.</summary>
    Busy,
}

/// <summary>Delivers a lead once more, under new keys.</summary>
public sealed class Redelivery
{
    /// <summary>Starts it under the current configuration: the flow's whole plan, or one recipient.</summary>
    public ValueTask<RedeliveryStatus> StartAsync(string leadId, string? recipient, string operatorName, CancellationToken cancellation) =>
        throw new NotImplementedException();
}

/// <summary>Erases a consumer's data.</summary>
public sealed class LeadErasure
{
    /// <summary>Destroys the lead's key; what happened and the money stay. False for an unknown lead.</summary>
    public ValueTask<bool> EraseAsync(string leadId, string operatorName, CancellationToken cancellation) => throw new NotImplementedException();
}
