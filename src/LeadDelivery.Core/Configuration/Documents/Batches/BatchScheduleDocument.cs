using LeadDelivery.Core.Batches.Schedules;
using LeadDelivery.Core.Configuration.Shapes;

namespace LeadDelivery.Core.Configuration.Documents;

/// <summary><c>schedule:</c> of a batch.</summary>
internal static class BatchScheduleDocument
{
    private static readonly Key<CronExpression> Cron = Key.Of(
        "cron",
        new PlainTextShape<CronExpression>("five fields such as \"0 2 * * *\", or @daily", CronExpression.Parse),
        "At fixed times: minute, hour, day of month, month, day of week; or @hourly, @daily, @weekly, @monthly, @yearly.")
        .Like("\"0 2 * * *\"");

    private static readonly Key<TimeZoneInfo> Zone = Key.Of(
        "timezone", new ZoneShape(), "Whose wall clock cron and the names of files go by, by its IANA name.").Or(TimeZoneInfo.Utc, "UTC")
        .Like("America/Chicago");

    private static readonly Key<int> Count = Key.Of(
        "count", Is.Integer(1, 10_000_000), "Once so many rows wait; such a file takes no more than these.").Like("100");

    private static readonly Key<TimeSpan> Idle = Key.Of("idle", Is.Duration("1s", "365d"), "Once no row has come for so long.").Like("5m");

    private static readonly Key<TimeSpan> MaxAge = Key.Of("max_age", Is.Duration("1s", "365d"), "Once the oldest row has waited so long.")
        .Like("24h");

    public static readonly Key<BatchSchedule> Section = Key.Of(
        "schedule",
        new ObjectShape<BatchSchedule>("When a file is made: whichever comes first.", Build, Cron, Zone, Count, Idle, MaxAge),
        "When a file is made: whichever comes first; on demand alone where not given.")
        .Like("{ cron: \"0 2 * * *\", timezone: America/Chicago }");

    private static BatchSchedule Build(ObjectReading schedule)
    {
        var built = new BatchSchedule
        {
            Cron = schedule.Get(Cron),
            Zone = schedule.Get(Zone)!,
            Count = schedule.Find(Count),
            Idle = schedule.Find(Idle),
            MaxAge = schedule.Find(MaxAge),
        };

        // Dates come round whatever the year: any moment tells what never comes.
        if (built.Cron is { } cron && cron.Next(DateTimeOffset.UnixEpoch, TimeZoneInfo.Utc) is null)
        {
            schedule.Mistake(Cron, $"`{cron.Text}` never comes: there is no such day, expected one of the calendar");
        }

        return built;
    }
}
