namespace LeadDelivery.Core.Plans;

/// <summary>One delivery to one recipient, with its retries.</summary>
public sealed record Deliver : PlanNode
{
    /// <summary>The recipient's id.</summary>
    public required string Recipient { get; init; }

    /// <inheritdoc/>
    public override IEnumerable<Offer> Offers => [new(Recipient, Path)];

    /// <inheritdoc/>
    public override long Steps(Func<string, long> delivery) => Condition + delivery(Recipient);

    /// <inheritdoc/>
    public override Task<PlanResult> WalkAsync(PlanWalk walk) => walk.OfferAsync(new(Recipient, Path));
}
