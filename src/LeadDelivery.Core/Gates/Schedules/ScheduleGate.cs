using LeadDelivery.Core.Ports;
using LeadDelivery.Core.Workflow;

namespace LeadDelivery.Core.Gates.Schedules;

/// <summary>Keeps deliveries out while a recipient is closed. Test leads pass at any time.</summary>
public sealed class ScheduleGate : IGate
{
    /// <inheritdoc/>
    public ValueTask<Closed?> PeekAsync(IRecordStore records, Passage passage, CancellationToken cancellation) => new(Ask(passage));

    /// <inheritdoc/>
    public ValueTask<Closed?> EnterAsync(IActivityContext context, Passage passage, CancellationToken cancellation) => new(Ask(passage));

    /// <inheritdoc/>
    public ValueTask LeaveAsync(IActivityContext context, Departure departure, CancellationToken cancellation) => default;

    private static Closed? Ask(Passage passage)
    {
        if (passage.Lead.Test || passage.Recipient.Schedule is not { } schedule || schedule.IsOpen(passage.Scope.Now))
        {
            return null;
        }

        return new(schedule.NextChange(passage.Scope.Now) is { } opens
            ? $"schedule closed, opens {TimeZoneInfo.ConvertTime(opens, schedule.Zone):yyyy-MM-ddTHH:mm:sszzz}"
            : "schedule closed");
    }
}
