using System.Collections.Immutable;
using LeadDelivery.Core.Gates.Balances;
using LeadDelivery.Core.Gates.Caps;
using LeadDelivery.Core.Gates.Schedules;
using LeadDelivery.Core.Gates.Seen;
using LeadDelivery.Core.Leads;
using LeadDelivery.Core.Ports;

namespace LeadDelivery.Core.Gates;

/// <summary>What limits recipients by their own word: schedules, what they have seen, caps and balances.</summary>
public sealed class RecipientLimits
{
    private readonly SeenGate _seen;

    /// <summary>Limits over a store, empty until loaded.</summary>
    public RecipientLimits(IRecordStore records, Dedupe dedupe, UlidFactory ids, TimeProvider time)
    {
        Caps = new(records, time);
        Balances = new(records, ids, time);
        Movements = new(Balances, new());
        _seen = new(records, dedupe, time);
        Upkeep = [new CapKeeper(Caps, new()), Movements, _seen];
        Gates = [new ScheduleGate(), _seen, new CapGate(Caps), Balances];
        AttemptGates = [_seen];
    }

    /// <summary>The counts of caps, those of sources and flows too.</summary>
    public CapBook Caps { get; }

    /// <summary>The balances of recipients that pay in advance.</summary>
    public BalanceBook Balances { get; }

    /// <summary>What went in and out of them.</summary>
    public BalanceKeeper Movements { get; }

    /// <summary>In the order in which they are asked: what costs nothing first.</summary>
    public ImmutableArray<IGate> Gates { get; }

    /// <summary>Told of every request.</summary>
    public ImmutableArray<IAttemptGate> AttemptGates { get; }

    /// <summary>What is done from time to time.</summary>
    public ImmutableArray<IUpkeep> Upkeep { get; }

    /// <summary>Reads what is recorded: once, before the engine starts.</summary>
    public async Task LoadAsync(CancellationToken cancellation)
    {
        await Caps.LoadAsync(cancellation);
        await Balances.LoadAsync(cancellation);
        await _seen.LoadAsync(cancellation);
    }
}
