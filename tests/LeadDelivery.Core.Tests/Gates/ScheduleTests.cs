using System.Globalization;
using LeadDelivery.Core.Gates.Schedules;
using LeadDelivery.Core.Tests.Configuration;

namespace LeadDelivery.Core.Tests.Gates;

/// <summary>When a recipient takes leads, by its own wall clock.</summary>
public sealed class ScheduleTests
{
    private const string Week = "timezone: America/New_York, open: [\"Mon-Fri 09:00-20:00\", \"Sat,Sun 10:00-16:00\", \"Fri 22:00-02:00\"]";

    [Theory]
    [InlineData(Week, "2026-03-02T13:59:59Z", false)] // Monday 08:59:59
    [InlineData(Week, "2026-03-02T14:00:00Z", true)]
    [InlineData(Week, "2026-03-03T00:59:59Z", true)] // Monday 19:59:59
    [InlineData(Week, "2026-03-03T01:00:00Z", false)]
    [InlineData(Week, "2026-03-07T02:59:00Z", false)] // Friday 21:59
    [InlineData(Week, "2026-03-07T03:00:00Z", true)]
    [InlineData(Week, "2026-03-07T06:59:00Z", true)] // Saturday 01:59, still Friday's
    [InlineData(Week, "2026-03-07T07:00:00Z", false)]
    [InlineData(Week, "2026-03-08T20:30:00Z", false)] // Sunday 16:30, the clock changed this morning
    [InlineData(Week, "2026-03-08T19:59:00Z", true)]
    [InlineData("open: [\"Mon-Sun 00:00-24:00\"]", "2026-03-08T23:59:59Z", true)]
    [InlineData("open: [\"Sat-Mon 00:00-24:00\"]", "2026-03-09T23:59:59Z", true)]
    [InlineData("open: [\"Sat-Mon 00:00-24:00\"]", "2026-03-10T00:00:00Z", false)]
    [InlineData("open: []", "2026-03-08T12:00:00Z", false)]
    [InlineData("open: [\"Mon-Sun 00:00-24:00\"], closed: [\"2026-12-25\"]", "2026-12-25T00:00:00Z", false)]
    [InlineData("open: [\"Mon-Sun 00:00-24:00\"], closed: [\"2026-12-24..2026-12-26\"]", "2026-12-26T23:59:59Z", false)]
    [InlineData("open: [\"Mon-Sun 00:00-24:00\"], closed: [\"2026-12-24..2026-12-26\"]", "2026-12-27T00:00:00Z", true)]
    [InlineData("open: [\"Fri 22:00-02:00\"], closed: [\"2026-12-25\"]", "2026-12-26T01:00:00Z", false)] // what would have begun on the closed day
    [InlineData("open: [\"Thu 22:00-02:00\"], closed: [\"2026-12-25\"]", "2026-12-25T01:00:00Z", false)]
    public void Recipient_is_open_in_its_hours(string schedule, string now, bool open) => Assert.Equal(open, Of(schedule).IsOpen(At(now)));

    [Theory]
    [InlineData("America/New_York", "Sun 02:00-03:00", "2026-03-08T07:30:00Z", false)] // the hour that is skipped
    [InlineData("America/New_York", "Sun 01:00-02:00", "2026-11-01T05:30:00Z", true)] // the first
    [InlineData("America/New_York", "Sun 01:00-02:00", "2026-11-01T06:30:00Z", true)] // the second
    [InlineData("America/New_York", "Sun 01:00-02:00", "2026-11-01T07:00:00Z", false)]
    [InlineData("America/Santiago", "Sun 00:00-01:30", "2026-09-06T04:10:00Z", true)] // 01:10, midnight was skipped
    [InlineData("Australia/Lord_Howe", "Sun 01:30-02:00", "2026-04-04T15:10:00Z", true)] // the half hour that comes twice
    public void Clock_decides_where_it_is_changed(string zone, string hours, string now, bool open) =>
        Assert.Equal(open, Of($"timezone: {zone}, open: [\"{hours}\"]").IsOpen(At(now)));

    [Theory]
    [InlineData(Week, "2026-03-02T13:00:00Z", "2026-03-02T14:00:00Z")]
    [InlineData(Week, "2026-03-02T14:00:00Z", "2026-03-03T01:00:00Z")]
    [InlineData(Week, "2026-03-08T03:00:00Z", "2026-03-08T14:00:00Z")] // Sunday 10:00, an hour earlier than on Saturday
    [InlineData("open: [\"Mon-Sun 00:00-24:00\"]", "2026-03-02T13:00:00Z", null)]
    [InlineData("open: []", "2026-03-02T13:00:00Z", null)]
    [InlineData("open: [\"Mon-Sun 00:00-24:00\"], closed: [\"2026-12-24..2026-12-26\"]", "2026-12-25T05:00:00Z", "2026-12-27T00:00:00Z")]
    public void Next_change_is_known(string schedule, string now, string? change) =>
        Assert.Equal(change is null ? null : At(change), Of(schedule).NextChange(At(now)));

