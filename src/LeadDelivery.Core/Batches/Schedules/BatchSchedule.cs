namespace LeadDelivery.Core.Batches.Schedules;

/// <summary>When a file is made: whichever of these comes first. None of them: on demand alone.</summary>
public sealed record BatchSchedule
{
    /// <summary>At fixed times; null for none.</summary>
    public CronExpression? Cron { get; init; }

    /// <summary>What <see cref="Cron"/> is known by: a time that was handled belongs to these words in this zone. Null for none.</summary>
    public string? CronKey => Cron is null ? null : $"{Cron.Text} {Zone.Id}";

    /// <summary>Where <see cref="Cron"/> and the names of files are at home.</summary>
    public TimeZoneInfo Zone { get; init; } = TimeZoneInfo.Utc;

    /// <summary>Once so many rows wait; also the most that one file takes where it is due by this alone. Null for none.</summary>
    public int? Count { get; init; }

    /// <summary>Once no row has come for so long; null for none.</summary>
    public TimeSpan? Idle { get; init; }

    /// <summary>Once the oldest row has waited so long; null for none.</summary>
    public TimeSpan? MaxAge { get; init; }
}
