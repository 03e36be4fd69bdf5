namespace LeadDelivery.Core.Batches.Schedules;

/// <summary>What the wall clock of a zone shows, in minutes. Moments are UTC.</summary>
internal static class CronClock
{
    /// <summary>What cron counts in.</summary>
    public static readonly TimeSpan Step = TimeSpan.FromMinutes(1);

    /// <summary>Clocks are at most so far from UTC: 14 hours in Kiribati.</summary>
    private static readonly TimeSpan Farthest = TimeSpan.FromHours(15);

    /// <summary>The minute that a moment is in.</summary>
    public static DateTime Minute(DateTime moment) => new(moment.Ticks - (moment.Ticks % Step.Ticks), DateTimeKind.Utc);

    /// <summary>The clock's distance from UTC.</summary>
    public static TimeSpan Offset(TimeZoneInfo zone, DateTime moment) => zone.GetUtcOffset(DateTime.SpecifyKind(moment, DateTimeKind.Utc));

    /// <summary>What the clock shows.</summary>
    public static DateTime Shows(TimeZoneInfo zone, DateTime moment) =>
        DateTime.SpecifyKind(moment + Offset(zone, moment), DateTimeKind.Unspecified);

    /// <summary>The first moment at which the clock shows that time or a later one: the first of two, and the jump that skips it.</summary>
    public static DateTime Reaches(TimeZoneInfo zone, DateTime local)
    {
        var sought = DateTime.SpecifyKind(local, DateTimeKind.Utc);
        if (ClockJump.First(zone, sought - Farthest, sought + Farthest) is not { } jump)
        {
            return sought - Offset(zone, sought);
        }

        var (before, after) = (sought - jump.Before, sought - jump.After);
        return before < jump.At ? before : after > jump.At ? after : jump.At;
    }
}
