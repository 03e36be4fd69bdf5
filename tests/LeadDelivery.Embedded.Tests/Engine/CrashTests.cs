using LeadDelivery.Embedded.Engine;
using LeadDelivery.Embedded.Storage;
using LeadDelivery.Tests.Shared;
using Microsoft.Extensions.Logging.Abstractions;

namespace LeadDelivery.Embedded.Tests.Engine;

/// <summary>
/// A process that runs orchestrations is killed at each named place, several times over, and started again. What it had
/// acknowledged and what its effects did is in a file of their own that no kill touches.
/// </summary>
public sealed class CrashTests : IDisposable
{
    private const int Sigkilled = 137;
    private const int Instances = 24;

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, int[]> Places => new()
    {
        { "journal.before-commit", [1, 2, 5, 9, 30] },
        { "journal.in-commit", [2, 6, 17, 40] },
        { "journal.after-commit", [1, 2, 5, 9, 30] },
        { "journal.checkpoint", [1, 2] },
        { "engine.activity-before-effect", [1, 7, 30] },
        { "engine.activity-after-effect", [1, 7, 30, 70] },
        { "engine.continue-as-new", [1, 5, 20] },
    };

    public void Dispose() => _folder.Dispose();

    [Theory, MemberData(nameof(Places))]
    public async Task Nothing_acknowledged_is_lost_and_nothing_completes_twice(string place, int[] hits)
    {
        foreach (var hit in hits)
        {
            var folder = _folder[$"{hit}"];
            Directory.CreateDirectory(folder);
            var (killed, _) = await ChildProcess.RunAsync("engine-crash", folder, $"{place}:{hit}");
            Assert.Equal(Sigkilled, killed);
            var (ended, output) = await ChildProcess.RunAsync("engine-crash", folder);
            Assert.True(ended == 0, $"{place}:{hit} {string.Join('\n', output)}");
            await CheckAsync(folder, $"{place}:{hit}");
        }
    }

    [Fact]
    public async Task A_purge_that_is_killed_is_done_by_the_next()
    {
        Assert.Equal(0, (await ChildProcess.RunAsync("engine-crash", _folder.Path)).ExitCode);
        Assert.Equal(Sigkilled, (await ChildProcess.RunAsync("engine-purge", _folder.Path, "engine.purge:1")).ExitCode);
        Assert.Equal(2 * Instances, await NumberAsync(_folder.Path, "SELECT count(*) FROM instance"));
        Assert.Equal(0, (await ChildProcess.RunAsync("engine-purge", _folder.Path)).ExitCode);
        Assert.Equal(0, await NumberAsync(_folder.Path, "SELECT count(*) FROM instance"));
        Assert.Equal(0, await NumberAsync(_folder.Path, "SELECT count(*) FROM history"));
    }

    private static async Task CheckAsync(string folder, string what)
    {
        var witness = await File.ReadAllLinesAsync(Path.Combine(folder, "witness"));
        Assert.Equal(0, await NumberAsync(folder, "SELECT count(*) FROM instance WHERE status<>2"));
        Assert.Equal(2 * Instances, await NumberAsync(folder, "SELECT count(*) FROM instance"));
        // The record activity counted each completion in the commit that made it: a second one would show.
        Assert.Equal(Instances, await NumberAsync(folder, "SELECT CAST(CAST(body AS TEXT) AS INTEGER) FROM record WHERE pk='count'"));
        Assert.Equal(Instances, await NumberAsync(folder, "SELECT count(*) FROM record WHERE pk='key'"));

        var effects = witness.Where(line => line.StartsWith("effect ", StringComparison.Ordinal)).Select(line => line.Split(' ')).ToList();
        Assert.Equal(effects.Select(Identity).Distinct().Count(), await NumberAsync(folder, "SELECT count(*) FROM record WHERE pk='effects'"));
        // Three effects an instance, each under one number: first, left and the child's.
        Assert.Equal(3 * Instances, effects.Select(Identity).Distinct().Count());
        foreach (var repeated in effects.GroupBy(Identity).Where(group => group.Count() > 1))
        {
            Assert.True(repeated.Count() == 2, $"{what}: {repeated.Key} ran {repeated.Count()} times in two processes");
            Assert.Equal(["False", "True"], repeated.Select(item => item[4]));
        }
        foreach (var acknowledged in witness.Where(line => line.StartsWith("started ", StringComparison.Ordinal)).Select(line => line[8..]).Distinct())
            Assert.Equal(1, await NumberAsync(folder, $"SELECT count(*) FROM instance WHERE key='{acknowledged}' AND status=2"));
        Assert.All(witness.Where(line => line.StartsWith("completed ", StringComparison.Ordinal)).GroupBy(line => line), group => Assert.Single(group));
    }

    private static string Identity(string[] effect) => $"{effect[1]} {effect[2]} {effect[3]}";

    private static async Task<long> NumberAsync(string folder, string sql)
    {
        using var data = DataFolder.Open(Path.Combine(folder, "data"));
        await using var database = Database.Open(data, WorkflowEngine.Schema, new(), TimeProvider.System, NullLogger<Journal>.Instance);
        return database.Read(session =>
        {
            var select = session.Statement(sql);
            return select.Step() ? select.Int64(0) : 0;
        });
    }
}
