using LeadDelivery.Embedded.Storage;
using LeadDelivery.Tests.Shared;
using Microsoft.Extensions.Logging.Abstractions;

namespace LeadDelivery.Embedded.Tests.Storage;

/// <summary>An open database in a folder that is removed with it, or in one that the test gives.</summary>
internal sealed class TestDatabase : IAsyncDisposable
{
    private readonly TemporaryFolder? own;

    private TestDatabase(TemporaryFolder? own, DataFolder folder, Database database)
    {
        this.own = own;
        Folder = folder;
        Database = database;
    }

    public DataFolder Folder { get; }

    public Database Database { get; }

    public Journal Journal => Database.Journal;

    public static TestDatabase Create(StorageOptions? options = null, TimeProvider? time = null)
    {
        var own = new TemporaryFolder();
        return Open(own.Path, options, time, own);
    }

    public static TestDatabase Open(string path, StorageOptions? options = null, TimeProvider? time = null, TemporaryFolder? own = null)
    {
        var folder = DataFolder.Open(path);
        try
        {
            var database = Database.Open(
                folder, [], options ?? new StorageOptions(), time ?? TimeProvider.System, NullLogger<Journal>.Instance);
            return new TestDatabase(own, folder, database);
        }
        catch
        {
            folder.Dispose();
            own?.Dispose();
            throw;
        }
    }

    /// <summary>The row keys of partition p.</summary>
    public List<string> Rows() => Database.Read(session =>
    {
        var rows = new List<string>();
        var select = session.Statement("SELECT rk FROM record WHERE pk='p' ORDER BY rk");
        while (select.Step())
            rows.Add(select.Text(0));
        return rows;
    });

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        Folder.Dispose();
        own?.Dispose();
    }
}
