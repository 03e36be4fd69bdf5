using LeadDelivery.Core.Batches.Files;
using LeadDelivery.Core.Tests.Batches.Stage;
using LeadDelivery.Tests.Shared;

namespace LeadDelivery.Core.Tests.Batches.Files;

/// <summary>Files for which there is no room on the machine that makes them.</summary>
public sealed class FullDiskTests
{
    private const string Retry = "retry: { attempts: 3, initial: 30s, max: 1h, jitter: false }\n";
    private const string NoRoom = "no room is left on the disk here";

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

    private static async Task<(FileState State, string? Problem)> StateAsync(BatchStage stage, string file)
    {
        var found = await stage.FileAsync(file);
        return (found.State, found.Problem);
    }
}
