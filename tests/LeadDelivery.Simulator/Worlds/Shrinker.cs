namespace LeadDelivery.Simulator.Worlds;

/// <summary>Makes a failing world smaller while it still fails: fewer leads, crashes, branches and peculiarities.</summary>
internal static class Shrinker
{
    /// <summary>Worlds tried at most: a second's worth.</summary>
    private const int MostTries = 600;

    /// <param name="fails">Whether a world fails the same way.</param>
    public static World Shrink(World world, Func<World, bool> fails)
    {
        var tries = 0;
        bool isSmaller;
        do
        {
            isSmaller = false;
            foreach (var smaller in Smaller(world))
            {
                if (++tries > MostTries)
                {
                    return world;
                }

                if (fails(smaller))
                {
                    world = smaller;
                    isSmaller = true;
                    break;
                }
            }
        }
        while (isSmaller);
        return world;
    }

    private static IEnumerable<World> Smaller(World world) => Candidates(world).Select(Used);

    private static IEnumerable<World> Candidates(World world)
    {
        for (var at = 0; at < world.Leads.Length && world.Leads.Length > 1; at++)
        {
            yield return world with { Leads = world.Leads.RemoveAt(at) };
        }

        if (world.Crashes.Length > 1)
        {
            yield return world with { Crashes = [] };
        }

        for (var at = 0; at < world.Crashes.Length; at++)
        {
            yield return world with { Crashes = world.Crashes.RemoveAt(at) };
        }

        for (var at = 0; at < world.Acts.Length; at++)
        {
            yield return world with { Acts = world.Acts.RemoveAt(at) };
        }

        for (var at = 0; at < world.Reloads.Length; at++)
        {
            yield return world with { Reloads = world.Reloads.RemoveAt(at) };
        }

        for (var at = 0; at < world.Also.Length; at++)
        {
            yield return world with { Also = world.Also.RemoveAt(at) };
        }

        if (world.Unsold is not null)
        {
            yield return world with { Unsold = null };
        }

        foreach (var plan in Smaller(world.Plan))
        {
            yield return world with { Plan = plan };
        }

        for (var at = 0; at < world.Reloads.Length; at++)
        {
            foreach (var plan in Smaller(world.Reloads[at].Plan))
            {
                yield return world with { Reloads = world.Reloads.SetItem(at, world.Reloads[at] with { Plan = plan }) };
            }
        }

        for (var at = 0; at < world.Also.Length; at++)
        {
            foreach (var also in Smaller(world.Also[at]))
            {
                yield return world with { Also = world.Also.SetItem(at, also) };
            }
        }

        if (world.Dedupe)
        {
            yield return world with { Dedupe = false };
        }

        for (var at = 0; at < world.Buyers.Length; at++)
        {
            foreach (var buyer in Simpler(world.Buyers[at]))
            {
                yield return world with { Buyers = world.Buyers.SetItem(at, buyer) };
            }
        }
    }

    private static IEnumerable<PlanSpec> Smaller(PlanSpec node)
    {
        foreach (var member in node.Members)
        {
            yield return member;
        }

        if (node.When is not null)
        {
            yield return node with { When = null };
        }

        if (node.All || node.On is not null)
        {
            yield return node with { All = false, On = null };
        }

        for (var at = 0; at < node.Members.Length && node.Members.Length > 1; at++)
        {
            yield return node with
            {
                Members = node.Members.RemoveAt(at),
                HasFallback = node.HasFallback && at < node.Members.Length - 1,
                Rules = node.Rules.IsEmpty ? [] : node.Rules.RemoveAt(at),
                Spans = node.Spans.IsEmpty ? [] : node.Spans.RemoveAt(at),
            };
        }

        for (var at = 0; at < node.Spans.Length; at++)
        {
            if (node.Spans[at].Every is not null)
            {
                yield return node with { Spans = node.Spans.SetItem(at, node.Spans[at] with { Every = null }) };
            }
        }

        for (var at = 0; at < node.Members.Length; at++)
        {
            foreach (var member in Smaller(node.Members[at]))
            {
                if (node.Kind != NodeKind.Auction || member.Kind == NodeKind.Deliver)
                {
                    yield return node with { Members = node.Members.SetItem(at, member) };
                }
            }
        }
    }

    private static IEnumerable<BuyerSpec> Simpler(BuyerSpec buyer)
    {
        var plain = new BuyerSpec(buyer.Id);
        BuyerSpec[] simpler =
        [
            buyer with { Trouble = 0, Troubles = [] },
            buyer with { Kind = BuyerKind.Http, Approve = null },
            buyer with { Backup = null },
            buyer with { When = null },
            buyer with { CircuitAfter = null },
            buyer with { Rate = null },
            buyer with { Cap = null },
            buyer with { Cap = buyer.Cap is { } cap ? cap with { Money = null } : null },
            buyer with { Credit = null },
            buyer with { Dedupes = false },
            buyer with { QueueLimit = null },
            buyer with { QueueSeconds = plain.QueueSeconds },
            buyer with { ShutdownAfter = null },
            buyer with { Attempts = 1 },
            buyer with { RetryOn = null },
            buyer with { Stops = false },
            buyer with { Growth = plain.Growth, Exponential = plain.Exponential, Jitter = false, InitialMs = plain.InitialMs, RetryAfterMaxSeconds = plain.RetryAfterMaxSeconds },
            buyer with { Concurrency = plain.Concurrency },
            buyer with { HonoursKey = true },
            buyer with { Accepts = 100, Queues = 0, Duplicates = 0 },
            buyer with { Accepts = 0, Queues = 0, Duplicates = 0 },
            .. buyer.Troubles.Length > 1 ? buyer.Troubles.Select(trouble => buyer with { Troubles = [trouble] }) : [],
        ];
        return simpler.Where(other => !other.Equals(buyer));
    }

    // Buyers that nobody delivers to any more are left out.
    private static World Used(World world)
    {
        var used = world.Versions.SelectMany(version => version.Roots).SelectMany(root => root.AllRecipients).SelectMany(id => world.BackupsOf(id).Prepend(id)).ToHashSet();
        used.UnionWith(world.Acts.Select(act => act.Buyer).OfType<string>().SelectMany(id => world.BackupsOf(id).Prepend(id)));
        foreach (var review in world.Buyers.Where(buyer => buyer.Approve is not null && used.Contains(buyer.Id)).ToList())
        {
            used.UnionWith(world.BackupsOf(review.Approve!).Prepend(review.Approve!));
        }

        return world with { Buyers = [.. world.Buyers.Where(buyer => used.Contains(buyer.Id))] };
    }
}
