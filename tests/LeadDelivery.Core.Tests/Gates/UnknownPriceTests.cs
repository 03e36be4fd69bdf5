using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Gates;
using LeadDelivery.Core.Gates.Prices;

namespace LeadDelivery.Core.Tests.Gates;

/// <summary>Limits of money where only the buyer's reply says what a lead brings.</summary>
public sealed class UnknownPriceTests
{
    private const string Replies = "response: { success: \"json.ok\", price: json.price }\n";

    [Theory]
    [InlineData("caps: { revenue_daily: 100 }\n", "cap revenue_daily of 100 reached")]
    [InlineData("price: 40.00\ncaps: { revenue_daily: 100 }\n", "cap revenue_daily of 100 reached")]
    [InlineData("caps: [{ total: 50 }, { revenue_total: 100, name: Q1 }]\n", "cap revenue_total of 100 (Q1) reached")]
    [InlineData("price: 5.00\nschedule: { open: [{ hours: \"Mon-Sun 00:00-24:00\", caps: { revenue_daily: 100 } }] }\n", "cap revenue_daily of 100")]
    public async Task Cap_leaves_room_for_the_most_that_was_paid(string limits, string reason)
    {
        var buyer = new LimitedRecipient(Replies + limits);
        Assert.Null(await buyer.SellForAsync("a", 45m));
        Assert.Null(await buyer.SellForAsync("b", 12.50m));

        Assert.StartsWith(reason, await buyer.SellForAsync("c", 45m), StringComparison.Ordinal);
        Assert.Contains(buyer.Usage, usage => usage is { Used: 57.50m or 2, Reserved: 0 });
    }

    [Fact]
    public async Task First_lead_goes_alone_and_shows_what_to_expect()
    {
        var buyer = new LimitedRecipient(Replies + "caps: { revenue_daily: 100 }\n");
        Assert.Null(await buyer.EnterAsync("a"));
        Assert.Equal("cap revenue_daily of 100 reached", await buyer.EnterAsync("b"));
        Assert.Equal("cap revenue_daily of 100 reached", await buyer.PeekAsync());
        Assert.Equal("cap revenue_daily of 100 reached", await buyer.EnterAsync("bid", 1m));
        Assert.Null(await buyer.EnterAsync("a"));

        buyer.Leave("a", Outcome.Failure);
        Assert.Null(await buyer.EnterAsync("b"));
        buyer.Leave("b", Outcome.Success, 30m);

        Assert.Null(await buyer.EnterAsync("c"));
        Assert.Null(await buyer.EnterAsync("d"));
        Assert.Equal("cap revenue_daily of 100 reached", await buyer.EnterAsync("e"));
        Assert.Equal((30m, 60m), (buyer.Usage[0].Used, buyer.Usage[0].Reserved));
    }

    [Fact]
    public async Task What_was_paid_is_known_after_a_restart_and_so_is_a_lead_that_goes_alone()
    {
        var buyer = new LimitedRecipient(Replies + "caps: { revenue_daily: 100 }\n");
        Assert.Null(await buyer.EnterAsync("a"));
        await buyer.RestartAsync();
        Assert.NotNull(await buyer.EnterAsync("b"));
        buyer.Leave("a", Outcome.Success, 60m);
        await buyer.RestartAsync();

        Assert.NotNull(await buyer.EnterAsync("b"));
        Assert.Equal((60m, 0m), (buyer.Usage[0].Used, buyer.Usage[0].Reserved));
    }

