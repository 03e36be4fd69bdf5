using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Gates.Caps;
using LeadDelivery.Core.Language;

namespace LeadDelivery.Core.Tests.Gates;

/// <summary>The most that a recipient is sold in a time.</summary>
public sealed class CapTests
{
    [Theory]
    [InlineData("{ daily: 3 }", 3, "cap daily of 3 reached")]
    [InlineData("{ daily: 0 }", 0, "cap daily of 0 reached")]
    [InlineData("{ total: 2, daily: 3 }", 2, "cap total of 2 reached")]
    [InlineData("[{ daily: 5, name: all }, { hourly: 2, name: few }]", 2, "cap hourly of 2 (few) reached")]
    public async Task Recipient_is_sold_as_many_as_its_cap_allows(string caps, int sold, string reason)
    {
        var buyer = new LimitedRecipient($"caps: {caps}\n");

        Assert.Equal(sold, await buyer.SellAllAsync("k"));
        Assert.Equal(reason, await buyer.EnterAsync("more"));
        Assert.Equal(reason, await buyer.PeekAsync());
    }

    [Theory]
    [InlineData("minutely", "2026-03-02T12:00:59Z", "2026-03-02T12:01:00Z")]
    [InlineData("hourly", "2026-03-02T12:59:59Z", "2026-03-02T13:00:00Z")]
    [InlineData("daily", "2026-03-03T04:59:59Z", "2026-03-03T05:00:00Z")]
    [InlineData("weekly", "2026-03-09T03:59:59Z", "2026-03-09T04:00:00Z")]
    [InlineData("monthly", "2026-04-01T03:59:59Z", "2026-04-01T04:00:00Z")]
    public async Task Cap_begins_anew_by_the_clock_of_its_zone(string period, string last, string next)
    {
        var buyer = new LimitedRecipient($"caps: {{ {period}: 1, timezone: America/New_York }}\n");
        Assert.Null(await buyer.SellAsync("a"));

        buyer.SetClock(last);
        Assert.Equal($"cap {period} of 1 reached", await buyer.EnterAsync("b"));
        Assert.Equal(next, $"{Assert.Single(buyer.Usage).ResetsAt:yyyy-MM-ddTHH:mm:ssZ}");

        buyer.SetClock(next);
        Assert.Null(await buyer.EnterAsync("c"));
    }

    [Fact]
    public async Task Reservation_takes_up_room_in_every_period_until_it_ends()
    {
        var buyer = new LimitedRecipient("caps: { daily: 1 }\n", "2026-03-02T23:59:00Z");
        Assert.Null(await buyer.EnterAsync("a"));
        buyer.SetClock("2026-03-03T00:01:00Z");

        Assert.Equal("cap daily of 1 reached", await buyer.EnterAsync("b"));
        buyer.Leave("a", Outcome.Success);
        Assert.Equal("cap daily of 1 reached", await buyer.EnterAsync("b"));
        buyer.SetClock("2026-03-04T00:00:00Z");
        Assert.Null(await buyer.EnterAsync("b"));
    }

    [Theory]
    [InlineData(Outcome.Failure, false)]
    [InlineData(Outcome.Duplicate, false)]
    [InlineData(Outcome.Error, false)]
    [InlineData(Outcome.Skipped, false)]
    [InlineData(Outcome.Superseded, false)]
    [InlineData(Outcome.Success, true)]
    [InlineData(Outcome.Queued, true)]
    public async Task Only_what_is_sold_counts(Outcome outcome, bool counts)
    {
        var buyer = new LimitedRecipient("caps: { daily: 1 }\n");
        Assert.Null(await buyer.EnterAsync("a"));

        buyer.Leave("a", outcome);

        Assert.Equal(counts ? 1 : 0, Assert.Single(buyer.Usage).Used);
        Assert.Equal(0, Assert.Single(buyer.Usage).Reserved);
        Assert.Equal(counts, await buyer.EnterAsync("b") is not null);
    }

