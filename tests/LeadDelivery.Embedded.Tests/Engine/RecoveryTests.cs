using LeadDelivery.Core.Workflow;
using LeadDelivery.Embedded.Engine;
using LeadDelivery.Tests.Shared;
using static LeadDelivery.Embedded.Tests.Engine.TestFlow;

namespace LeadDelivery.Embedded.Tests.Engine;

/// <summary>What a new process makes of what an old one left.</summary>
public sealed class RecoveryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ManualTimeProvider _time = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_activity_that_was_running_is_run_again_under_the_same_number_and_told_so()
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var open = new TaskCompletionSource<string>();
        var flow = Registry(async (context, input) => await context.CallAsync(Effect, "1") + await context.CallAsync(Other, "2"));
        await using (var first = EngineHost.Open(_folder, flow.WithEcho().Add(Other, ActivityKind.Effect, (_, _, _) =>
        {
            reached.SetResult();
            return open.Task;
        })))
        {
            await first.StartAsync(Main, "a", "");
            await reached.Task;
            await first.CrashAsync();
        }
        var seen = new List<string>();
        flow = Registry(async (context, input) => await context.CallAsync(Effect, "1") + await context.CallAsync(Other, "2"));
        await using var second = EngineHost.Open(_folder, flow.WithEcho(seen).Add(Other, ActivityKind.Effect, (context, input, _) =>
        {
            seen.Add($"{context.InstanceId} {context.TaskId} {input} {context.MayBeRepeat}");
            return Task.FromResult(input);
        }));
        Assert.Equal("\"12\"", await second.OutputAsync("a"));
        Assert.Equal(["a 2 2 True"], seen);
    }

    [Fact]
    public async Task An_activity_that_had_not_begun_before_an_orderly_stop_is_no_repetition()
    {
        var release = new TaskCompletionSource<string>();
        var limits = new FixedLimits(1);
        var flow = Registry(async (context, input) => string.Join(',', await Task.WhenAll(context.CallAsync(Effect, "1"), context.CallAsync(Effect, "2"))));
        await using (var first = EngineHost.Open(_folder, flow.Add(Effect, ActivityKind.Effect, (_, _, _) => release.Task), limits: limits))
        {
            await first.StartAsync(Main, "a", "");
            await EngineHost.UntilAsync(() => first.Engine.Statistics is { Running: 1, Queued: 1 }, "one runs, one waits");
            var stop = first.StopAsync();
            Assert.Equal(StartOutcome.Stopping, await first.StartAsync(Main, "b", ""));
            release.SetResult("r");
            await stop;
        }
        var seen = new List<string>();
        flow = Registry(async (context, input) => string.Join(',', await Task.WhenAll(context.CallAsync(Effect, "1"), context.CallAsync(Effect, "2"))));
        await using var second = EngineHost.Open(_folder, flow.Add(Effect, ActivityKind.Effect, (context, input, _) =>
        {
            seen.Add($"{input} {context.MayBeRepeat}");
            return Task.FromResult(input);
        }));
        Assert.Equal("\"r,2\"", await second.OutputAsync("a"));
        Assert.Equal(["2 False"], seen);
    }

    [Fact]
    public async Task An_activity_that_outlasts_the_stop_is_a_repetition()
    {
        var flow = Registry((context, input) => context.CallAsync(Effect, input));
        var options = new EngineOptions { StopDeadline = TimeSpan.FromMilliseconds(50) };
        await using (var first = EngineHost.Open(_folder, flow.Add(Effect, ActivityKind.Effect, async (_, input, cancellation) =>
        {
            // One that listens to the stop, and one that does not.
            await Task.Delay(Timeout.InfiniteTimeSpan, input == "deaf" ? default : cancellation);
            return input;
        }), options))
        {
            await first.StartAsync(Main, "a", "deaf");
            await first.StartAsync(Main, "b", "listens");
            await EngineHost.UntilAsync(() => first.Engine.Statistics.Running == 2, "both run");
            await first.StopAsync();
        }
        var seen = new List<bool>();
        flow = Registry((context, input) => context.CallAsync(Effect, input));
        await using var second = EngineHost.Open(_folder, flow.Add(Effect, ActivityKind.Effect, (context, input, _) =>
        {
            lock (seen)
                seen.Add(context.MayBeRepeat);
            return Task.FromResult(input);
        }));
        Assert.True(second.Database.WasClean);
        await second.OutputAsync("a");
        await second.OutputAsync("b");
        Assert.Equal([true, true], seen);
        Assert.Equal(0, second.Count("SELECT count(*) FROM probation"));
    }

    [Fact]
    public async Task Timers_that_came_due_while_the_host_was_down_fire_once_and_in_order()
    {
        var fired = new List<string>();
        var flow = Timers(fired);
        await using (var first = EngineHost.Open(_folder, flow, time: _time))
        {
            foreach (var minutes in (int[])[50, 10, 40, 20, 30])
                await first.StartAsync(Main, $"t{minutes}", minutes.ToString());
            await first.CrashAsync();
        }
        _time.Advance(TimeSpan.FromHours(2));
        await using var second = EngineHost.Open(_folder, Timers(fired), time: _time);
        foreach (var minutes in (int[])[10, 20, 30, 40, 50])
            await second.OutputAsync($"t{minutes}");
        Assert.Equal(["10", "20", "30", "40", "50"], fired);
        Assert.Equal(0, second.Count("SELECT count(*) FROM timer"));
    }

    [Fact]
    public async Task A_flood_of_due_timers_does_not_hold_up_new_starts()
    {
        const int many = 5000;
        var flow = Timers([]);
        await using (var first = EngineHost.Open(_folder, flow, time: _time))
        {
            await Task.WhenAll(Enumerable.Range(0, many).Select(i => first.StartAsync(Main, $"t{i}", "10")));
            await first.CrashAsync();
        }
        _time.Advance(TimeSpan.FromDays(1));
        await using var second = EngineHost.Open(_folder, Timers([]), time: _time);
        await second.StartAsync(Main, "new", "none");
        await second.OutputAsync("new");
        Assert.True(second.Engine.Statistics.Unfinished > many / 10, "the flood was over before the new start was looked at");
        await EngineHost.UntilAsync(() => second.Engine.Statistics.Unfinished == 0, "the flood");
    }

    [Fact]
    public async Task History_time_never_goes_back_and_no_timer_is_lost_when_the_clock_is_set()
    {
        var times = new List<DateTimeOffset>();
        var flow = Registry(async (context, _) =>
        {
            times.Add(context.UtcNow);
            await context.WaitEventAsync(Go);
            times.Add(context.UtcNow);
            await context.DelayUntilAsync(context.UtcNow.AddMinutes(10));
            times.Add(context.UtcNow);
            return "";
        });
        await using var host = EngineHost.Open(_folder, flow, time: _time, shadow: false);
        await host.StartAsync(Main, "a", "");
        _time.Step(TimeSpan.FromHours(-1));
        await host.RaiseAsync("a", "1", "Go", "");
        Assert.Equal(times[0], times[1]);
        _time.Advance(TimeSpan.FromMinutes(30));
        Assert.Equal(2, times.Count);
        // Set forward past the due time: noticed at the next look at the clock, 30 s later at most.
        _time.Step(TimeSpan.FromDays(1));
        _time.Advance(TimeSpan.FromSeconds(30));
        await host.EndAsync("a");
        // It left memory for the long wait, so its code ran once more from the beginning.
        Assert.True(times[^1] >= times[^2].AddMinutes(10));
        Assert.Equal(times[1], times[^2]);
    }

    [Fact]
    public async Task A_timer_fires_though_the_clock_is_set_back_a_little_before_it_is_due()
    {
        var flow = Registry(async (context, _) =>
        {
            await context.DelayUntilAsync(context.UtcNow.AddSeconds(20));
            return "fired";
        });
        await using var host = EngineHost.Open(_folder, flow, time: _time);
        await host.StartAsync(Main, "a", "");
        await host.RaiseAsync("a", "1", "Go", "the pump has seen the timer by now");
        _time.Step(TimeSpan.FromSeconds(-10));
        _time.Advance(TimeSpan.FromSeconds(20));
        await host.RaiseAsync("a", "2", "Go", "the pump has looked at the clock by now");
        Assert.False((await host.Engine.GetAsync("a", default))!.Ended);
        _time.Advance(TimeSpan.FromSeconds(10));
        await host.OutputAsync("a");
    }

    [Theory]
    [InlineData("UPDATE history SET body=CAST(substr(body, 1, 9) || CASE substr(body, 10, 1) WHEN x'7f' THEN x'7e' ELSE x'7f' END || substr(body, 11) AS BLOB) WHERE instance=2 AND seq=0")]
    [InlineData("UPDATE history SET digest=CAST(CASE substr(digest, 1, 1) WHEN x'00' THEN x'01' ELSE x'00' END || substr(digest, 2) AS BLOB) WHERE instance=2 AND seq=0")]
    [InlineData("DELETE FROM history WHERE instance=2 AND seq=0")]
    [InlineData("DELETE FROM history WHERE instance=2 AND seq=1")]
    [InlineData("UPDATE history SET seq=9 WHERE instance=2 AND seq=1")]
    public async Task A_damaged_history_quarantines_its_instance_alone(string damage)
    {
        var flow = Registry(async (context, input) => await context.CallAsync(Effect, input) + await context.WaitEventAsync(Go));
        await using (var first = EngineHost.Open(_folder, flow.WithEcho()))
        {
            foreach (var id in (string[])["a", "b", "c"])
                await first.StartAsync(Main, id, id);
            await EngineHost.UntilAsync(() => first.Count("SELECT count(*) FROM history") == 6, "the effects");
            await first.StopAsync();
        }
        EngineHost.Alter(_folder.Path, damage);
        await using var second = EngineHost.Open(_folder, flow);
        foreach (var id in (string[])["a", "b", "c"])
            Assert.True(await second.RaiseAsync(id, "1", "Go", "!"));
        Assert.Equal("\"a!\"", await second.OutputAsync("a"));
        Assert.Equal("\"c!\"", await second.OutputAsync("c"));
        Assert.Contains("the history is damaged", (await second.QuarantinedAsync("b")).Error, StringComparison.Ordinal);
        Assert.Empty(second.FailStops);
    }

    [Fact]
    public async Task A_child_that_ended_while_its_parent_was_on_disk_is_heard()
    {
        var flow = Registry(async (context, input) => await context.ChildAsync(Child, input) + "!").Add(Child, (context, _) => context.WaitEventAsync(Go));
        await using (var first = EngineHost.Open(_folder, flow))
        {
            await first.StartAsync(Main, "a", "x");
            await EngineHost.UntilAsync(() => first.Count("SELECT count(*) FROM history WHERE instance=2") == 1, "the child");
            await first.CrashAsync();
        }
        await using var second = EngineHost.Open(_folder, flow);
        Assert.True(await second.RaiseAsync("a:0:1", "1", "Go", "went"));
        Assert.Equal("\"went!\"", await second.OutputAsync("a"));
    }

    private static WorkflowRegistry Timers(List<string> fired) => Registry(async (context, minutes) =>
    {
        if (minutes != "none")
            await context.DelayUntilAsync(context.UtcNow.AddMinutes(int.Parse(minutes)));
        if (!context.IsReplaying)
            fired.Add(minutes);
        return minutes;
    });
}
