using System.Collections.Immutable;
using LeadDelivery.Core.Auctions;
using LeadDelivery.Core.Configuration.Plans;
using LeadDelivery.Core.Configuration.Shapes;
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
    internal override IEnumerable<Deliver> Certain => [];

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
        result = result with { Auctions = result.Sales.IsEmpty ? [] : [new(Margin, result.Sales)] };
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

/// <summary><c>auction: { bidders, deadline, min_bid, margin, winners, tie, exclude, fallback }</c></summary>
internal static class AuctionReader
{
    /// <summary>Most buyers of one lead; the field sells to five at most.</summary>
    public const int MostWinners = 20;

    private static readonly Key<ImmutableArray<PlanNode>> Bidders = Key.Of(
        "bidders", new ListShape<PlanNode>(PlanShape.Node, least: 1), "Who may bid: recipients' ids, or deliver with a condition.").Required()
        .Like("[first-buyer, { deliver: second-buyer, when: \"score > 80\" }]");

    private static readonly Key<TimeSpan> Deadline = Key.Of(
        "deadline", Is.Duration("10ms", "60s"), "How long bidders have to answer.").Or(Auction.DefaultDeadline, "2s").Like("400ms");

    private static readonly Key<Template> MinBid = Key.Of("min_bid", Is.Amount, "The least bid that counts.")
        .Like("5.00", "\"{{lead.state == 'CA' ? 20 : 15}}\"");

    private static readonly Key<Margin> Kept = Key.Of(
        "margin", new MarginShape(), "What is kept of a bid before a source that pings is told its price: an amount, or a share.")
        .Or(Margin.None, "0").Like("\"20%\"", "2.50");

    private static readonly Key<int> Winners = Key.Of("winners", Is.Integer(1, MostWinners), "To how many the lead may be sold.").Or(1, "1");

    private static readonly Key<TieRule> Tie = Key.Of(
        "tie",
        new WordShape<TieRule>(("order", TieRule.Order), ("random", TieRule.Random), ("fastest", TieRule.Fastest)),
        "Who comes first of equal bids.").Or(TieRule.Order, "order");

    private static readonly Key<string> Exclude = Key.Of(
        "exclude", Is.Text, "The lead's field in which its source names buyers that have the lead already, plain or hashed.").Like("sold_to");

    private static readonly Key<PlanNode> Fallback = Key.Of("fallback", PlanShape.Node, "What is done where nobody buys.").Like("second-buyer");

    private static readonly Key<Auction> Rules = Key.Of(
        "auction",
        new ObjectShape<Auction>(
            "Who bids, until when, and for how much.", Read, Bidders, Deadline, MinBid, Kept, Winners, Tie, Exclude, Fallback),
        "Bidders are asked for bids at once; the best gets the lead.").Required();

    public static ObjectShape<PlanNode> Shape { get; } = new(
        "Bidders are asked for bids at once; the lead is posted to the best, and on to the next highest where it is refused.",
        node => node.Get(Rules) with { Path = node.Place.Path, When = node.Get(PlanShape.When) },
        Rules,
        PlanShape.When);

    private static Auction Read(ObjectReading auction)
    {
        var bidders = auction.Get(Bidders);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var at = 0; at < bidders.Length; at++)
        {
            if (bidders[at] is not Deliver bidder)
            {
                auction.MistakeAt($"bidders[{at}]", "expected a recipient's id, or deliver with a condition: strategies do not bid");
            }
            else if (!seen.Add(bidder.Recipient))
            {
                auction.MistakeAt($"bidders[{at}]", $"{bidder.Recipient} bids already, expected each recipient once");
            }
        }

        return new()
        {
            Path = auction.Place.Path,
            Bidders = [.. bidders.OfType<Deliver>()],
            Deadline = auction.Get(Deadline),
            MinBid = auction.Get(MinBid),
            Margin = auction.Get(Kept),
            Winners = auction.Get(Winners),
            Tie = auction.Get(Tie),
            Exclude = auction.Get(Exclude),
            Fallback = auction.Get(Fallback),
        };
    }
}
