using System.Globalization;
using LeadDelivery.Core.Gates.Caps;

namespace LeadDelivery.Core.Tests.Gates;

/// <summary>When a cap begins anew, by the wall clock of its zone.</summary>
public sealed class CapPeriodTests
{
    private static readonly string[] Zones =
    [
        "UTC", "America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "America/Santiago", "Asia/Beirut", "Asia/Kathmandu", "America/Havana",
        "Africa/Casablanca", "Pacific/Chatham", "America/St_Johns",
    ];

    [Theory]
    [InlineData("America/New_York", "2026-07-01T12:00Z", "2026-07-01T04:00Z", "2026-07-02T04:00Z")]
    [InlineData("America/New_York", "2026-03-08T20:00Z", "2026-03-08T05:00Z", "2026-03-09T04:00Z")] // 23 hours
    [InlineData("America/New_York", "2026-11-01T20:00Z", "2026-11-01T04:00Z", "2026-11-02T05:00Z")] // 25 hours
    [InlineData("Europe/Berlin", "2026-03-29T12:00Z", "2026-03-28T23:00Z", "2026-03-29T22:00Z")]
    [InlineData("Europe/Berlin", "2026-10-25T22:59Z", "2026-10-24T22:00Z", "2026-10-25T23:00Z")]
    [InlineData("America/Santiago", "2026-09-06T04:00Z", "2026-09-06T04:00Z", "2026-09-07T03:00Z")] // midnight is skipped
    [InlineData("America/Santiago", "2026-09-06T03:59Z", "2026-09-05T04:00Z", "2026-09-06T04:00Z")]
    [InlineData("America/Santiago", "2026-04-05T03:30Z", "2026-04-04T03:00Z", "2026-04-05T04:00Z")] // 23:00 comes twice
    [InlineData("Asia/Beirut", "2026-03-29T12:00Z", "2026-03-28T22:00Z", "2026-03-29T21:00Z")] // midnight is skipped
    [InlineData("Australia/Lord_Howe", "2026-10-04T00:00Z", "2026-10-03T13:30Z", "2026-10-04T13:00Z")] // half an hour less
    [InlineData("Australia/Lord_Howe", "2026-04-05T00:00Z", "2026-04-04T13:00Z", "2026-04-05T13:30Z")] // half an hour more
    [InlineData("Asia/Kathmandu", "2026-01-01T00:00Z", "2025-12-31T18:15Z", "2026-01-01T18:15Z")]
    public void Day_is_that_of_the_zone(string zone, string now, string start, string end) => AssertAround(CapPeriod.Daily, zone, now, start, end);

    [Theory]
    [InlineData("America/New_York", "2026-03-08T07:10Z", "2026-03-08T07:00Z", "2026-03-08T08:00Z")] // 03:10, after the hour that is skipped
    [InlineData("America/New_York", "2026-11-01T05:30Z", "2026-11-01T05:00Z", "2026-11-01T06:00Z")] // the first 01:30
    [InlineData("America/New_York", "2026-11-01T06:30Z", "2026-11-01T06:00Z", "2026-11-01T07:00Z")] // the second
    [InlineData("Australia/Lord_Howe", "2026-04-04T15:10Z", "2026-04-04T14:00Z", "2026-04-04T15:30Z")] // an hour and a half of one o'clock
    [InlineData("Australia/Lord_Howe", "2026-10-03T15:40Z", "2026-10-03T15:30Z", "2026-10-03T16:00Z")] // half of two o'clock
    [InlineData("Asia/Kathmandu", "2026-01-01T12:10Z", "2026-01-01T11:15Z", "2026-01-01T12:15Z")]
    public void Hour_is_that_of_the_zone(string zone, string now, string start, string end) => AssertAround(CapPeriod.Hourly, zone, now, start, end);

    [Theory]
    [InlineData(CapPeriod.Weekly, "Europe/Berlin", "2026-03-29T12:00Z", "2026-03-22T23:00Z", "2026-03-29T22:00Z")] // Sunday
    [InlineData(CapPeriod.Weekly, "Europe/Berlin", "2026-03-29T22:00Z", "2026-03-29T22:00Z", "2026-04-05T22:00Z")] // Monday
    [InlineData(CapPeriod.Weekly, "UTC", "2026-01-01T00:00Z", "2025-12-29T00:00Z", "2026-01-05T00:00Z")]
    [InlineData(CapPeriod.Monthly, "America/New_York", "2026-03-31T23:00Z", "2026-03-01T05:00Z", "2026-04-01T04:00Z")]
    [InlineData(CapPeriod.Monthly, "UTC", "2026-12-31T23:59Z", "2026-12-01T00:00Z", "2027-01-01T00:00Z")]
    [InlineData(CapPeriod.Minutely, "Asia/Kathmandu", "2026-01-01T12:10:59Z", "2026-01-01T12:10Z", "2026-01-01T12:11Z")]
    public void Other_periods_are_those_of_the_zone(CapPeriod period, string zone, string now, string start, string end) =>
        AssertAround(period, zone, now, start, end);

    [Theory]
    [InlineData(CapPeriod.Minutely)]
    [InlineData(CapPeriod.Hourly)]
    [InlineData(CapPeriod.Daily)]
    [InlineData(CapPeriod.Weekly)]
    [InlineData(CapPeriod.Monthly)]
    public void Periods_follow_each_other_without_gap_or_overlap(CapPeriod period)
    {
        var random = new Random(4711);
        foreach (var zone in Zones.Select(TimeZoneInfo.FindSystemTimeZoneById))
        {
            // A year in steps that meet every change of the clock, and moments between.
            for (var now = At("2026-01-01T00:00Z"); now < At("2027-01-01T00:00Z"); now += TimeSpan.FromMinutes(random.Next(30, 600)))
            {
                var (start, end) = period.Around(zone, now);
                Assert.True(start <= now && now < end, $"{zone.Id} {now:u}");
                Assert.Equal(end, period.Around(zone, end).Start);
                Assert.Equal((start, end), period.Around(zone, start));
                Assert.Equal((start, end), period.Around(zone, end.AddTicks(-1)));
                Assert.Equal(0, start.UtcTicks % (period == CapPeriod.Minutely ? TimeSpan.TicksPerMinute : 15 * TimeSpan.TicksPerMinute));
            }
        }
    }

    private static void AssertAround(CapPeriod period, string zone, string now, string start, string end) =>
        Assert.Equal((At(start), At(end)), period.Around(TimeZoneInfo.FindSystemTimeZoneById(zone), At(now)));

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
