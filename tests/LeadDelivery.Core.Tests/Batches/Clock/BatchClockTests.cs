using LeadDelivery.Core.Batches.Files;
using LeadDelivery.Core.Batches.Orders;
using LeadDelivery.Core.Tests.Batches.Stage;

namespace LeadDelivery.Core.Tests.Batches.Clock;

/// <summary>When files are made.</summary>
public sealed class BatchClockTests
{
    private const string AtTwo = "schedule: { cron: '0 2 * * *' }\nwhen_empty: send\n";

    [Fact]
    public async Task Cron_makes_one_file_at_its_time_across_restarts()
    {
        using var stage = new BatchStage(AtTwo, start: "2026-11-02T01:00:00Z");
        await stage.LookAsync();

        await stage.PassAsync(TimeSpan.FromMinutes(59));
        Assert.Empty(await stage.FilesAsync());
        await stage.PassAsync(TimeSpan.FromMinutes(1));
        await stage.RestartAsync();
        await stage.PassAsync(TimeSpan.FromHours(3));

        var file = Assert.Single(await stage.FilesAsync()).File;
        Assert.Equal(("cron", At("2026-11-02T02:00:00Z")), (file.Cause, file.Due));
        await stage.PassAsync(TimeSpan.FromHours(24), TimeSpan.FromMinutes(10));
        Assert.Equal(2, (await stage.FilesAsync()).Count);
        Assert.Empty(stage.Process.Failures);
    }

    [Fact]
    public async Task Runs_that_were_missed_are_made_up_once()
    {
        using var stage = new BatchStage(AtTwo, start: "2026-11-02T01:00:00Z");
        await stage.LookAsync();
        stage.Time.Advance(TimeSpan.FromDays(5));
        await stage.RestartAsync();

        await stage.LookAsync();
        await stage.PassAsync(TimeSpan.FromMinutes(30));

        Assert.Equal(At("2026-11-06T02:00:00Z"), Assert.Single(await stage.FilesAsync()).File.Due);
    }

    [Fact]
    public async Task Killed_anywhere_while_cron_opens_a_file_it_is_made_once()
    {
        using var whole = new BatchStage(AtTwo, start: "2026-11-02T01:00:00Z");
        await whole.LookAsync();
        whole.Time.Advance(TimeSpan.FromHours(2));
        var before = whole.Power.Points;
        await whole.LookAsync();
        var points = whole.Power.Points - before;
        for (var point = 1; point <= points; point++)
        {
            using var stage = new BatchStage(AtTwo, start: "2026-11-02T01:00:00Z");
            await stage.LookAsync();
            stage.Time.Advance(TimeSpan.FromHours(2));
            stage.Power.CutBefore = stage.Power.Points + point;
            try
            {
                await stage.LookAsync();
            }
            catch (PowerCutException)
            {
                await stage.RestartAsync();
            }

            await stage.PassAsync(TimeSpan.FromMinutes(5));
            Assert.Equal(FileState.Delivered, Assert.Single(await stage.FilesAsync()).File.State);
            Assert.Single(stage.Far.Arrived);
        }
    }

    [Fact]
    public async Task Two_that_look_at_once_make_one_file()
    {
        using var stage = new BatchStage(AtTwo, start: "2026-11-02T01:00:00Z");
        await stage.LookAsync();
        stage.Time.Advance(TimeSpan.FromHours(2));
        await OtherLooksFirstAsync(stage);

        await stage.LookAsync();
        await stage.LookAsync();

        Assert.Single(await stage.FilesAsync());
        Assert.Single(stage.Far.Arrived);
    }

    [Fact]
    public async Task Two_that_count_at_once_make_one_file()
    {
        using var stage = new BatchStage("schedule: { count: 3 }\n");
        await stage.SubmitAllAsync(3);
        await OtherLooksFirstAsync(stage);

        await stage.LookAsync();
        await stage.LookAsync();

        Assert.Equal(3, Assert.Single(await stage.FilesAsync()).File.Members);
    }

    [Fact]
    public async Task Held_it_makes_no_file_but_on_demand()
    {
        using var stage = new BatchStage(AtTwo, start: "2026-11-02T01:00:00Z");
        await stage.LookAsync();
        Assert.Equal(OrderStatus.Done, await stage.Process.Orders.HoldAsync("daily", true, "eve", default));
        await stage.RestartAsync();
        await stage.PassAsync(TimeSpan.FromHours(2));
        Assert.Empty(await stage.FilesAsync());
        Assert.True((await stage.Process.Desk.ViewAsync(stage.Batch, default)).Held);

        Assert.Equal("demand", (await stage.FileAsync(await stage.MakeAsync())).Cause);
        await stage.Process.Orders.HoldAsync("daily", false, "eve", default);
        await stage.PassAsync(TimeSpan.FromMinutes(5));

        Assert.Equal(["demand", "cron"], (await stage.FilesAsync()).Select(file => file.File.Cause));
    }

    [Fact]
    public async Task Enough_rows_make_a_file_of_that_many()
    {
        using var stage = new BatchStage("schedule: { count: 3 }\n");
        await stage.SubmitAllAsync(2);
        await stage.LookAsync();
        Assert.Empty(await stage.FilesAsync());

        await stage.SubmitAllAsync(5);
        await stage.PassAsync(TimeSpan.FromMinutes(3));

        Assert.Equal([(3, "count"), (3, "count")], (await stage.FilesAsync()).Select(file => (file.File.Members, file.File.Cause)));
        Assert.Equal(1, (await stage.Process.Desk.ViewAsync(stage.Batch, default)).Waiting);
        Assert.Equal(6, stage.ArrivedLeads().Distinct().Count());
    }

