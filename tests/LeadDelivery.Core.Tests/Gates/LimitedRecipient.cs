using System.Globalization;
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
using static LeadDelivery.Core.Tests.Gates.OneProcess;

namespace LeadDelivery.Core.Tests.Gates;

/// <summary>A recipient behind what limits it, with a clock that the test moves; it can be started again on the same records.</summary>
internal sealed class LimitedRecipient
{
    private readonly MemoryLeadKeys _keys = new();
    private RecipientGates _gates = null!;
    private UlidFactory? _ids;

    /// <param name="yaml">Further keys of its file.</param>
    public LimitedRecipient(string yaml, string now = "2026-03-02T12:00:00Z")
    {
        Recipient = Loading.RecipientOf(Loading.Recipient + yaml);
        Time = new(DateTimeOffset.Parse(now, CultureInfo.InvariantCulture));
        Start();
    }

    public Recipient Recipient { get; set; }

    public ManualTimeProvider Time { get; }

    public MemoryRecordStore Records { get; } = new();

    public RecipientLimits Limits { get; private set; } = null!;

    /// <summary>Instances that have ended.</summary>
    public HashSet<string> Ended { get; } = [];

    public BalanceView Balance => Limits.Balances.Of(Recipient)!;

    public IReadOnlyList<CapUsage> Usage => Limits.Caps.Usage(Recipient);

    public void SetClock(string now) => Time.Advance(DateTimeOffset.Parse(now, CultureInfo.InvariantCulture) - Time.GetUtcNow());

    public Task TopUpAsync(decimal amount) =>
        Limits.Balances.TopUpAsync(Recipient.Id, amount, $"top-up {amount}", "operator", CancellationToken.None);

    /// <summary>Its file is changed.</summary>
    public void Configure(string yaml) => Recipient = Loading.RecipientOf(Loading.Recipient + yaml);

    /// <summary>A new process on the same records.</summary>
    public async Task RestartAsync()
    {
        Start();
        await Limits.LoadAsync(CancellationToken.None);
    }

    /// <summary>Lets a delivery in, as an activity does; the reason where it is kept out.</summary>
    public async Task<string?> EnterAsync(string key, decimal? price = null, bool test = false, params (string Name, Value Value)[] fields)
    {
        var call = new GateCall(Records, "of-" + key);
        var closed = await _gates.EnterAsync(call, Passage(key, price, test, fields), CancellationToken.None);
        if (closed is not null)
        {
            AtOnce(_gates.LeaveAsync(call, new(key, Recipient.Id, Outcome.Skipped), CancellationToken.None));
        }

        call.Commit();
        return closed?.Reason;
    }

    public async Task<string?> PeekAsync(decimal? price = null, string key = "") =>
        (await _gates.PeekAsync(Records, Passage(key, price, false), CancellationToken.None))?.Reason;

    /// <summary>A delivery ends.</summary>
    public void Leave(string key, Outcome outcome, decimal? price = null)
    {
        var call = new GateCall(Records, "of-" + key);
        AtOnce(_gates.LeaveAsync(call, new(key, Recipient.Id, outcome, price) { Configured = Recipient }, CancellationToken.None));
        call.Commit();
    }

    /// <summary>A request was sent and answered.</summary>
    public void Report(Passage passage, Outcome outcome)
    {
        var call = new GateCall(Records, "of-" + passage.Key);
        AtOnce(_gates.AfterAsync(
            call, passage, new(SendCategory.Answered, new Verdict { Outcome = outcome }, TimeSpan.FromMilliseconds(10), Time.GetUtcNow())));
        call.Commit();
    }

    /// <summary>A delivery that is let in and sold; the reason where it is kept out.</summary>
    public async Task<string?> SellAsync(string key, decimal? price = null, params (string Name, Value Value)[] fields)
    {
        if (await EnterAsync(key, price, false, fields) is { } reason)
        {
            return reason;
        }

        Leave(key, Outcome.Success, price);
        return null;
    }

    /// <summary>A delivery that is let in at what is expected, and sold for what its reply says; the reason where it is kept out.</summary>
    public async Task<string?> SellForAsync(string key, decimal? paid)
    {
        if (await EnterAsync(key) is { } reason)
        {
            return reason;
        }

        Leave(key, Outcome.Success, paid);
        return null;
    }

    /// <summary>How many are let in and sold before one is kept out; at most a thousand.</summary>
    public async Task<int> SellAllAsync(string keys, params (string Name, Value Value)[] fields)
    {
        var sold = 0;
        while (sold < 1000 && await SellAsync($"{keys}{sold}", null, fields) is null)
        {
            sold++;
        }

        return sold;
    }

    public async Task FoldAsync()
    {
        foreach (var kept in Limits.Upkeep)
        {
            await kept.FoldAsync(CancellationToken.None);
        }
    }

    public async Task<int> SweepAsync()
    {
        var released = 0;
        foreach (var kept in Limits.Upkeep)
        {
            released += await kept.SweepAsync(new EndedInstances(Ended.Contains), CancellationToken.None);
        }

        return released;
    }

    /// <summary>Enters without committing: a run of an activity that is to be run again.</summary>
    public async Task<GateCall> BeginEnterAsync(string key, decimal? price = null, params (string Name, Value Value)[] fields)
    {
        var call = new GateCall(Records, "of-" + key);
        Assert.Null(await _gates.EnterAsync(call, Passage(key, price, false, fields), CancellationToken.None));
        return call;
    }

    public GateCall BeginLeave(string key, Outcome outcome, decimal? price = null)
    {
        var call = new GateCall(Records, "of-" + key);
        AtOnce(_gates.LeaveAsync(call, new(key, Recipient.Id, outcome, price) { Configured = Recipient }, CancellationToken.None));
        return call;
    }

    public Passage Passage(string key, decimal? price, bool test, params (string Name, Value Value)[] fields)
    {
        var lead = new Lead
        {
            Id = "L1",
            Source = "s",
            Flow = "f",
            ReceivedAt = Time.GetUtcNow(),
            Catalog = "v1",
            Test = test,
            Key = LeadKey.None,
            Fields = ValueObject.From(fields.Select(field => new KeyValuePair<string, Value>(field.Name, field.Value))),
        };
        var scope = new LeadScope(lead, null, null, Time.GetUtcNow()) { Recipient = Recipient, DeliveryKey = key };
        return new(key, Recipient, lead, scope, price ?? Recipient.ExpectedPrice(scope)) { IsPriceOpen = price is null && Recipient.NamesPrices };
    }

    private void Start()
    {
        Limits = new(Records, new Dedupe(Records, _keys), _ids ??= new UlidFactory(Time), Time);
        _gates = new(Limits.Gates, Limits.AttemptGates);
    }
}
