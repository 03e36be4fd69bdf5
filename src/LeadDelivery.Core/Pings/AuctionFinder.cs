using LeadDelivery.Core.Language;
using LeadDelivery.Core.Plans;

namespace LeadDelivery.Core.Pings;

/// <summary>Finds the auction that a lead would come to first: what a source's ping runs.</summary>
internal static class AuctionFinder
{
    /// <summary>The first auction on the lead's way through the plan, or null. Conditions see what the ping shows of the lead.</summary>
    public static Auction? Find(PlanNode node, Scope scope)
    {
        if (node.When?.Holds(scope) == false)
        {
            return null;
        }

        return node switch
        {
            Auction auction => auction,
            Route route => route.Branches.FirstOrDefault(branch => branch.When?.Holds(scope) != false) is { } taken ? Find(taken.Then, scope) : null,
            _ => node.Children.Select(child => Find(child, scope)).FirstOrDefault(found => found is not null),
        };
    }
}
