using System.Collections.Concurrent;
using System.Text.Json;
using LeadDelivery.Core.Ports;
using LeadDelivery.Core.Workflow;
using LeadDelivery.Embedded.Engine;
using LeadDelivery.Embedded.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using static LeadDelivery.Embedded.Tests.Engine.TestFlow;
using Process = System.Diagnostics.Process;
using Stopwatch = System.Diagnostics.Stopwatch;

namespace LeadDelivery.Embedded.Tests.Engine;

/// <summary>What runs in processes of its own: the scenario that tests kill, and measurements.</summary>
internal static class EngineScripts
{
    private const int Instances = 24;

    /// <summary>
    /// Starts instances, raises an event to each, prints what was acknowledged, and ends when all have completed. A second run
    /// in the same folder goes on where the first was killed. Effects append to <c>witness</c>, which outlives kills.
    /// </summary>
    public static async Task CrashAsync(string folder)
    {
        using var data = DataFolder.Open(Path.Combine(folder, "data"));
        await using var database = Database.Open(data, WorkflowEngine.Schema, new() { CheckpointPages = 50 }, TimeProvider.System, NullLogger<Journal>.Instance);
        using var witness = new Witness(Path.Combine(folder, "witness"));
        var store = new SqliteRecordStore(database);
        await using var engine = new WorkflowEngine(
            database, store, CrashRegistry(witness), new FixedLimits(8), TimeProvider.System,
            new() { MaxLive = 4, ShadowReplay = true, ProbationAfterKills = 100 }, NullLogger<WorkflowEngine>.Instance);
        engine.Start();
        for (var i = 0; i < Instances; i++)
        {
            var id = $"i{i:d2}";
            var started = await engine.StartAsync(
                new(Main.Name, Main.Version, id, Json(id), [RecordOperation.Insert("key", id, Json(id))]), default);
            if (started.Outcome is StartOutcome.Started or StartOutcome.AlreadyExists)
                witness.Write($"started {id}");
            if (await engine.RaiseEventAsync(id, "go", "Go", Json("go"), default))
                witness.Write($"raised {id}");
        }
        for (var i = 0; i < Instances; i++)
        {
            while (await engine.GetAsync($"i{i:d2}", default) is not { Ended: true })
                await Task.Delay(1);
        }
        await engine.PurgeAsync(DateTimeOffset.MinValue, default);
        await engine.StopAsync(default);
    }

    /// <summary>Removes everything that ended.</summary>
    public static async Task PurgeAsync(string folder)
    {
        using var data = DataFolder.Open(Path.Combine(folder, "data"));
        await using var database = Database.Open(data, WorkflowEngine.Schema, new(), TimeProvider.System, NullLogger<Journal>.Instance);
        using var witness = new Witness(Path.Combine(folder, "witness"));
        await using var engine = new WorkflowEngine(
            database, new SqliteRecordStore(database), CrashRegistry(witness), new FixedLimits(8), TimeProvider.System, new(),
            NullLogger<WorkflowEngine>.Instance);
        engine.Start();
        await engine.PurgeAsync(DateTimeOffset.UtcNow.AddDays(1), default);
        await engine.StopAsync(default);
    }

    /// <summary>Effects, a timer, a child, an event, a record activity and ContinueAsNew in one life.</summary>
    private static WorkflowRegistry CrashRegistry(Witness witness) => Registry(async (context, input) =>
    {
        if (!input.EndsWith('+'))
        {
            await context.CallAsync(Effect, "first");
            await context.DelayUntilAsync(context.UtcNow.AddMilliseconds(1));
            context.ContinueAsNew(Main, input + "+");
            return "";
        }
        var both = await Task.WhenAll(context.CallAsync(Effect, "left"), context.ChildAsync(Child, input));
        await context.WaitEventAsync(Go);
        await context.CallAsync(TestFlow.Record, input);
        return string.Join(',', both);
    }).Add(Child, (context, input) => context.CallAsync(Effect, "child"))
        .Add(Effect, ActivityKind.Effect, (context, input, _) =>
        {
            witness.Write($"effect {context.InstanceId} {context.TaskId} {input} {context.MayBeRepeat}");
            context.Write(RecordOperation.Upsert("effects", $"{context.InstanceId} {context.TaskId} {input}", Json(input)));
            return Task.FromResult(input);
        })
        .Add(TestFlow.Record, ActivityKind.Records, async (context, input, cancellation) =>
        {
            // Counts completions: exactly once, or the test sees another number than instances.
            var row = await context.Records.GetAsync("count", "completed", cancellation);
            var count = row is null ? 0 : JsonSerializer.Deserialize(row.Body.Span, Shapes.Default.Int32);
            var body = JsonSerializer.SerializeToUtf8Bytes(count + 1, Shapes.Default.Int32);
            context.Write(row is null ? RecordOperation.Insert("count", "completed", body) : RecordOperation.Replace("count", "completed", body, row.ETag));
            context.AfterCommit(() => witness.Write($"completed {context.InstanceId}"));
            return input;
        });

    public static byte[] Json(string text) => JsonSerializer.SerializeToUtf8Bytes(text, Shapes.Default.String);

    /// <summary>Throughput of one effect and one final record activity, then recovery of many unfinished instances.</summary>
    public static async Task MeasureAsync(string folder)
    {
        await ThroughputAsync(Path.Combine(folder, "throughput"), 60_000, 256);
        await LatencyAsync(Path.Combine(folder, "latency"), 2000);
        await RecoveryAsync(Path.Combine(folder, "recovery"), 100_000);
    }

