using LeadDelivery.Core.Configuration.Plans;
using LeadDelivery.Core.Configuration.Shapes;

namespace LeadDelivery.Core.Plans;

/// <summary>One delivery to one recipient, with its retries.</summary>
public sealed record Deliver : PlanNode
{
    /// <summary>The recipient's id.</summary>
    public required string Recipient { get; init; }

    /// <inheritdoc/>
    public override IEnumerable<Offer> Offers => [new(Recipient, Path)];

    /// <inheritdoc/>
    internal override IEnumerable<Deliver> Certain => [this];

    /// <inheritdoc/>
    public override long Steps(Func<string, long> delivery) => Condition + delivery(Recipient);

    /// <inheritdoc/>
    public override Task<PlanResult> WalkAsync(PlanWalk walk) => walk.OfferAsync(new(Recipient, Path));
}

/// <summary><c>deliver: recipient</c></summary>
internal static class DeliverReader
{
    private static readonly Key<string> Recipient = Key.Of("deliver", ReferenceShape.Recipient, "The recipient's id.").Required();

    public static ObjectShape<PlanNode> Shape { get; } = new(
        "One delivery to one recipient, with its retries.",
        node => new Deliver { Path = node.Place.Path, When = node.Get(PlanShape.When), Recipient = node.Get(Recipient) },
        Recipient,
        PlanShape.When);
}
