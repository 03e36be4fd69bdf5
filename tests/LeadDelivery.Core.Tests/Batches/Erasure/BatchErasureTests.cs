using LeadDelivery.Core.Batches.Files;
using LeadDelivery.Core.Batches.Orders;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Tests.Batches.Stage;

namespace LeadDelivery.Core.Tests.Batches.Erasure;

public sealed class BatchErasureTests
{
    [Fact]
    public async Task Delivered_file_loses_its_archive_and_keeps_its_report()
    {
        using var stage = new BatchStage();
        var leads = await stage.SubmitAllAsync(3);
        var file = await stage.MakeAsync();
        await stage.SubmitAllAsync(1);
        var other = await stage.MakeAsync();

        Assert.True(await stage.EraseAsync(leads[1]));

        var report = await stage.FileAsync(file);
        Assert.Equal((FileState.Delivered, 3, true), (report.State, report.Rows, report.Removed));
        Assert.Equal(["success", "success", "success"], await OutcomesAsync(stage, file));
        Assert.DoesNotContain(stage.Archive.Files.Keys, name => name.Contains(file, StringComparison.Ordinal));
        Assert.Single(stage.Archive.Files.Keys, name => name.Contains(other, StringComparison.Ordinal));
        Assert.False((await stage.FileAsync(other)).Removed);
        Assert.Equal(OrderStatus.Removed, await stage.Process.Orders.OrderAsync("daily", file, "resend", "ann", CancellationToken.None));
        var page = await stage.Process.Desk.FilesAsync("daily", null, 10, CancellationToken.None);
        Assert.Equal([(other, false), (file, true)], page.Select(each => (each.Id, each.File.Removed)));
    }

    [Fact]
    public async Task File_that_was_given_up_loses_its_archive_too()
    {
        using var stage = new BatchStage("checks: { min_rows: 5 }\n");
        var leads = await stage.SubmitAllAsync(2);
        var file = await stage.MakeAsync();
        Assert.Equal(FileState.Held, (await stage.FileAsync(file)).State);
        await OrderAsync(stage, file, "discard");
        Assert.Single(stage.Archive.Files.Keys);

        await stage.EraseAsync(leads[0]);

        Assert.Empty(stage.Archive.Files.Keys);
        Assert.Equal((FileState.Discarded, true), ((await stage.FileAsync(file)).State, (await stage.FileAsync(file)).Removed));
    }

    [Fact]
    public async Task Held_file_is_written_anew_when_it_is_released_and_not_held_again()
    {
        using var stage = new BatchStage("checks: { min_rows: 5 }\n");
        var leads = await stage.SubmitAllAsync(3);
        var file = await stage.MakeAsync();
        Assert.Equal(FileState.Held, (await stage.FileAsync(file)).State);
        var name = (await stage.FileAsync(file)).Name;

        await stage.EraseAsync(leads[1]);
        Assert.Empty(stage.Archive.Files.Keys);
        Assert.True((await stage.FileAsync(file)).Removed);
        await OrderAsync(stage, file, "release");

        Assert.Equal([leads[0], leads[2]], LeadsIn(Assert.Single(stage.Far.Arrived)));
        var report = await stage.FileAsync(file);
        Assert.Equal((FileState.Delivered, name, 2, 1, false), (report.State, report.Name, report.Rows, report.Mistaken, report.Removed));
        Assert.Equal(["success", "error", "success"], await OutcomesAsync(stage, file));
    }

    [Fact]
    public async Task File_that_failed_is_written_anew_when_it_is_sent_once_more()
    {
        using var stage = new BatchStage();
        stage.Far.Next.Enqueue(Trouble.Refused);
        var leads = await stage.SubmitAllAsync(3);
        var file = await stage.MakeAsync();
        Assert.Equal(FileState.Failed, (await stage.FileAsync(file)).State);

        await stage.EraseAsync(leads[0]);
        await OrderAsync(stage, file, "resend");

        Assert.Equal([leads[1], leads[2]], LeadsIn(Assert.Single(stage.Far.Arrived)));
        Assert.Equal((FileState.Delivered, 2), ((await stage.FileAsync(file)).State, (await stage.FileAsync(file)).Tries));
    }

    [Fact]
    public async Task File_that_waits_for_its_next_try_is_written_anew_by_itself()
    {
        using var stage = new BatchStage();
        stage.Far.Next.Enqueue(Trouble.Away);
        var leads = await stage.SubmitAllAsync(3);
        var file = await stage.MakeAsync();
        Assert.Equal(FileState.Sending, (await stage.FileAsync(file)).State);

        await stage.EraseAsync(leads[2]);
        await stage.PassAsync(TimeSpan.FromHours(1));

        Assert.Equal([leads[0], leads[1]], LeadsIn(Assert.Single(stage.Far.Arrived)));
        Assert.Equal(["success", "success", "error"], await OutcomesAsync(stage, file));
    }

