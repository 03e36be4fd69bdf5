using LeadDelivery.Core.Language;
using LeadDelivery.Core.Plans;

namespace LeadDelivery.Core.Pings;

/// <summary>Finds the auction that a lead would come to first: what a source's ping runs.</summary>
internal static class AuctionFinder
{
    /// <summary>The first auction on the lead's way through the plan, or null. Conditions see what the ping shows of the lead.</summary>
    public static Auction? Find(PlanNode node, Scope scope) =>
        node.When?.Holds(scope) == false ? null
        : node as Auction ?? node.WayOf(scope).Select(child => Find(child, scope)).FirstOrDefault(found => found is not null);
}
