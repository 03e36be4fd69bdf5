using FsCheck;
using FsCheck.Fluent;
using LeadDelivery.Core.Ports;
using LeadDelivery.Embedded.Storage;
using LeadDelivery.Tests.Shared;

namespace LeadDelivery.Embedded.Tests.Storage;

public sealed class FolderFileStoreTests : FileStoreContract, IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly FolderFileStore store;

    public FolderFileStoreTests() => store = new FolderFileStore(folder["files"]);

    protected override IFileStore Store => store;

    [Fact]
    public void There_are_no_links() => Assert.Null(store.Link("a", DateTimeOffset.UtcNow));

    [Fact]
    public async Task Folder_is_not_a_file()
    {
        await store.PutAsync("a/b", new MemoryStream(), CancellationToken.None);
        Assert.Null(await store.GetAsync("a", CancellationToken.None));
        Assert.False(await store.DeleteAsync("a", CancellationToken.None));
    }

    [Fact]
    public async Task What_a_killed_process_left_half_written_is_not_listed_and_is_removed()
    {
        var left = folder["files/.partial/left"];
        await File.WriteAllTextAsync(left, "half");

        Assert.Empty(await store.ListAsync("", CancellationToken.None).ToListAsync());
        _ = new FolderFileStore(folder["files"]);
        Assert.False(File.Exists(left));
    }

    [Fact]
    public void Every_name_is_refused_or_has_one_path_inside_the_folder() => Prop.ForAll(Names().ToArbitrary(), name =>
    {
        string path;
        try
        {
            path = FilePaths.ToPath(name);
        }
        catch (ArgumentException)
        {
            return true;
        }

        var full = Path.GetFullPath(Path.Combine("/root", path));
        return full == "/root/" + path && !path.Split('/').Any(part => part.StartsWith('.')) && FilePaths.ToName(path) == name;
    }).QuickCheckThrowOnFailure();

    public void Dispose() => folder.Dispose();

    private static Gen<string> Names()
    {
        var hostile = Gen.Elements("..", ".", "/", "\\", "%", "%2", "%2E", "%2F", ":", " ", "\0", "\ud800", "é", "a", "CON", ".partial");
        var wild = ArbMap.Default.GeneratorFor<string>().Select(text => text ?? "");
        return Gen.OneOf(hostile, wild).ListOf().Select(string.Concat);
    }
}
