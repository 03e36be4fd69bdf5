using LeadDelivery.Core.Delivery;

namespace LeadDelivery.Core.Tests.Gates;

/// <summary>Caps against what buyers have really taken: under many threads, and when the process dies at any moment.</summary>
public sealed class CapModelTests
{
    [Fact]
    public async Task Many_at_once_never_exceed_a_cap()
    {
        const int Cap = 400;
        const decimal Money = 2000m;
        var buyer = new LimitedRecipient($"caps: {{ total: {Cap}, revenue_total: {Money} }}\n");
        var (taken, money, gate) = (0, 0m, new Lock());
        for (var phase = 0; phase < 4; phase++)
        {
            // What the phase before has sold is folded while this one sells.
            buyer.Time.Advance(TimeSpan.FromMinutes(20));
            await Task.WhenAll(Enumerable.Range(0, 64).Select(thread => Task.Run(() => SellAsync(thread))).Append(Task.Run(buyer.FoldAsync)));

            async Task SellAsync(int thread)
            {
                var random = new Random((phase * 64) + thread);
                for (var round = 0; round < 30; round++)
                {
                    var (key, price) = ($"{phase}-{thread}-{round}", random.Next(1, 10));
                    if (await buyer.EnterAsync(key, price) is not null)
                    {
                        continue;
                    }

                    await Task.Yield();
                    var roll = random.Next(10);
                    if (roll < 8)
                    {
                        buyer.Leave(key, Outcome.Failure);
                        continue;
                    }

                    lock (gate)
                    {
                        (taken, money) = (taken + 1, money + price);
                        Assert.InRange(taken, 0, Cap);
                        Assert.InRange(money, 0, Money);
                    }

                    buyer.Leave(key, Outcome.Success, price);
                    if (roll == 9 && round % 3 == 0)
                    {
                        lock (gate)
                        {
                            (taken, money) = (taken - 1, money - price);
                        }

                        buyer.Leave(key, Outcome.Superseded);
                    }
                }
            }
        }

        Assert.Equal([taken, money], buyer.Usage.Select(usage => usage.Used));
        Assert.All(buyer.Usage, usage => Assert.Equal(0, usage.Reserved));
        Assert.True(money > Money - 10 || taken == Cap, $"no cap was ever near: {taken} for {money}");
        await buyer.RestartAsync();
        Assert.Equal([taken, money], buyer.Usage.Select(usage => usage.Used));
    }

    [Fact]
    public async Task Death_at_any_moment_neither_exceeds_a_cap_nor_loses_a_place()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            await new Run(seed).EndAsync();
        }
    }

    /// <summary>One process after another on the same records; what a buyer has taken stays taken.</summary>
    private sealed class Run(int seed)
    {
        private const int Cap = 5;
        private readonly Random _random = new(seed);
        private readonly LimitedRecipient _buyer = new($"caps: {{ hourly: {Cap}, total: 12 }}\n");

        // Admitted, so that the buyer may be asked: null until it has answered.
        private readonly Dictionary<string, Outcome?> _open = [];
        private readonly List<(string Key, DateTimeOffset At)> _sold = [];

        public async Task EndAsync()
        {
            for (var step = 0; step < 120; step++)
            {
                await StepAsync(step);
                Check();
            }

            // All that is open ends with its instance, unheard.
            foreach (var key in _open.Keys)
            {
                _buyer.Ended.Add("of-" + key);
            }

            await _buyer.RestartAsync();
            await _buyer.SweepAsync();
            Assert.All(_buyer.Usage, usage => Assert.Equal(0, usage.Reserved));
            Assert.Equal(_sold.Count, _buyer.Usage[1].Used);
        }

        private async Task StepAsync(int step)
        {
            switch (_random.Next(10))
            {
                case 0:
                    await _buyer.RestartAsync();
                    break;
                case 1:
                    _buyer.Time.Advance(TimeSpan.FromMinutes(_random.Next(25)));
                    await _buyer.FoldAsync();
                    await _buyer.SweepAsync();
                    break;
                case < 6:
                    await AdmitAsync($"k{step}");
                    break;
                default:
                    await AnswerAsync();
                    break;
            }
        }

        private async Task AdmitAsync(string key)
        {
            if (await _buyer.PeekAsync() is not null)
            {
                Assert.NotNull(await _buyer.EnterAsync(key));
                return;
            }

            var call = await _buyer.BeginEnterAsync(key);
            var fate = _random.Next(4);
            if (fate == 0)
            {
                await _buyer.RestartAsync(); // Died before the commit: as if it had never been.
                return;
            }

            call.Commit(dies: fate == 1);
            if (fate == 1)
            {
                await _buyer.RestartAsync();
            }

            _open[key] = null;
        }

        private async Task AnswerAsync()
        {
            if (_open.Count == 0)
            {
                return;
            }

            var key = _open.Keys.ElementAt(_random.Next(_open.Count));
            var outcome = _open[key] ??= _random.Next(2) == 0 ? Outcome.Success : Outcome.Failure;
            var call = _buyer.BeginLeave(key, outcome);
            var fate = _random.Next(4);
            if (fate == 0)
            {
                await _buyer.RestartAsync(); // The buyer has answered, nobody knows: it is asked again under the same key.
                return;
            }

            call.Commit(dies: fate == 1);
            _open.Remove(key);
            if (outcome == Outcome.Success)
            {
                _sold.Add((key, _buyer.Time.GetUtcNow()));
            }

            if (fate == 1)
            {
                await _buyer.RestartAsync();
            }
        }

        private void Check()
        {
            var now = _buyer.Time.GetUtcNow();
            var start = new DateTimeOffset(now.Year, now.Month, now.Day, now.Hour, 0, 0, TimeSpan.Zero);
            var taken = _open.Values.Count(outcome => outcome == Outcome.Success);
            var hour = _sold.Count(sale => sale.At >= start);
            Assert.True(hour + taken <= Cap && _sold.Count + taken <= 12, $"exceeded, seed {seed}");
            Assert.Equal(hour, _buyer.Usage[0].Used);
            Assert.Equal(_open.Count, _buyer.Usage[0].Reserved);
        }
    }
}
