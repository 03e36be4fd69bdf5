using LeadDelivery.Core.Ports;
using LeadDelivery.Core.Workflow;

namespace LeadDelivery.Core.Gates;

/// <summary>One reason for which a recipient may not get a lead now: a cap, its schedule, an open circuit. A new one is one such class
/// and one line in <see cref="RecipientGates"/>.</summary>
public interface IGate
{
    /// <summary>Whether it would let the delivery in, changing nothing: for auctions and rotations. Null: yes.</summary>
    ValueTask<Closed?> PeekAsync(IRecordStore records, Passage passage, CancellationToken cancellation);

    /// <summary>
    /// Lets the delivery in, or not; null: it is in, and whatever it takes up is reserved under its key. Asked again under the same key
    /// (a repeated activity, another try inside a window) it answers alike and reserves nothing twice. What is to last is written with
    /// <see cref="IActivityContext.Write"/>.
    /// </summary>
    ValueTask<Closed?> EnterAsync(IActivityContext context, Passage passage, CancellationToken cancellation);

    /// <summary>
    /// The delivery has ended: a success is counted, anything else gives its reservation back. Without a reservation, or called again,
    /// it does nothing.
    /// </summary>
    ValueTask LeaveAsync(IActivityContext context, Departure departure, CancellationToken cancellation);
}
