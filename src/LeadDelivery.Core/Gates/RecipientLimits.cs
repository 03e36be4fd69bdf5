using System.Collections.Immutable;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Gates.Balances;
using LeadDelivery.Core.Gates.Caps;
using LeadDelivery.Core.Gates.Prices;
using LeadDelivery.Core.Gates.Schedules;
using LeadDelivery.Core.Gates.Seen;
using LeadDelivery.Core.Leads;
using LeadDelivery.Core.Ports;

namespace LeadDelivery.Core.Gates;

/// <summary>What limits recipients by their own word: schedules, what they have seen, caps and balances.</summary>
public sealed class RecipientLimits
{
    private readonly SeenGate _seen;
    private readonly DearestSales _dearest;
    private readonly TimeProvider _time;

    /// <summary>Limits over a store, empty until loaded.</summary>
    /// <param name="sharing">Who else changes them; null for nobody.</param>
    public RecipientLimits(IRecordStore records, Dedupe dedupe, UlidFactory ids, TimeProvider time, Sharing? sharing = null)
    {
        _time = time;
        Caps = new(records, time, sharing);
        _dearest = new(records, time, sharing);
        Balances = new(records, ids, time, _dearest, sharing);
        Movements = new(Balances, new());
        _seen = new(records, dedupe, time, sharing);
        Upkeep = [new CapKeeper(Caps, new()), Movements, _seen];

        // What was paid is known before its place is free. A sighting is the last to be reserved: two leads of one person at the same moment
        // write one row, and the one that a cap keeps out would remove the other's.
        Gates = [new ScheduleGate(), _dearest, new CapGate(Caps, _dearest), Balances, _seen];
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

    /// <summary>Whether a recipient's schedule has it open; null for one without.</summary>
    public OpeningView? Opening(Recipient recipient) =>
        recipient.Schedule is { } schedule ? new(schedule.IsOpen(_time.GetUtcNow()), schedule.NextChange(_time.GetUtcNow())) : null;

    /// <summary>Of several workers: looks at what the others have counted for a recipient, before it is shown.</summary>
    public async ValueTask RefreshAsync(Recipient recipient, CancellationToken cancellation)
    {
        await Caps.RefreshAsync(recipient.AllCaps, cancellation);
        await Balances.RefreshAsync(recipient, cancellation);
    }

    /// <summary>Reads what is recorded: once, before the engine starts.</summary>
    public async Task LoadAsync(CancellationToken cancellation)
    {
        await Caps.LoadAsync(cancellation);
        await Balances.LoadAsync(cancellation);
        await _seen.LoadAsync(cancellation);
        await _dearest.LoadAsync(cancellation);
    }
}
