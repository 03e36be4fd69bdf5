using System.Globalization;
using LeadDelivery.Core.Batches.Schedules;

namespace LeadDelivery.Core.Tests.Batches.Schedules;

public class CronExpressionTests
{
    [Theory]
    // Plain times.
    [InlineData("0 2 * * *", "UTC", "2026-11-21T02:00Z", "2026-11-22T02:00Z", "2026-11-23T02:00Z")]
    [InlineData("*/15 * * * *", "UTC", "2026-11-21T02:07Z", "2026-11-21T02:15Z", "2026-11-21T02:30Z")]
    [InlineData("0 9 * * MON-FRI", "UTC", "2026-11-20T10:00Z", "2026-11-23T09:00Z", "2026-11-24T09:00Z")]
    [InlineData("0 9 * * 6-7", "UTC", "2026-11-20T10:00Z", "2026-11-21T09:00Z", "2026-11-22T09:00Z", "2026-11-28T09:00Z")]
    [InlineData("0 9 * * fri-sun", "UTC", "2026-11-20T10:00Z", "2026-11-21T09:00Z", "2026-11-22T09:00Z", "2026-11-27T09:00Z")]
    [InlineData("0 0 13 * FRI", "UTC", "2026-11-01T00:00Z", "2026-11-06T00:00Z", "2026-11-13T00:00Z", "2026-11-20T00:00Z", "2026-11-27T00:00Z", "2026-12-04T00:00Z", "2026-12-11T00:00Z", "2026-12-13T00:00Z")]
    [InlineData("0 0 */2 * FRI", "UTC", "2026-11-07T00:00Z", "2026-11-13T00:00Z", "2026-11-27T00:00Z")]
    [InlineData("0 0 29 2 *", "UTC", "2026-11-01T00:00Z", "2028-02-29T00:00Z", "2032-02-29T00:00Z")]
    [InlineData("0 0 29 2 *", "UTC", "2097-01-01T00:00Z", "2104-02-29T00:00Z")]
    [InlineData("5,10-12,50/5 8 1 JAN,jul *", "UTC", "2026-11-01T00:00Z", "2027-01-01T08:05Z", "2027-01-01T08:10Z", "2027-01-01T08:11Z", "2027-01-01T08:12Z", "2027-01-01T08:50Z", "2027-01-01T08:55Z", "2027-07-01T08:05Z")]
    [InlineData("@daily", "Asia/Kolkata", "2026-11-21T00:00Z", "2026-11-21T18:30Z", "2026-11-22T18:30Z")]
    [InlineData("@hourly", "UTC", "2026-11-21T00:00Z", "2026-11-21T01:00Z")]
    [InlineData("@weekly", "UTC", "2026-11-21T00:00Z", "2026-11-22T00:00Z", "2026-11-29T00:00Z")]
    [InlineData("@MONTHLY", "UTC", "2026-11-21T00:00Z", "2026-12-01T00:00Z")]
    [InlineData("@yearly", "UTC", "2026-11-21T00:00Z", "2027-01-01T00:00Z")]
    // Fixed times that the clock skips come at the jump; those it shows twice come once, the first time.
    [InlineData("30 2 * * *", "America/New_York", "2026-03-07T12:00Z", "2026-03-08T07:00Z", "2026-03-09T06:30Z")]
    [InlineData("*/15 2 * * *", "America/New_York", "2026-03-07T12:00Z", "2026-03-08T07:00Z", "2026-03-09T06:00Z")]
    [InlineData("30 1 * * *", "America/New_York", "2026-11-01T00:00Z", "2026-11-01T05:30Z", "2026-11-02T06:30Z")]
    [InlineData("*/30 1 * * *", "America/New_York", "2026-11-01T00:00Z", "2026-11-01T05:00Z", "2026-11-01T05:30Z", "2026-11-02T06:00Z")]
    [InlineData("0 2 * * *", "America/Chicago", "2026-03-07T12:00Z", "2026-03-08T08:00Z", "2026-03-09T07:00Z")]
    [InlineData("0 2 * * *", "America/Chicago", "2026-10-31T12:00Z", "2026-11-01T08:00Z", "2026-11-02T08:00Z")]
    [InlineData("30 1 * * *", "Europe/London", "2026-03-28T12:00Z", "2026-03-29T01:00Z", "2026-03-30T00:30Z")]
    [InlineData("30 1 * * *", "Europe/London", "2026-10-24T12:00Z", "2026-10-25T00:30Z", "2026-10-26T01:30Z")]
    [InlineData("15 2 * * *", "Australia/Lord_Howe", "2026-10-03T00:00Z", "2026-10-03T15:30Z", "2026-10-04T15:15Z")]
    [InlineData("45 1 * * *", "Australia/Lord_Howe", "2026-04-04T00:00Z", "2026-04-04T14:45Z", "2026-04-05T15:15Z")]
    // Intervals go on in elapsed time.
    [InlineData("*/15 * * * *", "America/New_York", "2026-03-08T06:30Z", "2026-03-08T06:45Z", "2026-03-08T07:00Z", "2026-03-08T07:15Z")]
    [InlineData("*/30 * * * *", "America/New_York", "2026-11-01T05:00Z", "2026-11-01T05:30Z", "2026-11-01T06:00Z", "2026-11-01T06:30Z", "2026-11-01T07:00Z")]
    [InlineData("30 * * * *", "America/New_York", "2026-03-08T06:00Z", "2026-03-08T06:30Z", "2026-03-08T07:30Z", "2026-03-08T08:30Z")]
    [InlineData("55 0-23 * * *", "Europe/London", "2026-03-29T00:30Z", "2026-03-29T00:55Z", "2026-03-29T01:55Z")]
    [InlineData("0 */2 * * *", "America/New_York", "2026-03-08T04:30Z", "2026-03-08T05:00Z", "2026-03-08T07:00Z", "2026-03-08T08:00Z")]
    [InlineData("*/15 * * * *", "Australia/Lord_Howe", "2026-10-03T15:10Z", "2026-10-03T15:15Z", "2026-10-03T15:30Z", "2026-10-03T15:45Z")]
    [InlineData("*/15 * * * *", "Australia/Lord_Howe", "2026-04-04T14:40Z", "2026-04-04T14:45Z", "2026-04-04T15:00Z", "2026-04-04T15:15Z", "2026-04-04T15:30Z")]
    // Zones whose rules changed: Samoa left out 30 December 2011, Moscow and Caracas moved their clocks for good.
    [InlineData("0 9 * * *", "Pacific/Apia", "2011-12-29T20:00Z", "2011-12-30T10:00Z", "2011-12-30T19:00Z")]
    [InlineData("30 1 26 10 *", "Europe/Moscow", "2014-10-01T00:00Z", "2014-10-25T21:30Z")]
    [InlineData("45 2 * * *", "America/Caracas", "2016-04-30T10:00Z", "2016-05-01T07:00Z", "2016-05-02T06:45Z")]
    public void Next_times_are_those_of_the_calendar(string cron, string zone, string after, params string[] expected)
    {
        var at = Moment(after);
        var times = new List<DateTimeOffset>();
        foreach (var _ in expected)
        {
            at = Cron(cron).Next(at, Zone(zone))!.Value;
            times.Add(at.ToUniversalTime());
        }

        Assert.Equal(expected.Select(Moment), times);
    }

