using LeadDelivery.Core.Batches.Files;
using LeadDelivery.Core.Tests.Batches.Queue;
using LeadDelivery.Core.Tests.Batches.Stage;

namespace LeadDelivery.Core.Tests.Batches.Files;

/// <summary>The process is killed before each thing that it does for a file, one run for each, and another goes on.</summary>
public sealed class CrashTests
{
    private const int Leads = 210;
    private const string Capped = "price: 12.50\ncaps: { daily: 1000 }\n";

    [Fact]
    public async Task Killed_anywhere_between_taking_and_settling_a_file_of_210_rows_arrives_once_and_whole()
    {
        var points = await PointsAsync();
        Assert.InRange(points, 15, 200);
        foreach (var point in Enumerable.Range(1, points))
        {
            using var stage = await ReadyAsync();
            stage.Power.CutBefore = stage.Power.Points + point;
            await RunKilledAsync(stage, $"killed before thing {point}");
        }
    }

    [Fact]
    public async Task Killed_once_the_bytes_have_arrived_the_file_is_found_there_and_not_sent_again()
    {
        using var stage = await ReadyAsync();
        stage.Far.Next.Enqueue(Trouble.KilledAfter);

        await RunKilledAsync(stage, "after the bytes");

        Assert.Single(stage.Far.Tries);
        Assert.Single(stage.Far.Looks);
    }

    [Fact]
    public async Task Killed_twice_in_a_row_at_any_two_points_a_file_arrives_once_and_whole()
    {
        var points = await PointsAsync();
        var chance = new Random(7);
        foreach (var _ in Enumerable.Range(0, 15))
        {
            using var stage = await ReadyAsync();
            stage.Power.CutBefore = stage.Power.Points + chance.Next(1, points);
            var second = chance.Next(1, points);
            try
            {
                await stage.OpenAsync();
                await stage.Process.Engine.RunAsync();
            }
            catch (PowerCutException)
            {
                await stage.RestartAsync();
                stage.Power.CutBefore = second;
            }

            await RunKilledAsync(stage, $"again, before thing {second}");
        }
    }

    [Fact]
    public async Task Killed_while_a_lead_is_queued_it_waits_once()
    {
        var points = 0;
        for (var point = 0; point <= points; point++)
        {
            using var stage = new BatchStage(recipient: Capped);
            var before = stage.Power.Points;
            stage.Power.CutBefore = point == 0 ? 0 : before + point;
            try
            {
                await stage.TakeInAsync();
            }
            catch (PowerCutException)
            {
                // It was never taken in.
                continue;
            }

            await stage.RunAsync();
            points = point == 0 ? stage.Power.Points - before : points;
            await stage.MakeAsync();
            Assert.Single(stage.ArrivedLeads());
            Assert.Equal((1m, 0m), BatchLeadTests.Cap(stage));
        }

        Assert.InRange(points, 3, 50);
    }

    private static async Task<BatchStage> ReadyAsync()
    {
        var stage = new BatchStage(recipient: Capped);
        await stage.SubmitAllAsync(Leads);
        return stage;
    }

    // How much a run without any trouble does that outlasts the process.
    private static async Task<int> PointsAsync()
    {
        using var stage = await ReadyAsync();
        var before = stage.Power.Points;
        await stage.MakeAsync();
        return stage.Power.Points - before;
    }

    private static async Task RunKilledAsync(BatchStage stage, string when)
    {
        try
        {
            if ((await stage.FilesAsync()).Count == 0)
            {
                await stage.OpenAsync();
            }
        }
        catch (PowerCutException)
        {
            await stage.RestartAsync();
        }

        await stage.RunAsync();
        if ((await stage.FilesAsync()).Count == 0)
        {
            await stage.OpenAsync();
        }

        await stage.PassAsync(TimeSpan.FromHours(2));
        await AssertWholeAsync(stage, when);
    }

    private static async Task AssertWholeAsync(BatchStage stage, string when)
    {
        var file = Assert.Single(await stage.FilesAsync());
        Assert.True(file.File.State == FileState.Delivered, $"{when}: {file.File}");
        Assert.Equal((Leads, Leads, 0), (file.File.Members, file.File.Rows, file.File.Mistaken));
        Assert.Equal((Leads, 0), (file.File.Accepted, file.File.Refused));
        var arrived = Assert.Single(stage.Far.Arrived);
        Assert.Equal(arrived.Name, file.File.Name);
        Assert.Equal(Leads, stage.ArrivedLeads().Distinct().Count());
        Assert.Equal(Leads, stage.ArrivedLeads().Count());
        foreach (var lead in stage.ArrivedLeads())
        {
            Assert.Equal($"success 12.50 · files success 12.50 in {arrived.Name}", await stage.TellAsync(lead));
            Assert.Equal(1, await stage.EventsAsync(lead, "delivery.settled"));
        }

        Assert.Equal((Leads, 0m), BatchLeadTests.Cap(stage));
        Assert.Equal(0, (await stage.Process.Desk.ViewAsync(stage.Batch, default)).Waiting);
        Assert.DoesNotContain(stage.Records.All(), row => row.Row.StartsWith("open/", StringComparison.Ordinal));
    }
}
