using LeadDelivery.Core.Batches.Files;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Tests.Batches.Stage;
using LeadDelivery.Tests.Shared;

namespace LeadDelivery.Core.Tests.Batches.Files;

/// <summary>Files for which there is no room on the machine that makes them.</summary>
public sealed class FullDiskTests
{
    private const string Retry = "retry: { attempts: 3, initial: 30s, max: 1h, jitter: false }\n";
    private const string NoRoom = "no room is left on the disk here";
    private const string Unkept = "it has arrived, but what was said of its rows cannot be kept: " + NoRoom;

    [Theory]
    [InlineData("", 0)]
    [InlineData("", 1)] // what is written has room, what is packed of it has none
    [InlineData("format: xlsx\n", 0)]
    [InlineData("format: xlsx\n", 1)]
    [InlineData("zip: {}\n", 1)]
    [InlineData("gzip: true\n", 1)]
    public async Task File_without_room_to_write_it_says_so_and_is_made_once_there_is_some(string batch, int pages)
    {
        using var stage = new BatchStage(Retry + batch);
        await stage.SubmitAsync();
        string file;
        using (var disk = SmallDisk.TryMount(stage.Spool))
        {
            disk?.Fill(but: pages);

            // Without the right to mount, a full device stands in for the archive's disk.
            stage.Archive.IsFull = disk is null;
            file = await stage.MakeAsync();

            Assert.Equal((FileState.Building, NoRoom), await StateAsync(stage, file));
            var last = (await stage.Process.Desk.ViewAsync(stage.Batch, default)).Last!;
            Assert.Equal((file, NoRoom), (last.Id, last.File.Problem));
            Assert.Empty(stage.Alerts());
            Assert.Equal(disk is null ? [] : ["filling"], Directory.GetFiles(stage.Spool).Select(Path.GetFileName));
        }

        stage.Archive.IsFull = false;
        await stage.PassAsync(TimeSpan.FromMinutes(1));

        Assert.Equal((FileState.Delivered, null), await StateAsync(stage, file));
        Assert.Single(stage.Far.Arrived);
    }

    [Fact]
    public async Task File_for_which_no_room_comes_is_failed_and_told_and_made_on_order()
    {
        using var stage = new BatchStage(Retry);
        var lead = await stage.SubmitAsync();
        stage.Archive.IsFull = true;

        var file = await stage.MakeAsync();
        await stage.PassAsync(TimeSpan.FromMinutes(1));
        Assert.Equal((FileState.Building, NoRoom), await StateAsync(stage, file));
        await stage.PassAsync(TimeSpan.FromMinutes(5));

        Assert.Equal((FileState.Failed, NoRoom), await StateAsync(stage, file));
        Assert.Equal(("batch_failed", $"batch daily, file {file}: {NoRoom}"), Assert.Single(stage.Alerts()));
        Assert.Equal("queued · files queued", await stage.TellAsync(lead));
        Assert.Empty(stage.Archive.Files);

        stage.Archive.IsFull = false;
        await stage.OrderAsync(file, "resend");

        Assert.Equal((FileState.Delivered, null), await StateAsync(stage, file));
        Assert.Equal([lead], stage.ArrivedLeads());
    }

    [Fact]
    public async Task What_a_recipient_said_of_rows_is_kept_once_there_is_room_and_the_file_is_not_sent_again()
    {
        using var stage = new BatchStage(Retry);
        var leads = await stage.SubmitAllAsync(2);
        RefusesSecondAndFillsDisk(stage);

        var file = await stage.MakeAsync();

        Assert.Equal((FileState.Sending, Unkept), await StateAsync(stage, file));
        Assert.Empty(stage.Alerts());
        stage.Archive.IsFull = false;
        await stage.PassAsync(TimeSpan.FromMinutes(1));

        Assert.Equal((FileState.Delivered, null), await StateAsync(stage, file));
        Assert.Equal(["success", "failure"], await OutcomesAsync(stage, leads));
        Assert.Single(stage.Far.Tries);
    }

    [Fact]
    public async Task File_whose_reply_finds_no_room_is_unconfirmed_and_told_and_kept_on_order_without_another_sending()
    {
        using var stage = new BatchStage(Retry);
        var leads = await stage.SubmitAllAsync(2);
        RefusesSecondAndFillsDisk(stage);

        var file = await stage.MakeAsync();
        await stage.PassAsync(TimeSpan.FromMinutes(5));

        Assert.Equal((FileState.Unconfirmed, Unkept), await StateAsync(stage, file));
        Assert.Equal("batch_unconfirmed", Assert.Single(stage.Alerts()).Kind);
        Assert.EndsWith(Unkept, stage.Alerts()[0].Message, StringComparison.Ordinal);
        stage.Archive.IsFull = false;
        await stage.OrderAsync(file, "resend");

        Assert.Equal((FileState.Delivered, null), await StateAsync(stage, file));
        Assert.Equal(["success", "failure"], await OutcomesAsync(stage, leads));
        Assert.Single(stage.Far.Tries);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task File_whose_reply_was_lost_with_the_process_is_not_sent_again_by_itself(bool hides)
    {
        using var stage = new BatchStage(Retry);
        await stage.SubmitAsync();
        RefusesSecondAndFillsDisk(stage);
        stage.Far.CannotLook = hides;
        var file = await stage.MakeAsync();
        stage.Archive.IsFull = false;

        await stage.RestartAsync();
        await stage.PassAsync(TimeSpan.FromMinutes(5));

        var lost = "it has arrived, but what was said of its rows was lost: no room was left on the disk here until the process ended";
        Assert.Equal(hides ? (FileState.Unconfirmed, lost) : (FileState.Delivered, null), await StateAsync(stage, file));
        Assert.Single(stage.Far.Tries);
    }

    [Fact]
    public async Task What_a_recipient_said_of_a_consumer_who_was_erased_meanwhile_is_not_kept()
    {
        using var stage = new BatchStage(Retry);
        var leads = await stage.SubmitAllAsync(2);
        RefusesSecondAndFillsDisk(stage);
        var file = await stage.MakeAsync();

        var kept = new List<string>();
        stage.Archive.AfterPut = () =>
        {
            kept.AddRange(stage.Archive.Files.Keys.Select(name => stage.Archive[name]));
            return Task.CompletedTask;
        };

        await stage.EraseAsync(leads[1]);
        stage.Archive.IsFull = false;
        await stage.PassAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(FileState.Delivered, (await stage.FileAsync(file)).State);
        Assert.Contains("B-1", string.Concat(kept), StringComparison.Ordinal);
        Assert.DoesNotContain("Ann moved", string.Concat(kept), StringComparison.Ordinal);
    }

    private static void RefusesSecondAndFillsDisk(BatchStage stage) => stage.Far.Answers = rows =>
    {
        stage.Archive.IsFull = true;
        return [new(null, 0, Outcome.Success, null, "B-1", 20m), new(null, 1, Outcome.Failure, "Ann moved", null, null)];
    };

    private static async Task<string[]> OutcomesAsync(BatchStage stage, string[] leads) =>
        await Task.WhenAll(leads.Select(async lead => (await stage.LeadAsync(lead)).Outcome.Name()));

    private static async Task<(FileState State, string? Problem)> StateAsync(BatchStage stage, string file)
    {
        var found = await stage.FileAsync(file);
        return (found.State, found.Problem);
    }
}
