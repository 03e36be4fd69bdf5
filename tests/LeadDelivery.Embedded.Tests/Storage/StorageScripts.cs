using System.Diagnostics;
using LeadDelivery.Core.Ports;
using LeadDelivery.Embedded.Storage;

namespace LeadDelivery.Embedded.Tests.Storage;

/// <summary>What child processes do to a data folder.</summary>
internal static class StorageScripts
{
    public const int Rounds = 20;
    public const int PairsOfRound = 8;
    public const int KeysAllocated = 11;

    /// <summary>Writes pairs of rows in groups and prints each pair's name once it is durable, or why it is not.</summary>
    public static async Task WritePairsAsync(string folder)
    {
        var database = TestDatabase.Open(folder, new StorageOptions { CheckpointPages = 8 });
        database.Journal.Faulted += fault => Print($"faulted {fault.GetType().Name}");
        var store = new SqliteRecordStore(database.Database);
        for (var round = 0; round < Rounds; round++)
            await Task.WhenAll(Enumerable.Range(0, PairsOfRound).Select(i => WritePairAsync(store, $"{round:D3}-{i}")));
        await database.DisposeAsync();
        Print("closed");
    }

    public static async Task OpenAsync(string folder)
    {
        try
        {
            await using var database = TestDatabase.Open(folder);
            Print("opened");
        }
        catch (DataFolderException error)
        {
            Print(error.Message);
        }
    }

    /// <summary>Allocates keys, prints them, and is killed.</summary>
    public static Task AllocateKeysAsync(string folder)
    {
        var keys = LeadKeyFile.Open(folder, new LeadKeyOptions { SlotsPerBlock = 8 });
        for (var i = 0; i < KeysAllocated; i++)
        {
            var key = keys.Allocate();
            Print($"{key.Id} {Convert.ToHexString(key.Secret.Span)}");
        }

        Process.GetCurrentProcess().Kill();
        return Task.Delay(Timeout.Infinite);
    }

    /// <summary>Row operations a second with 64 writers, ascending and random keys; and point reads beside them.</summary>
    public static async Task MeasureAsync(string folder)
    {
        await using var database = TestDatabase.Open(folder);
        var store = new SqliteRecordStore(database.Database);
        Print(SqliteLibrary.Description);
        await MeasureWritesAsync(database, store, "ascending", (writer, i) => $"{i:D8}-{writer:D3}");
        await MeasureWritesAsync(database, store, "random", (_, _) => Guid.NewGuid().ToString("N"));

        const int reads = 200_000;
        var cpu = Environment.CpuUsage.TotalTime;
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < reads; i++)
            await store.GetAsync("ascending", $"{i % 500:D8}-{i % 64:D3}", CancellationToken.None);
        Print($"point reads: {reads / watch.Elapsed.TotalSeconds:F0}/s on one thread, {(Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds / reads:F1} us CPU each");
    }

    private static async Task MeasureWritesAsync(TestDatabase database, SqliteRecordStore store, string partition, Func<int, int, string> key)
    {
        const int writers = 1024;
        const int perWriter = 100;
        const int rowsPerWrite = 4;
        var body = new byte[400];
        var commits = database.Journal.Commits;
        var cpu = Environment.CpuUsage.TotalTime;
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, writers).Select(async writer =>
        {
            for (var i = 0; i < perWriter; i++)
            {
                var operations = new RecordOperation[rowsPerWrite];
                for (var row = 0; row < rowsPerWrite; row++)
                    operations[row] = RecordOperation.Insert(partition, key(writer, i * rowsPerWrite + row), body);
                await store.WriteAsync(operations, CancellationToken.None);
            }
        }));
        const int rows = writers * perWriter * rowsPerWrite;
        var used = Environment.CpuUsage.TotalTime - cpu;
        Print($"{partition} keys: {rows / watch.Elapsed.TotalSeconds:F0} rows/s, {used.TotalMicroseconds / rows:F1} us CPU a row, " +
            $"{database.Journal.Commits - commits} commits, {used / watch.Elapsed:F2} cores");
    }

    private static async Task WritePairAsync(SqliteRecordStore store, string name)
    {
        try
        {
            await store.WriteAsync(
                [RecordOperation.Insert("pairs", name + "-a", new byte[2000]), RecordOperation.Insert("pairs", name + "-b", new byte[2000])],
                CancellationToken.None);
            Print(name);
        }
        catch (Exception error)
        {
            Print($"failed {name} {error.GetType().Name}");
        }
    }

    private static void Print(string line)
    {
        lock (Console.Out)
        {
            Console.Out.WriteLine(line);
            Console.Out.Flush();
        }
    }
}
