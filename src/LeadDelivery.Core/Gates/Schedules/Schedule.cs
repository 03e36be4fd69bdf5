using System.Collections.Immutable;
using LeadDelivery.Core.Clocks;

namespace LeadDelivery.Core.Gates.Schedules;

/// <summary>When a recipient takes leads, by its own wall clock. What the clock shows decides: an hour that comes twice is open twice,
/// one that is skipped is not.</summary>
/// <param name="Open">Its slots; the first that holds gives the price and the caps. None: never.</param>
/// <param name="Zone">Whose wall clock is meant.</param>
public sealed record Schedule(ImmutableArray<Slot> Open, TimeZoneInfo Zone)
{
    /// <summary>How far ahead a change is looked for: a year and a day, the longest a list of holidays reaches.</summary>
    private const int DaysAhead = 367;

    /// <summary>Days on which it is shut, whatever the slots say; both ends belong to a range.</summary>
    public ImmutableArray<(DateOnly From, DateOnly To)> Closed { get; init; } = [];

    /// <summary>The slot that is open at a moment; null for none.</summary>
    public Slot? SlotAt(DateTimeOffset now)
    {
        var local = TimeZoneInfo.ConvertTime(now, Zone).DateTime;
        if (IsClosed(DateOnly.FromDateTime(local)))
        {
            return null;
        }

        foreach (var slot in Open)
        {
            // Nobody comes on a closed day, so nobody is there after its midnight either.
            if (slot.Begun(local) is { } day && !IsClosed(day))
            {
                return slot;
            }
        }

        return null;
    }

    /// <summary>Whether it is open at a moment.</summary>
    public bool IsOpen(DateTimeOffset now) => SlotAt(now) is not null;

    /// <summary>When it next opens, or shuts while it is open; null where it does neither within a year.</summary>
    public DateTimeOffset? NextChange(DateTimeOffset now)
    {
        if (Open.IsEmpty)
        {
            return null;
        }

        var open = IsOpen(now);
        var today = TimeZoneInfo.ConvertTime(now, Zone).Date;
        for (var day = 0; day < DaysAhead; day++)
        {
            foreach (var at in Edges(today.AddDays(day)))
            {
                if (at > now && IsOpen(at) != open)
                {
                    return at;
                }
            }
        }

        return null;
    }

    private bool IsClosed(DateOnly day)
    {
        foreach (var (from, to) in Closed)
        {
            if (day >= from && day <= to)
            {
                return true;
            }
        }

        return false;
    }

    // Where the clock is changed each quarter of an hour may be an edge: the change itself, and what comes twice.
    private IEnumerable<DateTimeOffset> Edges(DateTime day)
    {
        var (start, end) = (Reaches(day), Reaches(day.AddDays(1)));
        var edges = Open.SelectMany(slot => new[] { slot.From, slot.To }).Select(minute => Reaches(day.AddMinutes(minute))).Append(start);
        if (Zone.GetUtcOffset(start) != Zone.GetUtcOffset(end))
        {
            var twice = Open.SelectMany(slot => new[] { slot.From, slot.To }).Select(minute => minute % WallClock.Quarter.TotalMinutes).Distinct();
            for (var quarter = start; quarter < end; quarter += WallClock.Quarter)
            {
                edges = edges.Append(quarter).Concat(twice.Select(quarter.AddMinutes).ToArray());
            }
        }

        return edges.Order();
    }

    private DateTimeOffset Reaches(DateTime local) => WallClock.Reaches(Zone, local);
}

/// <summary>Whether a recipient takes leads by its schedule.</summary>
/// <param name="Open">Now.</param>
/// <param name="NextChange">When it opens or shuts; null where it does neither within a year.</param>
public sealed record OpeningView(bool Open, DateTimeOffset? NextChange);

/// <summary>A time of the week.</summary>
/// <param name="Text">As written: <c>Mon-Fri 09:00-20:00</c>.</param>
/// <param name="Days">Bit 0 for Sunday: the days on which it begins.</param>
/// <param name="From">Minute of the day.</param>
/// <param name="To">Minute of the day, no longer open; not after <paramref name="From"/>: of the next day.</param>
public sealed record Slot(string Text, byte Days, int From, int To)
{
    private const int Day = 24 * 60;

    /// <summary>The most it takes in this slot.</summary>
    public ImmutableArray<Caps.Cap> Caps { get; init; } = [];

    /// <summary>What it pays in this slot, in place of its price; null: the same.</summary>
    public Language.Template? Price { get; init; }

    /// <summary>The day on which it began, where a wall clock's time lies in it; null otherwise.</summary>
    public DateOnly? Begun(DateTime local)
    {
        var (minute, today) = ((local.Hour * 60) + local.Minute, DateOnly.FromDateTime(local));
        var isOvernight = To <= From;
        return On(today.DayOfWeek) && minute >= From && (isOvernight || minute < To) ? today
            : isOvernight && minute < To && On(today.AddDays(-1).DayOfWeek) ? today.AddDays(-1)
            : null;
    }

    private bool On(DayOfWeek day) => (Days & (1 << (int)day)) != 0;

    /// <summary>Reads <c>Mon-Fri 09:00-20:00</c>; the error where it is none.</summary>
    public static Slot? Parse(string text, out string? error)
    {
        error = null;
        var parts = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length != 2 || DaysOf(parts[0]) is not { } days || parts[1].Split('-') is not [var from, var to]
            || MinuteOf(from) is not ({ } begin and < Day) || MinuteOf(to) is not { } end)
        {
            error = "expected days and hours such as Mon-Fri 09:00-20:00, Sat,Sun 10:00-16:00 or Fri 22:00-02:00";
            return null;
        }

        if (begin == end)
        {
            error = "begins and ends at the same time, expected 00:00-24:00 for the whole day";
            return null;
        }

        return new(text, days, begin, end);
    }

    private static byte? DaysOf(string text)
    {
        string[] names = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
        byte days = 0;
        foreach (var range in text.Split(','))
        {
            var ends = range.Split('-').Select(name => Array.IndexOf(names, name.ToLowerInvariant())).ToArray();
            if (ends.Length > 2 || ends.Contains(-1))
            {
                return null;
            }

            // Sat-Mon goes over the week's end.
            for (var day = ends[0]; ; day = (day + 1) % names.Length)
            {
                days |= (byte)(1 << day);
                if (day == ends[^1])
                {
                    break;
                }
            }
        }

        return days;
    }

    private static int? MinuteOf(string text) =>
        text.Length == 5 && text[2] == ':' && int.TryParse(text.AsSpan(0, 2), System.Globalization.NumberStyles.None, null, out var hour)
        && int.TryParse(text.AsSpan(3), System.Globalization.NumberStyles.None, null, out var minute)
        && minute < 60 && (hour * 60) + minute <= Day
            ? (hour * 60) + minute
            : null;
}
