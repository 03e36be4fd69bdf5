using LeadDelivery.Core.Workflow;
using LeadDelivery.Embedded.Engine;
using LeadDelivery.Tests.Shared;
using static LeadDelivery.Embedded.Tests.Engine.TestFlow;

namespace LeadDelivery.Embedded.Tests.Engine;

/// <summary>Orchestrations that wait for long: what stays in memory, and that all of them wake.</summary>
public sealed class ParkingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ManualTimeProvider _time = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task One_that_sleeps_for_long_leaves_memory_and_one_that_naps_does_not()
    {
        await using var host = EngineHost.Open(_folder, Sleepers(), time: _time);
        await host.StartAsync(Main, "long", "600");
        await host.StartAsync(Main, "nap", "20");
        await EngineHost.UntilAsync(() => host.Count("SELECT count(*) FROM timer") == 2, "both sleep");
        await EngineHost.UntilAsync(() => host.Engine.Statistics.Live == 1, "one is live");
        _time.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal("\"20\"", await host.OutputAsync("nap"));
        Assert.Equal(0, host.Engine.Statistics.Live);
        _time.Advance(TimeSpan.FromSeconds(580));
        Assert.Equal("\"600\"", await host.OutputAsync("long"));
        Assert.Equal(0, host.Count("SELECT count(*) FROM timer"));
    }

    [Fact]
    public async Task One_that_left_memory_hears_an_event_before_its_timer()
    {
        var registry = Registry(async (context, _) =>
        {
            using var heard = new CancellationTokenSource();
            var sleep = context.DelayUntilAsync(context.UtcNow.AddDays(7), heard.Token);
            var go = context.WaitEventAsync(Go);
            await Task.WhenAny(sleep, go);
            heard.Cancel();
            return await go;
        });
        await using var host = EngineHost.Open(_folder, registry, time: _time);
        await host.StartAsync(Main, "a", "");
        await EngineHost.UntilAsync(() => host.Count("SELECT count(*) FROM timer") == 1 && host.Engine.Statistics.Live == 0, "it sleeps");
        Assert.True(await host.RaiseAsync("a", "1", "Go", "heard"));
        Assert.Equal("\"heard\"", await host.OutputAsync("a"));
        Assert.Equal(0, host.Count("SELECT count(*) FROM timer"));
    }

    [Fact]
    public async Task Memory_bounds_how_many_are_live_and_those_that_left_go_on_all_the_same()
    {
        var registry = Registry((context, _) => context.WaitEventAsync(Go));
        await using var host = EngineHost.Open(_folder, registry, new() { MaxLiveBytes = 4 * EngineOptions.LiveInstance }, _time);
        for (var i = 0; i < 20; i++)
            await host.StartAsync(Main, $"i{i}", new string('x', 100));
        await EngineHost.UntilAsync(() => host.Engine.Statistics.Live == 3, "three fit beside their histories");
        for (var i = 0; i < 20; i++)
            Assert.True(await host.RaiseAsync($"i{i}", "1", "Go", $"{i}"));
        for (var i = 0; i < 20; i++)
            Assert.Equal($"\"{i}\"", await host.OutputAsync($"i{i}"));
        Assert.Equal(0, host.Engine.Statistics.Live);
    }

    [Fact]
    public async Task After_a_restart_sleepers_stay_on_disk_and_those_with_work_among_them_go_on()
    {
        const int sleepers = 9000;
        var never = new TaskCompletionSource<string>();
        await using (var first = EngineHost.Open(_folder, Sleepers().Add(Effect, ActivityKind.Effect, (_, _, _) => never.Task), time: _time, shadow: false))
        {
            await first.StartAsync(Main, "early", "effect");
            await SleepAsync(first, 0, sleepers / 2);
            await first.StartAsync(Main, "between", "effect");
            await SleepAsync(first, sleepers / 2, sleepers);
            await first.StartAsync(Main, "late", "effect");
            await first.CrashAsync();
        }
        await using var second = EngineHost.Open(_folder, Sleepers().WithEcho(), time: _time, shadow: false);
        foreach (var id in (string[])["early", "between", "late"])
            Assert.Equal("\"effect\"", await second.OutputAsync(id));

        // An output is known a moment before its end is counted.
        await EngineHost.UntilAsync(() => second.Engine.Statistics is { Recovering: false, Unfinished: sleepers }, "all were looked at, and three ended");
        Assert.Equal(0, second.Engine.Statistics.Live);
        _time.Advance(TimeSpan.FromHours(1));
        await EngineHost.UntilAsync(() => second.Engine.Statistics.Unfinished == 0, "all woke");
    }

    private static Task SleepAsync(EngineHost host, int from, int to) =>
        Task.WhenAll(Enumerable.Range(from, to - from).Select(i => host.StartAsync(Main, $"s{i}", "3600")));

    /// <summary>Each sleeps so many seconds, or calls the effect.</summary>
    private static WorkflowRegistry Sleepers() => Registry(async (context, input) =>
    {
        if (input == "effect")
            return await context.CallAsync(Effect, input);
        await context.DelayUntilAsync(context.UtcNow.AddSeconds(int.Parse(input)));
        return input;
    });
}
