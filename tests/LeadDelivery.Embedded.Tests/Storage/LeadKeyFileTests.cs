using System.Collections.Concurrent;
using System.Security.Cryptography;
using LeadDelivery.Core.Ports;
using LeadDelivery.Embedded.Storage;
using LeadDelivery.Tests.Shared;

namespace LeadDelivery.Embedded.Tests.Storage;

public sealed class LeadKeyFileTests : IDisposable
{
    private static readonly LeadKeyOptions Small = new() { SlotsPerBlock = 8, OpenBlocks = 2 };
    private readonly TemporaryFolder folder = new();

    private string Keys => folder["keys"];

    [Fact]
    public void Allocated_key_is_found_again_also_by_the_next_process()
    {
        LeadKey key;
        using (var keys = LeadKeyFile.Open(Keys, Small))
        {
            key = keys.Allocate();
            Assert.Equal(32, key.Secret.Length);
            AssertSame(key, keys.Find(key.Id));
        }

        using var reopened = LeadKeyFile.Open(Keys, Small);
        AssertSame(key, reopened.Find(key.Id));
    }

    [Fact]
    public void Keys_are_found_over_more_blocks_than_are_kept_open()
    {
        using var keys = LeadKeyFile.Open(Keys, Small);
        var allocated = Enumerable.Range(0, 50).Select(_ => keys.Allocate()).ToList();

        Assert.All(allocated, key => AssertSame(key, keys.Find(key.Id)));
        Assert.Equal(50, allocated.Select(key => Convert.ToHexString(key.Secret.Span)).Distinct().Count());
    }

