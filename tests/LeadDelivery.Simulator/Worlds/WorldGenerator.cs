using System.Collections.Immutable;

namespace LeadDelivery.Simulator.Worlds;

/// <summary>Makes a world out of a number.</summary>
internal sealed class WorldGenerator
{
    private const int MaxDepth = 4;
    private const int MaxBuyers = 9;

    private static readonly string[] States = ["CA", "TX", "NY"];
    private static readonly Trouble[] AllTroubles = Enum.GetValues<Trouble>();
    private static readonly string[] MovesOn = ["failure", "duplicate", "error", "skipped"];
    private static readonly string[] Retried = ["transport", "timeout", "429", "5xx"];

    /// <summary>What recipients are set to: some hundreds, so that they are compiled once and not for each world.</summary>
    private static readonly BuyerSpec[] Settings = [.. Enumerable.Range(0, 600).Select(SettingsOf)];

    private readonly Random _chance;
    private readonly List<BuyerSpec> _buyers = [];
    private readonly bool _calm;
    private readonly bool _repeats;
    private readonly int _seed;

    private WorldGenerator(int seed)
    {
        _seed = seed;
        _chance = new Random(seed);
        _calm = In(4);
        _repeats = In(12);
    }

    public static World Make(int seed) => new WorldGenerator(seed).Make();

    private World Make()
    {
        var plan = Node(_chance.Next(MaxDepth + 1));
        var also = Enumerable.Range(0, In(4) ? 1 + _chance.Next(2) : 0).Select(_ => Node(_chance.Next(2))).ToImmutableArray();
        var unsold = In(4) ? Node(_chance.Next(2)) : null;
        var leads = 1 + _chance.Next(5);
        DecideLater([plan, .. also, .. unsold is null ? [] : new[] { unsold }]);
        return new World
        {
            Seed = _seed,
            Plan = plan,
            Also = also,
            Unsold = unsold,
            Dedupe = In(6),
            Leads = [.. Enumerable.Range(1, leads).Select(Lead)],
            Crashes = Crashes(),
            Acts = Acts(leads),
            Buyers = [.. _buyers],
            Reloads = [.. Enumerable.Range(0, In(5) ? 1 + _chance.Next(2) : 0).Select(_ => Reload(plan)).OrderBy(reload => reload.At)],
        };
    }

    // Mostly while leads come and are under way.
    private ReloadSpec Reload(PlanSpec plan) => new(Altered(plan), TimeSpan.FromMilliseconds(_chance.Next(Of(20, 2_000, 20_000, 600_000))));

    // The same buyers in another order, by other strategies, for other leads; some are left out.
    private PlanSpec Altered(PlanSpec node)
    {
        var altered = node with
        {
            Members = [.. node.Members.Select(Altered)],
            When = In(8) ? (node.When is null ? Rule() : null) : node.When,
        };
        switch (node.Kind)
        {
            case NodeKind.Waterfall or NodeKind.Parallel or NodeKind.Race:
                var members = altered.Members.Where((_, at) => at == 0 || !In(4)).ToImmutableArray();
                return new(Of(NodeKind.Waterfall, NodeKind.Parallel, NodeKind.Race))
                {
                    Members = In(2) ? [.. members.Reverse()] : members,
                    When = altered.When,
                };
            case NodeKind.Rotate:
                return altered with { By = Of("weight", "round_robin", "least_recent", "performance"), ThenRest = In(2) };
            case NodeKind.Auction:
                return altered with { Winners = 1 + _chance.Next(3), MinBid = Of(0m, 20m) };
            default:
                return altered;
        }
    }

    private PlanSpec Node(int depth)
    {
        var node = depth == 0 || _buyers.Count >= MaxBuyers - 1
            ? PlanSpec.Deliver(Buyer())
            : _chance.Next(15) switch
            {
                0 => PlanSpec.Deliver(Buyer()),
                <= 3 => new PlanSpec(NodeKind.Waterfall) { Members = Members(depth), On = In(4) ? Some(MovesOn) : null },
                <= 5 => new PlanSpec(NodeKind.Parallel) { Members = Members(depth), All = In(3) },
                <= 7 => new PlanSpec(NodeKind.Race) { Members = Members(depth) },
                8 => Route(depth),
                <= 10 => Windows(depth),
                <= 12 => new PlanSpec(NodeKind.Rotate)
                {
                    Members = Turns(Members(depth)),
                    By = Of("weight", "round_robin", "least_recent", "performance"),
                    ThenRest = In(2),
                },
                _ => Auction(depth),
            };
        return In(8) ? node with { When = Rule() } : node;
    }

    private ImmutableArray<PlanSpec> Members(int depth) =>
        [.. Enumerable.Range(0, 1 + _chance.Next(4)).Select(_ => Node(_chance.Next(depth)))];

