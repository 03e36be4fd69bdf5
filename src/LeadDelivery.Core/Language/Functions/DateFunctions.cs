using System.Collections.Immutable;
using LeadDelivery.Core.Language.Dates;
using LeadDelivery.Core.Language.Evaluation;

namespace LeadDelivery.Core.Language.Functions;

internal static class DateFunctions
{
    public static ImmutableArray<Function> All { get; } =
    [
        new("date", 1, 3, (a, ref run) => Date(a, ref run),
            "Reads a date in any usual form; with a pattern writes it as text, in a time zone where one is given. A text without " +
            "an offset is taken in that zone.",
            "date('1/2/2026 3:04 PM', 'YYYY-MM-DD HH:mm')", "\"2026-01-02 15:04\""),
        new("parse_date", 2, 3, ParseDate, "Reads a date written by exactly this pattern (.NET letters or moment's).",
            "parse_date('31.12.2026', 'DD.MM.YYYY')", "\"2026-12-31T00:00:00Z\""),
        new("now", 0, 0, (a, ref run) => Value.Of(run.Scope.Now), "The moment of the evaluation.", "now() == now", "true"),
        new("add_days", 2, 2, (a, ref run) => Add(a, static (d, n) => d.AddDays((double)n)),
            "Later by so many days; earlier when negative.", "add_days('2026-01-31', 1)", "\"2026-02-01T00:00:00Z\""),
        new("add_hours", 2, 2, (a, ref run) => Add(a, static (d, n) => d.AddHours((double)n)), "Later by so many hours.",
            "add_hours('2026-01-31T23:00:00Z', 2)", "\"2026-02-01T01:00:00Z\""),
        new("add_minutes", 2, 2, (a, ref run) => Add(a, static (d, n) => d.AddMinutes((double)n)), "Later by so many minutes.",
            "add_minutes('2026-01-31T23:00:00Z', 90)", "\"2026-02-01T00:30:00Z\""),
        new("add_months", 2, 2, (a, ref run) => Add(a, static (d, n) => d.AddMonths((int)n)),
            "Later by so many months, at most to the month's last day.", "add_months('2026-01-31', 1)", "\"2026-02-28T00:00:00Z\""),
        new("add_years", 2, 2, (a, ref run) => Add(a, static (d, n) => d.AddYears((int)n)), "Later by so many years.",
            "add_years('2024-02-29', 1)", "\"2025-02-28T00:00:00Z\""),
        new("days_between", 2, 2,
            (a, ref run) => Read(a[0]) is { } from && Read(a[1]) is { } to
                ? Value.Of(Math.Floor((decimal)(to - from).Ticks / TimeSpan.TicksPerDay)) : Value.Null,
            "Whole days from the first to the second.", "days_between('2026-01-01', '2026-02-01')", "31"),
        new("date_diff", 3, 3, (a, ref run) => DateSpans.Between(Read(a[0]), Read(a[1]), a.Text(2)),
            "Whole years, months, weeks, days, hours, minutes or seconds from the first to the second.",
            "date_diff('2026-01-31', '2026-03-01', 'months')", "1"),
        new("start_of", 2, 3, (a, ref run) => DateSpans.StartOf(In(a[0], a.Text(2)), a.Text(1), a.Text(2)),
            "The beginning of the year, month, week (Monday), day or hour, where given in a time zone.",
            "start_of('2026-07-04T15:04:05Z', 'month')", "\"2026-07-01T00:00:00Z\""),
        new("age", 1, 2, Age, "Whole years from a date of birth to now, or to a given date.", "age('1980-05-17', '2026-05-16')", "45"),
        new("year", 1, 2, (a, ref run) => Part(a, static d => d.Year),
            "The year, where given in a time zone.", "year('2026-03-04')", "2026"),
        new("month", 1, 2, (a, ref run) => Part(a, static d => d.Month), "The month from 1.", "month('2026-03-04')", "3"),
        new("day", 1, 2, (a, ref run) => Part(a, static d => d.Day), "The day of the month from 1.", "day('2026-03-04')", "4"),
        new("hour", 1, 2, (a, ref run) => Part(a, static d => d.Hour), "The hour from 0, where given in a time zone.",
            "hour('2026-07-04T02:00:00Z', 'America/New_York')", "22"),
        new("weekday", 1, 2, (a, ref run) => In(a[0], a.Text(1)) is { } date ? Value.Of(date.DayOfWeek.ToString()) : Value.Null,
            "The weekday's name, where given in a time zone.", "weekday('2026-07-04')", "\"Saturday\""),
    ];

