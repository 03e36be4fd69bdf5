using System.Text;
using LeadDelivery.Core.Ports;
using LeadDelivery.Core.Workflow;
using LeadDelivery.Tests.Shared;
using static LeadDelivery.Embedded.Tests.Engine.EngineScripts;
using static LeadDelivery.Embedded.Tests.Engine.TestFlow;

namespace LeadDelivery.Embedded.Tests.Engine;

/// <summary>Records written by starts and activities: with the step they belong to, or not at all.</summary>
public sealed class RecordsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_start_whose_record_exists_is_refused_with_its_index_and_writes_nothing()
    {
        await using var host = EngineHost.Open(_folder, Registry((_, input) => Task.FromResult(input)));
        Assert.Equal(StartOutcome.Started, await host.StartAsync(Main, "a", "x", Insert("p", "taken")));
        var refused = await host.StartRawAsync(Main, "b", "x", Insert("p", "free"), Insert("q", "too"), Insert("p", "taken"));
        Assert.Equal(new StartResult(StartOutcome.RecordConflict, 2), refused);
        Assert.Null(await host.Engine.GetAsync("b", default));
        Assert.Null(await host.Store.GetAsync("p", "free", default));
    }

    [Fact]
    public async Task A_second_start_under_one_id_is_refused_and_writes_nothing()
    {
        await using var host = EngineHost.Open(_folder, Registry((_, input) => Task.FromResult(input)));
        await host.StartAsync(Main, "a", "first");
        Assert.Equal(StartOutcome.AlreadyExists, await host.StartAsync(Main, "a", "second", Insert("p", "r")));
        Assert.Equal("\"first\"", await host.OutputAsync("a"));
        Assert.Null(await host.Store.GetAsync("p", "r", default));
    }

    [Fact]
    public async Task Of_many_starts_under_one_id_one_wins()
    {
        var calls = new List<string>();
        var registry = Registry((context, input) => context.CallAsync(Effect, input)).WithEcho(calls);
        await using var host = EngineHost.Open(_folder, registry);
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 32).Select(i => host.StartAsync(Main, "a", i.ToString())));
        Assert.Single(outcomes, StartOutcome.Started);
        await host.OutputAsync("a");
        Assert.Single(calls);
    }

    [Fact]
    public async Task A_start_that_writes_a_row_twice_is_a_mistake_of_the_caller()
    {
        await using var host = EngineHost.Open(_folder, Registry((_, input) => Task.FromResult(input)));
        await Assert.ThrowsAsync<ArgumentException>(() => host.StartAsync(Main, "a", "x", Insert("p", "r"), Insert("p", "r")));
        await Assert.ThrowsAsync<ArgumentException>(() => host.StartAsync(Child, "a", "x"));
    }

    [Fact]
    public async Task An_effect_then_record_activities_then_the_end_cost_two_commits_of_history()
    {
        var registry = Registry(async (context, input) =>
        {
            await context.CallAsync(Effect, input);
            await context.CallAsync(TestFlow.Record, "1");
            return await context.CallAsync(TestFlow.Record, "2");
        }).WithEcho().Add(TestFlow.Record, ActivityKind.Records, (context, input, _) =>
        {
            context.Write(RecordOperation.Insert("p", input, Json(input)));
            return Task.FromResult(input);
        });
        await using var host = EngineHost.Open(_folder, registry);
        await host.StartAsync(Main, "a", "x");
        await host.OutputAsync("a");
        Assert.Equal(2, host.Count("SELECT count(*) FROM history"));
        Assert.NotNull(await host.Store.GetAsync("p", "2", default));
    }

    [Fact]
    public async Task A_record_activity_sees_what_will_be_committed_with_it()
    {
        var seen = new List<string>();
        var registry = Registry(async (context, input) =>
        {
            await context.CallAsync(TestFlow.Record, "one");
            await context.CallAsync(TestFlow.Record, "two");
            return await context.CallAsync(TestFlow.Record, "three");
        }).Add(TestFlow.Record, ActivityKind.Records, async (context, input, cancellation) =>
        {
            var before = await context.Records.GetAsync("p", "row", cancellation);
            context.Write(before is null
                ? RecordOperation.Insert("p", "row", Json(input))
                : RecordOperation.Replace("p", "row", Json(input), before.ETag));
            context.Write(RecordOperation.Upsert("p", input, Json(input)));
            var rows = new List<string>();
            await foreach (var row in context.Records.QueryAsync(new("p"), cancellation))
                rows.Add(row.Row + "=" + Encoding.UTF8.GetString(row.Body.Span));
            seen.Add(string.Join(' ', rows));
            return input;
        });
        await using var host = EngineHost.Open(_folder, registry);
        Assert.Equal(StartOutcome.Started, await host.StartAsync(Main, "a", "x", RecordOperation.Insert("p", "started", Json("s"))));
        await host.OutputAsync("a");
        Assert.Equal(
            [
                "one=\"one\" row=\"one\" started=\"s\"", "one=\"one\" row=\"two\" started=\"s\" two=\"two\"",
                "one=\"one\" row=\"three\" started=\"s\" three=\"three\" two=\"two\"",
            ],
            seen);
        Assert.Equal("\"three\"", Encoding.UTF8.GetString((await host.Store.GetAsync("p", "row", default))!.Body.Span));
        Assert.Equal(1, host.Database.Journal.Commits - 1);
    }

    [Fact]
    public async Task A_condition_that_fails_at_the_commit_runs_the_record_activity_again()
    {
        var registry = Registry((context, input) => context.CallAsync(TestFlow.Record, input)).Add(TestFlow.Record, ActivityKind.Records, CountAsync);
        await using var host = EngineHost.Open(_folder, registry);
        var ids = Enumerable.Range(0, 60).Select(i => $"i{i}").ToList();
        var outcomes = await Task.WhenAll(ids.Select(id => host.StartAsync(Main, id, id)));
        Assert.All(outcomes, outcome => Assert.Equal(StartOutcome.Started, outcome));
        Assert.Equal("60", Encoding.UTF8.GetString((await host.Store.GetAsync("count", "all", default))!.Body.Span));
    }

    [Fact]
    public async Task A_condition_that_fails_at_the_commit_runs_the_effect_again_and_says_so()
    {
        var runs = new List<bool>();
        EngineHost? host = null;
        var registry = Registry((context, input) => context.CallAsync(Effect, input)).Add(Effect, ActivityKind.Effect, async (context, input, cancellation) =>
        {
            var row = await context.Records.GetAsync("p", "r", cancellation);
            runs.Add(context.MayBeRepeat);
            if (runs.Count == 1)
                await host!.Store.WriteAsync([RecordOperation.Upsert("p", "r", Json("meddled"))], cancellation);
            context.Write(RecordOperation.Replace("p", "r", Json("mine"), row!.ETag));
            return "done";
        });
        await using (host = EngineHost.Open(_folder, registry))
        {
            await host.StartAsync(Main, "a", "x", Insert("p", "r"));
            Assert.Equal("\"done\"", await host.OutputAsync("a"));
        }
        Assert.Equal([false, true], runs);
    }

    [Theory]
    [InlineData(ActivityKind.Effect)]
    [InlineData(ActivityKind.Records)]
    public async Task A_condition_that_never_holds_fails_the_activity(ActivityKind kind)
    {
        var runs = 0;
        var registry = Registry(async (context, input) =>
        {
            try
            {
                return await context.CallAsync(Effect, input);
            }
            catch (ActivityFailedException failed)
            {
                return failed.ErrorType;
            }
        }).Add(Effect, kind, (context, input, _) =>
        {
            runs++;
            context.Write(Insert("p", "taken"));
            return Task.FromResult(input);
        });
        await using var host = EngineHost.Open(_folder, registry, new() { MaxConflicts = 3 });
        await host.Store.WriteAsync([Insert("p", "taken")], default);
        await host.StartAsync(Main, "a", "x");
        Assert.Equal("\"RecordConflict\"", await host.OutputAsync("a"));
        Assert.InRange(runs, 3, 4);
    }

    [Fact]
    public async Task What_cannot_be_stored_fails_the_activity_or_quarantines_the_instance_and_no_other()
    {
        const string halfAPair = "\ud800";
        var registry = Registry(async (context, input) =>
        {
            if (input == "status")
                context.SetStatus(halfAPair);
            try
            {
                return await context.CallAsync(Effect, input);
            }
            catch (ActivityFailedException failed)
            {
                return failed.ErrorType;
            }
        }).Add(Effect, ActivityKind.Effect, (context, input, _) =>
        {
            if (input == "row")
                context.Write(Insert("p", halfAPair));
            return Task.FromResult(input);
        });
        await using var host = EngineHost.Open(_folder, registry);
        await host.StartAsync(Main, "a", "row");
        Assert.Equal("\"Unwritable\"", await host.OutputAsync("a"));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => host.StartAsync(Main, "b", "status"));
        Assert.Equal(StartOutcome.Started, await host.StartAsync(Main, "c", "x"));
        Assert.Equal("\"x\"", await host.OutputAsync("c"));
    }

    [Fact]
    public async Task What_a_failing_activity_wrote_is_dropped()
    {
        var registry = Registry(async (context, input) =>
        {
            try
            {
                return await context.CallAsync(TestFlow.Record, input);
            }
            catch (ActivityFailedException)
            {
                return await context.CallAsync(Effect, input);
            }
        }).WithEcho().Add(TestFlow.Record, ActivityKind.Records, (context, _, _) =>
        {
            context.Write(Insert("p", "dropped"));
            throw new InvalidOperationException();
        });
        await using var host = EngineHost.Open(_folder, registry);
        await host.StartAsync(Main, "a", "x");
        Assert.Equal("\"x\"", await host.OutputAsync("a"));
        Assert.Null(await host.Store.GetAsync("p", "dropped", default));
    }

    [Fact]
    public async Task Writes_at_once_and_soon_do_not_wait_for_the_result_and_the_wake_does()
    {
        var woken = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var release = new TaskCompletionSource();
        var written = new TaskCompletionSource();
        var registry = Registry((context, input) => context.CallAsync(Effect, input)).Add(Effect, ActivityKind.Effect, async (context, input, cancellation) =>
        {
            await context.WriteNowAsync(Insert("p", "now"), cancellation);
            context.WriteSoon(Insert("p", "soon"));
            context.Write(Insert("p", "with the result"));
            context.AfterCommit(woken.SetResult);
            context.AfterCommit(() => throw new InvalidOperationException("a wake that fails harms nobody"));
            written.SetResult();
            await release.Task;
            return input;
        });
        var time = new ManualTimeProvider();
        await using var host = EngineHost.Open(_folder, registry, time: time);
        await host.StartAsync(Main, "a", "x");
        await written.Task;
        Assert.NotNull(await host.Store.GetAsync("p", "now", default));

        // Held for 50 ms; then it is on disk before what is written after it.
        time.Advance(TimeSpan.FromMilliseconds(75));
        await host.Store.WriteAsync([Insert("p", "after")], default);
        Assert.NotNull(await host.Store.GetAsync("p", "soon", default));
        Assert.Null(await host.Store.GetAsync("p", "with the result", default));
        Assert.False(woken.Task.IsCompleted);
        release.SetResult();
        await woken.Task;
        Assert.NotNull(await host.Store.GetAsync("p", "with the result", default));
        Assert.Empty(host.FailStops);
    }

    [Fact]
    public async Task A_write_that_is_soon_goes_with_the_result_when_the_activity_ends_first()
    {
        var registry = Registry((context, input) => context.CallAsync(Effect, input)).Add(Effect, ActivityKind.Effect, (context, input, _) =>
        {
            context.WriteSoon(Insert("p", "soon"));
            context.Write(Insert("p", "with the result"));
            return Task.FromResult(input);
        });
        await using var host = EngineHost.Open(_folder, registry);
        await host.StartAsync(Main, "a", "x");

        Assert.Equal("\"x\"", await host.OutputAsync("a"));
        Assert.NotNull(await host.Store.GetAsync("p", "soon", default));
        Assert.NotNull(await host.Store.GetAsync("p", "with the result", default));
    }

    private static RecordOperation Insert(string partition, string row) => RecordOperation.Insert(partition, row, Json("x"));

    private static async Task<string> CountAsync(IActivityContext context, string input, CancellationToken cancellation)
    {
        var row = await context.Records.GetAsync("count", "all", cancellation);
        var body = Encoding.UTF8.GetBytes((row is null ? 1 : int.Parse(Encoding.UTF8.GetString(row.Body.Span)) + 1).ToString());
        context.Write(row is null ? RecordOperation.Insert("count", "all", body) : RecordOperation.Replace("count", "all", body, row.ETag));
        return input;
    }
}
