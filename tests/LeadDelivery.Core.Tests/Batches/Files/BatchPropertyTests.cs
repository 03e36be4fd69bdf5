using FsCheck;
using FsCheck.Fluent;
using LeadDelivery.Core.Batches.Files;
using LeadDelivery.Core.Batches.Orders;
using LeadDelivery.Core.Tests.Batches.Queue;
using LeadDelivery.Core.Tests.Batches.Stage;
using Outcome = LeadDelivery.Core.Delivery.Outcome;

namespace LeadDelivery.Core.Tests.Batches.Files;

/// <summary>Whatever happens in whichever order: every lead ends in one place, and no file is twice on the far side.</summary>
public sealed class BatchPropertyTests
{
    private const string Batch = """
        schedule: { cron: '*/20 * * * *', count: 30, max_age: 45m }
        retry: { attempts: 3, initial: 30s, max: 5m }
        checks: { required: [first], max_rows: 60 }

        """;

    private static readonly string[] Orders = ["release", "resend", "discard", "confirm"];

    [Fact]
    public void Every_lead_is_in_one_place_and_every_file_there_at_most_once_whatever_happens()
    {
        var steps = Gen.Choose(0, 999).ListOf().Select(list => list.ToArray());
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(60).WithEndSize(40),
            Prop.ForAll(steps.ToArbitrary(), values => Task.Run(() => RunAsync(values)).GetAwaiter().GetResult()));
    }

    private static async Task RunAsync(int[] values)
    {
        using var stage = new BatchStage(Batch, recipient: "price: 12.50\ncaps: { daily: 100000 }\n");
        var leads = new List<string>();
        foreach (var value in values)
        {
            try
            {
                await StepAsync(stage, value % 10, value / 10, leads);
            }
            catch (PowerCutException)
            {
                await stage.RestartAsync();
            }
        }

        await EndAsync(stage);
        await AssertAsync(stage, leads);
    }

    private static async Task StepAsync(BatchStage stage, int what, int number, List<string> leads)
    {
        switch (what)
        {
            case 0 or 1 or 2:
                for (var lead = 0; lead <= number % 25; lead++)
                {
                    leads.Add(await stage.TakeInAsync(false, lead % 7 == 6 ? ("last_name", "Lee") : ("first_name", "Ann")));
                }

                break;
            case 3:
                await stage.RunAsync();
                break;
            case 4:
                for (var step = 0; step < number; step++)
                {
                    await stage.Process.Engine.StepAsync();
                }

                break;
            case 5:
                stage.Power.CutBefore = stage.Power.Points + 1 + number;
                break;
            case 6:
                stage.Far.Next.Enqueue((Trouble)(number % 6));
                break;
            case 7:
                await stage.Process.Orders.RunAsync(stage.Batch, "eve", default);
                break;
            case 8:
                var files = await stage.FilesAsync();
                if (files.Count > 0)
                {
                    // A delivered file that is sent once more is there twice by intent.
                    var file = files[number % files.Count];
                    if (file.File.State != FileState.Delivered)
                    {
                        // Nobody confirms what is not there.
                        var order = Orders[number / files.Count % 4];
                        var isThere = stage.Far.Arrived.Any(arrived => arrived.Name == file.File.Name);
                        await stage.OrderAsync(file.Id, order == "confirm" && !isThere ? "resend" : order);
                    }
                }

                break;
            default:
                await stage.PassAsync(TimeSpan.FromSeconds(20 * number), TimeSpan.FromMinutes(5));
                break;
        }
    }

    // The troubles are over, and somebody looks after what waits.
    private static async Task EndAsync(BatchStage stage)
    {
        stage.Far.Next.Clear();
        await stage.RestartAsync();
        for (var round = 0; round < 20; round++)
        {
            await stage.PassAsync(TimeSpan.FromHours(1), TimeSpan.FromMinutes(10));
            var open = (await stage.FilesAsync()).Where(file => !file.File.HasEnded).ToList();
            if (open.Count == 0 && (await stage.Process.Desk.ViewAsync(stage.Batch, default)).Waiting == 0)
            {
                return;
            }

            foreach (var file in open)
            {
                await stage.OrderAsync(file.Id, file.File.State == FileState.Held ? "release" : "resend");
            }
        }

        Assert.Fail("it does not come to an end");
    }

    private static async Task AssertAsync(BatchStage stage, List<string> leads)
    {
        var files = await stage.FilesAsync();
        Assert.Equal(stage.Far.Arrived.Count, stage.Far.Arrived.Select(file => file.Name).Distinct().Count());
        Assert.Equal(stage.ArrivedLeads().Count(), stage.ArrivedLeads().Distinct().Count());
        Assert.All(files.Where(file => file.File.State == FileState.Delivered), file =>
        {
            Assert.Single(stage.Far.Arrived, arrived => arrived.Name == file.File.Name);
            Assert.Equal((file.File.Rows, file.File.Members), (file.File.Accepted, file.File.Rows + file.File.Mistaken));
        });

        var rows = new List<(string Lead, FileView File)>();
        foreach (var file in files)
        {
            var page = await stage.Process.Desk.RowsAsync("daily", file.Id, 0, int.MaxValue, default);
            rows.AddRange(page.Rows.Select(row => (row.Lead, file)));
        }

        Assert.Equal(leads.Order(), rows.Select(row => row.Lead).Order());
        var sold = 0;
        foreach (var (lead, file) in rows)
        {
            var view = await stage.LeadAsync(lead);
            Assert.Single(view.Deliveries);
            Assert.Equal(view.Outcome == Outcome.Success ? 12.50m : null, view.Price);
            Assert.True(await stage.EventsAsync(lead, "delivery.settled") + await stage.EventsAsync(lead, "delivery.review") == 1);
            Assert.Equal(
                file.File.State == FileState.Discarded ? Outcome.Failure
                    : view.Deliveries[0].File is null ? Outcome.Queued
                    : Outcome.Success,
                view.Outcome);
            Assert.Equal(view.Outcome == Outcome.Success ? file.File.Name : null, view.Deliveries[0].File);
            Assert.True(view.Outcome != Outcome.Success || stage.ArrivedLeads().Contains(lead));
            sold += view.Outcome == Outcome.Success ? 1 : 0;
        }

        Assert.Equal((sold, 0m), BatchLeadTests.Cap(stage));
    }
}
