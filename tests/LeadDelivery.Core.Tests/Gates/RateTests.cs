using LeadDelivery.Core.Gates;
using LeadDelivery.Core.Gates.Rates;

namespace LeadDelivery.Core.Tests.Gates;

public sealed class RateTests
{
    [Theory]
    [InlineData("20/s", 50, 20)]
    [InlineData("1/s", 1000, 1)]
    [InlineData("120/m", 500, 2)]
    [InlineData("30/m", 2000, 1)]
    [InlineData("3600/h", 1000, 1)]
    public void A_seconds_worth_comes_at_once_and_the_rest_evenly(string rate, int interval, int burst)
    {
        var buyer = ProtectedRecipient.With($"rate: {rate}\n");

        var waits = Enumerable.Range(0, burst + 10).Select(i => buyer.Ask($"k{i}")?.Wait?.TotalMilliseconds ?? 0).ToList();

        Assert.All(waits.Take(burst), wait => Assert.Equal(0, wait));
        Assert.Equal(Enumerable.Range(1, 10).Select(i => (double)i * interval), waits.Skip(burst));
    }

    [Fact]
    public void Who_comes_back_goes_in_its_slot_and_nobody_who_came_later_goes_before()
    {
        var buyer = ProtectedRecipient.With("rate: 1/s\n");
        Assert.Null(buyer.Ask("a"));
        Assert.Equal(1, Seconds(buyer.Ask("b")));
        Assert.Equal(2, Seconds(buyer.Ask("c")));

        buyer.Time.Advance(TimeSpan.FromMilliseconds(1500));

        Assert.Equal(1.5, Seconds(buyer.Ask("d")));
        Assert.Equal(0.5, Seconds(buyer.Ask("c")));
        Assert.Null(buyer.Ask("b"));
        Assert.Equal(2, buyer.Protection.Rates.Waiting(ProtectedRecipient.Id));
    }

    [Fact]
    public void Who_comes_late_all_at_once_is_spread_out_anew()
    {
        var buyer = ProtectedRecipient.With("rate: 2/s\n");
        var keys = Enumerable.Range(0, 12).Select(i => $"k{i}").ToList();
        Assert.Equal(10, keys.Count(key => buyer.Ask(key) is not null));
        var begin = buyer.Time.GetUtcNow() + TimeSpan.FromMinutes(1);
        buyer.Time.Advance(TimeSpan.FromMinutes(1));
        var comes = keys.Skip(2).ToDictionary(key => key, _ => begin);
        var goes = new List<double>();

        while (comes.Count > 0)
        {
            var (key, at) = comes.MinBy(one => one.Value);
            buyer.Time.Advance(at - buyer.Time.GetUtcNow());
            if (buyer.Ask(key) is { Wait: { } wait })
            {
                comes[key] = at + wait;
                continue;
            }

            comes.Remove(key);
            goes.Add((at - begin).TotalSeconds);
        }

        Assert.Equal([0, 0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4], goes);
        Assert.Equal(0, buyer.Protection.Rates.Waiting(ProtectedRecipient.Id));
    }

    [Fact]
    public async Task Under_many_threads_everybody_gets_a_slot_of_their_own()
    {
        var buyer = ProtectedRecipient.With("rate: 100/s\nqueue: { limit: 100000 }\n");

        var waits = await Task.WhenAll(Enumerable.Range(0, 64).Select(t => Task.Run(
            () => Enumerable.Range(0, 100).Select(i => Seconds(buyer.Ask($"k{t}-{i}"))).ToList())));

        var slots = waits.SelectMany(w => w).Where(s => s > 0).Order().ToList();
        Assert.Equal(6300, slots.Count);
        Assert.Equal(Enumerable.Range(1, 6300).Select(i => Math.Round(i / 100.0, 6)), slots.Select(s => Math.Round(s, 6)));
    }

    [Fact]
    public void A_slot_that_is_given_up_goes_to_the_next_who_asks()
    {
        var buyer = ProtectedRecipient.With("rate: 1/s\n");
        Assert.Null(buyer.Ask("a"));
        Assert.Equal([1, 2, 3], new[] { "b", "c", "d" }.Select(key => Seconds(buyer.Ask(key))));

        buyer.Leave("b");

        Assert.Equal(1, Seconds(buyer.Ask("e")));
        Assert.Equal(4, Seconds(buyer.Ask("f")));
    }

    [Fact]
    public void More_than_the_limit_do_not_wait_and_who_waits_is_not_affected()
    {
        var buyer = ProtectedRecipient.With("rate: 1/s\nqueue: { limit: 2 }\n");
        Assert.Null(buyer.Ask("a"));
        Assert.NotNull(buyer.Ask("b")!.Wait);
        Assert.NotNull(buyer.Ask("c")!.Wait);

        Assert.Equal(new Hold("queue full: 2 wait already"), buyer.Ask("d"));
        buyer.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(buyer.Ask("b"));
        Assert.NotNull(buyer.Ask("d")!.Wait);
    }

    [Fact]
    public async Task Who_would_wait_too_long_is_told_at_once()
    {
        var buyer = ProtectedRecipient.With("rate: 1/m\nqueue: { deadline: 2m }\n");
        Assert.Null(buyer.Ask("a"));
        Assert.Equal([60, 120], new[] { "b", "c" }.Select(key => Seconds(buyer.Ask(key))));

        Assert.Equal(new Hold("queue deadline of 2m passed"), buyer.Ask("d"));
        Assert.Equal("queue deadline of 2m passed", (await buyer.PeekAsync())?.Reason);
    }

    [Fact]
    public void Who_waited_too_long_for_the_recipient_is_skipped_but_a_stopped_process_is_no_wait()
    {
        var buyer = ProtectedRecipient.With("queue: { deadline: 10m }\n");
        Assert.Null(buyer.Ask(queued: TimeSpan.FromHours(9)));
        buyer.Time.Advance(TimeSpan.FromMinutes(10));
        Assert.Null(buyer.Ask(queued: TimeSpan.FromHours(9)));
        buyer.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(new Hold("queue deadline of 10m passed"), buyer.Ask(queued: TimeSpan.FromHours(9)));
        Assert.Null(buyer.Ask(queued: TimeSpan.FromMinutes(10)));
    }

    [Fact]
    public void A_full_queue_turns_away_who_is_new_and_never_who_is_under_way()
    {
        var buyer = ProtectedRecipient.With("rate: 1/s\n");
        Assert.Null(buyer.Ask("a"));
        Assert.NotNull(buyer.Ask("b"));

        Assert.Equal("queue full: 100000 wait already", buyer.Ask("new", full: true)?.Reason);
        Assert.Null(buyer.Ask("new", full: true)?.Wait);
        Assert.Equal(RateBook.AskAgain, buyer.Ask("b", full: true)?.Wait);
        Assert.Equal(RateBook.AskAgain, buyer.Ask("retry", attempt: 2, full: true)?.Wait);
    }

    [Fact]
    public async Task After_a_restart_slots_are_given_anew()
    {
        var buyer = ProtectedRecipient.With("rate: 1/s\n");
        Assert.Equal([0, 1, 2], new[] { "a", "b", "c" }.Select(key => Seconds(buyer.Ask(key))));

        await buyer.RestartAsync();

        Assert.Equal([0, 1], new[] { "b", "c" }.Select(key => Seconds(buyer.Ask(key))));
    }

    private static double Seconds(Hold? hold) => hold?.Wait?.TotalSeconds ?? 0;
}