    [Theory]
    [InlineData("America/New_York")]
    [InlineData("Australia/Lord_Howe")]
    [InlineData("America/Santiago")]
    public void Next_change_is_the_first_minute_that_differs(string zone)
    {
        var schedule = Of($"timezone: {zone}, open: [\"Sat 22:00-02:30\", \"Sun 01:15-01:50\", \"Mon-Fri 09:00-17:10\"], closed: [\"2026-04-07\"]");
        foreach (var start in new[] { "2026-03-07T00:00:00Z", "2026-04-04T00:00:00Z", "2026-09-05T00:00:00Z", "2026-10-03T00:00:00Z", "2026-10-31T00:00:00Z" })
        {
            var at = At(start);
            for (var changes = 0; changes < 12; changes++)
            {
                var open = schedule.IsOpen(at);
                var expected = at;
                while (schedule.IsOpen(expected) == open)
                {
                    expected = expected.AddMinutes(1);
                }

                Assert.Equal(expected, schedule.NextChange(at));
                at = expected;
            }
        }
    }

    [Fact]
    public async Task Closed_recipient_is_skipped_and_says_when_it_opens()
    {
        var buyer = new LimitedRecipient($"schedule: {{ {Week} }}\n", "2026-03-02T13:00:00Z");

        Assert.Equal("schedule closed, opens 2026-03-02T09:00:00-05:00", await buyer.EnterAsync("a"));
        Assert.Equal("schedule closed, opens 2026-03-02T09:00:00-05:00", await buyer.PeekAsync());
        Assert.Null(await buyer.EnterAsync("test", test: true));
        buyer.SetClock("2026-03-02T14:00:00Z");
        Assert.Null(await buyer.EnterAsync("a"));
        Assert.Equal("schedule closed", await new LimitedRecipient("schedule: { open: [] }\n").EnterAsync("a"));
    }

    [Theory]
    [InlineData("daily: 1", "2026-03-03T05:00:00Z")] // Tuesday's midnight in New York
    [InlineData("daily: 1, timezone: UTC", "2026-03-03T00:00:00Z")]
    public async Task Caps_of_a_slot_begin_anew_by_the_clock_of_the_schedule_unless_they_name_another(string caps, string anew)
    {
        var buyer = new LimitedRecipient(
            $"schedule: {{ timezone: America/New_York, open: [{{ hours: \"Mon-Sun 00:00-24:00\", caps: {{ {caps} }} }}] }}\n");
        Assert.Null(await buyer.SellAsync("a"));
        Assert.Equal(At(anew), buyer.Usage[0].ResetsAt);

        buyer.Time.Advance(At(anew) - buyer.Time.GetUtcNow() - TimeSpan.FromSeconds(1));
        Assert.NotNull(await buyer.SellAsync("b"));
        buyer.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(await buyer.SellAsync("b"));
    }

    [Fact]
    public async Task Slot_has_caps_and_a_price_of_its_own()
    {
        var buyer = new LimitedRecipient(
            """
            price: 30.00
            caps: { daily: 5, revenue_daily: 230 }
            schedule:
              open:
                - Mon-Fri 09:00-20:00
                - { hours: "Sat 10:00-16:00", caps: { daily: 2 }, price: 50.00 }

            """,
            "2026-03-06T15:00:00Z");
        Assert.Equal(30m, buyer.Passage("a", null, false).Price);
        Assert.Equal(5, await buyer.SellAllAsync("friday"));

        buyer.SetClock("2026-03-07T12:00:00Z");
        Assert.Equal(50m, buyer.Passage("b", null, false).Price);
        Assert.Equal(2, await buyer.SellAllAsync("saturday"));
        Assert.Equal("cap daily of 2 (Sat 10:00-16:00) reached", await buyer.EnterAsync("c"));
        Assert.Equal([2m, 100m, 2m], buyer.Usage.Select(usage => usage.Used));
    }

    [Fact]
    public void Schedule_that_never_opens_is_warned_of()
    {
        var result = Loading.Load(("recipients/ok.yaml", Loading.Recipient + "schedule: { open: [] }\n"));

        Assert.Empty(result.Mistakes);
        Assert.Equal("recipients/ok.yaml:4: schedule.open: is empty: this recipient never gets a lead", Assert.Single(result.Warnings).ToString());
    }

    private static Schedule Of(string schedule) => Loading.RecipientOf($"{Loading.Recipient}schedule: {{ {schedule} }}\n").Schedule!;

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
