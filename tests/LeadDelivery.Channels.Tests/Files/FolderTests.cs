using LeadDelivery.Channels.Files.Folders;
using LeadDelivery.Core.Batches.Transfers;
using LeadDelivery.Tests.Shared;

namespace LeadDelivery.Channels.Tests.Files;

/// <summary>Folders and the embedded host's drops.</summary>
public sealed class FolderTests
{
    public static TheoryData<string> Kinds => ["folder", "blob"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_file_arrives_whole_under_any_name_and_can_be_listed_and_read(string kind)
    {
        await using var bench = new FileBench();
        var to = Of(bench, kind);
        foreach (var name in FileBench.NastyNames)
        {
            var content = FileBench.Content(300_000, name.Length);
            FileBench.AssertConfirmed(await bench.SendAsync(to, name, content));
            Assert.Equal(content, await bench.ReadAsync(to, name));
            Assert.Equal(new FarFile(content.Length), await bench.Transports.LookAsync(to, name, default));
        }

        var listing = await bench.Transports.ListAsync(to, default);
        Assert.Null(listing.Problem);
        Assert.Equal(FileBench.NastyNames.Order(StringComparer.Ordinal), listing.Files.Select(file => file.Name));
        Assert.Equal(new FarFile(null), await bench.Transports.LookAsync(to, "never sent.csv", default));
        Assert.NotNull(await bench.Transports.ReadAsync(to, "never sent.csv", Stream.Null, default));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Sending_again_confirms_the_same_file_and_never_touches_anothers(string kind)
    {
        await using var bench = new FileBench();
        var to = Of(bench, kind);
        var content = FileBench.Content(5000);
        FileBench.AssertConfirmed(await bench.SendAsync(to, "leads.csv", content));
        FileBench.AssertConfirmed(await bench.SendAsync(to, "leads.csv", content));
        Assert.Equal(TransferOutcome.NameTaken, (await bench.SendAsync(to, "leads.csv", FileBench.Content(5000, 2))).Outcome);
        Assert.Equal(TransferOutcome.NameTaken, (await bench.SendAsync(to, "leads.csv", FileBench.Content(9, 2))).Outcome);
        Assert.Equal(content, await bench.ReadAsync(to, "leads.csv"));
        Assert.Single((await bench.Transports.ListAsync(to, default)).Files);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Of_many_at_once_one_has_the_name(string kind)
    {
        await using var bench = new FileBench();
        var to = Of(bench, kind);
        for (var round = 1; round <= 20; round++)
        {
            var name = $"leads {round}.csv";
            var results = await Task.WhenAll(Enumerable.Range(1, 8).Select(i =>
                Task.Run(() => bench.SendAsync(to, name, FileBench.Content(50_000, i), $"01JD000000000000000000000{i}"))));
            var winner = Array.FindIndex(results, result => result.Outcome == TransferOutcome.Confirmed);
            Assert.Equal(1, results.Count(result => result.Outcome == TransferOutcome.Confirmed));
            Assert.Equal(FileBench.Content(50_000, winner + 1), await bench.ReadAsync(to, name));
        }
    }

    [Fact]
    public async Task A_missing_folder_is_refused_and_not_made()
    {
        await using var bench = new FileBench();
        var to = new FolderDestination("not mounted");
        Assert.Equal(new(TransferOutcome.Refused, "the folder does not exist"), await bench.SendAsync(to, "leads.csv", FileBench.Content(5)));
        Assert.NotNull((await bench.Transports.LookAsync(to, "leads.csv", default)).Problem);
        Assert.NotNull((await bench.Transports.ListAsync(to, default)).Problem);
        Assert.False(Directory.Exists(Path.Combine(bench.Options.DataFolder, "not mounted")));
    }

    [Fact]
    public async Task A_part_of_an_earlier_try_is_replaced()
    {
        await using var bench = new FileBench();
        var to = Of(bench, "folder");
        var transfer = FileBench.Transfer(to, "leads.csv", FileBench.Content(500));
        File.WriteAllBytes(Path.Combine(bench.Options.DataFolder, "out", transfer.TemporaryName), FileBench.Content(900, 3));
        FileBench.AssertConfirmed(await bench.Transports.SendAsync(transfer, default));
        Assert.Equal(FileBench.Content(500), await bench.ReadAsync(to, "leads.csv"));
        Assert.Single(Directory.GetFiles(Path.Combine(bench.Options.DataFolder, "out")));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_stored_file_of_another_length_is_not_sent(string kind)
    {
        await using var bench = new FileBench();
        var to = Of(bench, kind);
        var transfer = FileBench.Transfer(to, "leads.csv", FileBench.Content(500)) with { Length = 501 };
        Assert.Equal(TransferOutcome.Failed, (await bench.Transports.SendAsync(transfer, default)).Outcome);
        Assert.Empty((await bench.Transports.ListAsync(to, default)).Files);
    }

    [Fact]
    public async Task A_full_disk_fails_and_leaves_nothing()
    {
        await using var bench = new FileBench();
        var folder = Path.Combine(bench.Options.DataFolder, "small");
        using var disk = SmallDisk.TryMount(folder);
        if (disk is null)
        {
            // Without the right to mount, the system's own full device stands in.
            Assert.Equal(
                "no room is left on the disk",
                FolderTrouble.Of(Assert.Throws<IOException>(() => { using var full = new FileStream("/dev/full", FileMode.Open, FileAccess.Write, FileShare.None, 0); full.Write(new byte[10]); })).Reason);
            return;
        }

        var result = await bench.SendAsync(new FolderDestination(folder), "leads.csv", FileBench.Content(400_000));
        Assert.Equal(new(TransferOutcome.Failed, "no room is left on the disk"), result);
        Assert.Empty(Directory.GetFileSystemEntries(folder));
    }

    [Fact]
    public async Task A_read_only_folder_is_refused()
    {
        await using var bench = new FileBench();
        var folder = Path.Combine(bench.Options.DataFolder, "ro");
        using var disk = SmallDisk.TryMount(folder, readOnly: true);
        if (disk is null)
        {
            // Without the right to mount: one that nobody may write to, not even root, whom permissions do not bind.
            folder = "/sys/kernel";
        }

        Assert.Equal(
            TransferOutcome.Refused, (await bench.SendAsync(new FolderDestination(folder), "leads.csv", FileBench.Content(50))).Outcome);
    }

    [Fact]
    public async Task Names_do_not_lead_out_of_the_drops()
    {
        using var folder = new TemporaryFolder();
        var drops = new FolderDrops(folder["drops"]);
        foreach (var (container, name) in new[] { ("..", "x"), ("a", "../../x"), ("a", "/etc/x") })
        {
            await Assert.ThrowsAsync<IOException>(() => drops.PutAsync(container, name, new MemoryStream([1]), 1, default));
        }

        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    private static Destination Of(FileBench bench, string kind)
    {
        Directory.CreateDirectory(Path.Combine(bench.Options.DataFolder, "out"));
        return kind == "folder" ? new FolderDestination("out") : new BlobDestination("buyer", "incoming/");
    }
}
