namespace LeadDelivery.Core.Clocks;

/// <summary>A change of a zone's clock: for daylight saving, or because its rules changed.</summary>
/// <param name="At">The first moment (UTC) of the new clock.</param>
/// <param name="Before">The distance from UTC until then.</param>
/// <param name="After">The distance from then on.</param>
internal sealed record ClockJump(DateTime At, TimeSpan Before, TimeSpan After)
{
    /// <summary>Six hours: no zone has ever changed its clock and changed it back within them.</summary>
    private static readonly TimeSpan Stride = TimeSpan.FromHours(6);

    /// <summary>The longest jump, from one side of the date line to the other.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromHours(24);

    /// <summary>True where the clock goes forward, so that it skips times.</summary>
    public bool IsSkip => After > Before;

    /// <summary>When the old clock would have shown the last of the times that are skipped.</summary>
    public DateTime EndOfSkipped => IsSkip ? At + (After - Before) : At;

    /// <summary>The first after a moment and not after another; null for none.</summary>
    public static ClockJump? First(TimeZoneInfo zone, DateTime after, DateTime until)
    {
        if (!zone.SupportsDaylightSavingTime && zone.GetAdjustmentRules() is [])
        {
            return null;
        }

        var before = WallClock.Offset(zone, after);
        for (var from = after; from < until;)
        {
            var to = until - from > Stride ? from + Stride : until;
            if (WallClock.Offset(zone, to) != before)
            {
                return Between(zone, from, to, before);
            }

            from = to;
        }

        return null;
    }

    /// <summary>The last one that may still matter at a moment; null for none.</summary>
    public static ClockJump? Last(TimeZoneInfo zone, DateTime moment) => First(zone, moment - Longest, moment);

    private static ClockJump Between(TimeZoneInfo zone, DateTime from, DateTime to, TimeSpan before)
    {
        while (to - from > WallClock.Minute)
        {
            var middle = WallClock.MinuteOf(from + ((to - from) / 2));
            (from, to) = WallClock.Offset(zone, middle) == before ? (middle, to) : (from, middle);
        }

        return new(to, before, WallClock.Offset(zone, to));
    }
}
