using LeadDelivery.Core.Plans;

namespace LeadDelivery.Core.Configuration.Checks;

/// <summary>Finds bidders that can never bid, and those that would buy a lead twice.</summary>
internal static class Bidders
{
    /// <summary>Checks every auction.</summary>
    public static void Check(LoadedFiles files, List<Mistake> mistakes)
    {
        var recipients = files.Recipients.Select(file => file.Value).DistinctBy(recipient => recipient.Id)
            .ToDictionary(recipient => recipient.Id, StringComparer.Ordinal);
        foreach (var flow in files.Flows)
        {
            foreach (var auction in flow.Value.Nodes.Values.OfType<Auction>().OrderBy(node => node.Path, StringComparer.Ordinal))
            {
                mistakes.AddRange(auction.Bidders
                    .Select(bidder => (bidder.Path, Wrong: Wrong(auction, bidder, recipients)))
                    .Where(bidder => bidder.Wrong is not null)
                    .Select(bidder => flow.MistakeAt(bidder.Path, bidder.Wrong!)));
            }
        }
    }

    private static string? Wrong(Auction auction, Deliver bidder, Dictionary<string, Recipient> recipients)
    {
        if (!recipients.TryGetValue(bidder.Recipient, out var recipient))
        {
            return null;
        }

        if (recipient.Ping is null && recipient.Price is null && recipient.ExclusivePrice is null)
        {
            return $"{recipient.Id} has neither ping nor price, expected one of them to bid with";
        }

        for (var at = recipient.Backup; at is not null && at != recipient.Id; at = recipients.GetValueOrDefault(at)?.Backup)
        {
            if (auction.Bidders.Any(other => other.Recipient == at))
            {
                return $"its backup {at} bids too and would get the lead twice, expected one of the two";
            }
        }

        return null;
    }
}
