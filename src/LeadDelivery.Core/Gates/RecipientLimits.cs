using System.Collections.Immutable;
using LeadDelivery.Core.Gates.Caps;
using LeadDelivery.Core.Ports;

namespace LeadDelivery.Core.Gates;

/// <summary>
/// What limits how much recipients get: caps. Memory is the authority of one process, the record store its durable log.
/// </summary>
public sealed class RecipientLimits
{
    /// <summary>Nothing is counted until <see cref="LoadAsync"/>.</summary>
    public RecipientLimits(IRecordStore records, TimeProvider time)
    {
        Caps = new(records, time);
        Gates = [new CapGate(Caps)];
        Upkeep = [new CapKeeper(Caps, new CapOptions())];
    }

    /// <summary>What counts towards caps.</summary>
    public CapBook Caps { get; }

    /// <summary>Asked once per delivery, after those that reserve nothing.</summary>
    public ImmutableArray<IGate> Gates { get; }

    /// <summary>What a <see cref="GateKeeper"/> does for them.</summary>
    public ImmutableArray<IUpkeep> Upkeep { get; }

    /// <summary>Takes up what earlier processes left: before the first delivery.</summary>
    public Task LoadAsync(CancellationToken cancellation) => Caps.LoadAsync(cancellation);
}
