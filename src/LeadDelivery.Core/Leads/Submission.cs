using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Language;

namespace LeadDelivery.Core.Leads;

/// <summary>A lead as a source hands it in: read, but neither renamed nor checked yet.</summary>
/// <param name="Catalog">The configuration it is taken under, and finishes under.</param>
/// <param name="Source">Who sent it; the key has been checked.</param>
/// <param name="Flow">Where it was sent.</param>
/// <param name="Fields">What was sent, under the source's own names; an object.</param>
/// <param name="Test">True for <c>?test=true</c>.</param>
/// <param name="IdempotencyKey">The header's value, or null.</param>
/// <param name="BodyHash">
/// SHA-256 of the body and its content type, to tell a repeat from another lead under the same key; empty without a key.
/// </param>
public sealed record Submission(
    Catalog Catalog, Source Source, Flow Flow, ValueObject Fields, bool Test, string? IdempotencyKey, ReadOnlyMemory<byte> BodyHash)
{
    /// <summary>The ping that it names beside its body; null: what its field <c>ping_id</c> says.</summary>
    public string? PingId { get; init; }

    /// <summary>It is ping and post in one: what its source is told is what the auction's margin leaves.</summary>
    public bool IsFull { get; init; }
}

/// <summary>How a submission ended.</summary>
public enum IntakeStatus
{
    /// <summary>On stable storage, and being delivered.</summary>
    Accepted,

    /// <summary>Fails the flow's acceptance rules: recorded with the outcome failure, never delivered.</summary>
    Rejected,

    /// <summary>The same lead under the same idempotency key came before: its answer is the answer.</summary>
    Repeated,

    /// <summary>Another lead came under this idempotency key.</summary>
    KeyReused,

    /// <summary>Too much is waiting to be written; nothing was taken.</summary>
    Busy,

    /// <summary>The disk is nearly full; nothing was taken.</summary>
    NoSpace,

    /// <summary>The host is stopping; nothing was taken.</summary>
    Stopping,
}

/// <summary>The answer to a submission.</summary>
/// <param name="Status">What happened.</param>
/// <param name="LeadId">The lead's id, for the first three.</param>
public readonly record struct IntakeResult(IntakeStatus Status, string? LeadId = null);
