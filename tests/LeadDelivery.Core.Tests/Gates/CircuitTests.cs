using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Gates.Circuits;

namespace LeadDelivery.Core.Tests.Gates;

public sealed class CircuitTests
{
    private const string Small = "circuit: { ratio: 1, window: 1000, consecutive: 3, within: 1m, break: 10s, break_max: 1m }\n";

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void Recipient_without_a_circuit_is_never_left_alone()
    {
        var buyer = new ProtectedRecipient();

        Assert.All(Enumerable.Range(0, 1000), _ => Assert.True(buyer.Try(Outcome.Error)));
        Assert.Equal(CircuitView.None, buyer.Protection.Circuits.View(ProtectedRecipient.Id));
    }

    [Fact]
    public void Failures_in_a_row_open_it_and_it_says_why_and_until_when()
    {
        var buyer = ProtectedRecipient.With(Small);
        Fail(buyer, 3);

        var hold = buyer.Ask();

        Assert.Equal("circuit open: 3 attempts in a row failed, next try after 2026-03-29T00:30:10Z", hold?.Reason);
        Assert.True(hold is { Wait: null, Technical: true });
        var view = buyer.Protection.Circuits.View(ProtectedRecipient.Id);
        Assert.Equal((CircuitState.Open, buyer.Time.GetUtcNow() + (10 * Second)), (view.State, view.Until));
    }

