using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Gates.Balances;
using LeadDelivery.Core.Language;

namespace LeadDelivery.Core.Tests.Gates;

/// <summary>Recipients that pay in advance.</summary>
public sealed class BalanceTests
{
    [Fact]
    public async Task Nothing_is_delivered_beyond_the_balance()
    {
        var buyer = new LimitedRecipient("price: 40.00\nbalance: { credit_limit: 0 }\n");
        Assert.Equal("balance spent: 0 available, 40.00 needed", await buyer.EnterAsync("a"));

        Assert.Equal(TopUpStatus.Done, await TopUpAsync(buyer, 100m, "R-1"));

        Assert.Null(await buyer.SellAsync("a", 40m));
        Assert.Null(await buyer.EnterAsync("b"));
        Assert.Equal(new BalanceView(60m, 40m, 20m), View(buyer));
        Assert.Equal("balance spent: 20 available, 40.00 needed", (await buyer.EnterAsync("c"))!.Replace("20.00", "20"));
        Assert.NotNull(await buyer.PeekAsync());
        buyer.Leave("b", Outcome.Success, 35.50m);
        Assert.Equal(new BalanceView(24.50m, 0m, 24.50m), View(buyer));
    }

    [Fact]
    public async Task Credit_goes_below_zero()
    {
        var buyer = new LimitedRecipient("price: 40.00\nbalance: { credit_limit: 100 }\n");

        Assert.Equal(2, await buyer.SellAllAsync("k"));
        Assert.Equal(new BalanceView(-80m, 0m, 20m), View(buyer));
    }

    [Theory]
    [InlineData(Outcome.Failure)]
    [InlineData(Outcome.Error)]
    [InlineData(Outcome.Skipped)]
    [InlineData(Outcome.Queued)]
    [InlineData(Outcome.Superseded)]
    public async Task What_is_not_sold_is_given_back(Outcome outcome)
    {
        var buyer = await PaidAsync(50m);
        Assert.Null(await buyer.EnterAsync("a"));

        buyer.Leave("a", outcome);

        Assert.Equal(new BalanceView(50m, 0m, 50m), View(buyer));
        await buyer.RestartAsync();
        Assert.Equal(new BalanceView(50m, 0m, 50m), View(buyer));
    }

    [Fact]
    public async Task Superseded_sale_is_given_back_once()
    {
        var buyer = await PaidAsync(50m);
        await buyer.SellAsync("a", 40m);

        buyer.Leave("a", Outcome.Superseded);
        buyer.Leave("a", Outcome.Superseded);

        Assert.Equal(50m, View(buyer).Balance);
        await buyer.RestartAsync();
        Assert.Equal(50m, View(buyer).Balance);
        Assert.Equal(["given_back 40", "sale -40", "top_up 50"], await MovementsAsync(buyer));
    }

    [Fact]
    public async Task Same_delivery_is_charged_once()
    {
        var buyer = await PaidAsync(100m);
        await buyer.BeginEnterAsync("a");
        Assert.Null(await buyer.EnterAsync("a"));
        Assert.Null(await buyer.EnterAsync("a"));
        buyer.BeginLeave("a", Outcome.Success, 40m);
        buyer.Leave("a", Outcome.Success, 40m);
        buyer.Leave("a", Outcome.Success, 40m);
        Assert.Null(await buyer.EnterAsync("a"));

        Assert.Equal(new BalanceView(60m, 0m, 60m), View(buyer));
        await buyer.RestartAsync();
        Assert.Equal(new BalanceView(60m, 0m, 60m), View(buyer));
        Assert.Equal(["sale -40", "top_up 100"], await MovementsAsync(buyer));
    }

    [Fact]
    public async Task Top_up_counts_once_per_reference_and_is_recorded()
    {
        var buyer = new LimitedRecipient("price: 1\nbalance: {}\n");

        Assert.Equal(TopUpStatus.Done, await TopUpAsync(buyer, 20m, "R-1"));
        Assert.Equal(TopUpStatus.Repeated, await TopUpAsync(buyer, 20m, "R-1"));
        Assert.Equal(TopUpStatus.ReferenceReused, await TopUpAsync(buyer, 21m, "R-1"));
        Assert.Equal(TopUpStatus.Done, await TopUpAsync(buyer, -5.25m, "R-2"));

        Assert.Equal(14.75m, View(buyer).Balance);
        var operations = buyer.Records.All().Where(row => row.Partition == CatalogHolder.OperationsPartition)
            .Select(row => ValueJson.Parse(row.Body.Span)).ToList();
        Assert.Equal(["R-1", "R-2"], operations.Select(operation => operation.Member("reference").ToText()));
        Assert.All(operations, operation => Assert.Equal(("operator", "ok"), (operation.Member("who").ToText(), operation.Member("recipient").ToText())));
    }

