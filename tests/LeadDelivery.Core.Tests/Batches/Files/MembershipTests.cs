using LeadDelivery.Core.Batches.Files;
using LeadDelivery.Core.Batches.Orders;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Tests.Batches.Stage;

namespace LeadDelivery.Core.Tests.Batches.Files;

/// <summary>Which rows a file has is decided once.</summary>
public sealed class MembershipTests
{
    [Fact]
    public async Task Rows_that_come_while_a_file_is_taken_are_for_the_next()
    {
        using var stage = new BatchStage();
        var first = await stage.SubmitAsync();
        var file = await stage.OpenAsync();
        stage.Time.Advance(TimeSpan.FromSeconds(1));

        var second = await stage.SubmitAsync();

        Assert.Equal([first], stage.ArrivedLeads());
        Assert.Equal("queued · files queued", await stage.TellAsync(second));
        await stage.MakeAsync();
        Assert.Equal([first, second], stage.ArrivedLeads());
        Assert.Equal(1, (await stage.FileAsync(file)).Members);
    }

    [Fact]
    public async Task Rows_are_kept_in_chunks_of_ninety_nine()
    {
        using var stage = new BatchStage();
        var leads = await stage.SubmitAllAsync(250);

        var file = await stage.MakeAsync();

        var report = await stage.FileAsync(file);
        Assert.Equal((250, 3, 250), (report.Members, report.Chunks, report.Accepted));
        Assert.Equal(leads, stage.ArrivedLeads());
        var page = await stage.Process.Desk.RowsAsync("daily", file, 195, 10, default);
        Assert.Equal(leads[195..205], page.Rows.Select(row => row.Lead));
        Assert.All(page.Rows, row => Assert.Equal((Outcome.Success, 12.50m), (row.Outcome, row.Price)));
        Assert.Equal(205, page.Next);
        Assert.Null((await stage.Process.Desk.RowsAsync("daily", file, 245, 10, default)).Next);
    }

    [Fact]
    public async Task Files_of_more_chunks_than_one_run_marks_are_settled_whole()
    {
        using var stage = new BatchStage();
        await stage.SubmitAllAsync(5_100);

        var report = await stage.FileAsync(await stage.MakeAsync());

        Assert.Equal((FileState.Delivered, 52, 5_100), (report.State, report.Chunks, report.Accepted));
    }

    [Fact]
    public async Task While_a_file_is_taken_no_other_is_opened()
    {
        using var stage = new BatchStage();
        await stage.SubmitAsync();
        var file = await stage.OpenAsync();

        Assert.Equal((OrderStatus.Busy, file), await stage.Process.Orders.RunAsync(stage.Batch, "eve", default));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Two_takers_at_once_never_share_a_row(int after)
    {
        using var stage = new BatchStage();
        await stage.SubmitAllAsync(250);
        await stage.OpenAsync();

        // A worker that was thought dead goes on with the same step.
        var other = stage.Start();
        await other.LoadAsync();
        var writes = 0;
        stage.Process.Records.BeforeWrite = operations =>
        {
            if (operations[0].Row.StartsWith("rows/", StringComparison.Ordinal) && ++writes == after)
            {
                // Everything is in memory: it has ended when this returns.
                Assert.True(other.Engine.StepAsync().IsCompleted);
            }
        };
        await stage.RunAsync();

        Assert.Equal(250, stage.ArrivedLeads().Count());
        Assert.Equal(250, stage.ArrivedLeads().Distinct().Count());
    }

    [Fact]
    public async Task A_taker_that_was_thought_dead_adds_nothing_to_a_file_that_has_all_its_rows()
    {
        using var stage = new BatchStage("schedule: { count: 3 }\n");
        var leads = await stage.SubmitAllAsync(6);
        await stage.Process.Clock.LookAsync(default);
        var other = stage.Start();
        await other.LoadAsync();
        var hasRun = false;
        stage.Process.Records.BeforeWrite = operations =>
        {
            if (!hasRun && operations[0].Row.StartsWith("rows/", StringComparison.Ordinal))
            {
                hasRun = true;
                Assert.True(other.Engine.StepAsync().IsCompleted);
            }
        };
        await stage.RunAsync();

        Assert.True(hasRun);
        Assert.Equal(leads[..3], stage.ArrivedLeads());
        Assert.Equal(3, (await stage.Process.Desk.ViewAsync(stage.Batch, default)).Waiting);
        await stage.LookAsync();
        Assert.Equal(leads, stage.ArrivedLeads());
    }

    [Fact]
    public async Task Rows_of_a_clock_that_was_ahead_are_not_left_behind()
    {
        using var stage = new BatchStage("schedule: { count: 2 }\n");
        var leads = await stage.SubmitAllAsync(2);
        stage.Time.Step(TimeSpan.FromHours(-2));
        await stage.RestartAsync();

        await stage.PassAsync(TimeSpan.FromMinutes(3));

        Assert.Equal(leads, stage.ArrivedLeads());
        Assert.Single(await stage.FilesAsync());
    }
}
