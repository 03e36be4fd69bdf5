using LeadDelivery.Core.Workflow;
using LeadDelivery.Tests.Shared;
using static LeadDelivery.Embedded.Tests.Engine.TestFlow;

namespace LeadDelivery.Embedded.Tests.Engine;

/// <summary>Code that does not replay as it ran is found before it has an effect, and said plainly.</summary>
public sealed class DeterminismTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string> Changes => ["renamed", "reordered", "removed", "extra", "input", "timer", "case", "none"];

    [Theory, MemberData(nameof(Changes))]
    public async Task Changed_code_is_quarantined_and_starts_nothing(string change)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var open = new TaskCompletionSource<string>();
        await using (var first = EngineHost.Open(_folder, Registry((context, _) => Flow(context, "as released"))
            .Add(Effect, ActivityKind.Effect, (_, input, _) => Task.FromResult(input))
            .Add(Other, ActivityKind.Effect, (_, _, _) =>
            {
                reached.SetResult();
                return open.Task;
            })))
        {
            await first.StartAsync(Main, "a", "");
            await reached.Task;
            await first.CrashAsync();
        }

        var calls = new List<string>();
        await using (var second = EngineHost.Open(_folder, Changed(change, calls)))
        {
            if (change == "none")
            {
                Assert.Equal("\"done\"", await second.OutputAsync("a"));
                return;
            }
            var state = await second.QuarantinedAsync("a");
            Assert.Contains("code and history disagree", state.Error, StringComparison.Ordinal);
            Assert.Contains("ActivityScheduled#1(Effect", state.Error, StringComparison.Ordinal);
            Assert.Empty(calls);
            Assert.True(await second.RaiseAsync("a", "e1", "Go", "kept"));
            Assert.True(await second.Engine.ResumeAsync("a", default));
            await second.QuarantinedAsync("a");
            Assert.Empty(calls);
        }

        await using var mended = EngineHost.Open(_folder, Changed("none", calls));
        Assert.True(await mended.Engine.ResumeAsync("a", default));
        Assert.Equal("\"done\"", await mended.OutputAsync("a"));
        Assert.Equal(["Other o True"], calls);
    }

    [Theory]
    [InlineData("delay")]
    [InlineData("run")]
    [InlineData("never")]
    public async Task Waiting_for_something_foreign_is_reported_at_once(string how)
    {
        var registry = Registry(async (context, input) =>
        {
            await context.CallAsync(Effect, input);
            if (how == "delay")
                await Task.Delay(1);
            else if (how == "run")
                await Task.Run(() => Thread.Sleep(20));
            else
                await new TaskCompletionSource().Task;
            return await context.CallAsync(Effect, "after");
        });
        var calls = new List<string>();
        await using var host = EngineHost.Open(_folder, registry.WithEcho(calls));
        await host.StartAsync(Main, "a", "x");
        var state = await host.UntilAsync("a", item => item.Status == InstanceStatus.Quarantined, seconds: 2);
        Assert.Contains("Main 1: waits for something that is not a durable task", state.Error, StringComparison.Ordinal);
        Assert.Equal(["x"], calls);
    }

    [Fact]
    public async Task Waiting_for_something_foreign_beside_a_durable_task_is_reported_when_it_returns()
    {
        var registry = Registry(async (context, _) =>
        {
            await Task.WhenAny(context.WaitEventAsync(Go), Task.Delay(5));
            return await context.CallAsync(Effect, "after");
        });
        var calls = new List<string>();
        await using var host = EngineHost.Open(_folder, registry.WithEcho(calls));
        await host.StartAsync(Main, "a", "x");
        Assert.Contains("from outside an episode", (await host.QuarantinedAsync("a")).Error, StringComparison.Ordinal);
        Assert.Empty(calls);
    }

    [Fact]
    public async Task A_call_from_another_thread_throws_and_names_the_call()
    {
        var thrown = new TaskCompletionSource<Exception>();
        var registry = Registry(async (context, input) =>
        {
            _ = Task.Run(() =>
            {
                try
                {
                    _ = context.CallAsync(Effect, "stray");
                }
                catch (InvalidOperationException error)
                {
                    thrown.SetResult(error);
                }
            });
            return await context.WaitEventAsync(Go);
        });
        var calls = new List<string>();
        await using var host = EngineHost.Open(_folder, registry.WithEcho(calls));
        await host.StartAsync(Main, "a", "x");
        Assert.Contains("CallAsync", (await thrown.Task).Message, StringComparison.Ordinal);
        var state = await host.QuarantinedAsync("a");
        Assert.Contains("Main 1: CallAsync was called from outside", state.Error, StringComparison.Ordinal);
        Assert.Empty(calls);
    }

    [Fact]
    public async Task Leaving_the_context_by_ConfigureAwait_is_reported()
    {
        var registry = Registry(async (context, input) =>
        {
            await context.CallAsync(Effect, input).ConfigureAwait(false);
            return await context.CallAsync(Effect, "after");
        });
        var calls = new List<string>();
        await using var host = EngineHost.Open(_folder, registry.WithEcho(calls));
        await host.StartAsync(Main, "a", "x");
        await host.UntilAsync("a", item => item.Status == InstanceStatus.Quarantined, seconds: 2);
        Assert.Equal(["x"], calls);
    }

    [Fact]
    public async Task Shadow_replay_finds_what_only_a_restart_would()
    {
        var count = 0;
        var registry = Registry((context, _) => context.CallAsync(Effect, $"{++count}"));
        var calls = new List<string>();
        await using var host = EngineHost.Open(_folder, registry.WithEcho(calls));
        await host.StartAsync(Main, "a", "x");
        Assert.Contains("shadow replay: code and history disagree", (await host.QuarantinedAsync("a")).Error, StringComparison.Ordinal);
        Assert.Empty(calls);
    }

    [Fact]
    public async Task An_instance_whose_version_is_missing_waits_and_keeps_what_arrives()
    {
        var registry = Registry(async (context, _) => await context.CallAsync(Effect, "e") + await context.WaitEventAsync(Go));
        await using (var first = EngineHost.Open(_folder, registry.WithEcho()))
        {
            await first.StartAsync(Main, "a", "");
            await EngineHost.UntilAsync(() => first.Count("SELECT count(*) FROM history") == 2, "the effect");
            await first.StopAsync();
        }
        var newer = new WorkflowRegistry().Add(Main with { Version = "2" }, (_, input) => Task.FromResult(input));
        await using (var second = EngineHost.Open(_folder, newer))
        {
            Assert.True(await second.RaiseAsync("a", "1", "Go", "!"));
            Assert.False(await second.Engine.ResumeAsync("a", default));
            Assert.Equal(InstanceStatus.Running, (await second.Engine.GetAsync("a", default))!.Status);
            Assert.True(second.Log.Has(1103));
            await second.StopAsync();
        }
        await using var third = EngineHost.Open(_folder, registry);
        Assert.Equal("\"e!\"", await third.OutputAsync("a"));
    }

    private static WorkflowRegistry Changed(string change, List<string> calls)
    {
        var registry = Registry((context, _) => Flow(context, change));
        foreach (var activity in (Activity<string, string>[])[Effect, Other, Effect with { Name = "Renamed" }, Effect with { Name = "EFFECT" }])
        {
            registry.Add(activity, ActivityKind.Effect, (context, input, _) =>
            {
                lock (calls)
                    calls.Add($"{activity.Name} {input} {context.MayBeRepeat}");
                return Task.FromResult(input);
            });
        }
        return registry;
    }

    /// <summary>An activity and a timer at once, then another activity; changed in one way each.</summary>
    private static async Task<string> Flow(IWorkflowContext context, string change)
    {
        var effect = change switch { "renamed" => Effect with { Name = "Renamed" }, "case" => Effect with { Name = "EFFECT" }, _ => Effect };
        var due = context.UtcNow.AddDays(change == "timer" ? 2 : 1);
        if (change == "reordered")
            _ = context.DelayUntilAsync(due);
        var call = context.CallAsync(effect, change == "input" ? "changed" : "e");
        if (change is not ("reordered" or "removed"))
            _ = context.DelayUntilAsync(due);
        if (change == "extra")
            _ = context.CallAsync(Other, "stray");
        await call;
        await context.CallAsync(Other, "o");
        return "done";
    }
}