    [Fact]
    public async Task Who_only_looks_finds_it_open_too()
    {
        var buyer = ProtectedRecipient.With(Small);
        Assert.Null(await buyer.PeekAsync());
        Fail(buyer, 3);

        Assert.True(await buyer.PeekAsync() is { Technical: true } closed && closed.Reason.StartsWith("circuit open", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(Outcome.Success)]
    [InlineData(Outcome.Failure)]
    [InlineData(Outcome.Duplicate)]
    [InlineData(Outcome.Queued)]
    public void An_answer_of_any_kind_is_health_and_ends_a_run_of_failures(Outcome answer)
    {
        var buyer = ProtectedRecipient.With(Small);

        for (var i = 0; i < 10; i++)
        {
            Fail(buyer, 2);
            Assert.True(buyer.Try(answer));
        }
    }

    [Fact]
    public void Failures_further_apart_than_within_are_no_run()
    {
        var buyer = ProtectedRecipient.With(Small);
        for (var i = 0; i < 20; i++)
        {
            Assert.True(buyer.Try(Outcome.Error));
            buyer.Time.Advance(TimeSpan.FromSeconds(31));
        }

        Fail(buyer, 2);
        Assert.NotNull(buyer.Ask());
    }

    [Theory]
    [InlineData("{ ratio: 0.5, window: 10, consecutive: 100 }", 10)]
    [InlineData("{ ratio: 0.5, window: 20, consecutive: 100 }", 20)]
    [InlineData("{ ratio: 0.5, window: 100, consecutive: 100 }", 20)]
    [InlineData("{ ratio: 0.5, window: 200, consecutive: 1000 }", 40)]
    [InlineData("{ ratio: 1, window: 7, consecutive: 100 }", 7)]
    public void Ratio_is_looked_at_once_there_are_enough_attempts(string circuit, int attempts)
    {
        var buyer = ProtectedRecipient.With($"circuit: {circuit}\n");
        Fail(buyer, attempts - 1);
        Assert.Null(buyer.Ask());

        buyer.Ended(Outcome.Error);

        Assert.NotNull(buyer.Ask());
    }

    [Fact]
    public void Ratio_looks_at_the_last_attempts_alone()
    {
        var buyer = ProtectedRecipient.With("circuit: { ratio: 0.5, window: 10, consecutive: 100 }\n");
        for (var i = 0; i < 100; i++)
        {
            Assert.True(buyer.Try(Outcome.Success));
        }

        // Of the last ten, four failed; then five.
        Fail(buyer, 4);
        Assert.Null(buyer.Ask());
        buyer.Ended(Outcome.Error);
        Assert.NotNull(buyer.Ask());
        Assert.Contains("5 of the last 10", buyer.Ask()!.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_64_threads_exactly_one_probes_each_time_the_break_is_over()
    {
        var buyer = ProtectedRecipient.With(Small);
        Fail(buyer, 3);
        var wait = 10;
        for (var round = 0; round < 20; round++)
        {
            buyer.Time.Advance(wait * Second);
            using var start = new Barrier(64);
            var let = await Task.WhenAll(Enumerable.Range(0, 64).Select(i => Task.Factory.StartNew(
                () =>
                {
                    start.SignalAndWait();
                    return buyer.Ask($"r{round}-{i}") is null ? $"r{round}-{i}" : null;
                },
                CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));

            var probe = Assert.Single(let, key => key is not null);
            buyer.Ended(Outcome.Error, probe!);
            wait = Math.Min(2 * wait, 60);
        }

        Assert.Equal(["circuit_open"], await buyer.KindsAsync());
    }

    [Fact]
    public void Breaks_grow_while_it_keeps_failing_and_are_short_again_after_it_was_back()
    {
        var buyer = ProtectedRecipient.With(Small);
        Fail(buyer, 3);

        foreach (var seconds in new[] { 10, 20, 40, 60, 60 })
        {
            buyer.Time.Advance((seconds * Second) - TimeSpan.FromMilliseconds(1));
            Assert.NotNull(buyer.Ask());
            buyer.Time.Advance(TimeSpan.FromMilliseconds(1));
            Assert.True(buyer.Try(Outcome.Error));
        }

        buyer.Time.Advance(60 * Second);
        Assert.True(buyer.Try(Outcome.Failure));
        Fail(buyer, 3);
        buyer.Time.Advance(10 * Second);
        Assert.Null(buyer.Ask());
    }

    [Fact]
    public void Who_comes_while_a_probe_is_under_way_is_told_of_it_not_of_a_time_that_is_past()
    {
        var buyer = ProtectedRecipient.With(Small);
        Fail(buyer, 3);
        buyer.Time.Advance(12 * Second);
        Assert.Null(buyer.Ask("probe"));
        buyer.Time.Advance(Second);

        Assert.Equal("circuit open: 3 attempts in a row failed, a try is under way", buyer.Ask("other")?.Reason);
    }

    [Fact]
    public async Task A_probe_that_is_answered_closes_it_and_somebody_is_told_of_both()
    {
        var buyer = ProtectedRecipient.With(Small);
        Fail(buyer, 3);
        buyer.Time.Advance(10 * Second);

        Assert.Null(buyer.Ask("probe"));
        Assert.Equal(CircuitState.HalfOpen, buyer.Protection.Circuits.View(ProtectedRecipient.Id).State);
        Assert.NotNull(buyer.Ask("other"));
        buyer.Ended(Outcome.Success, "probe");

        Assert.Null(buyer.Ask("other"));
        Assert.Equal(["circuit_open", "circuit_closed"], await buyer.KindsAsync());
        var operations = await buyer.OperationsAsync();
        Assert.Equal(
            [("automatic", "closed", "open"), ("automatic", "half_open", "closed")],
            operations.Select(o => (Text(o, "who"), Text(o, "from"), Text(o, "state"))));
    }

    [Fact]
    public void A_probe_that_was_not_sent_after_all_leaves_its_place_to_the_next()
    {
        var buyer = ProtectedRecipient.With(Small);
        Fail(buyer, 3);
        buyer.Time.Advance(10 * Second);
        Assert.Null(buyer.Ask("probe"));

        buyer.Ended(null, "probe");

        Assert.Null(buyer.Ask("other"));
        Assert.NotNull(buyer.Ask("third"));
    }

    [Fact]
    public void A_probe_that_vanishes_is_given_up_after_the_recipients_own_bound_of_time()
    {
        var buyer = ProtectedRecipient.With(Small);
        Fail(buyer, 3);
        buyer.Time.Advance(10 * Second);
        Assert.Null(buyer.Ask("probe"));

        buyer.Time.Advance(30 * Second);
        Assert.NotNull(buyer.Ask("other"));
        buyer.Time.Advance(5 * Second);

        Assert.Null(buyer.Ask("other"));
        Assert.NotNull(buyer.Ask("third"));
    }

    [Fact]
    public void What_was_under_way_when_it_opened_changes_nothing_any_more()
    {
        var buyer = ProtectedRecipient.With(Small);
        Assert.Null(buyer.Ask("late"));
        Fail(buyer, 3);

        buyer.Ended(Outcome.Success, "late");

        Assert.NotNull(buyer.Ask());
    }

    [Fact]
    public async Task It_is_open_still_after_a_restart_and_its_breaks_go_on_growing()
    {
        var buyer = ProtectedRecipient.With(Small);
        Fail(buyer, 3);
        buyer.Time.Advance(10 * Second);
        Assert.True(buyer.Try(Outcome.Error));

        await buyer.RestartAsync();

        Assert.NotNull(buyer.Ask());
        buyer.Time.Advance(20 * Second);
        Assert.True(buyer.Try(Outcome.Error));
        buyer.Time.Advance(39 * Second);
        Assert.NotNull(buyer.Ask());
        buyer.Time.Advance(Second);
        Assert.True(buyer.Try(Outcome.Success));
        await buyer.RestartAsync();
        Assert.Null(buyer.Ask());
        Assert.Equal(CircuitState.Closed, buyer.Protection.Circuits.View(ProtectedRecipient.Id).State);
    }

    [Fact]
    public void Test_leads_neither_count_nor_are_kept_out()
    {
        var buyer = ProtectedRecipient.With(Small);
        for (var i = 0; i < 10; i++)
        {
            buyer.Ended(Outcome.Error, test: true);
        }

        Assert.Null(buyer.Ask());
        Fail(buyer, 3);
        Assert.Null(buyer.Ask(test: true));
    }

    private static void Fail(ProtectedRecipient buyer, int times)
    {
        for (var i = 0; i < times; i++)
        {
            buyer.Ended(Outcome.Error);
        }
    }

    private static string? Text(Core.Language.ValueObject body, string name) => body.TryGet(name, out var value) ? value.AsText : null;
}
