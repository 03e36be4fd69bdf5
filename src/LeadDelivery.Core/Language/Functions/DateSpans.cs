using LeadDelivery.Core.Language.Dates;

namespace LeadDelivery.Core.Language.Functions;

/// <summary>Calendar arithmetic with named units; the plural is understood too.</summary>
internal static class DateSpans
{
    private const int MonthsOfYear = 12;

    private const int DaysOfWeek = 7;

    /// <summary>Whole units from one moment to another, towards zero; null for an unknown unit.</summary>
    public static Value Between(DateTimeOffset? first, DateTimeOffset? second, string? unit)
    {
        if (first is not { } from || second is not { } to)
        {
            return Value.Null;
        }

        var span = to - from;
        return Singular(unit) switch
        {
            "year" => Months(from, to) is { } months ? Value.Of(months / MonthsOfYear) : Value.Null,
            "month" => Months(from, to) is { } months ? Value.Of(months) : Value.Null,
            "week" => Value.Of(decimal.Truncate((decimal)span.Ticks / TimeSpan.TicksPerDay / DaysOfWeek)),
            "day" => Whole(span, TimeSpan.TicksPerDay),
            "hour" => Whole(span, TimeSpan.TicksPerHour),
            "minute" => Whole(span, TimeSpan.TicksPerMinute),
            "second" => Whole(span, TimeSpan.TicksPerSecond),
            _ => Value.Null,
        };
    }

    /// <summary>The beginning of the unit the moment lies in, on that zone's clock; null for an unknown unit.</summary>
    public static Value StartOf(DateTimeOffset? moment, string? unit, string? zone)
    {
        if (moment is not { } date)
        {
            return Value.Null;
        }

        var day = date.Date;
        DateTime? start = Singular(unit) switch
        {
            "year" => new DateTime(day.Year, 1, 1),
            "month" => new DateTime(day.Year, day.Month, 1),
            "week" => Monday(day),
            "day" => day,
            "hour" => day.AddHours(date.Hour),
            _ => null,
        };
        if (start is not { } local)
        {
            return Value.Null;
        }

        // The offset may have changed since: of a summer's day the year began in winter time.
        var offset = string.IsNullOrEmpty(zone) ? date.Offset : Zones.Find(zone)?.GetUtcOffset(local) ?? date.Offset;
        return local.Ticks - offset.Ticks < DateTime.MinValue.Ticks || local.Ticks - offset.Ticks > DateTime.MaxValue.Ticks
            ? Value.Null
            : Value.Of(new DateTimeOffset(local, offset));
    }

    private static DateTime? Monday(DateTime day)
    {
        var since = ((int)day.DayOfWeek + DaysOfWeek - 1) % DaysOfWeek;
        return day.Ticks < since * TimeSpan.TicksPerDay ? null : day.AddDays(-since);
    }

    private static Value Whole(TimeSpan span, long unit) => Value.Of(span.Ticks / unit);

    /// <summary>Null where a moment between them cannot be written in the first one's offset.</summary>
    private static int? Months(DateTimeOffset from, DateTimeOffset to)
    {
        if (to < from)
        {
            return -Months(to, from);
        }

        try
        {
            to = to.ToOffset(from.Offset);
            var months = ((to.Year - from.Year) * MonthsOfYear) + to.Month - from.Month;
            return months > 0 && from.AddMonths(months) > to ? months - 1 : months;
        }
        catch (ArgumentOutOfRangeException)
        {
            return null;
        }
    }

    private static string? Singular(string? unit) => unit?.Trim().ToLowerInvariant().TrimEnd('s');
}
