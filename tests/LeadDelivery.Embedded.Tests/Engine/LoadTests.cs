using LeadDelivery.Core.Workflow;
using LeadDelivery.Tests.Shared;
using static LeadDelivery.Embedded.Tests.Engine.TestFlow;

namespace LeadDelivery.Embedded.Tests.Engine;

/// <summary>Limits, fairness, refusals, and disks that fail.</summary>
public sealed class LoadTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_lane_runs_no_more_than_its_limit_and_a_changed_limit_takes_effect()
    {
        var limits = new FixedLimits();
        limits.Named["narrow"] = 2;
        using var gauge = new Gauge();
        var registry = Registry((context, input) => context.CallAsync(Effect, input, new("narrow")))
            .Add(Effect, ActivityKind.Effect, (_, input, _) => gauge.RunAsync(input));
        await using var host = EngineHost.Open(_folder, registry, limits: limits);
        for (var i = 0; i < 12; i++)
            await host.StartAsync(Main, $"i{i}", "x");
        await EngineHost.UntilAsync(() => host.Engine.Statistics is { Running: 2, Queued: 10 }, "two run");
        limits.Named["narrow"] = 5;
        gauge.Release(1);
        await EngineHost.UntilAsync(() => host.Engine.Statistics is { Running: 5, Queued: 6 }, "five run");
        gauge.ReleaseAll();
        for (var i = 0; i < 12; i++)
            await host.OutputAsync($"i{i}");
        Assert.Equal(5, gauge.Most);
    }

    [Fact]
    public async Task A_busy_lane_does_not_delay_another_and_the_whole_is_bounded()
    {
        var order = new List<string>();
        using var gauge = new Gauge();
        var registry = Registry((context, input) => context.CallAsync(Effect, input, new(input)))
            .Add(Effect, ActivityKind.Effect, (_, input, _) =>
            {
                lock (order)
                    order.Add(input);
                return gauge.RunAsync(input);
            });
        await using var host = EngineHost.Open(_folder, registry, new() { MaxRunning = 2 });
        for (var i = 0; i < 50; i++)
            await host.StartAsync(Main, $"busy{i}", "busy");
        for (var i = 0; i < 3; i++)
            await host.StartAsync(Main, $"calm{i}", "calm");
        await EngineHost.UntilAsync(() => host.Engine.Statistics is { Running: 2, Queued: 51 }, "two run");
        gauge.ReleaseAll();
        for (var i = 0; i < 50; i++)
            await host.OutputAsync($"busy{i}");
        Assert.Equal(2, gauge.Most);
        // Turn about: after the two that ran, every second place is calm's.
        Assert.Equal(3, order.Skip(2).Take(7).Count(lane => lane == "calm"));
    }

    [Fact]
    public async Task Starts_are_refused_while_too_much_waits()
    {
        using var gauge = new Gauge();
        var registry = Registry((context, input) => context.CallAsync(Effect, input))
            .Add(Effect, ActivityKind.Effect, (_, input, _) => gauge.RunAsync(input));
        await using var host = EngineHost.Open(_folder, registry, new() { MaxQueued = 3 }, limits: new FixedLimits(1));
        for (var i = 0; i < 4; i++)
            await host.StartAsync(Main, $"i{i}", "x");
        await EngineHost.UntilAsync(() => host.Engine.Statistics.Queued == 3, "three wait");
        Assert.Equal(StartOutcome.Busy, await host.StartAsync(Main, "more", "x"));
        Assert.Null(await host.Engine.GetAsync("more", default));
        gauge.ReleaseAll();
        await host.OutputAsync("i3");
        Assert.Equal(StartOutcome.Started, await host.StartAsync(Main, "more", "x"));
    }

    [Fact]
    public async Task An_orderly_stop_waits_for_five_hundred_in_flight_and_loses_nothing()
    {
        using var gauge = new Gauge();
        var registry = () => Registry(async (context, input) => await context.CallAsync(Effect, input) + await context.CallAsync(Other, input))
            .Add(Effect, ActivityKind.Effect, (_, input, _) => gauge.RunAsync(input));
        var seconds = new List<string>();
        await using (var first = EngineHost.Open(
            _folder, registry().Add(Other, ActivityKind.Effect, (_, input, _) => Task.FromResult(input)), limits: new FixedLimits(500)))
        {
            await Task.WhenAll(Enumerable.Range(0, 500).Select(i => first.StartAsync(Main, $"i{i}", $"{i}")));
            await EngineHost.UntilAsync(() => first.Engine.Statistics.Running == 500, "all run");
            var stop = first.StopAsync();
            Assert.Equal(StartOutcome.Stopping, await first.StartAsync(Main, "late", "x"));
            gauge.ReleaseAll();
            await stop;
        }
        await using var second = EngineHost.Open(_folder, registry().Add(Other, ActivityKind.Effect, (context, input, _) =>
        {
            lock (seconds)
                seconds.Add($"{input} {context.MayBeRepeat}");
            return Task.FromResult(input);
        }));
        Assert.True(second.Database.WasClean);
        for (var i = 0; i < 500; i++)
            Assert.Equal($"\"{i}{i}\"", await second.OutputAsync($"i{i}"));
        Assert.Equal(500, gauge.Runs);
        Assert.Equal(500, seconds.Distinct().Count());
        Assert.DoesNotContain(seconds, line => line.EndsWith("True", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_commit_that_fails_has_no_effects()
    {
        var calls = new List<string>();
        var registry = Registry((context, input) => context.CallAsync(Effect, input)).WithEcho(calls);
        await using var host = EngineHost.Open(_folder, registry, storage: new() { MaxPages = 60 });
        var outcomes = new List<StartOutcome>();
        for (var i = 0; i < 60; i++)
            outcomes.Add(await host.StartAsync(Main, $"i{i}", $"{i}" + new string('x', 8000)));
        Assert.Contains(StartOutcome.NoSpace, outcomes);
        for (var i = 0; i < 60; i++)
        {
            var known = await host.Engine.GetAsync($"i{i}", default) is not null;
            Assert.Equal(outcomes[i] == StartOutcome.Started, known);
            Assert.True(known || !calls.Exists(call => call.StartsWith($"{i}x", StringComparison.Ordinal)), "an effect without its commit");
        }
    }

    /// <summary>Holds activities until it lets them go, and counts how many there were at once.</summary>
    private sealed class Gauge : IDisposable
    {
        private readonly SemaphoreSlim _gate = new(0);
        private int _now;
        private int _runs;

        public int Most { get; private set; }

        public int Runs => _runs;

        public async Task<string> RunAsync(string input)
        {
            lock (_gate)
            {
                _runs++;
                Most = Math.Max(Most, ++_now);
            }
            await _gate.WaitAsync();
            lock (_gate)
                _now--;
            return input;
        }

        public void Dispose() => _gate.Dispose();

        public void Release(int count) => _gate.Release(count);

        public void ReleaseAll() => _gate.Release(1_000_000);
    }
}
