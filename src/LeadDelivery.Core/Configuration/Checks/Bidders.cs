using LeadDelivery.Core.Delivery.Replies;
using LeadDelivery.Core.Language;
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
                    .Select(bidder => (bidder.Path, Wrong: Wrong(auction, bidder, recipients) ?? Shared(auction, bidder, recipients)))
                    .Where(bidder => bidder.Wrong is not null)
                    .Select(bidder => flow.MistakeAt(bidder.Path, bidder.Wrong!)));
            }
        }
    }

    /// <summary>Bidders whose fixed price is below a fixed floor: allowed, and they never sell.</summary>
    public static IEnumerable<Mistake> Warnings(LoadedFiles files)
    {
        var recipients = files.Recipients.Select(file => file.Value).DistinctBy(recipient => recipient.Id)
            .ToDictionary(recipient => recipient.Id, StringComparer.Ordinal);
        return
            from flow in files.Flows
            from auction in flow.Value.Nodes.Values.OfType<Auction>()
            let floor = Fixed(auction.MinBid)
            where floor is not null
            from bidder in auction.Bidders
            let recipient = recipients.GetValueOrDefault(bidder.Recipient)
            where recipient is { Ping: null, ExclusivePrice: null, Schedule: null } && Fixed(recipient.Price) < floor
            select flow.MistakeAt(bidder.Path, $"the price of {recipient.Id} is below min_bid: it never bids");
    }

    private static decimal? Fixed(Template? amount) => amount is { IsLiteral: true } ? MoneyText.Read(Value.Of(amount.Text)) : null;

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