    [Fact]
    public async Task Dearest_of_sales_that_end_side_by_side_is_the_one_that_is_remembered()
    {
        var buyer = new LimitedRecipient(Replies + "caps: { revenue_total: 1000000 }\n");
        var sales = new DearestSales(buyer.Records, buyer.Time);
        var forgotten = new List<string>();

        // Two sales of a round end at the same moment, the dearer one of either thread; then it is looked at.
        using var rounds = new Barrier(2, barrier =>
        {
            var paid = barrier.CurrentPhaseNumber * 2;
            if (paid > 0 && OneProcess.AtOnce(sales.OfAsync(buyer.Passage("k", null, test: false), atLeast: true, CancellationToken.None)) is var expected
                && expected.Amount != paid)
            {
                forgotten.Add($"{paid} was paid, {expected.Amount} is expected");
            }
        });
        var threads = Enumerable.Range(0, 2).Select(thread => new Thread(() =>
        {
            for (var round = 0; round < 20_000; round++)
            {
                rounds.SignalAndWait();
                var price = (2 * round) + 1 + ((round + thread) % 2);
                var departure = new Departure("k", buyer.Recipient.Id, Outcome.Success, price) { Configured = buyer.Recipient };
                OneProcess.AtOnce(sales.LeaveAsync(new GateCall(buyer.Records), departure, CancellationToken.None));
            }
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());

        Assert.Empty(forgotten);
    }

    [Fact]
    public async Task Reply_that_names_no_price_brings_nothing()
    {
        var buyer = new LimitedRecipient(Replies + "caps: { revenue_daily: 100 }\nbalance: {}\n");
        await buyer.TopUpAsync(500m);
        Assert.Null(await buyer.SellForAsync("a", 40m));
        Assert.Null(await buyer.SellForAsync("b", null));

        Assert.Equal((40m, 0m), (buyer.Usage[0].Used, buyer.Usage[0].Reserved));
        Assert.Equal((460m, 0m), (buyer.Balance.Balance, buyer.Balance.Reserved));
    }

    [Fact]
    public async Task Price_named_once_by_mistake_shuts_nobody_out_and_is_forgotten()
    {
        var buyer = new LimitedRecipient(Replies + "caps: { revenue_daily: 100 }\n");
        Assert.Null(await buyer.SellForAsync("wrong", 9000m));
        Assert.NotNull(await buyer.EnterAsync("a"));

        for (var week = 0; week < 2; week++)
        {
            buyer.Time.Advance(TimeSpan.FromDays(7));
            Assert.Null(await buyer.SellForAsync($"first-{week}", 20m));
        }

        Assert.Null(await buyer.SellForAsync("b", 20m));
        Assert.Null(await buyer.SellForAsync("c", 20m));
    }

    [Fact]
    public async Task A_quiet_month_forgets_nothing()
    {
        var buyer = new LimitedRecipient(Replies + "caps: { revenue_total: 100 }\n");
        Assert.Null(await buyer.SellForAsync("a", 45m));
        Assert.Null(await buyer.SellForAsync("b", 45m));

        buyer.Time.Advance(TimeSpan.FromDays(70));
        await buyer.RestartAsync();

        Assert.NotNull(await buyer.EnterAsync("c"));
    }

    [Fact]
    public async Task Balance_is_spent_by_one_lead_at_a_time_until_its_price_is_known()
    {
        var buyer = new LimitedRecipient(Replies + "balance: {}\n");
        await buyer.TopUpAsync(50m);
        Assert.Null(await buyer.EnterAsync("a"));
        Assert.Equal("balance spent: 0 available", await buyer.EnterAsync("b"));
        await buyer.RestartAsync();
        Assert.Equal("balance spent: 0 available", await buyer.PeekAsync());

        buyer.Leave("a", Outcome.Success, 30m);

        Assert.Equal("balance spent: 20 available, 30 needed", await buyer.EnterAsync("b"));
        Assert.Equal((20m, 0m, 20m), (buyer.Balance.Balance, buyer.Balance.Reserved, buyer.Balance.Available));
    }

    [Fact]
    public async Task Recipient_whose_replies_name_no_price_is_not_held_back()
    {
        var buyer = new LimitedRecipient("caps: { revenue_daily: 100 }\n");
        Assert.Null(await buyer.EnterAsync("a"));
        Assert.Null(await buyer.EnterAsync("b"));
    }

    [Fact]
    public async Task Bid_is_what_is_reserved_whatever_others_paid()
    {
        var buyer = new LimitedRecipient(Replies + "caps: { revenue_daily: 100 }\n");
        Assert.Null(await buyer.SellForAsync("a", 60m));

        Assert.Null(await buyer.EnterAsync("bid", 35m));
        Assert.NotNull(await buyer.EnterAsync("more", 6m));
    }

    [Fact]
    public async Task Many_at_once_never_exceed_a_cap_that_only_replies_fill()
    {
        const decimal Most = 1000m;
        var buyer = new LimitedRecipient(Replies + $"caps: {{ revenue_total: {Most} }}\n");
        var first = await Task.WhenAll(Enumerable.Range(0, 64).Select(thread => Task.Run(() => buyer.EnterAsync($"{thread}"))));
        var alone = Assert.Single(Enumerable.Range(0, 64), thread => first[thread] is null);
        buyer.Leave($"{alone}", Outcome.Success, 9m);

        var (money, gate) = (9m, new Lock());
        await Task.WhenAll(Enumerable.Range(0, 64).Select(thread => Task.Run(async () =>
        {
            for (var round = 0; round < 40; round++)
            {
                if (await buyer.EnterAsync($"{thread}-{round}") is not null)
                {
                    continue;
                }

                await Task.Yield();
                lock (gate)
                {
                    money += 9m;
                    Assert.InRange(money, 0, Most);
                }

                buyer.Leave($"{thread}-{round}", Outcome.Success, 9m);
            }
        })));

        Assert.Equal(999m, money);
        Assert.Equal((money, 0m), (buyer.Usage[0].Used, buyer.Usage[0].Reserved));
    }
}
