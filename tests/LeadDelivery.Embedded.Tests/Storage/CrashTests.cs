using LeadDelivery.Embedded.Storage;
using LeadDelivery.Tests.Shared;

namespace LeadDelivery.Embedded.Tests.Storage;

/// <summary>A process that writes pairs of rows dies at every point of a commit; what it had been told is durable is there.</summary>
public sealed class CrashTests : IDisposable
{
    private const int Sigkilled = 137;
    private readonly TemporaryFolder folder = new();

    [Theory]
    [InlineData("journal.before-commit", 1)]
    [InlineData("journal.before-commit", 6)]
    [InlineData("journal.in-commit", 2)]
    [InlineData("journal.in-commit", 9)]
    [InlineData("journal.after-commit", 1)]
    [InlineData("journal.after-commit", 7)]
    [InlineData("journal.checkpoint", 1)]
    [InlineData("journal.checkpoint", 3)]
    public async Task Killed_process_leaves_every_acknowledged_pair_whole(string failpoint, int hit)
    {
        var (exitCode, acknowledged) = await ChildProcess.RunAsync("write-pairs", folder.Path, $"{failpoint}:{hit}");
        Assert.Equal(Sigkilled, exitCode);
        Assert.DoesNotContain("closed", acknowledged);

        await using var database = TestDatabase.Open(folder.Path);
        Assert.False(database.Database.WasClean);
        var (pairs, check) = Pairs(database.Database);
        Assert.Equal("ok", check);
        Assert.Empty(acknowledged.Except(pairs.Keys));
        Assert.All(pairs.Values, rows => Assert.Equal(2, rows));
    }

    [Fact]
    public async Task Process_that_ends_in_order_leaves_a_clean_folder()
    {
        var (exitCode, lines) = await ChildProcess.RunAsync("write-pairs", folder.Path);
        Assert.Equal((0, "closed"), (exitCode, lines[^1]));

        await using var database = TestDatabase.Open(folder.Path);
        Assert.True(database.Database.WasClean);
        Assert.Equal(StorageScripts.Rounds * StorageScripts.PairsOfRound, Pairs(database.Database).Pairs.Count);
    }

    [Fact]
    public async Task Io_error_fails_every_waiter_and_stops_the_journal_for_good()
    {
        var (_, lines) = await ChildProcess.RunAsync("write-pairs", folder.Path, "journal.before-commit:3:throw");

        Assert.Contains("faulted IOException", lines);
        Assert.Contains(lines, line => line.EndsWith(nameof(IOException), StringComparison.Ordinal) && line.StartsWith("failed", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.EndsWith(nameof(JournalStoppedException), StringComparison.Ordinal));
        await using var database = TestDatabase.Open(folder.Path);
        Assert.False(database.Database.WasClean);
        AssertExactlyTheAcknowledged(lines, database.Database);
    }

    [Theory]
    [InlineData("journal.before-commit:2:full")]
    [InlineData("journal.in-commit:3:full")]
    public async Task Full_disk_fails_one_group_and_the_next_succeeds(string failpoint)
    {
        var (exitCode, lines) = await ChildProcess.RunAsync("write-pairs", folder.Path, failpoint);

        Assert.Equal((0, "closed"), (exitCode, lines[^1]));
        Assert.Contains(lines, line => line.EndsWith(nameof(SqliteException), StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => line.StartsWith("faulted", StringComparison.Ordinal));
        await using var database = TestDatabase.Open(folder.Path);
        AssertExactlyTheAcknowledged(lines, database.Database);
    }

    [Fact]
    public async Task Second_process_is_refused_by_name_of_the_folder_until_the_first_ends()
    {
        await using (TestDatabase.Open(folder.Path))
        {
            var (_, lines) = await ChildProcess.RunAsync("open", folder.Path);
            Assert.Contains(folder.Path, Assert.Single(lines), StringComparison.Ordinal);
            Assert.Contains("in use by another process", lines[0], StringComparison.Ordinal);
        }

        Assert.Equal(["opened"], (await ChildProcess.RunAsync("open", folder.Path)).Lines);
    }

    public void Dispose() => folder.Dispose();

    private static void AssertExactlyTheAcknowledged(string[] lines, Database database)
    {
        var acknowledged = lines.Where(line => char.IsAsciiDigit(line[0]));
        Assert.Equal(acknowledged.Order(), Pairs(database).Pairs.Keys.Order());
    }

    private static (Dictionary<string, int> Pairs, string Check) Pairs(Database database) => database.Read(session =>
    {
        var check = session.Statement("PRAGMA integrity_check");
        check.Step();
        var result = check.Text(0);
        var pairs = new Dictionary<string, int>();
        var select = session.Statement("SELECT substr(rk, 1, length(rk)-2), count(*) FROM record WHERE pk='pairs' GROUP BY 1");
        while (select.Step())
            pairs.Add(select.Text(0), (int)select.Int64(1));
        return (pairs, result);
    });
}
