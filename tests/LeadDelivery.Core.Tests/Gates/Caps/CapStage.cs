using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Gates;
using LeadDelivery.Core.Gates.Caps;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Leads;
using LeadDelivery.Core.Tests.Configuration;
using LeadDelivery.Testing;
using LeadDelivery.Tests.Shared;

namespace LeadDelivery.Core.Tests.Gates.Caps;

/// <summary>A recipient with caps, a clock that the test moves, and records that outlive the process.</summary>
internal sealed class CapStage
{
    private readonly MemoryLeadKeys _keys = new();

    public CapStage(string yaml, DateTimeOffset? now = null)
    {
        Recipient = Loading.RecipientOf(Loading.Recipient + yaml);
        Time = now is { } start ? new(start) : new();
        Gate = null!;
        Book = null!;
        Start();
    }

    public Recipient Recipient { get; set; }

    public ManualTimeProvider Time { get; }

    public MemoryRecordStore Records { get; } = new();

    public CapBook Book { get; private set; }

    public CapGate Gate { get; private set; }

    /// <summary>Deliveries whose instances have ended.</summary>
    public HashSet<string> Ended { get; } = [];

    /// <summary>The process dies, and another takes up what is durable.</summary>
    public async Task RestartAsync()
    {
        Start();
        await Book.LoadAsync(CancellationToken.None);
    }

    /// <summary>Enters; null: there is room, and it is durable.</summary>
    public string? Enter(string key, decimal? price = null, string state = "CA", bool test = false) =>
        Do(key, activity => EnterAsync(activity, key, price, state, test).AsTask().GetAwaiter().GetResult()?.Reason);

    public ValueTask<Closed?> EnterAsync(GateActivity activity, string key, decimal? price = null, string state = "CA", bool test = false) =>
        Gate.EnterAsync(activity, Passage(key, price, state, test), CancellationToken.None);

    /// <summary>Ends a delivery; durable.</summary>
    public void Leave(string key, Outcome outcome, decimal? price = null) => Do<object?>(key, activity =>
    {
        Gate.Leave(activity, key, Recipient.Id, outcome, price);
        return null;
    });

    /// <summary>Enters and sells; what keeps it out, or null.</summary>
    public string? Sell(string key, decimal? price = null, string state = "CA")
    {
        var closed = Enter(key, price, state);
        if (closed is null)
        {
            Leave(key, Outcome.Success, price);
        }

        return closed;
    }

    public CapUsage Usage(string period = "daily") => Book.Usage(Recipient).First(usage => usage.Period == period);

    public Task SweepAsync() => new CapKeeper(Book, new()).SweepAsync(new EndedInstances(Ended.Contains), CancellationToken.None);

    public Task FoldAsync(CapOptions? options = null) => new CapKeeper(Book, options ?? new()).FoldAsync(CancellationToken.None);

    public Passage Passage(string key, decimal? price = null, string state = "CA", bool test = false)
    {
        var lead = new Lead
        {
            Id = "L1",
            Source = "partner",
            Flow = "one",
            ReceivedAt = Time.GetUtcNow(),
            Catalog = "v1",
            Key = _keys.Allocate(),
            Test = test,
            Fields = ValueObject.From([new("state", Value.Of(state))]),
        };
        return new(key, Recipient, lead, new(lead, null, null, Time.GetUtcNow()), price);
    }

    private T Do<T>(string key, Func<GateActivity, T> activity)
    {
        var context = new GateActivity(Records, key);
        var result = activity(context);
        context.Commit();
        return result;
    }

    private void Start()
    {
        Book = new(Records, Time);
        Gate = new(Book);
    }
}
