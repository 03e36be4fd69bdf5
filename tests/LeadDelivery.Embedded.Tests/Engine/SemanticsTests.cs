using LeadDelivery.Core.Workflow;
using LeadDelivery.Tests.Shared;
using static LeadDelivery.Embedded.Tests.Engine.TestFlow;

namespace LeadDelivery.Embedded.Tests.Engine;

/// <summary>What each member of the context does; with live instances and with a replay at every input alike.</summary>
public sealed class SemanticsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<int> CacheSizes => [0, 50_000];

    public void Dispose() => _folder.Dispose();

    [Theory, MemberData(nameof(CacheSizes))]
    public async Task An_activity_returns_its_result(int cache)
    {
        var registry = Registry(async (context, input) => await context.CallAsync(Effect, input) + "!").WithEcho();
        await using var host = Host(registry, cache);
        Assert.Equal(StartOutcome.Started, await host.StartAsync(Main, "a", "hello"));
        Assert.Equal("\"hello!\"", await host.OutputAsync("a"));
    }

    [Theory, MemberData(nameof(CacheSizes))]
    public async Task A_failing_activity_throws_without_its_message(int cache)
    {
        var registry = Registry(async (context, input) =>
        {
            try
            {
                return await context.CallAsync(Effect, input);
            }
            catch (ActivityFailedException failed)
            {
                return $"{failed.Name} {failed.ErrorType} {failed.Message}";
            }
        }).Add(Effect, ActivityKind.Effect, (_, input, _) => Task.FromException<string>(new InvalidOperationException("secret " + input)));
        await using var host = Host(registry, cache);
        await host.StartAsync(Main, "a", "payload");
        var output = await host.OutputAsync("a");
        Assert.StartsWith("\"Effect InvalidOperationException", output, StringComparison.Ordinal);
        Assert.DoesNotContain("payload", output, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(CacheSizes))]
    public async Task An_unhandled_failure_fails_the_instance(int cache)
    {
        var registry = Registry((context, input) => context.CallAsync(Effect, input))
            .Add(Effect, ActivityKind.Effect, (_, _, _) => Task.FromException<string>(new ActivityFailedException("Effect", "Refused", "no 7")));
        await using var host = Host(registry, cache);
        await host.StartAsync(Main, "a", "x");
        var state = await host.EndAsync("a");
        Assert.Equal(InstanceStatus.Failed, state.Status);
        Assert.Equal("Refused: Effect: no 7", state.Error);
    }

    [Theory, MemberData(nameof(CacheSizes))]
    public async Task Events_that_come_early_are_kept_in_order_and_names_compare_without_case(int cache)
    {
        var registry = Registry(async (context, _) =>
        {
            await context.WaitEventAsync(Done);
            return await context.WaitEventAsync(Go) + await context.WaitEventAsync(Go);
        });
        await using var host = Host(registry, cache);
        await host.StartAsync(Main, "a", "");
        Assert.True(await host.RaiseAsync("a", "1", "GO", "1"));
        Assert.True(await host.RaiseAsync("a", "2", "go", "2"));
        Assert.True(await host.RaiseAsync("a", "3", "done", ""));
        Assert.Equal("\"12\"", await host.OutputAsync("a"));
    }

    [Theory, MemberData(nameof(CacheSizes))]
    public async Task Of_two_waiters_the_later_is_served_first(int cache)
    {
        var registry = Registry(async (context, _) =>
        {
            var first = context.WaitEventAsync(Go);
            var second = context.WaitEventAsync(Go);
            return $"{await second} {await first}";
        });
        await using var host = Host(registry, cache);
        await host.StartAsync(Main, "a", "");
        await host.RaiseAsync("a", "1", "Go", "one");
        await host.RaiseAsync("a", "2", "Go", "two");
        Assert.Equal("\"one two\"", await host.OutputAsync("a"));
    }

    [Theory, MemberData(nameof(CacheSizes))]
    public async Task A_withdrawn_wait_takes_no_event(int cache)
    {
        var registry = Registry(async (context, _) =>
        {
            using var cancel = new CancellationTokenSource();
            var withdrawn = context.WaitEventAsync(Go, cancel.Token);
            await context.WaitEventAsync(Done);
            cancel.Cancel();
            try
            {
                return await withdrawn;
            }
            catch (OperationCanceledException)
            {
                return "withdrawn " + await context.WaitEventAsync(Go);
            }
        });
        await using var host = Host(registry, cache);
        await host.StartAsync(Main, "a", "");
        await host.RaiseAsync("a", "1", "Done", "");
        await host.RaiseAsync("a", "2", "Go", "kept");
        Assert.Equal("\"withdrawn kept\"", await host.OutputAsync("a"));
    }

    [Theory, MemberData(nameof(CacheSizes))]
    public async Task A_timer_in_the_past_fires_at_once(int cache)
    {
        var registry = Registry(async (context, _) =>
        {
            await context.DelayUntilAsync(context.UtcNow.AddDays(-1));
            return "on";
        });
        await using var host = Host(registry, cache);
        await host.StartAsync(Main, "a", "");
        Assert.Equal("\"on\"", await host.OutputAsync("a"));
    }

    [Theory, MemberData(nameof(CacheSizes))]
    public async Task A_cancelled_timer_throws_and_leaves_no_row(int cache)
    {
        var registry = Registry(async (context, _) =>
        {
            using var cancel = new CancellationTokenSource();
            var timer = context.DelayUntilAsync(context.UtcNow.AddHours(1), cancel.Token);
            await context.WaitEventAsync(Go);
            cancel.Cancel();
            try
            {
                await timer;
                return "fired";
            }
            catch (OperationCanceledException)
            {
                await context.WaitEventAsync(Go);
                return "cancelled";
            }
        });
        await using var host = Host(registry, cache);
        await host.StartAsync(Main, "a", "");
        Assert.Equal(1, host.Count("SELECT count(*) FROM timer"));
        await host.RaiseAsync("a", "1", "Go", "");
        Assert.Equal(0, host.Count("SELECT count(*) FROM timer"));
        await host.RaiseAsync("a", "2", "Go", "");
        Assert.Equal("\"cancelled\"", await host.OutputAsync("a"));
    }

    [Theory, MemberData(nameof(CacheSizes))]
    public async Task Completion_does_not_wait_for_open_timers(int cache)
    {
        var registry = Registry(async (context, input) =>
        {
            var timer = context.DelayUntilAsync(context.UtcNow.AddHours(1));
            await Task.WhenAny(timer, context.CallAsync(Effect, input));
            return "won";
        }).WithEcho();
        await using var host = Host(registry, cache);
        await host.StartAsync(Main, "a", "x");
        Assert.Equal("\"won\"", await host.OutputAsync("a"));
        Assert.Equal(0, host.Count("SELECT count(*) FROM timer"));
    }

    [Theory, MemberData(nameof(CacheSizes))]
    public async Task A_child_returns_its_result_and_its_failure(int cache)
    {
        var registry = Registry(async (context, input) =>
        {
            var good = await context.ChildAsync(Child, input);
            try
            {
                return await context.ChildAsync(Child, "bad", "named");
            }
            catch (ActivityFailedException failed)
            {
                return $"{good} {failed.Name} {failed.ErrorType}";
            }
        }).Add(Child, async (context, input) => input == "bad" ? throw new InvalidOperationException() : await context.CallAsync(Effect, input)).WithEcho();
        await using var host = Host(registry, cache);
        await host.StartAsync(Main, "a", "x");
        Assert.Equal("\"x Child InvalidOperationException\"", await host.OutputAsync("a"));
        Assert.Equal(InstanceStatus.Failed, (await host.EndAsync("named")).Status);
    }

    [Theory, MemberData(nameof(CacheSizes))]
    public async Task A_child_whose_id_is_taken_fails(int cache)
    {
        var registry = Registry(async (context, _) =>
        {
            try
            {
                return await context.ChildAsync(Child, "x", "taken");
            }
            catch (ActivityFailedException failed)
            {
                return failed.ErrorType;
            }
        }).Add(Child, (context, input) => context.WaitEventAsync(Go));
        await using var host = Host(registry, cache);
        await host.StartAsync(Child, "taken", "");
        await host.StartAsync(Main, "a", "");
        Assert.Equal("\"AlreadyExists\"", await host.OutputAsync("a"));
    }

    [Theory, MemberData(nameof(CacheSizes))]
    public async Task An_event_sent_to_another_instance_arrives_and_an_unknown_receiver_is_no_error(int cache)
    {
        var registry = Registry(async (context, _) =>
        {
            context.SendEvent("nobody", Go, "x");
            context.SendEvent("b", Go, "sent");
            return await context.WaitEventAsync(Done);
        }).Add(Child, async (context, _) =>
        {
            var got = await context.WaitEventAsync(Go);
            context.SendEvent("a", Done, got + " back");
            return got;
        });
        await using var host = Host(registry, cache);
        await host.StartAsync(Child, "b", "");
        await host.StartAsync(Main, "a", "");
        Assert.Equal("\"sent back\"", await host.OutputAsync("a"));
        Assert.Equal("\"sent\"", await host.OutputAsync("b"));
    }

    [Theory, MemberData(nameof(CacheSizes))]
    public async Task ContinueAsNew_starts_over_with_unread_events_and_an_empty_history(int cache)
    {
        var registry = Registry(async (context, input) =>
        {
            if (input == "2")
                return await context.WaitEventAsync(Go) + await context.WaitEventAsync(Go);
            await context.WaitEventAsync(Done);
            context.ContinueAsNew(Main, "2");
            return "";
        });
        await using var host = Host(registry, cache);
        await host.StartAsync(Main, "a", "1");
        await host.RaiseAsync("a", "1", "Go", "A");
        await host.RaiseAsync("a", "2", "Go", "B");
        await host.RaiseAsync("a", "3", "Done", "");
        Assert.Equal("\"AB\"", await host.OutputAsync("a"));
        Assert.Equal(0, host.Count("SELECT count(*) FROM history WHERE epoch=0"));
    }

    [Theory, MemberData(nameof(CacheSizes))]
    public async Task Ids_status_and_time_are_the_same_on_every_replay(int cache)
    {
        var seen = new List<string>();
        var registry = Registry(async (context, _) =>
        {
            var id = context.NewGuid();
            var other = context.NewGuid();
            Assert.NotEqual(id, other);
            context.SetStatus("one");
            await context.CallAsync(Effect, $"{id} {context.UtcNow.UtcTicks}");
            context.SetStatus("two");
            await context.CallAsync(Effect, $"{id} {context.InstanceId} {context.Version}");
            return id.ToString();
        }).WithEcho(seen);
        await using var host = Host(registry, cache);
        await host.StartAsync(Main, "a", "");
        var output = await host.OutputAsync("a");
        Assert.Equal(2, seen.Count);
        Assert.Equal($"{output.Trim('"')} a 1", seen[1]);
        Assert.Equal("two", (await host.EndAsync("a")).CustomStatus);
        Assert.Equal('5', output[15]);
    }

    [Theory, MemberData(nameof(CacheSizes))]
    public async Task A_thousand_activities_fan_out_and_in(int cache)
    {
        var registry = Registry(async (context, _) =>
        {
            var calls = Enumerable.Range(0, 1000).Select(i => context.CallAsync(Effect, i.ToString())).ToList();
            return (await Task.WhenAll(calls)).Sum(int.Parse).ToString();
        }).WithEcho();
        await using var host = EngineHost.Open(_folder, registry, new() { MaxLive = cache });
        await host.StartAsync(Main, "a", "");
        Assert.Equal("\"499500\"", await host.OutputAsync("a"));
    }

    [Fact]
    public async Task More_than_a_thousand_tasks_at_once_are_refused()
    {
        var registry = Registry(async (context, _) =>
        {
            await Task.WhenAll(Enumerable.Range(0, 1001).Select(i => context.CallAsync(Effect, "x")));
            return "";
        }).WithEcho();
        await using var host = Host(registry, 50_000);
        await host.StartAsync(Main, "a", "");
        Assert.Contains("1001 decisions", (await host.QuarantinedAsync("a")).Error, StringComparison.Ordinal);
        Assert.Equal(0, host.Engine.Statistics.Running + host.Engine.Statistics.Queued);
    }

    [Fact]
    public async Task A_history_without_end_is_quarantined()
    {
        var registry = Registry(async (context, _) =>
        {
            while (true)
                await context.CallAsync(Effect, "x");
        }).WithEcho();
        await using var host = EngineHost.Open(_folder, registry, new() { MaxEvents = 60, WarnEvents = 20 });
        await host.StartAsync(Main, "a", "");
        Assert.Contains("ContinueAsNew", (await host.QuarantinedAsync("a")).Error, StringComparison.Ordinal);
        Assert.True(host.Log.Has(1107));
    }

    private EngineHost Host(WorkflowRegistry registry, int cache) => EngineHost.Open(_folder, registry, new() { MaxLive = cache });
}