    private static WorkflowRegistry OneEffect(Func<Task> effect, Action<string> done) => Registry(async (context, input) =>
    {
        var result = await context.CallAsync(Effect, input);
        return await context.CallAsync(TestFlow.Record, result);
    }).Add(Effect, ActivityKind.Effect, async (context, input, _) =>
    {
        await effect();
        context.Write(RecordOperation.Upsert("attempt", context.InstanceId, Json("accepted, 200, a few more bytes of what was answered")));
        return input;
    }).Add(TestFlow.Record, ActivityKind.Records, (context, input, _) =>
    {
        context.Write(RecordOperation.Upsert("lead", context.InstanceId, Json("delivered to somebody at some time, with a price of 12.50")));
        context.AfterCommit(() => done(context.InstanceId));
        return Task.FromResult(input);
    });

    private static async Task ThroughputAsync(string path, int count, int parallel)
    {
        var left = count;
        var all = new TaskCompletionSource();
        var registry = OneEffect(() => Task.CompletedTask, _ =>
        {
            if (Interlocked.Decrement(ref left) == 0)
                all.SetResult();
        });
        await using var host = EngineHost.OpenToMeasure(path, registry, new() { MaxQueued = 1_000_000 });
        var clock = Stopwatch.StartNew();
        var next = 0;
        var busy = 0;
        await Task.WhenAll(Enumerable.Range(0, parallel).Select(async _ =>
        {
            int i;
            while ((i = Interlocked.Increment(ref next)) <= count)
            {
                while (await host.StartAsync(Main, $"2026-{i:d9}", "ref", RecordOperation.Insert("idem", $"k{i:d9}", Json("x"))) != StartOutcome.Started)
                {
                    Interlocked.Increment(ref busy);
                    await Task.Delay(1);
                }
            }
        }));
        var started = clock.Elapsed;
        await all.Task;
        Console.WriteLine($"throughput {count / clock.Elapsed.TotalSeconds:f0}/s started by {started.TotalSeconds:f2} s, all by {clock.Elapsed.TotalSeconds:f2} s, "
            + $"{host.Database.Journal.Commits} commits, busy {busy}, cpu {Process.GetCurrentProcess().TotalProcessorTime.TotalSeconds:f1} s, "
            + $"{Process.GetCurrentProcess().PeakWorkingSet64 >> 20} MB");
    }

    private static async Task LatencyAsync(string path, int count)
    {
        var waits = new ConcurrentDictionary<string, TaskCompletionSource>();
        await using var host = EngineHost.OpenToMeasure(path, OneEffect(() => Task.CompletedTask, id => waits[id].SetResult()));
        var starts = new double[count];
        var ends = new double[count];
        for (var i = 0; i < count; i++)
        {
            var id = $"2026-{i:d9}";
            var end = waits[id] = new(TaskCreationOptions.RunContinuationsAsynchronously);
            var clock = Stopwatch.StartNew();
            await host.StartAsync(Main, id, "ref");
            starts[i] = clock.Elapsed.TotalMilliseconds;
            await end.Task;
            ends[i] = clock.Elapsed.TotalMilliseconds;
        }
        Array.Sort(starts);
        Array.Sort(ends);
        Console.WriteLine($"latency alone: start p50 {starts[count / 2]:f2} p99 {starts[count * 99 / 100]:f2} ms, end p50 {ends[count / 2]:f2} p99 {ends[count * 99 / 100]:f2} ms");
    }

    private static async Task RecoveryAsync(string path, int count)
    {
        var never = new TaskCompletionSource();
        var first = EngineHost.OpenToMeasure(path, OneEffect(() => never.Task, _ => { }), new() { MaxQueued = 1_000_000 });
        var next = 0;
        await Task.WhenAll(Enumerable.Range(0, 256).Select(async _ =>
        {
            int i;
            while ((i = Interlocked.Increment(ref next)) <= count)
            {
                while (await first.StartAsync(Main, $"2026-{i:d9}", "ref") != StartOutcome.Started)
                    await Task.Delay(1);
            }
        }));
        await first.CrashAsync();
        first = null;
        GC.Collect();
        var clock = Stopwatch.StartNew();
        var left = count;
        var all = new TaskCompletionSource();
        await using var second = EngineHost.OpenToMeasure(path, OneEffect(() => Task.CompletedTask, _ =>
        {
            if (Interlocked.Decrement(ref left) == 0)
                all.SetResult();
        }), new() { MaxQueued = 1_000_000 });
        while (second.Engine.Statistics.Recovering)
            await Task.Delay(5);
        Console.WriteLine($"recovery: {count} loaded after {clock.Elapsed.TotalSeconds:f2} s");
        await all.Task;
        Console.WriteLine($"recovery: all ended after {clock.Elapsed.TotalSeconds:f2} s, {Process.GetCurrentProcess().WorkingSet64 >> 20} MB now, {Process.GetCurrentProcess().PeakWorkingSet64 >> 20} MB peak");
    }

    /// <summary>Lines appended to a file at once: they outlive a kill of the writer.</summary>
    private sealed class Witness(string path) : IDisposable
    {
        private readonly FileStream _file = new(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, 0);

        public void Write(string line)
        {
            lock (_file)
                _file.Write(System.Text.Encoding.UTF8.GetBytes(line + "\n"));
        }

        public void Dispose() => _file.Dispose();
    }
}