    [Fact]
    public async Task Balance_and_movements_are_the_same_after_folding()
    {
        var buyer = await PaidAsync(10_000m);
        for (var sale = 0; sale < 250; sale++)
        {
            await buyer.SellAsync($"k{sale}", 10.01m);
            buyer.Time.Advance(TimeSpan.FromHours(5));
        }

        var (before, movements) = (View(buyer), await MovementsAsync(buyer));
        await buyer.FoldAsync();
        await buyer.FoldAsync();
        Assert.Equal((before, 251), (View(buyer), movements.Count));
        Assert.Equal(movements, await MovementsAsync(buyer));
        await buyer.RestartAsync();
        Assert.Equal(before, View(buyer));
        Assert.InRange(buyer.Records.All().Count(row => row.Partition == "balance/ok"), 1, 5);
    }

    [Fact]
    public async Task Reservation_of_an_instance_that_has_ended_is_released()
    {
        var buyer = await PaidAsync(40m);
        Assert.Null(await buyer.EnterAsync("lost"));
        buyer.Ended.Add("of-lost");
        await buyer.RestartAsync();
        Assert.NotNull(await buyer.EnterAsync("a"));

        Assert.Equal(1, await buyer.SweepAsync());

        Assert.Null(await buyer.EnterAsync("a"));
    }

    [Fact]
    public async Task Test_leads_cost_nothing()
    {
        var buyer = new LimitedRecipient("price: 40.00\nbalance: {}\n");

        Assert.Null(await buyer.EnterAsync("a", test: true));
        buyer.Leave("a", Outcome.Success, 40m);

        Assert.Equal(0m, View(buyer).Balance);
    }

    [Fact]
    public async Task Many_at_once_never_spend_more_than_there_is()
    {
        var buyer = await PaidAsync(500m);
        var (spent, gate) = (0m, new Lock());

        await Task.WhenAll(Enumerable.Range(0, 32).Select(thread => Task.Run(async () =>
        {
            var random = new Random(thread);
            for (var round = 0; round < 40; round++)
            {
                var price = random.Next(100, 1000) / 100m;
                if (await buyer.EnterAsync($"{thread}-{round}", price) is not null)
                {
                    continue;
                }

                var sold = random.Next(2) == 0;
                lock (gate)
                {
                    spent += sold ? price : 0;
                    Assert.InRange(spent, 0, 500m);
                }

                buyer.Leave($"{thread}-{round}", sold ? Outcome.Success : Outcome.Failure, sold ? price : null);
            }
        })));

        Assert.Equal(new BalanceView(500m - spent, 0, 500m - spent), View(buyer));
        await buyer.RestartAsync();
        Assert.Equal(500m - spent, View(buyer).Balance);
    }

    private static async Task<LimitedRecipient> PaidAsync(decimal amount)
    {
        var buyer = new LimitedRecipient("price: 40.00\nbalance: {}\n");
        Assert.Equal(TopUpStatus.Done, await TopUpAsync(buyer, amount, "first"));
        return buyer;
    }

    private static Task<TopUpStatus> TopUpAsync(LimitedRecipient buyer, decimal amount, string reference) =>
        buyer.Limits.Balances.TopUpAsync(buyer.Recipient.Id, amount, reference, "operator", CancellationToken.None);

    private static BalanceView View(LimitedRecipient buyer) => buyer.Limits.Balances.Of(buyer.Recipient)!;

    private static async Task<List<string>> MovementsAsync(LimitedRecipient buyer)
    {
        var all = new List<BalanceMovement>();
        while (await buyer.Limits.Movements.ListAsync(buyer.Recipient.Id, all.LastOrDefault()?.Id, 40, CancellationToken.None) is { Count: > 0 } page)
        {
            all.AddRange(page);
        }

        return [.. all.Select(movement => $"{movement.Kind} {movement.Amount:0.##}")];
    }
}
