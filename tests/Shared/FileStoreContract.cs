using System.Text;
using LeadDelivery.Core.Ports;

namespace LeadDelivery.Tests.Shared;

/// <summary>What every <see cref="IFileStore"/> does. Each test works under a folder name of its own.</summary>
public abstract class FileStoreContract
{
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly string folder = "f-" + Guid.NewGuid().ToString("N") + "/";

    /// <summary>The store under test.</summary>
    protected abstract IFileStore Store { get; }

    [Fact]
    public async Task Missing_file_is_null()
    {
        Assert.Null(await Store.GetAsync(folder + "none", None));
        Assert.Null(await Store.GetAsync(folder + "no/such/folder", None));
    }

    [Fact]
    public async Task File_is_read_back_as_it_was_put()
    {
        var content = new byte[300_000];
        new Random(1).NextBytes(content);
        await Store.PutAsync(folder + "a.bin", new MemoryStream(content), None);

        using var copy = new MemoryStream();
        await using (var stream = await Store.GetAsync(folder + "a.bin", None))
            await stream!.CopyToAsync(copy);
        Assert.Equal(content, copy.ToArray());
    }

    [Fact]
    public async Task Empty_file_is_a_file()
    {
        await Put("empty", "");
        Assert.Equal("", await Text("empty"));
    }

    [Fact]
    public async Task Put_replaces_the_whole_file()
    {
        await Put("a", "a longer text");
        await Put("a", "short");
        Assert.Equal("short", await Text("a"));
        Assert.Single(await List(folder));
    }

    [Fact]
    public async Task Reader_of_the_old_file_reads_it_to_its_end_while_it_is_replaced()
    {
        await Put("a", "the old one");
        await using var reading = await Store.GetAsync(folder + "a", None);
        await Put("a", "the new one");

        using var reader = new StreamReader(reading!);
        Assert.Equal("the old one", await reader.ReadToEndAsync());
        Assert.Equal("the new one", await Text("a"));
    }

    [Fact]
    public async Task Put_that_fails_half_way_leaves_the_old_file_and_no_other()
    {
        await Put("a", "old");

        await Assert.ThrowsAsync<IOException>(() => Store.PutAsync(folder + "a", new BreakingStream(), None));
        await Assert.ThrowsAsync<IOException>(() => Store.PutAsync(folder + "b", new BreakingStream(), None));

        Assert.Equal("old", await Text("a"));
        Assert.Equal([folder + "a"], await List(folder));
    }

    [Fact]
    public async Task Delete_says_whether_there_was_a_file()
    {
        await Put("a", "1");
        Assert.True(await Store.DeleteAsync(folder + "a", None));
        Assert.False(await Store.DeleteAsync(folder + "a", None));
        Assert.Null(await Store.GetAsync(folder + "a", None));
    }

    [Fact]
    public async Task List_gives_names_with_the_prefix_in_ordinal_order()
    {
        foreach (var name in new[] { "b/2", "b-1", "b/10", "B", "bc/d/e", "a" })
            await Put(name, "1");

        Assert.Equal(["B", "a", "b-1", "b/10", "b/2", "bc/d/e"], Inner(await List(folder)));
        Assert.Equal(["b-1", "b/10", "b/2", "bc/d/e"], Inner(await List(folder + "b")));
        Assert.Equal(["b/10", "b/2"], Inner(await List(folder + "b/")));
        Assert.Equal(["bc/d/e"], Inner(await List(folder + "bc/d/")));
        Assert.Empty(await List(folder + "x/y/"));
    }

    [Fact]
    public async Task List_tells_length_and_time()
    {
        await Put("a", "12345");
        var entry = Assert.Single(await Entries(folder));

        Assert.Equal(5, entry.Length);
        Assert.InRange(entry.Modified, DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow.AddMinutes(5));
    }

    [Theory]
    [InlineData("2026-01-31 export (1).csv")]
    [InlineData("übergröße/日本語.txt")]
    [InlineData("100%/a:b*c?d\"e<f>g|h")]
    [InlineData(".hidden/..dots./end.")]
    [InlineData("%2E%2E/%00")]
    public async Task Unusual_names_come_back_as_they_were_given(string name)
    {
        await Put(name, "1");
        Assert.Equal([name], Inner(await List(folder)));
        Assert.Equal("1", await Text(name));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/etc/passwd")]
    [InlineData("../out")]
    [InlineData("a/../../out")]
    [InlineData("a/./b")]
    [InlineData("a//b")]
    [InlineData("a/")]
    [InlineData("a\0b")]
    [InlineData("a\nb")]
    [InlineData("..\\out")]
    public async Task Names_that_are_no_relative_paths_are_refused(string name)
    {
        await Assert.ThrowsAsync<ArgumentException>(() => Store.PutAsync(name, new MemoryStream(), None));
        await Assert.ThrowsAsync<ArgumentException>(() => Store.GetAsync(name, None));
        await Assert.ThrowsAsync<ArgumentException>(() => Store.DeleteAsync(name, None));
    }

    [Fact]
    public async Task Names_that_are_too_tooLongare_refused()
    {
        var tooLong = string.Join('/', Enumerable.Repeat("part", 300));
        await Assert.ThrowsAsync<ArgumentException>(() => Store.PutAsync(tooLong, new MemoryStream(), None));
    }

    [Fact]
    public async Task Parallel_puts_of_one_name_leave_one_whole_file()
    {
        await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(() => Put("a", new string((char)('a' + i), 50_000)))));

        var text = await Text("a");
        Assert.Equal(new string(text[0], 50_000), text);
    }

    private Task Put(string name, string text) => Store.PutAsync(folder + name, new MemoryStream(Encoding.UTF8.GetBytes(text)), None);

    private async Task<string> Text(string name)
    {
        using var reader = new StreamReader((await Store.GetAsync(folder + name, None))!);
        return await reader.ReadToEndAsync();
    }

    private IEnumerable<string> Inner(IEnumerable<string> names) => names.Select(name => name[folder.Length..]);

    private async Task<List<string>> List(string prefix) => (await Entries(prefix)).ConvertAll(entry => entry.Name);

    private async Task<List<FileEntry>> Entries(string prefix)
    {
        var entries = new List<FileEntry>();
        await foreach (var entry in Store.ListAsync(prefix, None))
            entries.Add(entry);
        return entries;
    }

    /// <summary>Gives some bytes and then breaks.</summary>
    private sealed class BreakingStream : MemoryStream
    {
        private bool broken;

        public override int Read(Span<byte> buffer)
        {
            if (broken)
                throw new IOException("The source broke.");
            broken = true;
            buffer[..10].Clear();
            return 10;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult(Read(buffer.Span));

        public override async Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken)
        {
            var buffer = new byte[4096];
            for (; ; )
            {
                var read = await ReadAsync(buffer.AsMemory(), cancellationToken);
                await destination.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            }
        }
    }
}
