using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Gates.Prices;
using LeadDelivery.Core.Ports;
using LeadDelivery.Core.Workflow;

namespace LeadDelivery.Core.Gates.Caps;

/// <summary>Keeps deliveries out once a recipient has what it takes of them.</summary>
public sealed class CapGate(CapBook book, DearestSales dearest) : IGate
{
    /// <inheritdoc/>
    public async ValueTask<Closed?> PeekAsync(IRecordStore records, Passage passage, CancellationToken cancellation) =>
        Owner(passage) is not { } owner ? null
        : Closing(await book.PeekAsync(
            owner, passage.Key, passage.Scope, await dearest.OfAsync(passage, atLeast: true, cancellation), cancellation));

    /// <inheritdoc/>
    public async ValueTask<Closed?> EnterAsync(IActivityContext context, Passage passage, CancellationToken cancellation) =>
        Owner(passage) is not { } owner ? null
        : Closing(await book.EnterAsync(
            context, owner, passage.Key, passage.Scope, await dearest.OfAsync(passage, atLeast: true, cancellation), cancellation));

    /// <inheritdoc/>
    public ValueTask LeaveAsync(IActivityContext context, Departure departure, CancellationToken cancellation) =>
        departure.KeepsPlace || (book.Shared is not null && departure.Configured is { HasCaps: false })
            ? default
            : book.LeaveAsync(
                context, Recipient.CapOwnerPrefix + departure.Recipient, departure.Key, departure.Outcome, departure.Price, cancellation);

    private static Closed? Closing(string? reason) => reason is { } reached ? new(reached) : null;

    private static CapOwner? Owner(Passage passage) =>
        passage.Lead.Test || passage.Recipient.CapsAt(passage.Scope.Now) is not { Caps.Length: > 0 } owner ? null : owner;
}
