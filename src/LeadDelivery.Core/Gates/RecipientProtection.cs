using System.Collections.Immutable;
using LeadDelivery.Core.Alerts;
using LeadDelivery.Core.Gates.Circuits;
using LeadDelivery.Core.Gates.Pausing;
using LeadDelivery.Core.Gates.Rates;
using LeadDelivery.Core.Gates.Standing;
using LeadDelivery.Core.Leads;
using LeadDelivery.Core.Ports;

namespace LeadDelivery.Core.Gates;

/// <summary>
/// What protects recipients and their buyers' leads: pauses, circuits, rates and the watch over the last hour. Memory is the authority
/// of one process, the record store its durable log; of several workers, the rows are what all of them come to know.
/// </summary>
public sealed class RecipientProtection
{
    private readonly IRecordStore _records;
    private readonly bool _isShared;

    /// <summary>Nothing is known until <see cref="LoadAsync"/>.</summary>
    /// <param name="sharing">Who else changes it; null for nobody.</param>
    public RecipientProtection(IRecordStore records, AlertBook alerts, UlidFactory ids, TimeProvider time, Sharing? sharing = null)
    {
        (_records, _isShared) = (records, sharing is { IsShared: true });
        Log = new(records, alerts, ids, time);
        Pauses = new(Log, time, sharing);
        Circuits = new(Log, time, sharing);
        Rates = new(time);
        LastHour = new(Log, time, sharing);
        Gates = [Pauses, Circuits, Rates];
        AttemptGates = [Pauses, Circuits, Rates, LastHour];
    }

    /// <summary>Where all of it is written down.</summary>
    public StandingLog Log { get; }

    /// <summary>Who is paused.</summary>
    public PauseBook Pauses { get; }

    /// <summary>Who is left alone after failures.</summary>
    public CircuitBook Circuits { get; }

    /// <summary>Who gets how many in which time.</summary>
    public RateBook Rates { get; }

    /// <summary>How they do.</summary>
    public LastHourBook LastHour { get; }

    /// <summary>Asked once per delivery: they reserve nothing, so they come before those that do.</summary>
    public ImmutableArray<IGate> Gates { get; }

    /// <summary>Asked before every request, in this order: who is closed takes no slot of the rate.</summary>
    public ImmutableArray<IAttemptGate> AttemptGates { get; }

    /// <summary>Of several workers: looks at what the others have done, before it is shown.</summary>
    public async ValueTask RefreshAsync(CancellationToken cancellation)
    {
        await Pauses.RefreshAsync(cancellation);
        await Circuits.RefreshAsync(cancellation);
        await LastHour.RefreshAsync(cancellation);
    }

    /// <summary>Takes up what earlier processes left: before the first delivery.</summary>
    public async Task LoadAsync(CancellationToken cancellation)
    {
        if (_isShared)
        {
            await RefreshAsync(cancellation);
            return;
        }

        await foreach (var row in _records.QueryAsync(new(StandingLog.Partition), cancellation))
        {
            _ = Pauses.Restore(row) || Circuits.Restore(row) || LastHour.Restore(row);
        }
    }

    /// <summary>Writes down what memory alone knows yet: when the process stops.</summary>
    public async Task StoreAsync()
    {
        await LastHour.StoreAsync();
        await Log.FlushAsync();
    }
}
