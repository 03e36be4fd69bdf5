namespace LeadDelivery.Core.Gates.Standing;

/// <summary>A recipient's last 60 minutes, the current one included. Attempts, not deliveries; test leads are not among them.</summary>
/// <param name="Average">Mean time of an attempt; null without one.</param>
/// <param name="P95">The time within which 95 of 100 ended, at most half as long again as it was; null without one.</param>
public sealed record LastHourView(
    int Attempts, int Successes, int Failures, int Duplicates, int Errors, int Queued, TimeSpan? Average, TimeSpan? P95)
{
    /// <summary>An hour without an attempt.</summary>
    public static LastHourView None { get; } = new(0, 0, 0, 0, 0, 0, null, null);

    /// <summary>Technical failures since the last other outcome.</summary>
    public int ErrorsInARow { get; init; }

    /// <summary>Successes among all attempts that were decided; null without one. What was queued is not decided.</summary>
    public decimal? SuccessRate => Share(Attempts - Queued);

    /// <summary>Successes among the attempts that the recipient took or refused; null without one.</summary>
    public decimal? AcceptanceRate => Share(Successes + Failures + Duplicates);

    private decimal? Share(int of) => of == 0 ? null : Math.Round((decimal)Successes / of, 4);
}