    [Fact]
    public async Task Silence_makes_a_file()
    {
        using var stage = new BatchStage("schedule: { idle: 5m }\n");
        await stage.SubmitAsync();
        await stage.PassAsync(TimeSpan.FromMinutes(4));
        await stage.SubmitAsync();
        await stage.PassAsync(TimeSpan.FromMinutes(4));
        Assert.Empty(await stage.FilesAsync());

        await stage.PassAsync(TimeSpan.FromMinutes(2));

        Assert.Equal((2, "idle"), Assert.Single((await stage.FilesAsync()).Select(file => (file.File.Members, file.File.Cause))));
    }

    [Fact]
    public async Task The_oldest_row_waits_no_longer_than_it_may()
    {
        using var stage = new BatchStage("schedule: { idle: 5m, max_age: 20m }\n");
        foreach (var _ in Enumerable.Range(0, 10))
        {
            await stage.SubmitAsync();
            await stage.PassAsync(TimeSpan.FromMinutes(2));
        }

        Assert.Equal((10, "max_age"), Assert.Single((await stage.FilesAsync()).Select(file => (file.File.Members, file.File.Cause))));
    }

    [Fact]
    public async Task Several_together_are_whichever_comes_first()
    {
        using var stage = new BatchStage(
            "schedule: { cron: '0 2 * * *', count: 4, idle: 10m, max_age: 1h }\n", start: "2026-11-02T01:00:00Z");
        await stage.LookAsync();
        await stage.SubmitAllAsync(4);
        await stage.PassAsync(TimeSpan.FromMinutes(1));
        await stage.SubmitAsync();
        await stage.PassAsync(TimeSpan.FromMinutes(12));
        await stage.PassAsync(TimeSpan.FromMinutes(45));
        await stage.SubmitAsync();
        await stage.PassAsync(TimeSpan.FromMinutes(5));

        Assert.Equal(["count", "idle", "cron"], (await stage.FilesAsync()).Select(file => file.File.Cause));
        Assert.Equal(6, stage.ArrivedLeads().Distinct().Count());
    }

    [Fact]
    public async Task A_late_file_is_told_of_once()
    {
        using var stage = new BatchStage("late: 1h\nretry: { attempts: 100, initial: 10m, max: 10m }\n");
        await stage.SubmitAsync();
        foreach (var _ in Enumerable.Range(0, 12))
        {
            stage.Far.Next.Enqueue(Trouble.Away);
        }

        await stage.MakeAsync();
        await stage.PassAsync(TimeSpan.FromMinutes(59));
        Assert.Empty(stage.Alerts());
        await stage.PassAsync(TimeSpan.FromMinutes(10));
        await stage.RestartAsync();
        await stage.PassAsync(TimeSpan.FromMinutes(10));

        var (kind, message) = Assert.Single(stage.Alerts());
        Assert.Equal("batch_late", kind);
        Assert.Contains("it was due 2026-11-02T09:00:00", message, StringComparison.Ordinal);
        await stage.PassAsync(TimeSpan.FromHours(2));
        Assert.Single(stage.Far.Arrived);
        Assert.Single(stage.Alerts());
    }

    [Fact]
    public async Task A_clock_that_is_set_back_makes_no_second_file_and_the_next_days_on_time()
    {
        using var stage = new BatchStage(AtTwo, start: "2026-11-02T01:00:00Z");
        await stage.LookAsync();
        await stage.PassAsync(TimeSpan.FromMinutes(65));
        stage.Time.Step(TimeSpan.FromMinutes(-30));
        await stage.PassAsync(TimeSpan.FromHours(2));
        Assert.Single(await stage.FilesAsync());

        await stage.PassAsync(TimeSpan.FromHours(24), TimeSpan.FromMinutes(10));

        Assert.Equal(2, (await stage.FilesAsync()).Count);
    }

    [Fact]
    public async Task Rows_counted_by_a_clock_that_was_ahead_do_not_flood_the_batch_with_empty_files()
    {
        using var stage = new BatchStage("schedule: { count: 2 }\n");
        await stage.SubmitAllAsync(2);
        stage.Time.Step(TimeSpan.FromHours(-2));
        await stage.RestartAsync();
        var late = await stage.SubmitAsync();

        await stage.PassAsync(TimeSpan.FromMinutes(10));

        Assert.Equal(2, Assert.Single(await stage.FilesAsync()).File.Members);
        Assert.Contains(late, stage.ArrivedLeads());
    }

    private static long At(string time) => DateTimeOffset.Parse(time).ToUnixTimeMilliseconds();

    // Another process has decided, opened and sent its file between this one's decision and its opening.
    private static async Task OtherLooksFirstAsync(BatchStage stage)
    {
        var other = stage.Start();
        await other.LoadAsync();
        stage.Process.Engine.BeforeStart = async _ =>
        {
            stage.Process.Engine.BeforeStart = _ => Task.CompletedTask;
            await other.Clock.LookAsync(default);
            await other.Engine.RunAsync();
        };
    }
}
