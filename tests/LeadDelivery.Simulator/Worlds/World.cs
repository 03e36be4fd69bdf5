using System.Collections.Immutable;

namespace LeadDelivery.Simulator.Worlds;

/// <summary>Everything that decides how a simulation goes: the same world runs the same way every time.</summary>
internal sealed record World
{
    /// <summary>What it was made from, and what its chances are drawn from.</summary>
    public required int Seed { get; init; }

    public required ImmutableArray<BuyerSpec> Buyers { get; init; }

    public required PlanSpec Plan { get; init; }

    public ImmutableArray<PlanSpec> Also { get; init; } = [];

    public PlanSpec? Unsold { get; init; }

    /// <summary>Whether the flow refuses leads with the e-mail address of an earlier one.</summary>
    public bool Dedupe { get; init; }

    public required ImmutableArray<LeadSpec> Leads { get; init; }

    /// <summary>The process is killed after these many events.</summary>
    public ImmutableArray<int> Crashes { get; init; } = [];

    /// <summary>What operators do.</summary>
    public ImmutableArray<ActSpec> Acts { get; init; } = [];

    /// <summary>Plans that take the place of the one before, for leads that come later.</summary>
    public ImmutableArray<ReloadSpec> Reloads { get; init; } = [];

    /// <summary>The world as each version of its configuration has it, in order.</summary>
    public IEnumerable<World> Versions => Reloads.Select(reload => this with { Plan = reload.Plan }).Prepend(this);

    public BuyerSpec Buyer(string id) => Buyers.First(buyer => buyer.Id == id);

    /// <summary>True where no buyer stands at two places of the flow: then each delivery's place is known by its recipient.</summary>
    public bool HasUniqueBuyers
    {
        get
        {
            var places = Nodes.SelectMany(node => node.Recipients).Concat(Buyers.Select(buyer => buyer.Backup).OfType<string>()).ToList();
            return places.Count == places.Distinct().Count();
        }
    }

    /// <summary>A recipient's backup, that one's, and so on.</summary>
    public IEnumerable<string> BackupsOf(string id)
    {
        for (var at = Buyer(id).Backup; at is not null; at = Buyer(at).Backup)
        {
            yield return at;
        }
    }

    /// <summary>How often a recipient's delivery may be tried anew: its windows' tries.</summary>
    public long TriesOf(string id) => Roots.Sum(root => Tries(root, id, 1));

    private long Tries(PlanSpec node, string id, long outer) =>
        (node.Recipients.Any(recipient => recipient == id || BackupsOf(recipient).Contains(id)) ? outer : 0)
        + node.Members.Select((member, at) => Tries(member, id, node.Spans.Length > 0 ? outer * node.Spans[at].Tries : outer)).Sum();

    public IEnumerable<PlanSpec> Roots => [Plan, .. Also, .. Unsold is null ? [] : new[] { Unsold }];

    public IEnumerable<PlanSpec> Nodes => Roots.SelectMany(root => root.Nodes);
}

/// <summary>What an operator does.</summary>
internal enum ActKind
{
    /// <summary>Delivers a lead once more: by the plan, or to one buyer.</summary>
    Redeliver,

    /// <summary>Erases a lead's consumer.</summary>
    Erase,

    Pause,

    Resume,

    OpenCircuit,

    CloseCircuit,

    FreeCircuit,
}

/// <summary>Something that an operator does once.</summary>
/// <param name="Lead">The lead's number; 0 for none.</param>
/// <param name="Buyer">Null for none.</param>
/// <param name="At">After the world's beginning; later where no process runs then.</param>
internal sealed record ActSpec(ActKind Kind, int Lead, string? Buyer, TimeSpan At);

/// <summary>A changed flow comes into force.</summary>
/// <param name="At">After the world's beginning, also where no process runs then.</param>
internal sealed record ReloadSpec(PlanSpec Plan, TimeSpan At);

/// <summary>A lead that a source sends.</summary>
/// <param name="Number">Its place among the world's leads: what its buyers' decisions are drawn by.</param>
/// <param name="At">After the world's beginning.</param>
/// <param name="Person">Leads of one person have one e-mail address.</param>
/// <param name="Keyed">Sent with an idempotency key, and again where no answer came.</param>
internal sealed record LeadSpec(int Number, TimeSpan At, string State, int Score, int Person, bool Keyed, bool Test);
