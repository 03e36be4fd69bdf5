using System.Collections.Immutable;
using LeadDelivery.Core.Auctions;
using LeadDelivery.Core.Delivery.Replies;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Workflow;

namespace LeadDelivery.Core.Plans;

/// <summary>
/// Asks its bidders for bids, all at once under one deadline, and posts the lead to the best; who refuses is followed by the next highest.
/// </summary>
public sealed record Auction : PlanNode
{
    /// <summary>The lane of ping rounds: they wait for others most of their time, so that many may run at once.</summary>
    public const string Lane = "auctions";

    /// <summary>
    /// How long bidders have to answer where the auction does not say: what sources that wait for a price allow, most of them 1 to 3 s.
    /// </summary>
    public static readonly TimeSpan DefaultDeadline = TimeSpan.FromSeconds(2);

    /// <summary>Who may bid, each once.</summary>
    public required ImmutableArray<Deliver> Bidders { get; init; }

    /// <summary>When the round closes.</summary>
    public TimeSpan Deadline { get; init; } = DefaultDeadline;

    /// <summary>The least bid that counts, of the lead; null, or what comes to no amount: any.</summary>
    public Template? MinBid { get; init; }

    /// <summary>What is kept of a bid before a source is told its price.</summary>
    public Margin Margin { get; init; } = Margin.None;

    /// <summary>To how many the lead may be sold.</summary>
    public int Winners { get; init; } = 1;

    /// <summary>Who comes first of equal bids.</summary>
    public TieRule Tie { get; init; }

    /// <summary>The lead's field that names earlier buyers; null: none are excluded.</summary>
    public string? Exclude { get; init; }

    /// <summary>
    /// What every bidder offers for a lead whose result its source's test rule forces: 1.00 where the auction has no floor. Nobody pays it.
    /// </summary>
    internal decimal ForcedBid(Scope scope) => Math.Max(Floor(scope), 1.00m);

    /// <summary>The least bid that counts for a lead.</summary>
    internal decimal Floor(Scope scope) => MinBid is null ? 0 : MoneyText.Read(MinBid.Evaluate(scope)) ?? 0;

    /// <summary>What is walked where nobody bought.</summary>
    public PlanNode? Fallback { get; init; }

    /// <inheritdoc/>
    public override IEnumerable<PlanNode> Children => Fallback is null ? Bidders : [.. Bidders, Fallback];

    /// <inheritdoc/>
    public override async Task<PlanResult> WalkAsync(PlanWalk walk)
    {
        var input = walk.Input;
        var round = walk.NextRound();
        var pings = await walk.Context.CallAsync(
            LeadWorkflows.PingBidders, new(input.Lead, input.Flow, input.Catalog, Path, input.Redelivery, round), new CallOptions(Lane));
        return await SellAsync(walk, round, pings);
    }

    /// <summary>Sells by bids that were made, and walks the fallback where nobody buys.</summary>
    public async Task<PlanResult> SellAsync(PlanWalk walk, int round, PingOutput pings)
    {
        var result = await new AuctionWalk(walk, this, round, pings).RunAsync();
        result = result with { Left = result.Price is { } price ? Margin.PriceToSource(price) : null };
        if (Fallback is not null && !result.Placed && !result.Stop && walk.Closed is null)
        {
            result = (await walk.NodeAsync(Fallback)).After(result);
        }

        return result;
    }
}

/// <summary>Who comes first of equal bids.</summary>
public enum TieRule
{
    /// <summary>Who stands first in the file.</summary>
    Order,

    /// <summary>By lot; one lead always draws alike.</summary>
    Random,

    /// <summary>Who answered first.</summary>
    Fastest,
}
