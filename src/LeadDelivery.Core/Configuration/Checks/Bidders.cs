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
        foreach (var flow in files.FlowFiles.Read)
        {
            foreach (var auction in flow.Reading.Nodes.Values.OfType<Auction>().OrderBy(node => node.Path, StringComparer.Ordinal))
            {
                mistakes.AddRange(auction.Bidders
                    .Select(bidder => (bidder.Path, Wrong: Wrong(auction, bidder, recipients) ?? Shared(auction, bidder, recipients)))
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

        return Backups(recipient, recipients).FirstOrDefault(backup => auction.Bidders.Any(other => other.Recipient == backup)) is { } twice
            ? $"its backup {twice} bids too and would get the lead twice, expected one of the two"
            : null;
    }

    // Two that are posted at once, and both fail, come to it both.
    private static string? Shared(Auction auction, Deliver bidder, Dictionary<string, Recipient> recipients)
    {
        if (auction.Winners == 1 || !recipients.TryGetValue(bidder.Recipient, out var recipient))
        {
            return null;
        }

        var own = Backups(recipient, recipients).ToHashSet(StringComparer.Ordinal);
        return auction.Bidders.TakeWhile(other => other != bidder)
            .Select(other => recipients.GetValueOrDefault(other.Recipient)).OfType<Recipient>()
            .SelectMany(other => Backups(other, recipients).Where(own.Contains).Select(shared => (other.Id, Backup: shared)))
            .Select(shared => $"its backup {shared.Backup} is that of {shared.Id} too and could get the lead twice, expected one for each")
            .FirstOrDefault();
    }

    // The recipient's backup, that one's, and so on; a circle, a mistake of its own, ends where it closes.
    private static IEnumerable<string> Backups(Recipient recipient, Dictionary<string, Recipient> recipients)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal) { recipient.Id };
        for (var at = recipient.Backup; at is not null && seen.Add(at); at = recipients.GetValueOrDefault(at)?.Backup)
        {
            yield return at;
        }
    }
}