    [Fact]
    public async Task File_that_is_being_written_is_written_again()
    {
        using var stage = new BatchStage();
        var leads = await stage.SubmitAllAsync(3);
        var writes = 0;
        stage.Archive.AfterPut = () => writes++ == 0 ? stage.EraseAsync(leads[1]) : Task.CompletedTask;

        var file = await stage.MakeAsync();

        Assert.Equal(2, writes);
        Assert.Equal([leads[0], leads[2]], LeadsIn(Assert.Single(stage.Far.Arrived)));
        Assert.False((await stage.FileAsync(file)).Removed);
    }

    [Fact]
    public async Task File_of_erased_leads_alone_is_empty()
    {
        using var stage = new BatchStage("checks: { min_rows: 5 }\n");
        var leads = await stage.SubmitAllAsync(1);
        var file = await stage.MakeAsync();
        Assert.Equal(FileState.Held, (await stage.FileAsync(file)).State);

        await stage.EraseAsync(leads[0]);
        await OrderAsync(stage, file, "resend");

        Assert.Equal(FileState.Empty, (await stage.FileAsync(file)).State);
        Assert.Empty(stage.Far.Arrived);
        Assert.Equal(["error"], await OutcomesAsync(stage, file));
    }

    [Fact]
    public async Task File_that_may_have_arrived_is_confirmed_without_its_archive()
    {
        using var stage = new BatchStage();
        stage.Far.CannotLook = true;
        stage.Far.Next.Enqueue(Trouble.CutAfter);
        var leads = await stage.SubmitAllAsync(2);
        var file = await stage.MakeAsync();
        Assert.Equal(FileState.Unconfirmed, (await stage.FileAsync(file)).State);

        await stage.EraseAsync(leads[0]);
        Assert.Empty(stage.Archive.Files.Keys);
        await OrderAsync(stage, file, "confirm");

        var report = await stage.FileAsync(file);
        Assert.Equal((FileState.Delivered, true), (report.State, report.Removed));
        Assert.Equal(["success", "success"], await OutcomesAsync(stage, file));
    }

    [Fact]
    public async Task Delivered_file_that_is_on_its_way_again_is_not_written_anew()
    {
        using var stage = new BatchStage();
        var leads = await stage.SubmitAllAsync(2);
        var file = await stage.MakeAsync();
        stage.Far.Files.Clear();

        Assert.Equal(OrderStatus.Done, await stage.Process.Orders.OrderAsync("daily", file, "resend", "ann", CancellationToken.None));
        await stage.RunToAsync("SendFile");
        await stage.EraseAsync(leads[0]);
        await stage.RunAsync();
        Assert.Equal(FileState.Failed, (await stage.FileAsync(file)).State);
        await OrderAsync(stage, file, "discard");

        Assert.Single(stage.Far.Arrived);
        var report = await stage.FileAsync(file);
        Assert.Equal((FileState.Delivered, true, 2), (report.State, report.Removed, report.Rows));
        Assert.Equal(["success", "success"], await OutcomesAsync(stage, file));
    }

    [Fact]
    public async Task What_the_recipient_said_of_the_row_is_recorded_without_its_words()
    {
        using var stage = new BatchStage();
        stage.Far.Answers = _ =>
        [
            new(null, 0, Outcome.Failure, "Eva is known here", null, null), new(null, 1, Outcome.Failure, "Bob is known here", null, null),
        ];
        var leads = await stage.SubmitAllAsync(3);

        var file = await stage.OpenAsync();
        await stage.RunToAsync("SettleRows");
        Assert.Contains(stage.Archive.Files.Keys, each => stage.Archive[each].Contains("Eva", StringComparison.Ordinal));
        await stage.EraseAsync(leads[0]);
        Assert.DoesNotContain(stage.Archive.Files.Keys, each => stage.Archive[each].Contains("Eva", StringComparison.Ordinal));
        Assert.Contains(stage.Archive.Files.Keys, each => stage.Archive[each].Contains("Bob", StringComparison.Ordinal));
        await stage.RunAsync();

        Assert.Equal(["failure", "failure", "success"], await OutcomesAsync(stage, file));
        Assert.Equal((1, 2), ((await stage.FileAsync(file)).Accepted, (await stage.FileAsync(file)).Refused));
    }

