using LeadDelivery.Core.Batches.Files;
using LeadDelivery.Core.Batches.Orders;
using LeadDelivery.Core.Batches.Transfers;
using LeadDelivery.Core.Delivery;

namespace LeadDelivery.Core.Tests.Batches.Erasure;

public sealed class BatchErasureTests
{
    private static readonly TransferResult Refused = new(TransferOutcome.Refused, "wrong password");
    private static readonly TransferResult Cut = new(TransferOutcome.Failed, "the connection was cut");

    [Fact]
    public async Task Delivered_file_loses_its_archive_and_keeps_its_report()
    {
        using var desk = new FileDesk();
        var leads = await desk.QueueAsync(3);
        var file = await desk.SendAsync();
        await desk.QueueAsync(1);
        var other = await desk.SendAsync();

        Assert.True(await desk.EraseAsync(leads[1]));

        var report = await desk.ReportAsync(file);
        Assert.Equal((FileState.Delivered, 3, true), (report.State, report.Rows, report.Removed));
        Assert.Equal(["success", "success", "success"], await desk.OutcomesAsync(file));
        Assert.DoesNotContain(desk.Files.Names, name => name.Contains(file, StringComparison.Ordinal));
        Assert.Single(desk.Files.Names, name => name.Contains(other, StringComparison.Ordinal));
        Assert.False((await desk.ReportAsync(other)).Removed);
        Assert.Equal(OrderStatus.Removed, await desk.Orders.OrderAsync("daily", file, "resend", "ann", CancellationToken.None));
        var page = await desk.Reader.FilesAsync("daily", null, 10, CancellationToken.None);
        Assert.Equal([(other, false), (file, true)], page.Select(each => (each.Id, each.File.Removed)));
    }

    [Fact]
    public async Task File_that_was_given_up_loses_its_archive_too()
    {
        using var desk = new FileDesk("checks: { min_rows: 5 }\n");
        var leads = await desk.QueueAsync(2);
        var file = await desk.RunAsync();
        await desk.UntilAsync(file, FileState.Held);
        await desk.EndAsync(file, "discard");
        Assert.Single(desk.Files.Names);

        await desk.EraseAsync(leads[0]);

        Assert.Empty(desk.Files.Names);
        Assert.Equal((FileState.Discarded, true), ((await desk.ReportAsync(file)).State, (await desk.ReportAsync(file)).Removed));
    }

    [Fact]
    public async Task Held_file_is_written_anew_when_it_is_released_and_not_held_again()
    {
        using var desk = new FileDesk("checks: { min_rows: 5 }\n");
        var leads = await desk.QueueAsync(3);
        var file = await desk.RunAsync();
        await desk.UntilAsync(file, FileState.Held);
        var name = (await desk.ReportAsync(file)).Name;

        await desk.EraseAsync(leads[1]);
        Assert.Empty(desk.Files.Names);
        Assert.True((await desk.ReportAsync(file)).Removed);
        await desk.EndAsync(file, "release");

        Assert.Equal([leads[0], leads[2]], FileDesk.LeadsIn(Assert.Single(desk.Buyer.Received)));
        var report = await desk.ReportAsync(file);
        Assert.Equal((FileState.Delivered, name, 2, 1, false), (report.State, report.Name, report.Rows, report.Mistaken, report.Removed));
        Assert.Equal(["success", "error", "success"], await desk.OutcomesAsync(file));
    }

    [Fact]
    public async Task File_that_failed_is_written_anew_when_it_is_sent_once_more()
    {
        using var desk = new FileDesk();
        desk.Buyer.Answers(Refused);
        var leads = await desk.QueueAsync(3);
        var file = await desk.RunAsync();
        await desk.UntilAsync(file, FileState.Failed);

        await desk.EraseAsync(leads[0]);
        await desk.EndAsync(file, "resend");

        Assert.Equal([leads[1], leads[2]], FileDesk.LeadsIn(Assert.Single(desk.Buyer.Received)));
        Assert.Equal((FileState.Delivered, 2), ((await desk.ReportAsync(file)).State, (await desk.ReportAsync(file)).Tries));
    }

    [Fact]
    public async Task File_that_waits_for_its_next_try_is_written_anew_by_itself()
    {
        using var desk = new FileDesk();
        desk.Buyer.Answers(Cut);
        var leads = await desk.QueueAsync(3);
        desk.Flows.Waits = () => desk.EraseAsync(leads[2]);

        var file = await desk.SendAsync();

        Assert.Equal([leads[0], leads[1]], FileDesk.LeadsIn(Assert.Single(desk.Buyer.Received)));
        Assert.Equal(["success", "success", "error"], await desk.OutcomesAsync(file));
    }

    [Fact]
    public async Task File_that_is_being_written_is_written_again()
    {
        using var desk = new FileDesk();
        var leads = await desk.QueueAsync(3);
        var writes = 0;
        desk.Files.Put = name => writes++ == 0 ? desk.EraseAsync(leads[1]) : Task.CompletedTask;

        var file = await desk.SendAsync();

        Assert.Equal(2, writes);
        Assert.Equal([leads[0], leads[2]], FileDesk.LeadsIn(Assert.Single(desk.Buyer.Received)));
        Assert.False((await desk.ReportAsync(file)).Removed);
    }

    [Fact]
    public async Task File_of_erased_leads_alone_is_empty()
    {
        using var desk = new FileDesk("checks: { min_rows: 5 }\n");
        var leads = await desk.QueueAsync(1);
        var file = await desk.RunAsync();
        await desk.UntilAsync(file, FileState.Held);

        await desk.EraseAsync(leads[0]);
        await desk.EndAsync(file, "resend");

        Assert.Equal(FileState.Empty, (await desk.ReportAsync(file)).State);
        Assert.Empty(desk.Buyer.Received);
        Assert.Equal(["error"], await desk.OutcomesAsync(file));
    }

