using FsCheck;
using FsCheck.Fluent;
using LeadDelivery.Core.Ports;
using LeadDelivery.Functions.Stores;
using LeadDelivery.Functions.Tests.Fakes;
using LeadDelivery.Tests.Shared;

namespace LeadDelivery.Functions.Tests.Stores;

public sealed class BlobFileStoreTests : FileStoreContract
{
    private readonly FakeStorage storage = new();

    protected override IFileStore Store =>
        new BlobFileStore(storage.Container("files"), null, new BlobFileOptions { BlockSize = 64 << 10 });
}

public sealed class BlobFileTests
{
    private readonly ManualTimeProvider time = new(DateTimeOffset.UtcNow);
    private readonly FakeStorage storage;
    private readonly BlobFileStore store;

    public BlobFileTests()
    {
        storage = new FakeStorage(time);
        store = new BlobFileStore(Container, new DownloadLinks(storage.Blobs(), time), new BlobFileOptions { BlockSize = 1000 });
    }

    private FakeBlobContainer Container => storage.Container("files");

    [Fact]
    public async Task Small_file_is_one_request_and_a_large_one_a_request_per_block_and_one()
    {
        await Put("small", 999);
        Assert.Equal(1, storage.Meter[StorageOperation.BlobWrite]);

        storage.Meter.Reset();
        await Put("large", 3500);
        Assert.Equal(5, storage.Meter[StorageOperation.BlobWrite]);
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(2000)]
    [InlineData(2001)]
    public async Task File_of_whole_blocks_is_read_back(int length)
    {
        var content = await Put("a", length);
        Assert.Equal(content, await Read("a"));
    }

    [Fact]
    public async Task Large_file_is_the_old_one_until_its_last_request()
    {
        var old = await Put("a", 1500);
        var watched = new WatchedStream(new byte[5000], async () => Assert.Equal(old, await Read("a")));

        await store.PutAsync("a", watched, CancellationToken.None);

        Assert.Equal(5000, (await Read("a")).Length);
    }

    [Fact]
    public async Task Writers_of_one_large_file_leave_one_of_theirs()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(async () =>
        {
            try
            {
                await store.PutAsync("a", new MemoryStream(Enumerable.Repeat((byte)i, 4500).ToArray()), CancellationToken.None);
            }
            catch (IOException)
            {
                // Broken by the others each time: said, and nothing of it is seen.
            }
        })));

        var content = await Read("a");
        Assert.Equal(4500, content.Length);
        Assert.Single(content.Distinct());
    }

    [Fact]
    public async Task Upload_that_another_broke_is_begun_again()
    {
        var broken = false;
        var content = new WatchedStream(new byte[2500], () =>
        {
            if (!broken)
                Container.Place("a", "another's");
            broken = true;
            return Task.CompletedTask;
        });

        await store.PutAsync("a", content, CancellationToken.None);

        Assert.Equal(2500, (await Read("a")).Length);
    }

    [Fact]
    public async Task Throttled_upload_is_repeated()
    {
        Container.Pipeline.Refuse(4, 503);
        var content = await Put("a", 1500);
        Assert.Equal(content, await Read("a"));
    }

    [Fact]
    public async Task Folders_that_the_service_lists_are_no_files()
    {
        Container.Place("drops", "", new Dictionary<string, string> { ["hdi_isfolder"] = "true" });
        await Put("drops/a", 1);
        Assert.Equal(["drops/a"], (await store.ListAsync("", CancellationToken.None).ToListAsync()).Select(entry => entry.Name));
    }

    [Fact]
    public void Link_lasts_as_asked_and_its_key_is_asked_for_once_a_day()
    {
        var first = store.Link("a b.csv", time.GetUtcNow().AddHours(1))!.ToString();
        Assert.Contains("sig=key1", first, StringComparison.Ordinal);
        Assert.Contains("sp=Read", first, StringComparison.Ordinal);
        Assert.Contains($"se={time.GetUtcNow().AddHours(1):O}", Uri.UnescapeDataString(first), StringComparison.Ordinal);

        store.Link("b", time.GetUtcNow().AddDays(6));
        Assert.Equal(1, storage.Meter[StorageOperation.DelegationKey]);

        time.Advance(TimeSpan.FromHours(24));
        Assert.Contains("sig=key2", store.Link("a", time.GetUtcNow().AddDays(30))!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Link_never_outlives_its_key()
    {
        // The fake refuses a link that does.
        for (var hours = 0; hours < 100; hours++)
        {
            Assert.NotNull(store.Link("a", time.GetUtcNow().AddDays(365)));
            time.Advance(TimeSpan.FromHours(1));
        }
    }

    [Fact]
    public void Emulator_signs_with_the_account() => Assert.Contains(
        "sig=account",
        new BlobFileStore(Container, new DownloadLinks(null, time), new BlobFileOptions()).Link("a", time.GetUtcNow())!.ToString(),
        StringComparison.Ordinal);

    [Fact]
    public void Every_name_is_refused_or_comes_back_and_begins_with_the_blobs_of_its_beginnings() =>
        Prop.ForAll(Names().ToArbitrary(), name =>
    {
        string blob;
        try
        {
            blob = BlobNames.ToBlob(name);
        }
        catch (ArgumentException)
        {
            return true;
        }

        return BlobNames.ToName(blob) == name
            && blob.Split('/').All(part => part is [.., not ('.' or ' ')])
            && Enumerable.Range(0, name.Length).All(length => blob.StartsWith(BlobNames.Prefix(name[..length]), StringComparison.Ordinal));
    }).QuickCheckThrowOnFailure();

    private static Gen<string> Names()
    {
        var parts = Gen.Elements("a", "..", ".", "a.", "b ", "%", "%2E", "%2e", "é", "a.csv", " x", "\\", "\n", "\ud800", "c:d");
        return Gen.OneOf(parts.ListOf().Select(some => string.Join('/', some)), parts.ListOf().Select(string.Concat));
    }

    private async Task<byte[]> Put(string name, int length)
    {
        var content = new byte[length];
        new Random(length).NextBytes(content);
        await store.PutAsync(name, new MemoryStream(content), CancellationToken.None);
        return content;
    }

    private async Task<byte[]> Read(string name)
    {
        using var copy = new MemoryStream();
        await using var stream = await store.GetAsync(name, CancellationToken.None);
        await stream!.CopyToAsync(copy);
        return copy.ToArray();
    }

    /// <summary>Lets something happen before each read but the first.</summary>
    private sealed class WatchedStream(byte[] content, Func<Task> before) : MemoryStream(content)
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (Position > 0)
                await before();
            return await base.ReadAsync(buffer, cancellationToken);
        }
    }
}
