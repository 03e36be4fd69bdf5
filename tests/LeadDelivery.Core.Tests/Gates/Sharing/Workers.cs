using LeadDelivery.Core.Alerts;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Gates;
using LeadDelivery.Core.Gates.Balances;
using LeadDelivery.Core.Gates.Caps;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Leads;
using LeadDelivery.Core.Ports;
using LeadDelivery.Core.Tests.Configuration;
using LeadDelivery.Testing;
using LeadDelivery.Tests.Shared;

namespace LeadDelivery.Core.Tests.Gates;

/// <summary>One recipient and several workers over one store, any of which may run any activity.</summary>
internal sealed class Workers
{
    private readonly MemoryLeadKeys _keys = new();
    private readonly List<Worker> _workers = [];

    public Workers(string yaml, int workers = 3)
    {
        Recipient = Loading.RecipientOf(Loading.Recipient + yaml);
        Store = new(Records);
        for (var i = 0; i < workers; i++)
        {
            _workers.Add(Start());
        }
    }

    public Recipient Recipient { get; }

    public ManualTimeProvider Time { get; } = new(DateTimeOffset.Parse("2026-03-02T12:00:00Z", null));

    public MemoryRecordStore Records { get; } = new();

    public YieldingStore Store { get; }

    public List<string> Raised { get; } = [];

    /// <summary>Instances that have ended.</summary>
    public HashSet<string> Ended { get; } = [];

    public Worker this[int worker] => _workers[worker];

    /// <summary>One worker dies, another takes its place.</summary>
    public void Replace(int worker) => _workers[worker] = Start();

    public async Task<IReadOnlyList<CapUsage>> UsageAsync()
    {
        Time.Advance(Sharing.ManyWorkers.ViewFor);
        await _workers[0].Limits.RefreshAsync(Recipient, CancellationToken.None);
        return _workers[0].Limits.Caps.Usage(Recipient);
    }

    public async Task<BalanceView> BalanceAsync()
    {
        await UsageAsync();
        return _workers[0].Limits.Balances.Of(Recipient)!;
    }

    public Passage Passage(string key, decimal? price = null, string lead = "L1", string phone = "5551234567")
    {
        var of = new Lead
        {
            Id = lead,
            Source = "s",
            Flow = "f",
            ReceivedAt = Time.GetUtcNow(),
            Catalog = "v1",
            Key = LeadKey.None,
            Fields = ValueObject.From([new("phone_1", Value.Of(phone))]),
        };
        var scope = new LeadScope(of, null, null, Time.GetUtcNow()) { Recipient = Recipient, DeliveryKey = key };
        return new(key, Recipient, of, scope, price ?? Recipient.ExpectedPrice(scope)) { IsPriceOpen = price is null && Recipient.NamesPrices };
    }

    private Worker Start()
    {
        var ids = new UlidFactory(Time);
        var alerts = new AlertBook(ids, Time);
        alerts.Raised += alert => Raised.Add(alert.Kind);
        return new(
            this, new(Store, new Dedupe(Store, _keys), ids, Time, Sharing.ManyWorkers), new(Store, alerts, ids, Time, Sharing.ManyWorkers));
    }
}

/// <summary>One of them.</summary>
internal sealed class Worker(Workers all, RecipientLimits limits, RecipientProtection protection)
{
    private readonly RecipientGates _gates =
        new([.. protection.Gates, .. limits.Gates], [.. protection.AttemptGates, .. limits.AttemptGates]);

    public RecipientLimits Limits => limits;

    public RecipientProtection Protection => protection;

    /// <summary>Lets a delivery in, as the activity does that is run again where a condition fails; the reason where it is kept out.</summary>
    public async Task<string?> EnterAsync(Passage passage)
    {
        while (true)
        {
            var call = Call(passage.Key);
            var closed = await _gates.EnterAsync(call, passage, CancellationToken.None);
            if (closed is not null)
            {
                await _gates.LeaveAsync(call, new(passage.Key, passage.Recipient.Id, Outcome.Skipped), CancellationToken.None);
            }

            if (await call.CommitAsync())
            {
                return closed?.Reason;
            }
        }
    }

    /// <summary>Lets a delivery in and dies before all of that is committed.</summary>
    public async Task EnterAndDieAsync(Passage passage, int partitions)
    {
        var call = Call(passage.Key);
        await _gates.EnterAsync(call, passage, CancellationToken.None);
        await call.CommitAsync(partitions);
    }

    /// <summary>An attempt ends its delivery. No condition may be in it: it is not made again.</summary>
    public async Task LeaveAsync(Passage passage, Outcome outcome, decimal? price = null, bool answered = true)
    {
        var call = Call(passage.Key);
        if (answered)
        {
            await _gates.AfterAsync(call, passage, Report(outcome));
        }

        await _gates.LeaveAsync(
            call, new(passage.Key, passage.Recipient.Id, outcome, price) { Configured = passage.Recipient }, CancellationToken.None);
        Assert.All(call.Writes, write => Assert.True(
            write.Action == RecordAction.Upsert || write is { Action: RecordAction.Delete, ETag: null }, $"a condition on {write.Row}"));
        Assert.True(await call.CommitAsync());
    }

    /// <summary>Takes back what was sold.</summary>
    public async Task SupersedeAsync(Passage passage)
    {
        var call = Call(passage.Key);
        await _gates.LeaveAsync(call, new(passage.Key, passage.Recipient.Id, Outcome.Superseded), CancellationToken.None);
        Assert.True(await call.CommitAsync());
    }

    /// <summary>Whether an attempt may be made now; null: yes.</summary>
    public ValueTask<Hold?> AskAsync(string key) => _gates.BeforeAsync(Call(key), all.Passage(key), 1, TimeSpan.Zero, CancellationToken.None);

    /// <summary>An attempt has ended so; null: it was not made.</summary>
    public async Task EndedAsync(string key, Outcome? outcome, bool unauthorized = false)
    {
        var call = Call(key);
        await _gates.AfterAsync(call, all.Passage(key), outcome is { } known ? Report(known, unauthorized) : null);
        await protection.Log.FlushAsync();
    }

    public Task<int> SweepAsync() => SumAsync(kept => kept.SweepAsync(new EndedInstances(all.Ended.Contains), CancellationToken.None));

    public Task FoldAsync() => SumAsync(async kept =>
    {
        await kept.FoldAsync(CancellationToken.None);
        return 0;
    });

    private AttemptReport Report(Outcome outcome, bool unauthorized = false) => new(
        SendCategory.Answered, new Verdict { Outcome = outcome, Unauthorized = unauthorized }, TimeSpan.FromMilliseconds(10), all.Time.GetUtcNow());

    private async Task<int> SumAsync(Func<IUpkeep, Task<int>> round)
    {
        var sum = 0;
        foreach (var kept in limits.Upkeep)
        {
            sum += await round(kept);
        }

        return sum;
    }

    private WorkerCall Call(string key) => new(all.Store, "of-" + key);
}
