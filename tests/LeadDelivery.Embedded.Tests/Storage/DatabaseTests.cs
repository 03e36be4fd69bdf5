using LeadDelivery.Core.Ports;
using LeadDelivery.Embedded.Storage;
using LeadDelivery.Tests.Shared;
using Microsoft.Extensions.Logging.Abstractions;

namespace LeadDelivery.Embedded.Tests.Storage;

public sealed class DatabaseTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public async Task Rows_and_the_clean_mark_survive_closing()
    {
        await using (var first = TestDatabase.Open(folder.Path))
        {
            Assert.True(first.Database.WasClean);
            await InsertAsync(first, "a");
        }

        Assert.False(File.Exists(folder["leads.db-wal"]) && new FileInfo(folder["leads.db-wal"]).Length > 0);
        await using var second = TestDatabase.Open(folder.Path);
        Assert.True(second.Database.WasClean);
        Assert.Equal(["a"], second.Rows());
    }

    [Fact]
    public async Task Etags_do_not_come_again_after_a_restart()
    {
        var seen = new HashSet<string>();
        for (var run = 0; run < 3; run++)
        {
            await using var database = TestDatabase.Open(folder.Path);
            var store = new SqliteRecordStore(database.Database);
            for (var i = 0; i < 5; i++)
            {
                await store.WriteAsync([RecordOperation.Upsert("p", "a", new byte[1])], CancellationToken.None);
                Assert.True(seen.Add((await store.GetAsync("p", "a", CancellationToken.None))!.ETag));
            }
        }
    }

    [Fact]
    public async Task Scripts_of_a_component_run_once_each_in_order()
    {
        var first = new SchemaScript("engine", 1, "CREATE TABLE instance(id INTEGER PRIMARY KEY); INSERT INTO instance VALUES(1);");
        var second = new SchemaScript("engine", 2, "INSERT INTO instance VALUES(2);");
        for (var run = 0; run < 2; run++)
            await OpenAndCloseAsync([first]);
        for (var run = 0; run < 2; run++)
            await OpenAndCloseAsync([first, second]);

        await using var database = TestDatabase.Open(folder.Path);
        Assert.Equal(2, database.Database.Read(session =>
        {
            var select = session.Statement("SELECT count(*) FROM instance");
            select.Step();
            return select.Int64(0);
        }));
    }

    [Fact]
    public async Task Failing_script_leaves_the_database_as_it_was()
    {
        var failing = new SchemaScript("engine", 1, "CREATE TABLE half(id INTEGER); SELECT nonsense FROM nowhere;");
        await Assert.ThrowsAsync<DataFolderException>(() => OpenAndCloseAsync([failing]));

        await OpenAndCloseAsync([failing with { Sql = "CREATE TABLE half(id INTEGER);" }]);
    }

    [Fact]
    public async Task Database_of_a_newer_version_is_refused()
    {
        await OpenAndCloseAsync([new SchemaScript("engine", 1, "SELECT 1;"), new SchemaScript("engine", 2, "SELECT 1;")]);

        var error = await Assert.ThrowsAsync<DataFolderException>(() => OpenAndCloseAsync([new SchemaScript("engine", 1, "SELECT 1;")]));
        Assert.Contains("newer version", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Damaged_file_is_refused_and_left_alone()
    {
        var garbage = Enumerable.Range(0, 20_000).Select(i => (byte)(i * 7)).ToArray();
        await File.WriteAllBytesAsync(folder["leads.db"], garbage);

        var error = Assert.Throws<DataFolderException>(() => TestDatabase.Open(folder.Path));
        Assert.Contains("Restore it from a backup", error.Message, StringComparison.Ordinal);
        Assert.Equal(garbage, await File.ReadAllBytesAsync(folder["leads.db"]));
    }

    [Fact]
    public async Task Read_sees_one_snapshot_while_rows_are_written()
    {
        await using var database = TestDatabase.Open(folder.Path);
        await InsertAsync(database, "a");

        var (before, after) = database.Database.Read(session =>
        {
            var first = Count(session);
            InsertAsync(database, "b").GetAwaiter().GetResult();
            return (first, Count(session));
        });

        Assert.Equal((1, 1), (before, after));
        Assert.Equal(["a", "b"], database.Rows());
    }

    [Fact]
    public async Task Reader_that_throws_leaves_the_pool_usable()
    {
        await using var database = TestDatabase.Open(folder.Path);
        await InsertAsync(database, "a");

        Assert.Throws<InvalidOperationException>(() => database.Database.Read<int>(session =>
        {
            session.Statement("SELECT rk FROM record").Step();
            throw new InvalidOperationException();
        }));
        Assert.Throws<SqliteException>(() => database.Database.Read(session => session.Statement("DELETE FROM record").Step()));
        Assert.Equal(["a"], database.Rows());
    }

    [Fact]
    public async Task Write_ahead_log_stays_bounded_under_readers_that_overlap()
    {
        const int forcePages = 100;
        await using var database = TestDatabase.Open(folder.Path, new StorageOptions { CheckpointPages = 25, CheckpointForcePages = forcePages });
        using var stop = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 2).Select(_ => Task.Run(() =>
        {
            while (!stop.IsCancellationRequested)
                database.Rows();
        })).ToList();
        for (var i = 0; i < 400; i++)
            await InsertAsync(database, $"{i:D4}", 8000);
        await stop.CancelAsync();
        await Task.WhenAll(readers);

        // 400 rows of 8 KB are some 1,600 pages of log; it started anew at a tenth of that.
        Assert.InRange(new FileInfo(folder["leads.db-wal"]).Length, 1, 4 * forcePages * 4096);
        Assert.Equal(400, database.Rows().Count);
    }

    [Fact]
    public void Library_is_named_with_its_version() =>
        Assert.Matches(@"^SQLite 3\.\d+\.\d+ \((system|bundled)\)$", SqliteLibrary.Description);

    [Theory]
    [InlineData("/data", null)]
    [InlineData("/mnt/share/leads", "nfs4")]
    [InlineData("/mnt/sharemore", null)]
    [InlineData("/mnt/share/local/x", null)]
    [InlineData("/mnt/win dows/x", "cifs")]
    [InlineData("/twice", null)]
    public void Network_file_system_is_told_by_the_longest_mount(string path, string? expected)
    {
        const string mounts = """
            /dev/vda / ext4 rw 0 0
            server:/x /mnt/share nfs4 rw 0 0
            /dev/vdb /mnt/share/local xfs rw 0 0
            //server/y /mnt/win\040dows cifs rw 0 0
            server:/z /twice nfs rw 0 0
            tmpfs /twice tmpfs rw 0 0
            """;
        Assert.Equal(expected, MountTable.NetworkFileSystemOf(mounts, path));
    }

    public void Dispose() => folder.Dispose();

    private static long Count(ReadSession session)
    {
        var select = session.Statement("SELECT count(*) FROM record");
        select.Step();
        return select.Int64(0);
    }

    private static async Task InsertAsync(TestDatabase database, string row, int bodyLength = 1)
    {
        var entry = new TestEntry(TestEntry.Insert(row, bodyLength));
        database.Journal.Enqueue(entry);
        Assert.Equal("committed", await entry.Outcome);
    }

    private async Task OpenAndCloseAsync(IReadOnlyList<SchemaScript> scripts)
    {
        using var data = DataFolder.Open(folder.Path);
        await using var database = Database.Open(data, scripts, new StorageOptions(), TimeProvider.System, NullLogger<Journal>.Instance);
    }
}
