using FsCheck;
using FsCheck.Fluent;
using LeadDelivery.Core.Batches.Schedules;

namespace LeadDelivery.Core.Tests.Batches.Schedules;

public class CronPropertyTests
{
    private static readonly string[] Zones =
    [
        "UTC", "America/New_York", "America/Chicago", "Europe/London", "Australia/Lord_Howe", "Asia/Kolkata", "Asia/Kathmandu", "Africa/Casablanca",
    ];

    // Two days before changes of some of the zones, and a plain week.
    private static readonly string[] Starts =
        ["2026-03-06T00:00Z", "2026-03-27T00:00Z", "2026-04-03T00:00Z", "2026-10-02T00:00Z", "2026-10-23T00:00Z", "2026-10-30T00:00Z", "2026-02-13T00:00Z", "2026-03-20T00:00Z"];

    private static Gen<string> Field(int min, int max) => Gen.OneOf(
        Gen.Constant("*"),
        Gen.Choose(1, Math.Max(1, max / 2)).Select(step => $"*/{step}"),
        Gen.Choose(min, max).Select(value => $"{value}"),
        from a in Gen.Choose(min, max) from b in Gen.Choose(a, max) select $"{a}-{b}",
        from a in Gen.Choose(min, max) from b in Gen.Choose(a, max) from step in Gen.Choose(1, max) select $"{a}-{b}/{step}",
        from a in Gen.Choose(min, max) from b in Gen.Choose(min, max) select $"{a},{b}");

    private static readonly Arbitrary<(string Cron, string Zone, string Start, int Minutes)> Cases = (
        from minute in Field(0, 59)
        from hour in Gen.OneOf(Field(0, 23), Gen.Choose(0, 3).Select(h => $"{h}"))
        from day in Gen.OneOf(Gen.Constant("*"), Gen.Constant("*"), Field(1, 31))
        from month in Gen.OneOf(Gen.Constant("*"), Gen.Constant("*"), Field(1, 12))
        from weekday in Gen.OneOf(Gen.Constant("*"), Gen.Constant("*"), Field(0, 7))
        from zone in Gen.Elements(Zones)
        from start in Gen.Elements(Starts)
        from minutes in Gen.Choose(0, 2 * 24 * 60)
        select ($"{minute} {hour} {day} {month} {weekday}", zone, start, minutes)).ToArbitrary();

    [Fact]
    public void Every_time_is_that_of_a_walk_minute_by_minute() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(150),
        Prop.ForAll(Cases, c =>
        {
            var zone = CronExpressionTests.Zone(c.Zone);
            var from = CronExpressionTests.Moment(c.Start).AddMinutes(c.Minutes);
            var to = from.AddDays(3);
            var cron = CronExpressionTests.Cron(c.Cron);
            var expected = CronWalk.Times(c.Cron, zone, from, to).Take(400).ToList();
            var found = new List<DateTimeOffset>();
            for (var next = cron.Next(from, zone); next <= to && found.Count < 400; next = cron.Next(next.Value, zone))
            {
                found.Add(next.Value.ToUniversalTime());
            }

            Assert.Equal(expected, found);
        }));

    [Fact]
    public void Any_text_is_read_or_refused_in_words() => Check.QuickThrowOnFailure(Prop.ForAll(
        Gen.ArrayOf(Gen.Elements("*/-,0123456789 MONJAN@x".ToCharArray())).Select(c => new string(c)).ToArbitrary(),
        text => (CronExpression.Parse(text, out var mistake) is null) == (mistake?.Length > 0)));
}
