namespace LeadDelivery.Core.Tests.Batches.Schedules;

/// <summary>Cron as slow as it can be: every minute is looked at by itself, and fields are read as text each time.</summary>
internal static class CronWalk
{
    /// <summary>All times in (from, to], minute by minute.</summary>
    public static IEnumerable<DateTimeOffset> Times(string cron, TimeZoneInfo zone, DateTimeOffset from, DateTimeOffset to)
    {
        var hours = cron.Split(' ')[1];
        var isInterval = hours.Contains('/') || Enumerable.Range(0, 24).All(hour => Has(hours, hour, 0, 23));
        var highest = DateTime.MinValue;
        var skippedUntil = DateTimeOffset.MinValue;
        var oldOffset = TimeSpan.Zero;
        var last = zone.GetUtcOffset(from.AddDays(-2));
        for (var at = from.AddDays(-2); at <= to; at = at.AddMinutes(1))
        {
            var offset = zone.GetUtcOffset(at);
            var shown = at.UtcDateTime + offset;
            var isDue = isInterval ? Holds(cron, shown) : shown > highest && Holds(cron, shown);
            if (offset > last)
            {
                (skippedUntil, oldOffset) = (at + (offset - last), last);
                for (var skipped = at.UtcDateTime + last; !isInterval && skipped < shown; skipped = skipped.AddMinutes(1))
                {
                    isDue |= skipped > highest && Holds(cron, skipped);
                }
            }

            isDue |= isInterval && at < skippedUntil && Holds(cron, at.UtcDateTime + oldOffset);
            last = offset;
            highest = shown > highest ? shown : highest;
            if (isDue && at > from)
            {
                yield return at;
            }
        }
    }

    private static bool Holds(string cron, DateTime time)
    {
        var fields = cron.Split(' ');
        var (date, weekday) = (Has(fields[2], time.Day, 1, 31), Has(fields[4], (int)time.DayOfWeek, 0, 7) || (time.DayOfWeek == 0 && Has(fields[4], 7, 0, 7)));
        return Has(fields[0], time.Minute, 0, 59) && Has(fields[1], time.Hour, 0, 23) && Has(fields[3], time.Month, 1, 12)
            && (fields[2][0] == '*' || fields[4][0] == '*' ? date && weekday : date || weekday);
    }

    private static bool Has(string field, int value, int min, int max) => field.Split(',').Any(item =>
    {
        var parts = item.Split('/');
        var ends = parts[0] == "*" ? [min, max] : parts[0].Split('-').Select(int.Parse).ToArray();
        var end = ends.Length == 2 ? ends[1] : parts.Length == 2 ? max : ends[0];
        return value >= ends[0] && value <= end && (value - ends[0]) % (parts.Length == 2 ? int.Parse(parts[1]) : 1) == 0;
    });
}
