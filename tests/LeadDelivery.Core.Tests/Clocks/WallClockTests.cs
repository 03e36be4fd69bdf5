using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using LeadDelivery.Core.Clocks;

namespace LeadDelivery.Core.Tests.Clocks;

/// <summary>When the wall clock of a zone shows a time.</summary>
public sealed class WallClockTests
{
    // A day before a change of each zone's clock, both ways, and a plain day.
    private static readonly (string Zone, string[] Days)[] Zones =
    [
        ("UTC", ["2026-02-13"]),
        ("America/New_York", ["2026-03-07", "2026-10-31", "2026-07-01"]),
        ("Europe/London", ["2026-03-28", "2026-10-24"]),
        ("Australia/Lord_Howe", ["2026-04-04", "2026-10-03"]),
        ("America/Havana", ["2026-03-07", "2026-10-31"]),
        ("America/Santiago", ["2026-04-04", "2026-09-05"]),
        ("Asia/Beirut", ["2026-03-28", "2026-10-24"]),
        ("Africa/Casablanca", ["2026-02-14", "2026-03-21"]),
        ("Pacific/Chatham", ["2026-04-04", "2026-09-26"]),
        ("America/St_Johns", ["2026-03-07", "2026-10-31"]),
        ("Pacific/Apia", ["2011-12-29"]),
        ("Asia/Kathmandu", ["2026-06-01"]),
    ];

    private static readonly Arbitrary<(string Zone, DateTime Local)> Times = (
        from zone in Gen.Elements(Zones)
        from day in Gen.Elements(zone.Days)
        from minutes in Gen.OneOf(Gen.Choose(0, 3 * 24 * 60), Gen.Choose(24 * 60, 27 * 60))
        select (zone.Zone, Local(day).AddMinutes(minutes))).ToArbitrary();

    [Theory]
    [InlineData("UTC", "2026-03-08T02:20", "2026-03-08T02:20Z")]
    [InlineData("Asia/Kathmandu", "2026-06-01T09:00", "2026-06-01T03:15Z")]
    [InlineData("America/New_York", "2026-07-01T09:00", "2026-07-01T13:00Z")]
    public void Time_that_comes_once_is_reached_when_the_clock_shows_it(string zone, string local, string at) => AssertReached(zone, local, at);

    [Theory]
    [InlineData("America/New_York", "2026-11-01T01:30", "2026-11-01T05:30Z")]
    [InlineData("America/New_York", "2026-11-01T01:00", "2026-11-01T05:00Z")]
    [InlineData("Europe/Berlin", "2026-10-25T02:07", "2026-10-25T00:07Z")]
    [InlineData("Australia/Lord_Howe", "2026-04-05T01:45", "2026-04-04T14:45Z")] // half an hour comes twice
    [InlineData("America/Havana", "2026-11-01T00:00", "2026-11-01T04:00Z")] // midnight comes twice
    [InlineData("America/Santiago", "2026-04-04T23:30", "2026-04-05T02:30Z")] // the day's last hour comes twice
    public void Time_that_comes_twice_is_reached_the_first_time(string zone, string local, string at) => AssertReached(zone, local, at);

    [Theory]
    [InlineData("America/New_York", "2026-11-01T02:00", "2026-11-01T07:00Z")]
    [InlineData("Australia/Lord_Howe", "2026-04-05T02:00", "2026-04-04T15:30Z")]
    [InlineData("America/Santiago", "2026-04-05T00:00", "2026-04-05T04:00Z")]
    public void Time_at_which_the_clock_is_set_back_is_reached_when_it_is_shown(string zone, string local, string at) => AssertReached(zone, local, at);

    [Theory]
    [InlineData("America/New_York", "2026-03-08T02:30", "2026-03-08T07:00Z")]
    [InlineData("America/New_York", "2026-03-08T02:20", "2026-03-08T07:00Z")] // not at a quarter
    [InlineData("America/New_York", "2026-03-08T02:59", "2026-03-08T07:00Z")]
    [InlineData("Europe/Berlin", "2026-03-29T02:01", "2026-03-29T01:00Z")]
    [InlineData("Australia/Lord_Howe", "2026-10-04T02:10", "2026-10-03T15:30Z")] // half an hour is skipped
    [InlineData("America/Havana", "2026-03-08T00:00", "2026-03-08T05:00Z")] // midnight is skipped
    [InlineData("Pacific/Apia", "2011-12-30T12:00", "2011-12-30T10:00Z")] // a day is skipped
    public void Time_that_is_skipped_is_reached_at_the_jump(string zone, string local, string at) => AssertReached(zone, local, at);

    [Fact]
    public void Any_time_is_reached_where_a_walk_minute_by_minute_finds_it() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(300),
        Prop.ForAll(Times, time =>
        {
            var zone = TimeZoneInfo.FindSystemTimeZoneById(time.Zone);
            var walked = DateTime.SpecifyKind(time.Local.AddHours(-15), DateTimeKind.Utc);
            while (TimeZoneInfo.ConvertTimeFromUtc(walked, zone) < time.Local)
            {
                walked = walked.AddMinutes(1);
            }

            Assert.Equal(walked, WallClock.Reaches(zone, time.Local));
        }));

    private static void AssertReached(string zone, string local, string at) => Assert.Equal(
        DateTime.Parse(at, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal),
        WallClock.Reaches(TimeZoneInfo.FindSystemTimeZoneById(zone), Local(local)));

    private static DateTime Local(string text) => DateTime.Parse(text, CultureInfo.InvariantCulture);
}
