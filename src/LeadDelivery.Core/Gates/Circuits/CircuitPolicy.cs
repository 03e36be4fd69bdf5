namespace LeadDelivery.Core.Gates.Circuits;

/// <summary><c>circuit:</c> of a recipient: when it is left alone, and for how long.</summary>
public sealed record CircuitPolicy
{
    /// <summary>
    /// The attempts that there must be before <see cref="Ratio"/> is looked at, or the whole <see cref="Window"/> where that is less, or its
    /// fifth where that is more. 20: fewer say little, one that failed of two most of all; a quiet recipient that is down is found by
    /// <see cref="Consecutive"/>.
    /// </summary>
    public const int Least = 20;

    private const int LeastShare = 5;

    /// <summary>Share of failures among the last attempts that opens it, from 0 to 1. Default 0.5: every second lead is wasted.</summary>
    public decimal Ratio { get; init; } = 0.5m;

    /// <summary>How many of the last attempts are looked at. Default 100: a minute of a busy recipient.</summary>
    public int Window { get; init; } = 100;

    /// <summary>Failures in a row that open it. Default 10: no accident any more.</summary>
    public int Consecutive { get; init; } = 10;

    /// <summary>The time within which they must have come. Default 5 min: ten failures of a month are no outage.</summary>
    public TimeSpan Within { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long it is left alone at first. Default 5 min: a restart of the other side.</summary>
    public TimeSpan Break { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The longest break; each that ends in another failure is followed by one twice as long. Default 1 h.</summary>
    public TimeSpan BreakMax { get; init; } = TimeSpan.FromHours(1);

    /// <summary>The attempts after which <see cref="Ratio"/> is looked at.</summary>
    public int LeastAttempts => Math.Min(Window, Math.Max(Least, (Window + LeastShare - 1) / LeastShare));

    /// <summary>The break after <paramref name="failures"/> failures of the recipient to come back, 1 for the first.</summary>
    public TimeSpan BreakOf(int failures)
    {
        // Twenty doublings of a second are twelve days: beyond that every break is the longest one.
        var ticks = Break.Ticks * Math.Pow(2, Math.Min(failures - 1, 20));
        return ticks < BreakMax.Ticks ? TimeSpan.FromTicks((long)ticks) : BreakMax;
    }
}
