using LeadDelivery.Core.Batches.Files;
using LeadDelivery.Core.Tests.Batches.Stage;

namespace LeadDelivery.Core.Tests.Batches.Files;

/// <summary>What files are called, and for how long they are kept.</summary>
public sealed class NameTests
{
    [Fact]
    public async Task Two_files_of_one_name_on_one_day_are_numbered()
    {
        using var stage = new BatchStage("file: 'leads_{date}.csv'\n");
        foreach (var _ in Enumerable.Range(0, 3))
        {
            await stage.SubmitAsync();
            await stage.MakeAsync();
            stage.Time.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Equal(
            ["leads_20261102.csv", "leads_20261102-2.csv", "leads_20261102-3.csv"], stage.Far.Arrived.Select(file => file.Name));
    }

    [Fact]
    public async Task Names_are_dated_by_the_schedules_zone_when_the_file_was_opened()
    {
        using var stage = new BatchStage("file: 'leads_{date}_{time}_{count}.csv'\nschedule: { timezone: America/Chicago, count: 1000 }\n");
        await stage.SubmitAllAsync(2);
        await stage.OpenAsync();
        stage.Time.Advance(TimeSpan.FromHours(1));
        await stage.RunAsync();

        Assert.Equal("leads_20261102_030000_2.csv", Assert.Single(stage.Far.Arrived).Name);
    }

    [Fact]
    public async Task What_was_kept_long_enough_is_removed_and_the_rest_stays()
    {
        using var stage = new BatchStage("keep: 2d\n");
        var lead = await stage.SubmitAsync();
        var old = await stage.MakeAsync();
        stage.Time.Advance(TimeSpan.FromDays(1));
        await stage.SubmitAsync();
        stage.Far.Next.Enqueue(Trouble.Refused);
        var failed = await stage.MakeAsync();
        stage.Time.Advance(TimeSpan.FromHours(25));
        Assert.Equal(1, await stage.Process.Retention.SweepAsync(default));

        Assert.Null(await stage.Process.Desk.FindAsync("daily", old, default));
        Assert.DoesNotContain(
            stage.Records.All(), row => row.Row.Contains(old, StringComparison.Ordinal) && row.Partition == "batch/daily");
        Assert.Single(stage.Archive.Files);
        Assert.Contains(failed, stage.Archive.Files.Keys.Single(), StringComparison.Ordinal);
        Assert.Equal("success 12.50 · files success 12.50 in daily_20261102_090000.csv", await stage.TellAsync(lead));

        stage.Time.Advance(TimeSpan.FromDays(10));
        Assert.Equal(0, await stage.Process.Retention.SweepAsync(default));
        Assert.Equal(FileState.Failed, (await stage.FileAsync(failed)).State);
        await stage.OrderAsync(failed, "resend");
        Assert.Equal(FileState.Delivered, (await stage.FileAsync(failed)).State);
        Assert.Equal(0, await stage.Process.Retention.SweepAsync(default));
        stage.Time.Advance(TimeSpan.FromDays(3));
        Assert.Equal(1, await stage.Process.Retention.SweepAsync(default));
        Assert.Empty(stage.Archive.Files);
    }

    [Fact]
    public async Task A_removal_that_is_cut_short_is_gone_on_with()
    {
        for (var point = 1; point <= 4; point++)
        {
            using var stage = new BatchStage("keep: 2d\n");
            await stage.SubmitAllAsync(120);
            await stage.MakeAsync();
            stage.Time.Advance(TimeSpan.FromDays(3));
            stage.Power.CutBefore = stage.Power.Points + point;
            try
            {
                await stage.Process.Retention.SweepAsync(default);
            }
            catch (PowerCutException)
            {
                await stage.RestartAsync();
                Assert.Equal(1, await stage.Process.Retention.SweepAsync(default));
            }

            Assert.Empty(stage.Archive.Files);
            Assert.Empty(await stage.FilesAsync());
        }
    }
}