    /// <summary>The date in a value: a date, a text in a usual form, epoch seconds or milliseconds; without an offset in UTC.</summary>
    public static DateTimeOffset? Read(Value value) => Read(value, TimeZoneInfo.Utc);

    /// <summary>Written by a pattern, in the zone where one is given; null where it is no date or no zone.</summary>
    public static Value Write(Value value, string pattern, string? zone, ref Run run) =>
        In(value, zone) is { } date ? run.Text(DatePattern.Format(date, pattern)) : Value.Null;

    private static DateTimeOffset? Read(Value value, TimeZoneInfo zone) => value.Kind switch
    {
        ValueKind.Date => value.AsDate,
        ValueKind.Text or ValueKind.Number =>
            DateReader.TryRead(value.Kind == ValueKind.Number ? decimal.Truncate(value.AsNumber).ToString()
                : value.AsText, zone, out var date) ? date : null,
        _ => null,
    };

    /// <summary>Read and, where a zone is given, put on that zone's clock.</summary>
    private static DateTimeOffset? In(Value value, string? zoneName)
    {
        if (string.IsNullOrEmpty(zoneName))
        {
            return Read(value);
        }

        return Zones.Find(zoneName) is { } zone && Read(value, zone) is { } date ? TimeZoneInfo.ConvertTime(date, zone) : null;
    }

    private static Value Date(Arguments arguments, ref Run run)
    {
        if (arguments.Text(1) is { Length: > 0 } pattern)
        {
            return Write(arguments[0], pattern, arguments.Text(2), ref run);
        }

        return In(arguments[0], arguments.Text(2)) is { } date ? Value.Of(date) : Value.Null;
    }

    private static Value ParseDate(Arguments arguments, ref Run run)
    {
        if (arguments.Text(0) is not { } text || arguments.Text(1) is not { Length: > 0 } pattern)
        {
            return Value.Null;
        }

        var zone = arguments.Text(2) is { Length: > 0 } name ? Zones.Find(name) : TimeZoneInfo.Utc;
        return zone is not null && DateReader.TryReadExact(text.Trim(), pattern, zone, out var date) ? Value.Of(date) : Value.Null;
    }

    private static Value Add(Arguments arguments, Func<DateTimeOffset, decimal, DateTimeOffset> add)
    {
        if (Read(arguments[0]) is not { } date || !Numeric.TryStrict(arguments[1], out var number) || Math.Abs(number) > int.MaxValue)
        {
            return Value.Null;
        }

        try
        {
            return Value.Of(add(date, number));
        }
        catch (ArgumentOutOfRangeException)
        {
            return Value.Null;
        }
    }

    private static Value Age(Arguments arguments, ref Run run)
    {
        var at = arguments.Count > 1 ? Read(arguments[1]) : run.Scope.Now;
        if (Read(arguments[0]) is not { } birth || at is not { } day || birth > day)
        {
            return Value.Null;
        }

        var years = day.Year - birth.Year;
        return Value.Of(birth.Month > day.Month || (birth.Month == day.Month && birth.Day > day.Day) ? years - 1 : years);
    }

    private static Value Part(Arguments arguments, Func<DateTimeOffset, int> part) =>
        In(arguments[0], arguments.Text(1)) is { } date ? Value.Of(part(date)) : Value.Null;
}