    // A buyer takes turns once.
    private static ImmutableArray<PlanSpec> Turns(ImmutableArray<PlanSpec> members) =>
        [.. members.Where((member, at) => member.Buyer is null || members.Take(at).All(other => other.Buyer != member.Buyer))];

    private PlanSpec Route(int depth)
    {
        var members = Members(depth);
        var rules = members.Select((_, at) => at == members.Length - 1 && In(2) ? null : Rule()).ToImmutableArray();
        return new(NodeKind.Route) { Members = members, Rules = rules };
    }

    private PlanSpec Auction(int depth)
    {
        var bidders = Enumerable.Range(0, 1 + _chance.Next(5))
            .Select(_ => PlanSpec.Deliver(Bidder()) with { When = In(8) ? Rule() : null }).DistinctBy(bidder => bidder.Buyer).ToList();
        Unback([.. bidders.Select(bidder => bidder.Buyer!)]);
        var fallback = In(3) ? Node(_chance.Next(depth)) : null;
        return new(NodeKind.Auction)
        {
            Members = [.. bidders, .. fallback is null ? [] : new[] { fallback }],
            HasFallback = fallback is not null,
            Winners = 1 + _chance.Next(3),
            MinBid = Of(0m, 0m, 20m, 50m),
            DeadlineMs = Of(100, 400, 2000),
            Tie = Of("order", "random", "fastest"),
        };
    }

    // Who names its price only once it has the lead has to be asked before.
    private string Bidder()
    {
        var id = Buyer();
        var at = _buyers.FindIndex(buyer => buyer.Id == id);
        _buyers[at] = _buyers[at] with { IsPinged = _buyers[at].IsPinged || _buyers[at].QuotesPrice };
        return id;
    }

    // Nobody bids beside the backup that stands in for it: it would get the lead twice.
    private void Unback(HashSet<string> bidders)
    {
        for (var at = 0; at < _buyers.Count; at++)
        {
            if (bidders.Contains(_buyers[at].Id))
            {
                var backup = _buyers[at].Backup;
                while (backup is not null && !bidders.Contains(backup))
                {
                    backup = _buyers.Find(buyer => buyer.Id == backup)!.Backup;
                }

                _buyers[at] = backup is null ? _buyers[at] : _buyers[at] with { Backup = null };
            }
        }
    }

    private PlanSpec Windows(int depth)
    {
        var members = Members(depth);
        return new(NodeKind.Windows) { Members = members, Spans = [.. members.Select(_ => Window())] };
    }

    private WindowSpec Window()
    {
        var span = Of(600, 5_000, 600_000, 86_400_000, 14L * 86_400_000);
        var unit = span > 10_000 ? 1000 : 1;
        return new(span, In(3) ? ((span / unit / Of(2, 3, 5)) + 1) * unit : null, In(4));
    }

    // Files and reviews ask nobody for a bid, and a review has no price to bid with.
    private void DecideLater(ImmutableArray<PlanSpec> roots)
    {
        if (!In(3))
        {
            return;
        }

        var bidders = roots.SelectMany(root => root.Nodes).Where(node => node.Kind == NodeKind.Auction)
            .SelectMany(node => node.Bidders.Select(bidder => bidder.Buyer)).ToHashSet();
        for (var at = 0; at < _buyers.Count; at++)
        {
            var buyer = _buyers[at];
            var others = _buyers.Where(other => other.Id != buyer.Id && other.Kind != BuyerKind.Review).Select(other => other.Id).ToArray();
            if (In(3) && !(bidders.Contains(buyer.Id) && buyer.IsPinged))
            {
                _buyers[at] = BuyerSpec.Batch(buyer);
            }
            else if (In(3) && !bidders.Contains(buyer.Id) && others.Length > 0)
            {
                _buyers[at] = BuyerSpec.Review(buyer, Of(others));
            }
        }
    }

    private Condition Rule() => In(2) ? new(Of(States), 0) : new(null, _chance.Next(100));

    private string Buyer()
    {
        if (_buyers.Count > 0 && (_buyers.Count >= MaxBuyers || (_repeats && In(3))))
        {
            return _buyers[_chance.Next(_buyers.Count)].Id;
        }

        var id = $"b{_buyers.Count + 1}";
        var at = _buyers.Count;
        _buyers.Add(new BuyerSpec(id));
        _buyers[at] = Settings[_chance.Next(Settings.Length)] with
        {
            Id = id,
            Backup = In(8) && !_repeats && _buyers.Count < MaxBuyers ? Buyer() : null,
            HonoursKey = !In(4),
            Accepts = Of(0, 10, 30, 60, 100),
            Queues = In(10) ? 10 : 0,
            Duplicates = In(3) ? 15 : 0,
            Trouble = _calm ? 0 : Of(0, 10, 30, 60, 100),
            Troubles = Some(AllTroubles),
            ThinksMs = Of(1, 20, 100, 250, 1500),
            PingTrouble = _calm ? 0 : Of(0, 20, 60),
            BidHolds = In(4) ? Of(1, 60) : null,
        };
        return id;
    }

