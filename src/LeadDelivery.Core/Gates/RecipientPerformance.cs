namespace LeadDelivery.Core.Gates;

/// <summary>Which recipient does better: the more it accepts and the sooner it answers.</summary>
public sealed class RecipientPerformance(IPerformance lastHour)
{
    /// <summary>
    /// The answering time that counts a recipient half: 10 s, the time within which buyers' posting documents promise to answer.
    /// </summary>
    public static readonly TimeSpan HalfAt = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Attempts that an unknown recipient is credited with, half of them accepted: 2. Few attempts say little, and one that nobody has
    /// tried for an hour gets its chance again.
    /// </summary>
    public const int Credit = 2;

    /// <summary>From 0 to 1, the higher the better; 0.5 for one without an attempt in the last hour.</summary>
    public double Score(string recipientId)
    {
        var (rate, response, attempts) = lastHour.Of(recipientId) ?? (0, TimeSpan.Zero, 0);
        var accepted = ((double)rate * attempts + (Credit / 2.0)) / (attempts + Credit);
        return accepted / (1 + (response / HalfAt));
    }
}
