using LeadDelivery.Core.Batches.Schedules;

namespace LeadDelivery.Core.Tests.Batches.Schedules;

public class BatchDueTests
{
    private static readonly DateTimeOffset Now = CronExpressionTests.Moment("2026-11-21T12:00Z");

    private static readonly BatchSchedule Nightly = new() { Cron = CronExpressionTests.Cron("0 2 * * *") };

    private static BatchStanding Since(BatchSchedule schedule, DateTimeOffset handled) => new() { CronKey = schedule.CronKey, Handled = handled };

    [Fact]
    public void A_new_schedule_begins_now_and_is_due_the_next_time()
    {
        var first = BatchDue.Decide(Nightly, new(), Now);

        Assert.Equal((null, Now, Now.AddHours(14)), (first.Due, first.Begins, first.LookAgain));
        var then = BatchDue.Decide(Nightly, Since(Nightly, Now), Now.AddHours(14));
        Assert.Equal((DueReason.Cron, Now.AddHours(14), null), (then.Due, then.CronTime, then.Begins));
    }

    [Fact]
    public void A_time_that_was_handled_is_not_due_again()
    {
        var decision = BatchDue.Decide(Nightly, Since(Nightly, Now.AddHours(-10)), Now);

        Assert.Equal((null, Now.AddHours(14)), (decision.Due, decision.LookAgain));
    }

    [Theory]
    [InlineData("0 2 * * *", "2026-11-01T02:00Z", "2026-11-21T02:00Z")]
    [InlineData("0 2 * * *", "2020-01-01T02:00Z", "2026-11-21T02:00Z")]
    [InlineData("* * * * *", "2020-01-01T02:00Z", "2026-11-21T12:00Z")]
    [InlineData("0 0 1 1 *", "2020-01-01T00:00Z", "2026-01-01T00:00Z")]
    [InlineData("0 0 29 2 *", "2020-03-01T00:00Z", "2024-02-29T00:00Z")]
    public void Missed_times_are_made_up_once_as_the_latest(string cron, string handled, string latest)
    {
        var schedule = new BatchSchedule { Cron = CronExpressionTests.Cron(cron) };

        var decision = BatchDue.Decide(schedule, Since(schedule, CronExpressionTests.Moment(handled)), Now);
        Assert.Equal((DueReason.Cron, CronExpressionTests.Moment(latest)), (decision.Due, decision.CronTime));
        Assert.Null(BatchDue.Decide(schedule, Since(schedule, decision.CronTime!.Value), Now).Due);
    }

    [Fact]
    public void A_clock_set_back_fires_nothing_twice()
    {
        var standing = Since(Nightly, CronExpressionTests.Moment("2026-11-21T02:00Z"));

        var back = CronExpressionTests.Moment("2026-11-21T01:30Z");
        Assert.Equal((null, CronExpressionTests.Moment("2026-11-22T02:00Z")), (BatchDue.Decide(Nightly, standing, back).Due, BatchDue.Decide(Nightly, standing, back).LookAgain));
        Assert.Null(BatchDue.Decide(Nightly, standing, back.AddHours(1)).Due);
    }

    [Fact]
    public void A_clock_that_was_ahead_for_a_year_does_not_stop_files_for_a_year()
    {
        var decision = BatchDue.Decide(Nightly, Since(Nightly, Now.AddYears(1)), Now);

        Assert.Equal((null, Now, Now.AddHours(14)), (decision.Due, decision.Begins, decision.LookAgain));
    }

    [Fact]
    public void A_changed_schedule_begins_now()
    {
        var hourly = new BatchSchedule { Cron = CronExpressionTests.Cron("@hourly") };
        var elsewhere = Nightly with { Zone = CronExpressionTests.Zone("Asia/Kolkata") };

        Assert.Equal((null, Now), (BatchDue.Decide(hourly, Since(Nightly, Now.AddDays(-9)), Now).Due, BatchDue.Decide(hourly, Since(Nightly, Now.AddDays(-9)), Now).Begins));
        Assert.Equal(Now, BatchDue.Decide(elsewhere, Since(Nightly, Now.AddDays(-9)), Now).Begins);
    }

    [Theory]
    [InlineData(99, null)]
    [InlineData(100, DueReason.Count)]
    [InlineData(250, DueReason.Count)]
    public void Enough_rows_are_due(int waiting, DueReason? expected) =>
        Assert.Equal(expected, BatchDue.Decide(new() { Count = 100 }, new() { Waiting = waiting, Oldest = Now, Newest = Now }, Now).Due);

    [Fact]
    public void Quiet_and_age_are_due_once_their_time_has_come()
    {
        var schedule = new BatchSchedule { Idle = TimeSpan.FromMinutes(5), MaxAge = TimeSpan.FromHours(1) };
        var busy = new BatchStanding { Waiting = 3, Oldest = Now.AddMinutes(-58), Newest = Now.AddMinutes(-1) };
        var quiet = busy with { Newest = Now.AddMinutes(-5) };

        Assert.Equal((null, Now.AddMinutes(2)), (BatchDue.Decide(schedule, busy, Now).Due, BatchDue.Decide(schedule, busy, Now).LookAgain));
        Assert.Equal(DueReason.Idle, BatchDue.Decide(schedule, quiet, Now).Due);
        Assert.Equal(DueReason.MaxAge, BatchDue.Decide(schedule, busy, Now.AddMinutes(2)).Due);
        Assert.Equal((null, null), (BatchDue.Decide(schedule, new(), Now).Due, BatchDue.Decide(schedule, new(), Now).LookAgain));
    }

    [Fact]
    public void Several_together_are_due_by_cron_first()
    {
        var all = Nightly with { Count = 1, Idle = TimeSpan.FromSeconds(1), MaxAge = TimeSpan.FromSeconds(2) };
        var standing = Since(all, Now.AddDays(-1)) with { Waiting = 5, Oldest = Now.AddHours(-1), Newest = Now.AddHours(-1) };

        Assert.Equal(DueReason.Cron, BatchDue.Decide(all, standing, Now).Due);
        Assert.Equal(DueReason.Count, BatchDue.Decide(all, standing with { Handled = Now }, Now).Due);
        Assert.Equal(DueReason.MaxAge, BatchDue.Decide(all with { Count = 6 }, standing with { Handled = Now }, Now).Due);
    }

    [Fact]
    public void No_file_begins_while_another_is_taken()
    {
        var standing = Since(Nightly, Now.AddDays(-9)) with { Waiting = 5, Oldest = Now, Newest = Now, Taking = true };

        Assert.Equal((null, null, null), (BatchDue.Decide(Nightly, standing, Now).Due, BatchDue.Decide(Nightly, standing, Now).CronTime, BatchDue.Decide(Nightly, standing, Now).LookAgain));
        Assert.Equal(DueReason.Cron, BatchDue.Decide(Nightly, standing with { Taking = false }, Now).Due);
    }

    [Fact]
    public void On_demand_alone_is_never_due_by_itself()
    {
        Assert.Equal((null, null), (BatchDue.Decide(new(), new() { Waiting = 9, Oldest = Now, Newest = Now }, Now).Due, BatchDue.Decide(new(), new(), Now).LookAgain));
    }
}
