using LeadDelivery.Embedded.Storage;

namespace LeadDelivery.Embedded.Tests.Storage;

public sealed class PressureTests
{
    [Fact]
    public async Task Idle_journal_is_under_no_pressure()
    {
        await using var database = TestDatabase.Create();
        Assert.Equal(JournalPressure.None, database.Journal.Pressure);
    }

    [Fact]
    public async Task Long_queue_refuses_intake_but_not_running_work()
    {
        await using var database = TestDatabase.Create(new StorageOptions { QueueLimit = 8 });
        var running = TestEntry.Inserting("running");
        using (await HeldJournal.HoldAsync(database.Journal))
        {
            for (var i = 0; i < 7; i++)
                Assert.True(database.Journal.TryEnqueue(TestEntry.Inserting($"{i}")));
            Assert.Equal(JournalPressure.Behind, database.Journal.Pressure);
            Assert.False(database.Journal.TryEnqueue(TestEntry.Inserting("refused")));
            database.Journal.Enqueue(running);
        }

        Assert.Equal("committed", await running.Outcome);
        Assert.Equal(JournalPressure.None, database.Journal.Pressure);
        Assert.Equal(["0", "1", "2", "3", "4", "5", "6", "running"], database.Rows());
    }

    [Fact]
    public async Task Commit_that_takes_too_long_refuses_intake()
    {
        var time = new ManualTime();
        await using var database = TestDatabase.Create(time: time);
        using var held = await HeldJournal.HoldAsync(database.Journal);
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(JournalPressure.None, database.Journal.Pressure);
        time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(JournalPressure.Behind, database.Journal.Pressure);
        Assert.False(database.Journal.TryEnqueue(TestEntry.Inserting("refused")));
    }

    [Fact]
    public async Task Disk_nearly_full_refuses_intake_until_there_is_space_again()
    {
        var time = new ManualTime();
        var free = 511L << 20;
        var options = new StorageOptions { FreeBytes = _ => free };
        await using var database = TestDatabase.Create(options, time);

        Assert.Equal(JournalPressure.NoSpace, database.Journal.Pressure);
        Assert.False(database.Journal.TryEnqueue(TestEntry.Inserting("refused")));
        var running = TestEntry.Inserting("running");
        database.Journal.Enqueue(running);
        Assert.Equal("committed", await running.Outcome);

        free = 512L << 20;
        Assert.Equal(JournalPressure.NoSpace, database.Journal.Pressure);
        time.Advance(options.FreeSpaceInterval);
        Assert.Equal(JournalPressure.None, database.Journal.Pressure);
    }

    [Fact]
    public async Task Full_database_fails_its_waiters_and_recovers_once_rows_are_deleted()
    {
        await using var database = TestDatabase.Create(new StorageOptions { MaxPages = 64 });
        var outcomes = new List<string>();
        while (!outcomes.Contains("failed") && outcomes.Count < 100)
            outcomes.Add(await Run(database, new TestEntry(TestEntry.Insert($"{outcomes.Count:D3}", bodyLength: 8000))));

        var stored = outcomes.Count - 1;
        Assert.Equal("failed", outcomes[^1]);
        Assert.InRange(stored, 10, 40);
        Assert.Equal(stored, database.Rows().Count);
        Assert.Null(database.Journal.Fault);

        Assert.Equal("committed", await Run(database, new TestEntry(transaction =>
        {
            transaction.Statement("DELETE FROM record WHERE rk<'010'").Run();
            return true;
        })));
        Assert.Equal("committed", await Run(database, new TestEntry(TestEntry.Insert("again", bodyLength: 8000))));
        Assert.Contains("again", database.Rows());
    }

    [Fact]
    public async Task Full_database_fails_the_whole_group_with_the_reason()
    {
        await using var database = TestDatabase.Create(new StorageOptions { MaxPages = 64 });
        var small = TestEntry.Inserting("small");
        var large = new TestEntry(TestEntry.Insert("large", bodyLength: 1 << 20));
        using (await HeldJournal.HoldAsync(database.Journal))
        {
            database.Journal.Enqueue(small);
            database.Journal.Enqueue(large);
        }

        Assert.Equal(("failed", "failed"), (await small.Outcome, await large.Outcome));
        Assert.True(Assert.IsType<SqliteException>(small.Error).IsFull);
        Assert.Empty(database.Rows());
        Assert.Equal("committed", await Run(database, TestEntry.Inserting("small")));
    }

    private static Task<string> Run(TestDatabase database, TestEntry entry)
    {
        database.Journal.Enqueue(entry);
        return entry.Outcome;
    }
}
