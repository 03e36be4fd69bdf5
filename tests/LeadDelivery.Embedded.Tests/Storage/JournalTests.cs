using LeadDelivery.Embedded.Storage;

namespace LeadDelivery.Embedded.Tests.Storage;

public sealed class JournalTests : IAsyncDisposable
{
    private readonly TestDatabase database = TestDatabase.Create();

    private Journal Journal => database.Journal;

    [Fact]
    public async Task Committed_entry_is_seen_by_readers()
    {
        Assert.Equal("committed", await Run(TestEntry.Inserting("a")));
        Assert.Equal(["a"], database.Rows());
    }

    [Fact]
    public async Task Entries_that_wait_for_one_commit_share_the_next()
    {
        var entries = Enumerable.Range(0, 100).Select(i => TestEntry.Inserting($"{i:D3}")).ToList();
        using (await HeldJournal.HoldAsync(Journal))
            entries.ForEach(Journal.Enqueue);

        Assert.All(await Outcomes(entries), outcome => Assert.Equal("committed", outcome));
        Assert.Equal(100, database.Rows().Count);
        Assert.Equal(2, Journal.Commits);
    }

    [Fact]
    public async Task Entries_are_applied_in_the_order_they_came()
    {
        var applied = new List<int>();
        var entries = Enumerable.Range(0, 50).Select(i => new TestEntry(_ =>
        {
            applied.Add(i);
            return true;
        })).ToList();
        entries.ForEach(Journal.Enqueue);
        await Outcomes(entries);

        Assert.Equal(Enumerable.Range(0, 50), applied);
    }

    [Fact]
    public async Task Large_entries_are_spread_over_several_commits()
    {
        var entries = Enumerable.Range(0, 3).Select(i => TestEntry.Inserting($"{i}", size: 3 << 20)).ToList();
        using (await HeldJournal.HoldAsync(Journal))
            entries.ForEach(Journal.Enqueue);

        await Outcomes(entries);
        Assert.Equal(4, Journal.Commits);
    }

    [Fact]
    public async Task Refused_entry_does_not_undo_its_siblings()
    {
        var entries = new List<TestEntry> { TestEntry.Inserting("a"), TestEntry.Inserting("a"), TestEntry.Inserting("b") };
        await EnqueueTogether(entries);

        Assert.Equal(["committed", "refused", "committed"], await Outcomes(entries));
        Assert.Equal(["a", "b"], database.Rows());
    }

    [Fact]
    public async Task Throwing_entries_fail_alone_and_leave_nothing()
    {
        var entries = new List<TestEntry>
        {
            TestEntry.Inserting("a"), Throwing("x"), TestEntry.Inserting("b"), Throwing("y"), Throwing("z"), TestEntry.Inserting("c"),
        };
        await EnqueueTogether(entries);

        Assert.Equal(["committed", "failed", "committed", "failed", "failed", "committed"], await Outcomes(entries));
        Assert.Equal("thrown after writing x", entries[1].Error!.Message);
        Assert.Equal("thrown after writing z", entries[4].Error!.Message);
        Assert.Equal(["a", "b", "c"], database.Rows());
    }

    [Fact]
    public async Task Entry_that_breaks_a_constraint_fails_alone()
    {
        var breaking = new TestEntry(transaction =>
        {
            transaction.Statement("INSERT INTO record(pk, rk, etag, body) VALUES('p', 'n', 1, NULL)").Run();
            return true;
        });
        var entries = new List<TestEntry> { TestEntry.Inserting("a"), breaking, TestEntry.Inserting("b") };
        await EnqueueTogether(entries);

        Assert.Equal(["committed", "failed", "committed"], await Outcomes(entries));
        Assert.True(Assert.IsType<SqliteException>(breaking.Error).IsConstraint);
        Assert.Equal(["a", "b"], database.Rows());
    }

    [Fact]
    public async Task Entry_that_writes_and_then_refuses_is_failed_and_undone()
    {
        var unfaithful = new TestEntry(transaction =>
        {
            TestEntry.Insert("x")(transaction);
            return false;
        });

        Assert.Equal("failed", await Run(unfaithful));
        Assert.Empty(database.Rows());
    }

    [Fact]
    public async Task Lazy_entry_goes_along_with_the_next_urgent_one()
    {
        await using var patient = TestDatabase.Create(new StorageOptions { LazyDelay = TimeSpan.FromHours(1) });
        var lazy = TestEntry.Inserting("lazy", lazy: true);
        var urgent = TestEntry.Inserting("urgent");
        patient.Journal.Enqueue(lazy);
        patient.Journal.Enqueue(urgent);

        Assert.Equal(["committed", "committed"], await Outcomes([lazy, urgent]));
        Assert.Equal(1, patient.Journal.Commits);
    }

    [Fact]
    public async Task Lazy_entry_without_company_is_committed_after_the_delay() =>
        Assert.Equal("committed", await Run(TestEntry.Inserting("lazy", lazy: true)));

