using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Ports;
using LeadDelivery.Core.Workflow;

namespace LeadDelivery.Core.Gates.Caps;

/// <summary>Keeps deliveries out once a recipient has what it takes of them.</summary>
public sealed class CapGate(CapBook book) : IGate
{
    /// <inheritdoc/>
    public ValueTask<Closed?> PeekAsync(IRecordStore records, Passage passage, CancellationToken cancellation) =>
        new(Owner(passage) is { } owner && book.Peek(owner, passage.Key, passage.Scope, passage.Price) is { } reason ? new Closed(reason) : null);

    /// <inheritdoc/>
    public ValueTask<Closed?> EnterAsync(IActivityContext context, Passage passage, CancellationToken cancellation) =>
        new(Owner(passage) is { } owner && book.Enter(context, owner, passage.Key, passage.Scope, passage.Price) is { } reason
            ? new Closed(reason)
            : null);

    /// <inheritdoc/>
    public void Leave(IActivityContext context, string key, string recipient, Outcome outcome, decimal? price) =>
        book.Leave(context, Recipient.CapOwnerPrefix + recipient, key, outcome, price);

    private static CapOwner? Owner(Passage passage) =>
        passage.Lead.Test || passage.Recipient.CapsAt(passage.Scope.Now) is not { Caps.Length: > 0 } owner ? null : owner;
}
