using LeadDelivery.Core.Workflow;
using LeadDelivery.Embedded.Engine;
using LeadDelivery.Tests.Shared;
using static LeadDelivery.Embedded.Tests.Engine.TestFlow;

namespace LeadDelivery.Embedded.Tests.Engine;

/// <summary>An activity that ends the process, and an orchestration that never ends its episode.</summary>
public sealed class PoisonTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_activity_that_kills_the_process_is_given_up_after_five_kills_and_its_neighbours_finish()
    {
        const int neighbours = 30;
        var kills = 0;
        while (true)
        {
            var killed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var never = new TaskCompletionSource<string>();
            // A killer takes all with it that runs beside it; here nothing beside it gets to its end before.
            var registry = Registry(Flow).Add(Effect, ActivityKind.Effect, async (_, input, _) =>
            {
                if (input == "killer")
                    killed.SetResult();
                return input == "killer" || kills == 0 ? await never.Task : input;
            });
            await using var host = EngineHost.Open(_folder, registry);
            if (kills == 0)
            {
                for (var i = 0; i < neighbours; i++)
                    await host.StartAsync(Main, $"i{i}", i == 7 ? "killer" : $"{i}");
            }
            if (await Task.WhenAny(killed.Task, host.EndAsync("i7")) == killed.Task)
            {
                kills++;
                Assert.True(kills <= 5, "the killer still runs");
                await host.CrashAsync();
                continue;
            }
            for (var i = 0; i < neighbours; i++)
                Assert.Equal(i == 7 ? "\"Poison\"" : $"\"{i}\"", await host.OutputAsync($"i{i}"));
            Assert.Equal(1, host.Count("SELECT count(*) FROM dead"));
            await EngineHost.UntilAsync(() => host.Count("SELECT v FROM engine WHERE k='kills'") == 0, "the kills are forgiven");
            Assert.Equal(0, host.Count("SELECT count(*) FROM probation"));
            Assert.Equal(5, kills);
            return;
        }
    }

    [Fact]
    public async Task Work_that_is_new_does_not_wait_behind_what_is_on_probation()
    {
        for (var kill = 0; kill < 2; kill++)
        {
            var never = new TaskCompletionSource<string>();
            await using var host = EngineHost.Open(_folder, Registry(Flow).Add(Effect, ActivityKind.Effect, (_, _, _) => never.Task));
            for (var i = 0; kill == 0 && i < 20; i++)
                await host.StartAsync(Main, $"i{i}", "x");
            await host.CrashAsync();
        }
        var release = new TaskCompletionSource<string>();
        await using var third = EngineHost.Open(_folder, Registry(Flow).Add(Effect, ActivityKind.Effect,
            (_, input, _) => input == "new" ? Task.FromResult(input) : release.Task));
        await EngineHost.UntilAsync(() => third.Engine.Statistics.Running == 4, "four run on probation");
        Assert.Equal(16, third.Engine.Statistics.Queued);
        await third.StartAsync(Main, "new", "new");
        Assert.Equal("\"new\"", await third.OutputAsync("new"));
        Assert.True(third.Log.Has(1111));
        release.SetResult("late");
        for (var i = 0; i < 20; i++)
            await third.OutputAsync($"i{i}");
    }

    [Fact]
    public async Task An_episode_without_end_is_logged_then_stops_the_process_and_holds_up_no_other()
    {
        var release = false;
        var registry = Registry((context, input) =>
        {
            while (input == "loop" && !Volatile.Read(ref release))
            {
            }
            return Task.FromResult(input);
        });
        var options = new EngineOptions { SlowEpisode = TimeSpan.FromMilliseconds(100), StuckEpisode = TimeSpan.FromMilliseconds(400) };
        await using (var first = EngineHost.Open(_folder, Registry((context, input) => context.WaitEventAsync(Go))))
        {
            await first.StartAsync(Main, "stuck", "loop");
            await first.StopAsync();
        }
        await using (var second = EngineHost.Open(_folder, registry, options))
        {
            _ = second.RaiseAsync("stuck", "1", "Go", "x").AsTask();
            await EngineHost.UntilAsync(() => second.FailStops.Count == 1, "the stop");
            Assert.Contains("stuck", second.FailStops[0], StringComparison.Ordinal);
            Assert.True(second.Log.Has(1108));
            Volatile.Write(ref release, true);
            await second.CrashAsync();
        }
        await using var third = EngineHost.Open(_folder, registry);
        Assert.Equal(InstanceStatus.Quarantined, (await third.Engine.GetAsync("stuck", default))!.Status);
        Assert.Equal(StartOutcome.Started, await third.StartAsync(Main, "fine", "x"));
        Assert.Equal("\"x\"", await third.OutputAsync("fine"));
    }

    private static async Task<string> Flow(IWorkflowContext context, string input)
    {
        try
        {
            return await context.CallAsync(Effect, input);
        }
        catch (ActivityFailedException failed)
        {
            return failed.ErrorType;
        }
    }
}
