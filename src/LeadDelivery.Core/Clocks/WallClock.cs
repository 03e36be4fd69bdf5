namespace LeadDelivery.Core.Clocks;

/// <summary>What the wall clock of a zone shows, and when. Moments are UTC.</summary>
public static class WallClock
{
    /// <summary>The shortest time that anything here is configured in.</summary>
    public static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    /// <summary>A quarter of an hour: every zone's distance from UTC, and every change of it, is a multiple.</summary>
    public static readonly TimeSpan Quarter = TimeSpan.FromMinutes(15);

    /// <summary>Clocks are at most so far from UTC: 14 hours in Kiribati.</summary>
    private static readonly TimeSpan Farthest = TimeSpan.FromHours(15);

    /// <summary>The minute that a moment is in.</summary>
    public static DateTime MinuteOf(DateTime moment) => new(moment.Ticks - (moment.Ticks % Minute.Ticks), DateTimeKind.Utc);

    /// <summary>The clock's distance from UTC.</summary>
    public static TimeSpan Offset(TimeZoneInfo zone, DateTime moment) => zone.GetUtcOffset(DateTime.SpecifyKind(moment, DateTimeKind.Utc));

    /// <summary>What the clock shows.</summary>
    public static DateTime Shows(TimeZoneInfo zone, DateTime moment) =>
        DateTime.SpecifyKind(moment + Offset(zone, moment), DateTimeKind.Unspecified);

    /// <summary>
    /// The first moment at which the clock shows that time or a later one: the first of two where it shows it twice, and the moment of the
    /// jump where it skips it.
    /// </summary>
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
