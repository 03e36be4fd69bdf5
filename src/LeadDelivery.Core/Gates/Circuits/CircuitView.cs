namespace LeadDelivery.Core.Gates.Circuits;

/// <summary>What a circuit lets through.</summary>
public enum CircuitState
{
    /// <summary>Everything.</summary>
    Closed,

    /// <summary>Nothing, until its break is over.</summary>
    Open,

    /// <summary>One attempt, which is under way.</summary>
    HalfOpen,
}

/// <summary>What an operator made of a circuit.</summary>
/// <param name="Open">Open, or closed.</param>
/// <param name="Who">The operator.</param>
/// <param name="Until">When it is automatic again; null: until somebody says so.</param>
public sealed record ForcedCircuit(bool Open, string Who, DateTimeOffset? Until);

/// <summary>A circuit as it is now.</summary>
/// <param name="Since">When it became so; null where it has never been anything else.</param>
/// <param name="Until">When the next attempt may be made, of an open one.</param>
/// <param name="Reason">Why it is open; null while it is not.</param>
/// <param name="Breaks">Breaks since it was last closed.</param>
/// <param name="Forced">What an operator made of it; null: it is automatic.</param>
public sealed record CircuitView(
    CircuitState State, DateTimeOffset? Since, DateTimeOffset? Until, string? Reason, int Breaks, ForcedCircuit? Forced)
{
    /// <summary>A circuit that nothing has happened to.</summary>
    public static CircuitView None { get; } = new(CircuitState.Closed, null, null, null, 0, null);

    /// <summary>Attempts looked at.</summary>
    public int Attempts { get; init; }

    /// <summary>Those of them that failed.</summary>
    public int Failures { get; init; }
}

/// <summary>A circuit has opened, opened again or closed.</summary>
internal sealed record CircuitChange(CircuitState From, CircuitState To, string Reason, DateTimeOffset? Until);

/// <summary>A circuit in the store.</summary>
/// <param name="Probe">Of several workers, the delivery that tries whether it is back.</param>
/// <param name="ProbeEnds">When another may.</param>
internal sealed record StoredCircuit(
    bool Open, DateTimeOffset Since, DateTimeOffset Until, int Breaks, string? Reason, ForcedCircuit? Forced, string? Probe = null,
    DateTimeOffset ProbeEnds = default);
