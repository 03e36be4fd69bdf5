using LeadDelivery.Core.Clocks;
using LeadDelivery.Core.Configuration.Shapes;

namespace LeadDelivery.Core.Batches.Schedules;

/// <summary>
/// Times in the five fields of cron: minute, hour, day of month, month, day of week (0 and 7 are Sunday), each of <c>*</c>, numbers,
/// names (<c>JAN</c>, <c>SUN</c>), ranges, lists and steps; or <c>@hourly @daily @weekly @monthly @yearly</c>. Where the day of the
/// month and that of the week are both given, either will do, as in every cron since Vixie's.
/// </summary>
public sealed class CronExpression
{
    /// <summary>The calendar of days and weekdays comes round in 28 years, and in 40 across a century that is no leap year: what does
    /// not come in that time never comes.</summary>
    private const int Years = 40;

    private static readonly (string Word, string Fields)[] Words =
    [
        ("@hourly", "0 * * * *"), ("@daily", "0 0 * * *"), ("@midnight", "0 0 * * *"), ("@weekly", "0 0 * * 0"),
        ("@monthly", "0 0 1 * *"), ("@yearly", "0 0 1 1 *"), ("@annually", "0 0 1 1 *"),
    ];

    private readonly CronField _minutes;
    private readonly CronField _hours;
    private readonly CronField _days;
    private readonly CronField _months;
    private readonly CronField _weekdays;

    private CronExpression(string text, CronField[] fields)
    {
        Text = text;
        (_minutes, _hours, _days, _months, _weekdays) = (fields[0], fields[1], fields[2], fields[3], fields[4]);
    }

    /// <summary>As written, without spaces around it.</summary>
    public string Text { get; }

    /// <summary>
    /// True where it goes on from hour to hour: its hours are all of them, or have a step. Such times keep their distance through
    /// changes of daylight saving; others are times of the wall clock.
    /// </summary>
    public bool IsInterval => _hours.IsAll || _hours.HasStep;

    /// <summary>Reads it; null with what is wrong.</summary>
    public static CronExpression? Parse(string text, out string? mistake)
    {
        text = text.Trim();
        if (text.StartsWith('@'))
        {
            var known = Array.Find(Words, w => w.Word.Equals(text, StringComparison.OrdinalIgnoreCase));
            mistake = known.Word is null ? $"`{text}` is not known, {Suggestion.For(text, Words.Select(w => w.Word))}" : null;
            return known.Word is null ? null : new(text, Fields(known.Fields, out _)!);
        }

        return Fields(text, out mistake) is { } fields ? new(text, fields) : null;
    }

    /// <summary>
    /// The first time after a moment, by the wall clock of a zone; null where there is none. A fixed time that the clock skips comes at
    /// the jump, one that it shows twice comes the first time. An interval (<see cref="IsInterval"/>) goes on in elapsed time: what the
    /// clock shows twice comes twice, and what it skips comes as much later as the clock jumped.
    /// </summary>
    public DateTimeOffset? Next(DateTimeOffset after, TimeZoneInfo zone)
    {
        var from = WallClock.MinuteOf(after.UtcDateTime);
        var next = IsInterval ? NextInterval(from, zone) : NextFixed(from, zone);
        return next is { } at ? TimeZoneInfo.ConvertTime(new DateTimeOffset(at, TimeSpan.Zero), zone) : null;
    }

    /// <summary>The text.</summary>
    public override string ToString() => Text;

    private static CronField[]? Fields(string text, out string? mistake)
    {
        var parts = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length != CronField.All.Count)
        {
            var seconds = parts.Length == CronField.All.Count + 1 ? "; seconds are not among them" : "";
            const string Expected = "expected five fields (minute, hour, day of month, month, day of week) such as \"0 2 * * *\"";
            mistake = $"{Expected}, found {parts.Length}{seconds}";
            return null;
        }

        var fields = new CronField[parts.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            if (!CronField.TryParse(CronField.All[i], parts[i], out fields[i], out mistake))
            {
                return null;
            }
        }

        mistake = null;
        return fields;
    }

    private DateTime? NextFixed(DateTime after, TimeZoneInfo zone)
    {
        // What the clock has shown already, or has passed by, is over.
        for (var local = Match(WallClock.Shows(zone, after)); local is { } time; local = Match(time))
        {
            if (WallClock.Reaches(zone, time) is var at && at > after)
            {
                return at;
            }
        }

        return null;
    }

    private DateTime? NextInterval(DateTime after, TimeZoneInfo zone)
    {
        // The old clock goes on beside the new one until the hour that was skipped is through.
        var skipping = ClockJump.Last(zone, after) is { } last && after < last.EndOfSkipped ? last : null;
        var (at, clock) = (after, WallClock.Offset(zone, after));
        for (var searched = after; ;)
        {
            var next = Match(at + clock) - clock;
            if (next is null)
            {
                return null;
            }

            if (skipping is not null && Match(at + skipping.Before) - skipping.Before is { } late
                && late < skipping.EndOfSkipped && late < next)
            {
                next = late;
            }

            if (ClockJump.First(zone, searched, next.Value) is not { } jump)
            {
                return next;
            }

            (at, clock, searched) = (jump.At - WallClock.Minute, jump.After, jump.At);
            skipping = jump.IsSkip ? jump : null;
        }
    }

    /// <summary>The first time of a calendar after another, whatever zone it is in.</summary>
    private DateTime? Match(DateTime after)
    {
        var from = after + WallClock.Minute;
        var last = Math.Min(from.Year + Years, DateTime.MaxValue.Year - 1);
        for (var day = from.Date; day.Year <= last;)
        {
            if (!_months.Has(day.Month))
            {
                day = new DateTime(day.Year, day.Month, 1).AddMonths(1);
            }
            else if (IsDay(day) && TryTime(day == from.Date ? from.TimeOfDay : TimeSpan.Zero, out var time))
            {
                return day + time;
            }
            else
            {
                day = day.AddDays(1);
            }
        }

        return null;
    }

    private bool IsDay(DateTime day)
    {
        var (date, weekday) = (_days.Has(day.Day), _weekdays.Has((int)day.DayOfWeek));
        return _days.IsStar || _weekdays.IsStar ? date && weekday : date || weekday;
    }

    private bool TryTime(TimeSpan from, out TimeSpan time)
    {
        var minute = from.Minutes;
        for (var hour = from.Hours; hour < 24; hour++, minute = 0)
        {
            if (_hours.Has(hour) && _minutes.From(minute) is { } first)
            {
                time = new(hour, first, 0);
                return true;
            }
        }

        time = default;
        return false;
    }
}