    [Fact]
    public async Task Feedback_that_waits_keeps_outcomes_and_loses_the_words_about_the_lead()
    {
        using var stage = new BatchStage();
        var leads = await stage.SubmitAllAsync(2);
        await stage.MakeAsync();
        const string Part = "batches/daily/feedback/0123456789abcdef/0000000.json";
        stage.Archive[Part] = $$$"""
            {"name":"f.csv","at":1,"rows":[{"lead":"{{{leads[0]}}}","answer":{"outcome":"Failure","reason":"Ann hung up","price":3}},
            {"lead":"{{{leads[1]}}}","answer":{"outcome":"Failure","reason":"Bob hung up"}}]}
            """;

        await stage.EraseAsync(leads[0]);

        Assert.DoesNotContain("Ann", stage.Archive[Part], StringComparison.Ordinal);
        Assert.Contains("Bob hung up", stage.Archive[Part], StringComparison.Ordinal);
        Assert.Contains($$$"""{"lead":"{{{leads[0]}}}","answer":{"outcome":"Failure","price":3}}""", stage.Archive[Part], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Erasure_that_was_interrupted_anywhere_is_finished_by_the_next()
    {
        var interrupted = new List<string>();
        for (var point = 1; interrupted.Count == point - 1; point++)
        {
            using var stage = new BatchStage();
            var leads = await stage.SubmitAllAsync(1);
            var file = await stage.MakeAsync();
            Assert.Single(stage.Archive.Files);
            stage.Power.CutBefore = stage.Power.Points + point;
            try
            {
                await stage.EraseAsync(leads[0]);
            }
            catch (PowerCutException)
            {
                interrupted.Add(stage.Power.Cut!);
                await stage.RestartAsync();
                Assert.True(await stage.EraseAsync(leads[0]));
            }

            Assert.Empty(stage.Archive.Files);
            Assert.True((await stage.FileAsync(file)).Removed);
        }

        Assert.Contains(interrupted, cut => cut.StartsWith("removal of", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Erasure_that_was_interrupted_anywhere_and_finished_lets_the_consumer_come_again()
    {
        var interrupted = new List<string>();
        for (var point = 1; interrupted.Count == point - 1; point++)
        {
            using var stage = new BatchStage(
                plan: "accept: { dedupe: { by: [first_name], within: 30d } }\nplan: files\n", recipient: "dedupe: { by: [first_name], within: 90d }\n");
            var lead = await stage.SubmitAsync();
            await stage.MakeAsync();
            Assert.Equal(Outcome.Failure, (await stage.LeadAsync(await stage.SubmitAsync())).Outcome);
            stage.Power.CutBefore = stage.Power.Points + point;
            try
            {
                await stage.EraseAsync(lead);
            }
            catch (PowerCutException)
            {
                interrupted.Add(stage.Power.Cut!);
                await stage.RestartAsync();
                Assert.True(await stage.EraseAsync(lead));
            }

            stage.Power.CutBefore = 0;
            var again = await stage.SubmitAsync();
            await stage.MakeAsync();

            Assert.Equal((Outcome.Success, null), ((await stage.LeadAsync(again)).Outcome, (await stage.LeadAsync(lead)).Fields));
        }

        Assert.Contains(interrupted, cut => cut.StartsWith("write of dedupe/", StringComparison.Ordinal));
        Assert.Contains(interrupted, cut => cut.StartsWith("write of seen/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Lead_that_no_batch_has_to_do_with_costs_no_look_at_files()
    {
        using var stage = new BatchStage(plan: """
            name: Auto
            accept: { fields: { email: { type: email, required: true } } }
            plan: files
            """);
        await stage.SubmitAsync(fields: ("email", "ann@example.com"));
        await stage.MakeAsync();
        var rejected = await stage.SubmitAsync(fields: ("first_name", "Ann"));
        var before = stage.Archive.Requests;
        Assert.NotEqual(0, before);

        Assert.True(await stage.EraseAsync(rejected));

        Assert.Equal(before, stage.Archive.Requests);
    }

    [Fact]
    public async Task Lead_that_waits_for_its_first_file_is_left_out()
    {
        using var stage = new BatchStage();
        var leads = await stage.SubmitAllAsync(2);

        await stage.EraseAsync(leads[0]);
        var file = await stage.MakeAsync();

        Assert.Equal([leads[1]], LeadsIn(Assert.Single(stage.Far.Arrived)));
        Assert.Equal(["error", "success"], await OutcomesAsync(stage, file));
    }

    private static async Task OrderAsync(BatchStage stage, string file, string order) =>
        Assert.Equal(OrderStatus.Done, await stage.OrderAsync(file, order));

    private static async Task<string[]> OutcomesAsync(BatchStage stage, string file) =>
        [.. (await stage.Process.Desk.RowsAsync("daily", file, 0, 100, CancellationToken.None)).Rows.Select(row => row.Outcome.Name())];

    /// <summary>The leads of a file as it was received, in its order.</summary>
    private static IEnumerable<string> LeadsIn((string Name, string Text) received) =>
        FarSide.Lines(received.Text)[1..].Select(row => row.Split(',')[0]);
}
