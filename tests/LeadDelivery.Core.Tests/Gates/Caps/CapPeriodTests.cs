using FsCheck;
using FsCheck.Fluent;
using LeadDelivery.Core.Gates.Caps;

namespace LeadDelivery.Core.Tests.Gates.Caps;

public sealed class CapPeriodTests
{
    private static readonly string[] Zones =
    [
        "UTC", "America/New_York", "Europe/London", "Europe/Dublin", "Australia/Lord_Howe", "Asia/Kathmandu", "America/Havana", "Africa/Cairo",
        "Asia/Beirut", "America/Asuncion", "America/Santiago", "Pacific/Apia", "Pacific/Chatham", "America/St_Johns", "Africa/Casablanca",
        "America/Sao_Paulo", "Asia/Gaza",
    ];

    /// <summary>Days of 23 and 25 hours, midnights that are skipped or come twice, hours that come twice, half hours of Lord Howe.</summary>
    [Theory]
    [InlineData("America/New_York", CapPeriod.Daily, "2026-03-08T12:00:00Z", "2026-03-08T05:00:00Z", "2026-03-09T04:00:00Z")]
    [InlineData("America/New_York", CapPeriod.Daily, "2026-11-01T12:00:00Z", "2026-11-01T04:00:00Z", "2026-11-02T05:00:00Z")]
    [InlineData("America/New_York", CapPeriod.Hourly, "2026-11-01T05:30:00Z", "2026-11-01T05:00:00Z", "2026-11-01T06:00:00Z")]
    [InlineData("America/New_York", CapPeriod.Hourly, "2026-11-01T06:30:00Z", "2026-11-01T06:00:00Z", "2026-11-01T07:00:00Z")]
    [InlineData("America/New_York", CapPeriod.Weekly, "2026-11-01T12:00:00Z", "2026-10-26T04:00:00Z", "2026-11-02T05:00:00Z")]
    [InlineData("America/New_York", CapPeriod.Monthly, "2026-11-15T12:00:00Z", "2026-11-01T04:00:00Z", "2026-12-01T05:00:00Z")]
    [InlineData("America/Havana", CapPeriod.Daily, "2026-11-01T05:30:00Z", "2026-11-01T04:00:00Z", "2026-11-02T05:00:00Z")]
    [InlineData("Africa/Cairo", CapPeriod.Daily, "2026-04-24T12:00:00Z", "2026-04-23T22:00:00Z", "2026-04-24T21:00:00Z")]
    [InlineData("Australia/Lord_Howe", CapPeriod.Hourly, "2026-04-04T15:10:00Z", "2026-04-04T14:00:00Z", "2026-04-04T15:30:00Z")]
    [InlineData("Australia/Lord_Howe", CapPeriod.Hourly, "2026-10-03T15:40:00Z", "2026-10-03T15:30:00Z", "2026-10-03T16:00:00Z")]
    [InlineData("Asia/Kathmandu", CapPeriod.Hourly, "2026-01-01T12:00:00Z", "2026-01-01T11:15:00Z", "2026-01-01T12:15:00Z")]
    [InlineData("UTC", CapPeriod.Minutely, "2026-01-01T12:00:59.999Z", "2026-01-01T12:00:00Z", "2026-01-01T12:01:00Z")]
    public void Periods_begin_and_end_by_the_wall_clock(string zone, CapPeriod period, string now, string start, string end) => Assert.Equal(
        (DateTimeOffset.Parse(start), DateTimeOffset.Parse(end)),
        period.Around(TimeZoneInfo.FindSystemTimeZoneById(zone), DateTimeOffset.Parse(now)));

    [Fact]
    public void Periods_follow_each_other_without_gap_or_overlap_in_every_zone()
    {
        var moments = from zone in Gen.Elements(Zones)
                      from period in Gen.Elements(CapPeriod.Minutely, CapPeriod.Hourly, CapPeriod.Daily, CapPeriod.Weekly, CapPeriod.Monthly)
                      from second in Gen.Choose(0, 10 * 365 * 24 * 3600)
                      select (Zone: zone, Period: period, Now: new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero).AddSeconds(second));

        Prop.ForAll(moments.ToArbitrary(), moment =>
        {
            var zone = TimeZoneInfo.FindSystemTimeZoneById(moment.Zone);
            var (start, end) = moment.Period.Around(zone, moment.Now);
            return (start <= moment.Now && moment.Now < end).Label("holds the moment")
                .And(moment.Period.Around(zone, start) == (start, end)).Label("the same from its first moment")
                .And(moment.Period.Around(zone, end.AddSeconds(-1)) == (start, end)).Label("the same to its last")
                .And(moment.Period.Around(zone, end).Start == end).Label("followed by the next");
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));
    }

    [Fact]
    public void A_day_is_the_time_in_which_the_wall_clock_shows_its_date()
    {
        foreach (var zone in Zones.Select(TimeZoneInfo.FindSystemTimeZoneById))
        {
            var at = new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
            for (var day = 0; day < 400; day++, at = at.AddDays(1))
            {
                var (start, end) = CapPeriod.Daily.Around(zone, at);
                var date = TimeZoneInfo.ConvertTime(at, zone).Date;
                Assert.Equal(date, TimeZoneInfo.ConvertTime(start, zone).Date);
                Assert.Equal(date, TimeZoneInfo.ConvertTime(end.AddSeconds(-1), zone).Date);
                Assert.NotEqual(date, TimeZoneInfo.ConvertTime(start.AddSeconds(-1), zone).Date);
                Assert.NotEqual(date, TimeZoneInfo.ConvertTime(end, zone).Date);
            }
        }
    }
}