    [Fact]
    public async Task Parallel_allocations_never_share_a_key()
    {
        using var keys = LeadKeyFile.Open(Keys, Small);
        var allocated = new ConcurrentBag<LeadKey>();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 100; i++)
                allocated.Add(keys.Allocate());
        })));

        Assert.Equal(800, allocated.Select(key => key.Id).Distinct().Count());
        Assert.Equal(800, allocated.Select(key => Convert.ToHexString(key.Secret.Span)).Distinct().Count());
        Assert.All(allocated, key => AssertSame(key, keys.Find(key.Id)));
    }

    [Fact]
    public async Task Process_that_follows_a_killed_one_hands_out_no_key_twice()
    {
        var (exitCode, lines) = await ChildProcess.RunAsync("allocate-keys", Keys);
        Assert.Equal(137, exitCode);
        var first = lines.Select(line => line.Split(' ')).ToDictionary(part => part[0], part => part[1]);
        Assert.Equal(StorageScripts.KeysAllocated, first.Count);

        using var next = LeadKeyFile.Open(Keys, Small);
        var second = Enumerable.Range(0, 30).Select(_ => next.Allocate()).ToList();

        Assert.Empty(first.Keys.Intersect(second.Select(key => key.Id)));
        Assert.Empty(first.Values.Intersect(second.Select(Hex)));
        Assert.All(first, key => Assert.Equal(key.Value, Hex(next.Find(key.Key)!)));
    }

    [Fact]
    public void Erased_key_is_gone_for_this_process_and_the_next_and_its_neighbours_stay()
    {
        LeadKey before, erased, after;
        using (var keys = LeadKeyFile.Open(Keys, Small))
        {
            (before, erased, after) = (keys.Allocate(), keys.Allocate(), keys.Allocate());
            Assert.True(keys.Erase(erased.Id));
            Assert.False(keys.Erase(erased.Id));
            Assert.Null(keys.Find(erased.Id));
        }

        using var reopened = LeadKeyFile.Open(Keys, Small);
        Assert.Null(reopened.Find(erased.Id));
        AssertSame(before, reopened.Find(before.Id));
        AssertSame(after, reopened.Find(after.Id));
    }

    [Fact]
    public void Many_keys_are_erased_at_once()
    {
        using var keys = LeadKeyFile.Open(Keys, Small);
        var ids = Enumerable.Range(0, 30).Select(_ => keys.Allocate().Id).ToList();
        keys.Erase(ids[0]);

        Assert.Equal(19, keys.Erase(ids[..20]));
        Assert.All(ids[..20], id => Assert.Null(keys.Find(id)));
        Assert.All(ids[20..], id => Assert.NotNull(keys.Find(id)));
    }

    [Fact]
    public void Blocks_go_with_their_last_key_and_their_numbers_do_not_come_again()
    {
        var ids = new List<string>();
        for (var run = 0; run < 3; run++)
        {
            using var keys = LeadKeyFile.Open(Keys, Small);
            var fresh = Enumerable.Range(0, 12).Select(_ => keys.Allocate().Id).ToList();
            Assert.Empty(ids.Intersect(fresh));
            ids.AddRange(fresh);
            keys.Erase(ids);
        }

        using (var keys = LeadKeyFile.Open(Keys, Small))
            Assert.DoesNotContain(keys.Allocate().Id, ids);
        Assert.Single(Directory.GetFiles(Keys));
    }

    [Theory]
    [InlineData("")]
    [InlineData("000001")]
    [InlineData("1.0")]
    [InlineData("000001.9999")]
    [InlineData("999999.0000")]
    [InlineData("000001.-001")]
    [InlineData("../../etc/passwd.0001")]
    public void Names_of_no_key_find_and_erase_nothing(string id)
    {
        using var keys = LeadKeyFile.Open(Keys, Small);
        keys.Allocate();

        Assert.Null(keys.Find(id));
        Assert.False(keys.Erase(id));
    }

    [Fact]
    public void Key_not_yet_handed_out_can_be_neither_found_nor_erased()
    {
        using var keys = LeadKeyFile.Open(Keys, Small);
        var first = keys.Allocate();
        var next = first.Id[..^1] + "1";

        Assert.Null(keys.Find(next));
        Assert.False(keys.Erase(next));
        Assert.Equal(next, keys.Allocate().Id);
        Assert.NotNull(keys.Find(next));
    }

    [Fact]
    public void Key_files_are_for_their_owner_only()
    {
        using var keys = LeadKeyFile.Open(Keys, Small);
        if (OperatingSystem.IsWindows())
            return;

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Keys));
        foreach (var path in Directory.GetFiles(Keys, "*.keys"))
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
    }

    [Fact]
    public async Task Erased_key_is_in_no_file_of_the_data_folder()
    {
        await using var database = TestDatabase.Create();
        var keys = LeadKeyFile.Open(database.Folder.KeysFolder, Small);
        var store = new SqliteRecordStore(database.Database);
        var erased = keys.Allocate();
        var kept = keys.Allocate();
        foreach (var key in new[] { erased, kept })
            await store.WriteAsync([RecordOperation.Insert("leads", key.Id, Encrypt(key))], CancellationToken.None);
        Assert.NotEmpty(FilesWith(database.Folder.Path, erased.Secret));

        keys.Erase(erased.Id);

        Assert.Empty(FilesWith(database.Folder.Path, erased.Secret));
        Assert.NotEmpty(FilesWith(database.Folder.Path, kept.Secret));
        Assert.NotNull(await store.GetAsync("leads", erased.Id, CancellationToken.None));
    }

    public void Dispose() => folder.Dispose();

    private static byte[] Encrypt(LeadKey key)
    {
        using var aes = new AesGcm(key.Secret.Span, 16);
        var cipher = new byte[100];
        aes.Encrypt(new byte[12], new byte[100], cipher, new byte[16]);
        return cipher;
    }

    /// <summary>Files that hold the key or its first half.</summary>
    private static List<string> FilesWith(string folder, ReadOnlyMemory<byte> key) =>
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(path => Path.GetFileName(path) != "lock" && Read(path).AsSpan().IndexOf(key.Span[..16]) >= 0)
            .ToList();

    private static byte[] Read(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var content = new byte[file.Length];
        file.ReadExactly(content);
        return content;
    }

    private static string Hex(LeadKey key) => Convert.ToHexString(key.Secret.Span);

    private static void AssertSame(LeadKey expected, LeadKey? found) => Assert.Equal(Hex(expected), Hex(found!));
}