    private static BuyerSpec SettingsOf(int number)
    {
        var draw = new WorldGenerator(-1 - number);
        var settings = new BuyerSpec("any")
        {
            When = draw.In(10) ? draw.Rule() : null,
            Price = draw._chance.Next(1, 10_000) / 100m,
            QuotesPrice = draw.In(2),
            Attempts = 1 + draw._chance.Next(4),
            InitialMs = draw.Of(10, 500, 1000, 30_000),
            Exponential = draw.In(2),
            Jitter = draw.In(2),
            Growth = draw.In(4) ? 1.5m : 1m,
            RetryAfterMaxSeconds = draw.Of(5, 60, 300),
            RetryOn = draw.In(4) ? draw.Some(Retried) : null,
            Stops = draw.In(3),
            Concurrency = draw.Of(1, 2, 64),
            TimeoutMs = draw.Of(300, 2000, 10_000),
            IsPinged = draw.In(2),
            Cap = draw.In(4) ? new(draw.Of("minutely", "hourly", "daily", "total"), draw.Of(1, 1, 2, 3), draw.Of("UTC", "America/New_York")) : null,
            Dedupes = draw.In(8),
            CircuitAfter = draw.In(4) ? draw.Of(1, 2, 4) : null,
            CircuitBreakSeconds = draw.Of(1, 60, 3600),
            Rate = draw.In(6) ? draw.Of(1, 3) : null,
            QueueLimit = draw.In(6) ? draw.Of(1, 2) : null,
            ShutdownAfter = draw.In(8) ? draw.Of(1, 2) : null,
        };

        var money = decimal.Round(settings.Price * draw.Of(0.5m, 1m, 1.5m, 2.5m), 2);
        return settings with
        {
            Cap = settings.Cap is { } cap && draw.In(2) ? cap with { Number = cap.Number + 2, Money = money } : settings.Cap,
            Credit = draw.In(6) ? money : (decimal?)null,
            QueueSeconds = draw.In(3) ? draw.Of(1, 3) : settings.QueueSeconds,
        };
    }

    private LeadSpec Lead(int number) => new(
        number,
        TimeSpan.FromMilliseconds(_chance.Next(In(2) ? 20 : 20_000)),
        Of(States), _chance.Next(101), In(4) ? 1 : number, !In(4), In(20));

    private ImmutableArray<ActSpec> Acts(int leads) =>
    [
        .. In(4) ? Enumerable.Range(0, 1 + _chance.Next(3)).Select(_ =>
            new ActSpec(ActKind.Redeliver, 1 + _chance.Next(leads), In(2) ? null : Of([.. _buyers.Select(buyer => buyer.Id)]), Moment())) : [],
        .. In(8) ? Enumerable.Range(0, 1 + _chance.Next(2)).Select(_ => new ActSpec(ActKind.Erase, 1 + _chance.Next(leads), null, Moment())) : [],
        .. In(8) ? Standing(Of(_buyers.ToArray()).Id) : [],
    ];

    // Stopped, and set free again.
    private ActSpec[] Standing(string buyer)
    {
        var (from, to) = (Moment(), Moment());
        var (stop, free) = Of((ActKind.Pause, ActKind.Resume), (ActKind.OpenCircuit, ActKind.FreeCircuit), (ActKind.CloseCircuit, ActKind.FreeCircuit));
        return [new(stop, 0, buyer, from), new(free, 0, buyer, from + to)];
    }

    private TimeSpan Moment() => TimeSpan.FromMilliseconds(_chance.Next(Of(500, 25_000, 600_000, 100_000_000)));

    // Mostly while there is something to kill; at times several in a row, so that recovery itself is killed.
    private ImmutableArray<int> Crashes()
    {
        var crashes = new List<int>();
        var count = In(3) ? 0 : _chance.Next(1, 7);
        var reach = Of(20, 80, 300);
        while (crashes.Count < count)
        {
            var at = _chance.Next(1, reach);
            crashes.Add(at);
            for (var more = In(4) ? _chance.Next(4) : 0; more > 0; more--)
            {
                crashes.Add(at += _chance.Next(1, 8));
            }
        }

        return [.. crashes.Distinct().Order()];
    }

    private bool In(int many) => _chance.Next(many) == 0;

    private T Of<T>(params T[] choices) => choices[_chance.Next(choices.Length)];

    private ImmutableArray<T> Some<T>(T[] choices)
    {
        var some = choices.Where(_ => In(2)).ToImmutableArray();
        return some.IsEmpty ? [choices[_chance.Next(choices.Length)]] : some;
    }
}