    [Fact]
    public void Next_is_strictly_after_and_says_it_in_the_zone()
    {
        var next = Cron("0 2 * * *").Next(Moment("2026-11-21T08:00Z"), Zone("America/Chicago"))!.Value;

        Assert.Equal(new DateTimeOffset(2026, 11, 22, 2, 0, 0, TimeSpan.FromHours(-6)), next);
        Assert.Equal(TimeSpan.FromHours(-6), next.Offset);
        Assert.Equal(next, Cron("0 2 * * *").Next(Moment("2026-11-21T08:00Z").AddSeconds(30), Zone("America/Chicago")));
    }

    [Theory]
    [InlineData("0 0 31 2 *")]
    [InlineData("0 0 30 2 *")]
    [InlineData("0 0 31 4,6,9,11 *")]
    [InlineData("*/5 * 31 2 *")]
    public void What_is_not_in_the_calendar_never_comes(string cron) => Assert.Null(Cron(cron).Next(Moment("2026-11-21T00:00Z"), Zone("America/New_York")));

    [Theory]
    [InlineData("0 0 31 2 1", "2026-11-21T00:00Z", "2027-02-01T00:00Z")]
    [InlineData("0 0 29 2 */2", "2026-11-21T00:00Z", "2028-02-29T00:00Z")]
    [InlineData("0 0 29 2 */6", "2026-11-21T00:00Z", "2032-02-29T00:00Z")]
    [InlineData("0 0 29 2 */5", "2096-03-01T00:00Z", "2104-02-29T00:00Z")]
    public void What_comes_rarely_comes(string cron, string after, string expected) =>
        Assert.Equal(Moment(expected), Cron(cron).Next(Moment(after), TimeZoneInfo.Utc));

    [Theory]
    [InlineData("", "expected five fields (minute, hour, day of month, month, day of week) such as \"0 2 * * *\", found 0")]
    [InlineData("0 2 * *", "found 4")]
    [InlineData("0 0 2 * * *", "found 6; seconds are not among them")]
    [InlineData("60 * * * *", "minute: `60` is not known, expected *, or numbers from 0 to 59")]
    [InlineData("* 24 * * *", "hour: `24` is not known, expected *, or numbers from 0 to 23")]
    [InlineData("* * 0 * *", "day of month: `0` is not known")]
    [InlineData("* * * 13 *", "month: `13` is not known")]
    [InlineData("* * * * 8", "day of week: `8` is not known")]
    [InlineData("* * * * MOM", "day of week: `MOM` is not known, did you mean `MON`?")]
    [InlineData("* * * FEV *", "month: `FEV` is not known, did you mean `FEB`?")]
    [InlineData("*/0 * * * *", "minute: the step of `*/0` is no number from 1 to 59")]
    [InlineData("*/x * * * *", "minute: the step of `*/x` is no number")]
    [InlineData("*/ * * * *", "minute: the step of `*/` is no number")]
    [InlineData("30-10 * * * *", "minute: `30-10` ends before it begins")]
    [InlineData("1,,2 * * * *", "minute: `` is not known")]
    [InlineData("-5 * * * *", "minute: `` is not known")]
    [InlineData("1-2-3 * * * *", "minute: `2-3` is not known")]
    [InlineData("+1 * * * *", "minute: `+1` is not known")]
    [InlineData("* * L * *", "day of month: `L` is not known")]
    [InlineData("@dayly", "`@dayly` is not known, did you mean `@daily`?")]
    [InlineData("@reboot", "`@reboot` is not known")]
    public void Mistakes_say_what_is_wrong(string cron, string expected)
    {
        Assert.Null(CronExpression.Parse(cron, out var mistake));
        Assert.Contains(expected, mistake, StringComparison.Ordinal);
    }

    internal static CronExpression Cron(string text)
    {
        var cron = CronExpression.Parse(text, out var mistake);
        Assert.Null(mistake);
        return cron!;
    }

    internal static TimeZoneInfo Zone(string id) => id == "UTC" ? TimeZoneInfo.Utc : TimeZoneInfo.FindSystemTimeZoneById(id);

    internal static DateTimeOffset Moment(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