    [Fact]
    public async Task Sale_that_is_superseded_is_given_back()
    {
        var buyer = new LimitedRecipient("caps: { daily: 1, revenue_daily: 50 }\n");
        await buyer.SellAsync("a", 20m);

        buyer.Leave("a", Outcome.Superseded);
        buyer.Leave("a", Outcome.Superseded);

        Assert.All(buyer.Usage, usage => Assert.Equal(0, usage.Used));
        await buyer.RestartAsync();
        Assert.All(buyer.Usage, usage => Assert.Equal(0, usage.Used));
        Assert.Null(await buyer.EnterAsync("b"));
    }

    [Fact]
    public async Task Same_delivery_never_counts_twice()
    {
        var buyer = new LimitedRecipient("caps: { daily: 2 }\n");
        for (var run = 0; run < 3; run++)
        {
            await buyer.BeginEnterAsync("a"); // Its commit failed: it runs again.
        }

        Assert.Null(await buyer.EnterAsync("a"));
        Assert.Null(await buyer.EnterAsync("a"));
        Assert.Equal(1, Assert.Single(buyer.Usage).Reserved);

        buyer.BeginLeave("a", Outcome.Success);
        buyer.Leave("a", Outcome.Success);
        buyer.Leave("a", Outcome.Success);
        buyer.Leave("a", Outcome.Failure);
        Assert.Null(await buyer.EnterAsync("a"));

        Assert.Equal((1m, 0m), (buyer.Usage[0].Used, buyer.Usage[0].Reserved));
        await buyer.RestartAsync();
        Assert.Equal((1m, 0m), (buyer.Usage[0].Used, buyer.Usage[0].Reserved));
    }

    [Fact]
    public async Task Delivery_that_is_taken_up_again_keeps_its_place()
    {
        var buyer = new LimitedRecipient("caps: { daily: 1 }\n");
        Assert.Null(await buyer.EnterAsync("a"));
        var leaving = buyer.BeginLeave("a", Outcome.Error);
        Assert.Null(await buyer.EnterAsync("a"));

        leaving.Commit(); // What was decided before the second entry.

        Assert.Equal("cap daily of 1 reached", await buyer.EnterAsync("b"));
    }

    [Fact]
    public async Task Place_is_free_only_once_that_is_durable()
    {
        var buyer = new LimitedRecipient("caps: { daily: 1 }\n");
        Assert.Null(await buyer.EnterAsync("a"));

        var leaving = buyer.BeginLeave("a", Outcome.Failure);
        Assert.NotNull(await buyer.EnterAsync("b"));
        leaving.Commit();
        Assert.Null(await buyer.EnterAsync("b"));
    }

    [Fact]
    public async Task Money_that_is_expected_is_reserved_and_what_is_paid_counts()
    {
        var buyer = new LimitedRecipient("price: 40.00\ncaps: { revenue_daily: 100 }\n");
        Assert.Null(await buyer.EnterAsync("a"));
        Assert.Null(await buyer.EnterAsync("b"));
        Assert.Equal("cap revenue_daily of 100 reached", await buyer.EnterAsync("c"));

        buyer.Leave("a", Outcome.Success, 15.50m);

        Assert.Equal((15.50m, 40m, CapUnit.Money), (buyer.Usage[0].Used, buyer.Usage[0].Reserved, buyer.Usage[0].Unit));
        Assert.Null(await buyer.EnterAsync("c"));
        Assert.Equal("cap revenue_daily of 100 reached", await buyer.EnterAsync("d"));
        Assert.Null(await buyer.EnterAsync("e", 4.50m));
        Assert.Equal("cap revenue_daily of 100 reached", await buyer.EnterAsync("f", 0.01m));
    }

    [Fact]
    public async Task Narrower_caps_count_the_leads_of_their_rule()
    {
        var buyer = new LimitedRecipient("caps: [{ daily: 3 }, { daily: 1, when: \"state == 'CA'\", name: California }]\n");
        var (ca, ny) = (("state", Value.Of("CA")), ("state", Value.Of("NY")));

        Assert.Null(await buyer.SellAsync("a", null, ca));
        Assert.Equal("cap daily of 1 (California) reached", await buyer.SellAsync("b", null, ca));
        Assert.Equal(2, await buyer.SellAllAsync("c", ny));
        Assert.Equal("cap daily of 3 reached", await buyer.SellAsync("d", null, ca));
        await buyer.RestartAsync();
        Assert.Equal([3m, 1m], buyer.Usage.Select(usage => usage.Used));
    }

