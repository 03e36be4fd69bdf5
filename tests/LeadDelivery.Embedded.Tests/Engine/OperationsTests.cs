using LeadDelivery.Core.Workflow;
using LeadDelivery.Tests.Shared;
using static LeadDelivery.Embedded.Tests.Engine.TestFlow;

namespace LeadDelivery.Embedded.Tests.Engine;

/// <summary>Events from outside and what operators do.</summary>
public sealed class OperationsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_event_is_taken_once_by_its_id_and_two_ids_with_one_body_are_two_events()
    {
        var flow = Registry(async (context, _) =>
        {
            var first = await context.WaitEventAsync(Go) + await context.WaitEventAsync(Go);
            await context.WaitEventAsync(Done);
            return first;
        });
        await using var host = EngineHost.Open(_folder, flow);
        await host.StartAsync(Main, "a", "");
        var same = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => host.RaiseAsync("a", "one", "Go", "x").AsTask()));
        Assert.All(same, Assert.True);
        Assert.True(await host.RaiseAsync("a", "d", "Done", ""));
        Assert.Equal(InstanceStatus.Running, (await host.Engine.GetAsync("a", default))!.Status);
        Assert.True(await host.RaiseAsync("a", "two", "Go", "x"));
        Assert.Equal("\"xx\"", await host.OutputAsync("a"));
        Assert.False(await host.RaiseAsync("a", "three", "Go", "x"));
        Assert.False(await host.RaiseAsync("nobody", "one", "Go", "x"));
    }

    [Fact]
    public async Task An_event_id_is_remembered_over_a_restart_and_ContinueAsNew()
    {
        var flow = Registry(async (context, input) =>
        {
            var got = input + await context.WaitEventAsync(Go);
            if (got.Length == 3)
                return got;
            context.ContinueAsNew(Main, got);
            return "";
        });
        await using (var first = EngineHost.Open(_folder, flow))
        {
            await first.StartAsync(Main, "a", "");
            await first.RaiseAsync("a", "1", "Go", "A");
            await first.RaiseAsync("a", "1", "Go", "A");
            await first.CrashAsync();
        }
        await using var second = EngineHost.Open(_folder, flow);
        await second.RaiseAsync("a", "1", "Go", "A");
        await second.RaiseAsync("a", "2", "Go", "B");
        await second.RaiseAsync("a", "2", "Go", "B");
        await second.RaiseAsync("a", "3", "Go", "C");
        Assert.Equal("\"ABC\"", await second.OutputAsync("a"));
    }

    [Fact]
    public async Task A_suspended_instance_takes_no_step_and_keeps_what_arrives_over_a_restart()
    {
        var release = new TaskCompletionSource<string>();
        var time = new ManualTimeProvider();
        var flow = () => Registry(async (context, _) =>
        {
            var call = context.CallAsync(Effect, "e");
            var timer = context.DelayUntilAsync(context.UtcNow.AddMinutes(5));
            var got = await call + await context.WaitEventAsync(Go);
            await timer;
            return got;
        });
        await using (var first = EngineHost.Open(_folder, flow().Add(Effect, ActivityKind.Effect, (_, _, _) => release.Task), time: time))
        {
            await first.StartAsync(Main, "a", "");
            await EngineHost.UntilAsync(() => first.Engine.Statistics.Running == 1, "the effect");
            Assert.True(await first.Engine.SuspendAsync("a", default));
            Assert.False(await first.Engine.SuspendAsync("a", default));
            release.SetResult("once");
            Assert.True(await first.RaiseAsync("a", "1", "Go", "!"));
            Assert.True(await first.RaiseAsync("a", "1", "Go", "!"));
            time.Advance(TimeSpan.FromMinutes(10));
            await EngineHost.UntilAsync(() => first.Count("SELECT count(*) FROM inbox") == 2, "the result is kept");
            await first.CrashAsync();
        }
        await using var second = EngineHost.Open(_folder, flow().Add(Effect, ActivityKind.Effect, (_, _, _) => Task.FromResult("twice")), time: time);
        Assert.Equal(InstanceStatus.Suspended, (await second.Engine.GetAsync("a", default))!.Status);
        Assert.Equal(1, second.Count("SELECT count(*) FROM history"));
        Assert.True(await second.Engine.ResumeAsync("a", default));
        Assert.Equal("\"once!\"", await second.OutputAsync("a"));
        Assert.False(await second.Engine.ResumeAsync("a", default));
    }

    [Fact]
    public async Task A_terminated_instance_drops_late_results_and_ends_its_children()
    {
        var release = new TaskCompletionSource<string>();
        var flow = Registry(async (context, input) =>
        {
            var child = context.ChildAsync(Child, input, "child");
            await context.CallAsync(Effect, input);
            return await child;
        }).Add(Child, (context, _) => context.WaitEventAsync(Go)).Add(Effect, ActivityKind.Effect, (_, _, _) => release.Task);
        await using var host = EngineHost.Open(_folder, flow);
        await host.StartAsync(Main, "a", "");
        await EngineHost.UntilAsync(() => host.Engine.Statistics.Running == 1, "the effect");
        Assert.True(await host.Engine.TerminateAsync("a", "asked to", default));
        Assert.False(await host.Engine.TerminateAsync("a", "again", default));
        var state = await host.EndAsync("a");
        Assert.Equal((InstanceStatus.Terminated, "asked to"), (state.Status, state.Error));
        Assert.Equal(InstanceStatus.Terminated, (await host.EndAsync("child")).Status);
        release.SetResult("late");
        await EngineHost.UntilAsync(() => host.Engine.Statistics.LateResults == 1, "the late result");
        Assert.Equal(0, host.Engine.Statistics.Unfinished);
    }

    [Fact]
    public async Task Terminating_a_child_fails_the_parents_call()
    {
        var flow = Registry(async (context, input) =>
        {
            try
            {
                return await context.ChildAsync(Child, input, "child");
            }
            catch (ActivityFailedException failed)
            {
                return failed.ErrorType;
            }
        }).Add(Child, (context, _) => context.WaitEventAsync(Go));
        await using var host = EngineHost.Open(_folder, flow);
        await host.StartAsync(Main, "a", "");
        await host.UntilAsync("child", state => !state.Ended);
        Assert.True(await host.Engine.TerminateAsync("child", "why not", default));
        Assert.Equal("\"Terminated\"", await host.OutputAsync("a"));
    }

    [Fact]
    public async Task A_child_that_completes_as_its_parent_is_terminated_harms_nobody()
    {
        var flow = Registry((context, input) => context.ChildAsync(Child, input, "child-" + context.InstanceId)).Add(Child, (context, _) => context.WaitEventAsync(Go));
        await using var host = EngineHost.Open(_folder, flow);
        for (var i = 0; i < 20; i++)
        {
            var id = $"p{i}";
            await host.StartAsync(Main, id, "");
            await host.UntilAsync("child-" + id, state => !state.Ended);
            await Task.WhenAll(
                host.RaiseAsync("child-" + id, "1", "Go", "x").AsTask(), host.Engine.TerminateAsync(id, "race", default).AsTask());
            Assert.Contains((await host.EndAsync(id)).Status, (InstanceStatus[])[InstanceStatus.Terminated, InstanceStatus.Completed]);
            await host.EndAsync("child-" + id);
        }
        await EngineHost.UntilAsync(() => host.Engine.Statistics.Unfinished == 0, "all ended");
        Assert.Equal(0, host.Count("SELECT count(*) FROM inbox WHERE applied=0"));
        Assert.Empty(host.FailStops);
    }

    [Fact]
    public async Task Termination_and_completion_race_to_one_end()
    {
        var flow = Registry((context, input) => context.CallAsync(Effect, input)).WithEcho();
        await using var host = EngineHost.Open(_folder, flow);
        for (var i = 0; i < 50; i++)
        {
            var id = $"i{i}";
            await host.StartAsync(Main, id, "x");
            var terminated = await host.Engine.TerminateAsync(id, "race", default);
            var state = await host.EndAsync(id);
            Assert.Equal(terminated ? InstanceStatus.Terminated : InstanceStatus.Completed, state.Status);
        }
        await EngineHost.UntilAsync(() => host.Engine.Statistics.Running == 0, "idle");
    }

    [Fact]
    public async Task Instances_are_listed_newest_first_in_pages_and_by_status()
    {
        var flow = Registry((context, input) => input == "wait" ? context.WaitEventAsync(Go) : Task.FromResult(input));
        await using var host = EngineHost.Open(_folder, flow);
        for (var i = 0; i < 9; i++)
            await host.StartAsync(Main, $"i{i}", i % 3 == 0 ? "wait" : "go");
        var first = await host.Engine.ListAsync(null, null, 5, default);
        var second = await host.Engine.ListAsync(null, first[^1].InstanceId, 5, default);
        Assert.Equal(["i8", "i7", "i6", "i5", "i4", "i3", "i2", "i1", "i0"], first.Concat(second).Select(item => item.InstanceId));
        Assert.Equal(["i6", "i3", "i0"], (await host.Engine.ListAsync(InstanceStatus.Running, null, 9, default)).Select(item => item.InstanceId));
        Assert.Equal(["i5", "i4"], (await host.Engine.ListAsync(InstanceStatus.Completed, "i7", 2, default)).Select(item => item.InstanceId));
    }

    [Fact]
    public async Task Purging_removes_what_ended_before_a_time_and_nothing_else()
    {
        var time = new ManualTimeProvider();
        var flow = Registry((context, input) => input == "wait" ? context.WaitEventAsync(Go) : context.CallAsync(Effect, input)).WithEcho();
        await using var host = EngineHost.Open(_folder, flow, time: time);
        for (var i = 0; i < 1200; i++)
            await host.StartAsync(Main, $"i{i}", i % 100 == 0 ? "wait" : "go");
        await EngineHost.UntilAsync(() => host.Engine.Statistics.Unfinished == 12, "most ended");
        time.Advance(TimeSpan.FromDays(1));
        await host.StartAsync(Main, "young", "go");
        await host.RaiseAsync("i0", "1", "Go", "x");
        await host.OutputAsync("young");
        Assert.Equal(1188, await host.Engine.PurgeAsync(time.GetUtcNow().AddHours(-1), default));
        Assert.Equal(13, host.Count("SELECT count(*) FROM instance"));
        Assert.Equal(0, host.Count("SELECT count(*) FROM history WHERE instance NOT IN (SELECT id FROM instance)"));
        Assert.Equal(StartOutcome.Started, await host.StartAsync(Main, "i1", "go"));
    }
}
