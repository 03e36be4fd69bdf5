using LeadDelivery.Core.Plans;

namespace LeadDelivery.Core.Configuration;

/// <summary>Whom a lead may be delivered to that is offered to somebody: them, their backups, whom reviews send it on to, and theirs.</summary>
internal static class Reach
{
    /// <summary>Everybody that these nodes, and the nodes below them, may deliver to, each once.</summary>
    /// <param name="next">Who may get a lead after a recipient, by its id.</param>
    public static IReadOnlyList<string> Of(IEnumerable<PlanNode> nodes, Func<string, IEnumerable<string>> next) =>
        Of(nodes.SelectMany(node => node.Offers).Select(offer => offer.Recipient), next);

    /// <summary>Everybody that a lead may be delivered to that is offered to these, each once: they first.</summary>
    /// <param name="next">Who may get a lead after a recipient, by its id.</param>
    public static IReadOnlyList<string> Of(IEnumerable<string> recipients, Func<string, IEnumerable<string>> next)
    {
        var reached = new OrderedDictionary<string, bool>(StringComparer.Ordinal);
        foreach (var id in recipients)
        {
            reached.TryAdd(id, true);
        }

        for (var at = 0; at < reached.Count; at++)
        {
            foreach (var later in next(reached.GetAt(at).Key))
            {
                reached.TryAdd(later, true);
            }
        }

        return [.. reached.Keys];
    }
}
