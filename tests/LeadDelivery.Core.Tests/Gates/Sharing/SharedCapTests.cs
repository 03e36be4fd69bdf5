using LeadDelivery.Core.Delivery;

namespace LeadDelivery.Core.Tests.Gates;

/// <summary>Caps and balances against what buyers have really taken, over several workers.</summary>
public sealed class SharedCapTests
{
    [Fact]
    public async Task Many_at_once_over_three_workers_never_exceed_a_cap_and_leave_nothing_reserved()
    {
        const int Cap = 60;
        var workers = new Workers($"caps: {{ total: {Cap}, revenue_total: 400 }}\n");
        var (taken, money, gate) = (0, 0m, new Lock());
        for (var phase = 0; phase < 3; phase++)
        {
            workers.Time.Advance(TimeSpan.FromMinutes(30));
            await Task.WhenAll(Enumerable.Range(0, 64).Select(thread => Task.Run(() => SellAsync(thread))).Append(Task.Run(workers[1].FoldAsync)));

            async Task SellAsync(int thread)
            {
                var random = new Random((phase * 64) + thread);
                for (var round = 0; round < 4; round++)
                {
                    var price = random.Next(1, 10);
                    var passage = workers.Passage($"{phase}-{thread}-{round}", price);
                    if (await workers[random.Next(3)].EnterAsync(passage) is not null)
                    {
                        continue;
                    }

                    var isSold = random.Next(10) > 6;
                    if (isSold)
                    {
                        lock (gate)
                        {
                            (taken, money) = (taken + 1, money + price);
                            Assert.InRange(taken, 0, Cap);
                            Assert.InRange(money, 0, 400);
                        }
                    }

                    await workers[random.Next(3)].LeaveAsync(passage, isSold ? Outcome.Success : Outcome.Failure, isSold ? price : null);
                }
            }
        }

        var usage = await workers.UsageAsync();
        Assert.Equal([taken, money], usage.Select(each => each.Used));
        Assert.All(usage, each => Assert.Equal(0, each.Reserved));
        Assert.True(taken == Cap || money > 390, $"no cap was ever near: {taken} for {money}");
    }

    [Fact]
    public void Any_interleaving_of_three_workers_keeps_caps_and_balances_to_the_lead()
    {
        for (var seed = 0; seed < 400; seed++)
        {
            new Run(seed).End();
        }
    }

    [Fact]
    public async Task A_delivery_let_in_by_one_worker_is_sold_released_and_taken_back_by_others()
    {
        var workers = new Workers("caps: { total: 1 }\nbalance: {}\nprice: 40.00\n");
        await workers[0].Limits.Balances.TopUpAsync(workers.Recipient.Id, 100, "r", "op", CancellationToken.None);
        var (a, b) = (workers.Passage("a"), workers.Passage("b"));
        Assert.Null(await workers[0].EnterAsync(a));
        Assert.Equal("cap total of 1 reached", await workers[1].EnterAsync(b));
        await workers[1].LeaveAsync(a, Outcome.Failure);
        Assert.Null(await workers[2].EnterAsync(b));
        await workers[0].LeaveAsync(b, Outcome.Success, 35.50m);
        await workers[0].LeaveAsync(b, Outcome.Success, 35.50m);
        Assert.Equal("cap total of 1 reached", await workers[1].EnterAsync(a));
        Assert.Equal((64.50m, 0), await workers.BalanceAsync() is var sold ? (sold.Balance, sold.Reserved) : default);

        await workers[2].SupersedeAsync(b);
        Assert.Equal(100, (await workers.BalanceAsync()).Balance);
        Assert.Null(await workers[1].EnterAsync(a));
        var movements = await workers[1].Limits.Movements.ListAsync(workers.Recipient.Id, null, 10, CancellationToken.None);
        Assert.Equal([100, 35.50m, -35.50m], movements.Select(movement => movement.Amount).OrderDescending());
    }

