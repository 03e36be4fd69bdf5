using LeadDelivery.Core.Clocks;

namespace LeadDelivery.Core.Gates.Caps;

/// <summary>How long a cap counts before it begins anew.</summary>
public enum CapPeriod
{
    /// <summary>From each full minute.</summary>
    Minutely,

    /// <summary>From each full hour of the wall clock.</summary>
    Hourly,

    /// <summary>From midnight.</summary>
    Daily,

    /// <summary>From Monday's midnight.</summary>
    Weekly,

    /// <summary>From the midnight of the month's first day.</summary>
    Monthly,

    /// <summary>Never anew.</summary>
    Total,
}

/// <summary>The names of periods, and where they begin and end.</summary>
public static class CapPeriods
{
    /// <summary>As configured.</summary>
    public static string Name(this CapPeriod period) => period switch
    {
        CapPeriod.Minutely => "minutely",
        CapPeriod.Hourly => "hourly",
        CapPeriod.Daily => "daily",
        CapPeriod.Weekly => "weekly",
        CapPeriod.Monthly => "monthly",
        _ => "total",
    };

    /// <summary>
    /// The period that runs at <paramref name="now"/>: its first moment, and the first moment of the next. A day is the time in which the
    /// wall clock shows its date: 23 or 25 hours where the clock is changed, from 01:00 on where midnight is skipped. An hour begins
    /// whenever the wall clock strikes or skips a full hour.
    /// </summary>
    public static (DateTimeOffset Start, DateTimeOffset End) Around(this CapPeriod period, TimeZoneInfo zone, DateTimeOffset now)
    {
        var today = TimeZoneInfo.ConvertTime(now, zone).Date;
        var monday = today.AddDays(-(((int)today.DayOfWeek + 6) % 7));
        var first = today.AddDays(1 - today.Day);
        return period switch
        {
            CapPeriod.Minutely => (Floor(now, TimeSpan.FromMinutes(1)), Floor(now, TimeSpan.FromMinutes(1)).AddMinutes(1)),
            CapPeriod.Hourly => Hour(zone, now),
            CapPeriod.Daily => (WallClock.Reaches(zone, today), WallClock.Reaches(zone, today.AddDays(1))),
            CapPeriod.Weekly => (WallClock.Reaches(zone, monday), WallClock.Reaches(zone, monday.AddDays(7))),
            CapPeriod.Monthly => (WallClock.Reaches(zone, first), WallClock.Reaches(zone, first.AddMonths(1))),
            _ => (DateTimeOffset.MinValue, DateTimeOffset.MaxValue),
        };
    }

    private static (DateTimeOffset Start, DateTimeOffset End) Hour(TimeZoneInfo zone, DateTimeOffset now)
    {
        var start = Floor(now, WallClock.Quarter);
        while (!IsHourStart(zone, start))
        {
            start -= WallClock.Quarter;
        }

        var end = Floor(now, WallClock.Quarter) + WallClock.Quarter;
        while (!IsHourStart(zone, end))
        {
            end += WallClock.Quarter;
        }

        return (start, end);
    }

    // Half an hour that comes twice belongs to the hour it is in; a whole hour that comes twice is two.
    private static bool IsHourStart(TimeZoneInfo zone, DateTimeOffset at)
    {
        var local = TimeZoneInfo.ConvertTime(at, zone);
        var before = TimeZoneInfo.ConvertTime(at - WallClock.Quarter, zone);
        return local.Minute == 0 || (local.Date, local.Hour) != (before.Date, before.Hour);
    }

    private static DateTimeOffset Floor(DateTimeOffset at, TimeSpan unit) =>
        new(at.UtcTicks - (at.UtcTicks % unit.Ticks), TimeSpan.Zero);
}
