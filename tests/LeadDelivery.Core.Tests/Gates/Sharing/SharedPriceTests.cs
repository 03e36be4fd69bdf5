using LeadDelivery.Core.Delivery;

namespace LeadDelivery.Core.Tests.Gates;

/// <summary>Limits of money where only replies say what leads bring, over several workers.</summary>
public sealed class SharedPriceTests
{
    private const string Replies = "response: { success: \"json.ok\", price: json.price }\n";

    [Fact]
    public async Task First_lead_goes_alone_whichever_worker_lets_it_in()
    {
        var workers = new Workers(Replies + "caps: { revenue_daily: 100 }\n");
        var (a, b) = (workers.Passage("a"), workers.Passage("b"));
        Assert.Null(await workers[0].EnterAsync(a));
        Assert.Equal("cap revenue_daily of 100 reached", await workers[1].EnterAsync(b));

        await workers[2].LeaveAsync(a, Outcome.Success, 60m);
        workers.Time.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal("cap revenue_daily of 100 reached", await workers[1].EnterAsync(b));
        Assert.Equal((60m, 0m), (await workers.UsageAsync())[0] is var usage ? (usage.Used, usage.Reserved) : default);
    }

    [Fact]
    public async Task Balance_is_spent_by_one_lead_at_a_time_until_its_price_is_known()
    {
        var workers = new Workers(Replies + "balance: {}\n");
        await workers[0].Limits.Balances.TopUpAsync(workers.Recipient.Id, 50m, "r", "operator", CancellationToken.None);
        var (a, b) = (workers.Passage("a"), workers.Passage("b"));
        Assert.Null(await workers[0].EnterAsync(a));
        Assert.Equal("balance spent: 0 available", await workers[1].EnterAsync(b));

        await workers[2].LeaveAsync(a, Outcome.Success, 30m);
        workers.Time.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal("balance spent: 20 available, 30 needed", await workers[1].EnterAsync(b));
    }
}