    [Fact]
    public async Task Test_leads_are_not_counted()
    {
        var buyer = new LimitedRecipient("caps: { daily: 1 }\n");
        await buyer.SellAsync("a");

        Assert.Null(await buyer.EnterAsync("t", test: true));
        buyer.Leave("t", Outcome.Success);
        Assert.Equal((1m, 0m), (buyer.Usage[0].Used, buyer.Usage[0].Reserved));
    }

    [Fact]
    public async Task Changed_numbers_hold_for_what_was_counted_before()
    {
        var buyer = new LimitedRecipient("caps: { daily: 2 }\n");
        Assert.Equal(2, await buyer.SellAllAsync("a"));

        buyer.Configure("caps: { daily: 5, monthly: 4 }\n");
        Assert.Equal(2, await buyer.SellAllAsync("b"));
        buyer.Configure("caps: { daily: 1 }\n");
        Assert.Equal("cap daily of 1 reached", await buyer.EnterAsync("c"));
    }

    [Fact]
    public async Task Counts_are_the_same_after_folding_and_restarting()
    {
        var buyer = new LimitedRecipient(
            "price: 2.00\ncaps: [{ hourly: 9000, daily: 9000, monthly: 9000, total: 9000, revenue_total: 90000 }, { total: 900, when: \"state == 'CA'\" }]\n");
        var random = new Random(7);
        var rows = 0;
        for (var sale = 0; sale < 400; sale++)
        {
            await buyer.SellAsync($"k{sale}", null, ("state", Value.Of(sale % 3 == 0 ? "CA" : "NY")));
            buyer.Time.Advance(TimeSpan.FromMinutes(random.Next(300)));
            if (sale % 20 == 0)
            {
                var before = buyer.Usage;
                await buyer.FoldAsync();
                Assert.Equal(before, buyer.Usage);
                await buyer.RestartAsync();
                Assert.Equal(before, buyer.Usage);
                rows = buyer.Records.All().Count;
            }
        }

        Assert.Equal([400m, 800m, 134m], buyer.Usage.Where(usage => usage.Period.EndsWith("total", StringComparison.Ordinal)).Select(usage => usage.Used));
        Assert.InRange(rows, 1, 380);
    }

    [Fact]
    public async Task Sale_is_folded_once_however_often_the_fold_runs()
    {
        var buyer = new LimitedRecipient("caps: { total: 10 }\n");
        Assert.Equal(10, await buyer.SellAllAsync("k"));
        buyer.Time.Advance(TimeSpan.FromMinutes(20));

        await buyer.FoldAsync();
        await buyer.FoldAsync();
        await buyer.RestartAsync();
        await buyer.FoldAsync();

        Assert.Equal(10, Assert.Single(buyer.Usage).Used);
        Assert.Equal(2, buyer.Records.All().Count); // The owner and one sum.
    }

    [Fact]
    public async Task Reservation_of_an_instance_that_has_ended_is_released()
    {
        var buyer = new LimitedRecipient("caps: { daily: 2 }\n");
        Assert.Null(await buyer.EnterAsync("lost"));
        Assert.Null(await buyer.EnterAsync("open"));
        buyer.Ended.Add("of-lost");
        await buyer.RestartAsync();
        Assert.NotNull(await buyer.EnterAsync("next"));

        Assert.Equal(1, await buyer.SweepAsync());
        Assert.Equal(0, await buyer.SweepAsync());

        Assert.Null(await buyer.EnterAsync("next"));
        await buyer.RestartAsync();
        Assert.Equal(2, Assert.Single(buyer.Usage).Reserved);
    }

    [Fact]
    public async Task Sweep_leaves_a_sale_alone_that_is_just_becoming_durable()
    {
        var buyer = new LimitedRecipient("caps: { daily: 1 }\n");
        Assert.Null(await buyer.EnterAsync("a"));
        buyer.Time.Advance(TimeSpan.FromHours(2));
        var leaving = buyer.BeginLeave("a", Outcome.Success);
        buyer.Ended.Add("of-a");

        Assert.Equal(0, await buyer.SweepAsync());
        leaving.Commit();

        Assert.Equal(1, Assert.Single(buyer.Usage).Used);
    }
}