    [Fact]
    public async Task Closing_commits_what_waits_and_then_takes_nothing()
    {
        var entries = Enumerable.Range(0, 100).Select(i => TestEntry.Inserting($"{i:D3}", lazy: i % 2 == 0)).ToList();
        var held = await HeldJournal.HoldAsync(Journal);
        entries.ForEach(Journal.Enqueue);
        var closing = Journal.DisposeAsync().AsTask();
        var late = TestEntry.Inserting("late");
        Journal.Enqueue(late);

        Assert.Equal(JournalPressure.Stopping, Journal.Pressure);
        Assert.False(Journal.TryEnqueue(TestEntry.Inserting("later")));
        Assert.Equal("failed", await late.Outcome);
        Assert.IsType<JournalStoppedException>(late.Error);
        held.Release();
        await closing;
        Assert.All(await Outcomes(entries), outcome => Assert.Equal("committed", outcome));
        Assert.Equal(100, database.Rows().Count);
    }

    [Fact]
    public async Task Entry_that_throws_while_told_stops_the_journal_after_all_siblings_were_told()
    {
        var fault = FaultOf(Journal);
        var entries = new List<TestEntry>
        {
            new(TestEntry.Insert("a")) { OnCommitted = () => throw new InvalidOperationException("broken") }, TestEntry.Inserting("b"),
        };
        await EnqueueTogether(entries);

        Assert.Equal(["committed", "committed"], await Outcomes(entries));
        Assert.Equal("broken", (await fault).InnerException!.Message);
        Assert.Equal("failed", await Run(TestEntry.Inserting("c")));
    }

    [Fact]
    public async Task Lost_fence_stops_the_journal_before_it_writes()
    {
        var fault = FaultOf(Journal);
        Assert.Equal("committed", await Run(TestEntry.Inserting("before")));
        using (var other = SqliteConnection.Open(database.Folder.DatabaseFile, readOnly: false, TimeSpan.FromSeconds(5)))
            other.Execute("UPDATE meta SET v=v+1 WHERE k='owner_epoch'");

        var entries = new List<TestEntry> { TestEntry.Inserting("a"), TestEntry.Inserting("b") };
        entries.ForEach(Journal.Enqueue);

        Assert.Equal(["failed", "failed"], await Outcomes(entries));
        Assert.IsType<FenceLostException>(await fault);
        Assert.Equal(JournalPressure.Stopping, Journal.Pressure);
        Assert.Equal(["before"], database.Rows());
        var late = TestEntry.Inserting("late");
        Assert.Equal("failed", await Run(late));
        Assert.IsType<FenceLostException>(Assert.IsType<JournalStoppedException>(late.Error).InnerException);
    }

    [Fact]
    public async Task Foreign_lock_fails_a_commit_and_the_next_succeeds()
    {
        await using var hasty = TestDatabase.Create(new StorageOptions { BusyTimeout = TimeSpan.FromMilliseconds(20) });
        using var other = SqliteConnection.Open(hasty.Folder.DatabaseFile, readOnly: false, TimeSpan.FromSeconds(5));
        other.Execute("BEGIN IMMEDIATE");
        var refused = TestEntry.Inserting("a");
        hasty.Journal.Enqueue(refused);
        Assert.Equal("failed", await refused.Outcome);
        other.Execute("ROLLBACK");

        var accepted = TestEntry.Inserting("b");
        hasty.Journal.Enqueue(accepted);
        Assert.Equal("committed", await accepted.Outcome);
        Assert.Equal(["b"], hasty.Rows());
    }

    [Fact]
    public async Task Read_on_the_journal_thread_is_refused()
    {
        var reading = new TestEntry(_ => database.Rows().Count == 0);

        Assert.Equal("failed", await Run(reading));
        Assert.IsType<InvalidOperationException>(reading.Error);
    }

    public async ValueTask DisposeAsync() => await database.DisposeAsync();

    private static TestEntry Throwing(string row) => new(transaction =>
    {
        TestEntry.Insert(row)(transaction);
        throw new InvalidOperationException($"thrown after writing {row}");
    });

    private static Task<Exception> FaultOf(Journal journal)
    {
        var fault = new TaskCompletionSource<Exception>(TaskCreationOptions.RunContinuationsAsynchronously);
        journal.Faulted += fault.SetResult;
        return fault.Task;
    }

    private static Task<string[]> Outcomes(IEnumerable<TestEntry> entries) => Task.WhenAll(entries.Select(entry => entry.Outcome));

    private Task<string> Run(TestEntry entry)
    {
        Journal.Enqueue(entry);
        return entry.Outcome;
    }

    private async Task EnqueueTogether(List<TestEntry> entries)
    {
        using (await HeldJournal.HoldAsync(Journal))
            entries.ForEach(Journal.Enqueue);
    }
}
