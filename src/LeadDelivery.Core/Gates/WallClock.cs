namespace LeadDelivery.Core.Gates;

/// <summary>When a zone's wall clock shows what.</summary>
internal static class WallClock
{
    /// <summary>A quarter of an hour: every zone's distance from UTC, and every change of it, is a multiple.</summary>
    public static readonly TimeSpan Step = TimeSpan.FromMinutes(15);

    /// <summary>
    /// The first moment at which the wall clock shows that time or a later one: the first of two where it shows it twice, and the moment
    /// of the jump where it skips it.
    /// </summary>
    public static DateTimeOffset Reaches(TimeZoneInfo zone, DateTime local)
    {
        var sought = DateTime.SpecifyKind(local, DateTimeKind.Unspecified);
        var offset = zone.IsAmbiguousTime(sought) ? zone.GetAmbiguousTimeOffsets(sought).Max() : zone.GetUtcOffset(sought);
        var at = new DateTimeOffset(sought - offset, TimeSpan.Zero);
        while (Shows(zone, at) < sought)
        {
            at += Step;
        }

        while (Shows(zone, at - Step) >= sought)
        {
            at -= Step;
        }

        // Times that lie between quarters: never later than the jump that passed them.
        var early = at - (Shows(zone, at) - sought);
        return Shows(zone, early) == sought ? early : at;
    }

    private static DateTime Shows(TimeZoneInfo zone, DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, zone).DateTime;
}