    [Fact]
    public async Task A_refund_after_folding_changes_nothing_and_sums_stay()
    {
        var workers = new Workers("caps: { daily: 3 }\n");
        for (var i = 0; i < 3; i++)
        {
            var passage = workers.Passage($"k{i}");
            Assert.Null(await workers[i].EnterAsync(passage));
            await workers[(i + 1) % 3].LeaveAsync(passage, Outcome.Success);
        }

        workers.Time.Advance(TimeSpan.FromMinutes(40));
        await Task.WhenAll(workers[0].FoldAsync(), workers[1].FoldAsync());
        Assert.DoesNotContain(workers.Records.All(), row => row.Row.StartsWith("key/", StringComparison.Ordinal));
        await workers[2].SupersedeAsync(workers.Passage("k1"));
        Assert.Equal(3, (await workers.UsageAsync())[0].Used);
        Assert.NotNull(await workers[2].EnterAsync(workers.Passage("late")));
        workers.Time.Advance(TimeSpan.FromDays(50));
        await workers[1].FoldAsync();
        Assert.Null(await workers[0].EnterAsync(workers.Passage("other")));
        Assert.Contains(workers.Records.All(), row => row.Row.StartsWith("day/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_top_up_under_one_reference_counts_once_over_all_workers()
    {
        var workers = new Workers("balance: {}\n");
        await Task.WhenAll(Enumerable.Range(0, 12).Select(i => Task.Run(() => workers[i % 3].Limits.Balances.TopUpAsync(
            workers.Recipient.Id, 10, $"r{i % 4}", "op", CancellationToken.None))));
        Assert.Equal(40, (await workers.BalanceAsync()).Balance);
    }

    [Fact]
    public async Task An_admission_costs_as_much_however_much_was_sold()
    {
        var workers = new Workers("caps: { daily: 1000 }\n");
        var cost = 0;
        for (var i = 0; i < 200; i++)
        {
            var before = workers.Store.Calls;
            Assert.Null(await workers[0].EnterAsync(workers.Passage($"k{i}")));
            cost = workers.Store.Calls - before;
            await workers[1].LeaveAsync(workers.Passage($"k{i}"), Outcome.Success);
        }

        // The delivery's own row, the counts, and the two written in one.
        Assert.Equal(3, cost);
    }

    /// <summary>Deliveries at once on any worker, workers that die, folding and sweeping in between; what a buyer has taken stays taken.</summary>
    private sealed class Run(int seed)
    {
        private const int Cap = 5;
        private readonly Random _random = new(seed);
        private readonly Workers _workers = new($"caps: {{ hourly: {Cap}, total: 12 }}\nbalance: {{}}\nprice: 10.00\n");
        private readonly List<DateTimeOffset> _sold = [];
        private int _next;

        public void End()
        {
            Go([() => _workers[0].Limits.Balances.TopUpAsync(_workers.Recipient.Id, 90, "r", "op", CancellationToken.None)]);
            for (var round = 0; round < 6; round++)
            {
                _workers.Time.Advance(TimeSpan.FromMinutes(_random.Next(25)));
                Go([.. Enumerable.Range(0, _random.Next(1, 9)).Select(_ => (Func<Task>)DeliverAsync), KeepAsync]);
            }

            // All that is open ends with its instance, unheard.
            _workers.Time.Advance(TimeSpan.FromMinutes(2));
            Enumerable.Range(0, _next).ToList().ForEach(each => _workers.Ended.Add($"of-k{each}"));
            Go([_workers[0].SweepAsync, _workers[1].SweepAsync]);
            Go([CheckAsync]);
        }

        private void Go(IReadOnlyList<Func<Task>> tasks) => new Interleaving(_random.Next()).Run(tasks);

        private async Task DeliverAsync()
        {
            var passage = _workers.Passage($"k{_next++}", 10);
            if (_random.Next(4) == 0)
            {
                var dies = _random.Next(3);
                await _workers[dies].EnterAndDieAsync(passage, _random.Next(3));
                _workers.Replace(dies);
                if (_random.Next(2) == 0)
                {
                    return; // Nobody comes back to it: it is swept.
                }
            }

            if (await _workers[_random.Next(3)].EnterAsync(passage) is not null)
            {
                return;
            }

            var isSold = _random.Next(2) == 0;
            if (isSold)
            {
                var now = _workers.Time.GetUtcNow();
                _sold.Add(now);
                Assert.True(_sold.Count(at => at.Hour == now.Hour && at.Date == now.Date) <= Cap && _sold.Count <= 9, $"exceeded, seed {seed}");
            }

            await _workers[_random.Next(3)].LeaveAsync(passage, isSold ? Outcome.Success : Outcome.Failure, isSold ? 10 : null);
            if (_random.Next(3) == 0)
            {
                await _workers[_random.Next(3)].LeaveAsync(passage, isSold ? Outcome.Success : Outcome.Failure, isSold ? 10 : null);
            }
        }

        private async Task KeepAsync()
        {
            await _workers[_random.Next(3)].FoldAsync();
            await _workers[_random.Next(3)].SweepAsync();
        }

        private async Task CheckAsync()
        {
            var usage = await _workers.UsageAsync();
            Assert.All(usage, each => Assert.True(each.Reserved == 0, $"reserved, seed {seed}"));
            Assert.True(_sold.Count == usage[1].Used, $"{usage[1].Used} for {_sold.Count}, seed {seed}");
            var balance = await _workers.BalanceAsync();
            Assert.True((90 - (10 * _sold.Count), 0) == (balance.Balance, balance.Reserved), $"{balance}, seed {seed}");
        }
    }
}
