using System.Collections.Concurrent;
using FsCheck;
using FsCheck.Fluent;
using Outcome = LeadDelivery.Core.Delivery.Outcome;

namespace LeadDelivery.Core.Tests.Gates.Caps;

public sealed class CapContentionTests
{
    /// <summary>64 threads reserve, sell and give back at once; at no moment is more sold and reserved than allowed.</summary>
    [Fact]
    public async Task Sixty_four_at_once_never_go_over_and_use_all_there_is()
    {
        const int Cap = 500;
        var stage = new CapStage($"caps: {{ total: {Cap}, revenue_total: 4000 }}\n");
        var inside = 0;
        var over = 0;
        var sold = new ConcurrentBag<string>();

        await Task.WhenAll(Enumerable.Range(0, 64).Select(worker => Task.Run(() =>
        {
            var random = new Random(worker);
            for (var number = 0; number < 200; number++)
            {
                var key = $"{worker}-{number}";
                if (stage.Enter(key, 8m) is not null)
                {
                    continue;
                }

                if (Interlocked.Increment(ref inside) > Cap)
                {
                    Interlocked.Increment(ref over);
                }

                if (random.Next(10) < 3)
                {
                    sold.Add(key);
                    stage.Leave(key, Outcome.Success, 8m);
                }
                else
                {
                    Interlocked.Decrement(ref inside);
                    stage.Leave(key, Outcome.Failure);
                }
            }
        })));

        Assert.Equal(0, over);
        Assert.Equal((Cap, 0m), (sold.Count, stage.Usage("total").Reserved));
        Assert.Equal((Cap, Cap * 8m), (stage.Usage("total").Used, stage.Usage("revenue_total").Used));
    }

    private enum Step
    {
        Enter,
        EnterAndDie,
        EnterUncommitted,
        Sell,
        SellAndDie,
        SellUncommitted,
        Fail,
        FailAndDie,
        Supersede,
        Terminate,
        Fold,
        Wait,
        Sweep,
    }

    /// <summary>
    /// Random steps of eight deliveries, with deaths before and after each commit and new processes on the same records: the records
    /// never hold more than the cap, the counts are those of a model of what is durable, and after the sweep nothing leaks.
    /// </summary>
    [Fact]
    public void Whatever_dies_when_nothing_is_exceeded_and_nothing_leaks()
    {
        var steps = Gen.ListOf(Gen.Elements(Enum.GetValues<Step>()).Zip(Gen.Choose(0, 7))).ToArbitrary();

        Prop.ForAll(steps, list => PlayAsync(list).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(600).WithEndSize(120));
    }

    private static async Task<bool> PlayAsync(IReadOnlyList<(Step Step, int Delivery)> steps)
    {
        const int Cap = 3;
        var stage = new CapStage($"caps: {{ total: {Cap} }}\n");
        var model = new Dictionary<string, bool>();
        var ended = new HashSet<string>();
        var number = 0;
        var names = Enumerable.Range(0, 8).Select(at => $"d{at}").ToArray();
        foreach (var (step, at) in steps)
        {
            var key = names[at];
            var held = model.TryGetValue(key, out var sold) && !sold;
            var activity = new GateActivity(stage.Records, key);
            switch (step)
            {
                case Step.Enter or Step.EnterAndDie or Step.EnterUncommitted when !sold:
                    var closed = await stage.EnterAsync(activity, key);
                    Assert.Equal(held || model.Count < Cap, closed is null);
                    if (step == Step.EnterUncommitted)
                    {
                        await stage.RestartAsync();
                        break;
                    }

                    activity.Store();
                    if (closed is null)
                    {
                        model[key] = false;
                    }

                    await EndAsync(step == Step.EnterAndDie);
                    break;
                case Step.Sell or Step.SellAndDie or Step.SellUncommitted when held:
                    stage.Gate.Leave(activity, key, stage.Recipient.Id, Outcome.Success, null);
                    if (step == Step.SellUncommitted)
                    {
                        await stage.RestartAsync();
                        break;
                    }

                    activity.Store();
                    model[key] = true;
                    await EndAsync(step == Step.SellAndDie);
                    break;
                case Step.Fail or Step.FailAndDie when held:
                    stage.Gate.Leave(activity, key, stage.Recipient.Id, Outcome.Failure, null);
                    activity.Store();
                    model.Remove(key);
                    await EndAsync(step == Step.FailAndDie);
                    break;
                case Step.Supersede when sold && !ended.Contains(key):
                    stage.Leave(key, Outcome.Superseded);
                    model.Remove(key);
                    break;
                case Step.Terminate when held:
                    stage.Ended.Add(key);
                    break;
                case Step.Wait:
                    stage.Time.Advance(TimeSpan.FromMinutes(3));
                    break;
                case Step.Fold:
                    stage.Time.Advance(TimeSpan.FromMinutes(11));
                    await stage.FoldAsync();
                    ended.UnionWith(model.Where(entry => entry.Value).Select(entry => entry.Key));
                    break;
                case Step.Sweep:
                    stage.Time.Advance(TimeSpan.FromMinutes(2));
                    await stage.SweepAsync();
                    foreach (var gone in stage.Ended.Where(gone => model.TryGetValue(gone, out var itsSold) && !itsSold).ToList())
                    {
                        model.Remove(gone);
                    }

                    stage.Ended.Clear();
                    break;
            }

            Assert.Equal((model.Count(entry => entry.Value), model.Count(entry => !entry.Value)), Counts(stage));
            Assert.True(model.Count <= Cap);

            // What is folded is no delivery any more: its name goes to another.
            foreach (var gone in ended.Intersect(names).ToList())
            {
                names[Array.IndexOf(names, gone)] = $"n{number++}";
            }

            async Task EndAsync(bool dies)
            {
                if (dies)
                {
                    await stage.RestartAsync();
                }
                else
                {
                    // Its writes are stored already; who waits for that is told.
                    activity.Told();
                }
            }
        }

        stage.Time.Advance(TimeSpan.FromHours(1));
        stage.Ended.UnionWith(model.Keys);
        await stage.RestartAsync();
        await stage.SweepAsync();
        var (used, reserved) = Counts(stage);
        return used == model.Count(entry => entry.Value) && reserved == 0;
    }

    private static (int Used, int Reserved) Counts(CapStage stage) => ((int)stage.Usage("total").Used, (int)stage.Usage("total").Reserved);
}
