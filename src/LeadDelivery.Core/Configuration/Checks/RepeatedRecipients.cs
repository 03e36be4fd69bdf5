using LeadDelivery.Core.Plans;

namespace LeadDelivery.Core.Configuration.Checks;

/// <summary>
/// Warns of recipients that a plan names more than once where they would get one lead more than once. Each time is a delivery of its own
/// under a key of its own, so that the recipient takes it for another lead. Auctions look after their bidders themselves.
/// </summary>
internal static class RepeatedRecipients
{
    /// <summary>Checks every flow.</summary>
    public static void Check(LoadedFiles files, List<Mistake> warnings)
    {
        foreach (var flow in files.FlowFiles.Read)
        {
            foreach (var node in flow.Reading.Nodes.Values.OrderBy(node => node.Path, StringComparer.Ordinal))
            {
                var found = node is Rotate rotation ? Turns(rotation)
                    : node.AskedTwice is { } words ? Repeated(node, words).Concat(Backed(node, files))
                    : [];
                warnings.AddRange(found.Select(each => flow.MistakeAt(each.Path, each.Wrong)));
            }
        }
    }

    // What has a condition of its own is another turn.
    private static IEnumerable<(string Path, string Wrong)> Turns(Rotate rotation)
    {
        var seen = new HashSet<(string, string?)>();
        return rotation.Members.Select(member => member.Node).OfType<Deliver>()
            .Where(member => !seen.Add((member.Recipient, member.When?.Text)))
            .Select(member => (
                member.Path,
                $"{member.Recipient} takes turns already, expected it once; {{ {member.Recipient}: 2 }} gives it twice the turns"));
    }

    private static IEnumerable<(string Path, string Wrong)> Repeated(PlanNode node, string words)
    {
        var before = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var member in node.Children)
        {
            var own = Certain(member).DistinctBy(offer => offer.Recipient).ToList();
            foreach (var offer in own.Where(offer => before.ContainsKey(offer.Recipient)))
            {
                yield return (offer.Path, $"{offer.Recipient} stands here and in {before[offer.Recipient]}: it {words}");
            }

            own.ForEach(offer => before.TryAdd(offer.Recipient, offer.Path));
        }
    }

    private static IEnumerable<(string Path, string Wrong)> Backed(PlanNode node, LoadedFiles files)
    {
        var members = node.Children.ToList();
        for (var at = 0; at < members.Count; at++)
        {
            // Who stood before the recipient in a waterfall has said its word before the backup's turn comes, and is told of as repeated.
            var others = (node.IsInOrder ? members.Skip(at + 1) : members.Where((_, other) => other != at)).SelectMany(Certain).ToList();
            foreach (var offer in Certain(members[at]))
            {
                var backups = files.BackupsOf(offer.Recipient);
                if (others.Find(other => backups.Contains(other.Recipient)) is { Recipient: { } twice } other)
                {
                    var wrong = $"the backup of {offer.Recipient}, {twice}, stands in {other.Path} too and may get the lead twice";
                    yield return (offer.Path, wrong + ", expected one of the two");
                }
            }
        }
    }

    // Whoever bid and did not buy may be asked later: an auction is certain of nobody.
    private static IEnumerable<Deliver> Certain(PlanNode member) => member.When is null ? member.Certain : [];
}