    [Fact]
    public async Task File_that_may_have_arrived_is_confirmed_without_its_archive()
    {
        using var desk = new FileDesk();
        desk.Buyer.Answers(new TransferResult(TransferOutcome.Unconfirmed, "cut at the end"));
        var leads = await desk.QueueAsync(2);
        var file = await desk.RunAsync();
        await desk.UntilAsync(file, FileState.Unconfirmed);

        await desk.EraseAsync(leads[0]);
        Assert.Empty(desk.Files.Names);
        await desk.EndAsync(file, "confirm");

        var report = await desk.ReportAsync(file);
        Assert.Equal((FileState.Delivered, true), (report.State, report.Removed));
        Assert.Equal(["success", "success"], await desk.OutcomesAsync(file));
    }

    [Fact]
    public async Task Delivered_file_that_is_on_its_way_again_is_not_written_anew()
    {
        using var desk = new FileDesk();
        var leads = await desk.QueueAsync(2);
        var file = await desk.SendAsync();
        desk.Flows.Before = name => name == "SendFile" ? desk.EraseAsync(leads[0]) : Task.CompletedTask;

        Assert.Equal(OrderStatus.Done, await desk.Orders.OrderAsync("daily", file, "resend", "ann", CancellationToken.None));
        await desk.UntilAsync(file, FileState.Failed);
        await desk.EndAsync(file, "discard", ".1");

        Assert.Single(desk.Buyer.Received);
        var report = await desk.ReportAsync(file);
        Assert.Equal((FileState.Delivered, true, 2), (report.State, report.Removed, report.Rows));
        Assert.Equal(["success", "success"], await desk.OutcomesAsync(file));
    }

    [Fact]
    public async Task What_the_recipient_said_of_the_row_is_recorded_without_its_words()
    {
        using var desk = new FileDesk();
        desk.Buyer.Answers(new TransferResult(TransferOutcome.Confirmed)
        {
            Rows = [new(null, 0, Outcome.Failure, "Ann is known here", null, null), new(null, 1, Outcome.Failure, "Bob is known here", null, null)],
        });
        var leads = await desk.QueueAsync(3);
        desk.Flows.Before = async name =>
        {
            if (name == "SettleRows")
            {
                await desk.EraseAsync(leads[0]);
                Assert.DoesNotContain(desk.Files.Names, each => desk.Files[each].Contains("Ann", StringComparison.Ordinal));
                Assert.Contains(desk.Files.Names, each => desk.Files[each].Contains("Bob", StringComparison.Ordinal));
            }
        };

        var file = await desk.SendAsync();

        Assert.Equal(["failure", "failure", "success"], await desk.OutcomesAsync(file));
        Assert.Equal((1, 2), ((await desk.ReportAsync(file)).Accepted, (await desk.ReportAsync(file)).Refused));
    }

    [Fact]
    public async Task Feedback_that_waits_keeps_outcomes_and_loses_the_words_about_the_lead()
    {
        using var desk = new FileDesk();
        var leads = await desk.QueueAsync(2);
        await desk.SendAsync();
        const string Part = "batches/daily/feedback/0123456789abcdef/0000000.json";
        desk.Files[Part] = $$$"""
            {"name":"f.csv","at":1,"rows":[{"lead":"{{{leads[0]}}}","answer":{"outcome":"Failure","reason":"Ann hung up","price":3}},
            {"lead":"{{{leads[1]}}}","answer":{"outcome":"Failure","reason":"Bob hung up"}}]}
            """;

        await desk.EraseAsync(leads[0]);

        Assert.DoesNotContain("Ann", desk.Files[Part], StringComparison.Ordinal);
        Assert.Contains("Bob hung up", desk.Files[Part], StringComparison.Ordinal);
        Assert.Contains($$$"""{"lead":"{{{leads[0]}}}","answer":{"outcome":"Failure","price":3}}""", desk.Files[Part], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Erasure_that_was_interrupted_is_finished_by_the_next()
    {
        using var desk = new FileDesk();
        var leads = await desk.QueueAsync(1);
        var file = await desk.SendAsync();
        desk.Files.Failing = 1;
        await Assert.ThrowsAsync<IOException>(() => desk.EraseAsync(leads[0]));
        Assert.True((await desk.ReportAsync(file)).Removed);
        Assert.Single(desk.Files.Names);

        Assert.True(await desk.EraseAsync(leads[0]));

        Assert.Empty(desk.Files.Names);
    }

    [Fact]
    public async Task Lead_that_no_batch_has_to_do_with_costs_no_look_at_files()
    {
        using var desk = new FileDesk();
        await desk.QueueAsync(1);
        await desk.SendAsync();
        var lead = await desk.RejectAsync();
        var before = desk.Files.Requests;

        await desk.EraseAsync(lead);

        Assert.Equal(before, desk.Files.Requests);
    }

    [Fact]
    public async Task Lead_that_waits_for_its_first_file_is_left_out()
    {
        using var desk = new FileDesk();
        var leads = await desk.QueueAsync(2);

        await desk.EraseAsync(leads[0]);
        var file = await desk.SendAsync();

        Assert.Equal([leads[1]], FileDesk.LeadsIn(Assert.Single(desk.Buyer.Received)));
        Assert.Equal(["error", "success"], await desk.OutcomesAsync(file));
    }
}
