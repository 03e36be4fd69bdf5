using System.Collections.Immutable;

namespace LeadDelivery.Simulator.Worlds;

internal enum NodeKind
{
    Deliver,
    Waterfall,
    Parallel,
    Race,
    Route,
    Windows,
    Rotate,
    Auction,
}

/// <summary>A node of a world's plan.</summary>
internal sealed record PlanSpec(NodeKind Kind)
{
    /// <summary>Of a delivery.</summary>
    public string? Buyer { get; init; }

    public ImmutableArray<PlanSpec> Members { get; init; } = [];

    /// <summary>For which leads it is; null for all. Of a route's branch null is "else".</summary>
    public Condition? When { get; init; }

    /// <summary>A parallel's <c>require: all</c>.</summary>
    public bool All { get; init; }

    /// <summary>A waterfall's <c>on</c>; null for the default.</summary>
    public ImmutableArray<string>? On { get; init; }

    /// <summary>Of a route: each branch's rule, in order; null for else.</summary>
    public ImmutableArray<Condition?> Rules { get; init; } = [];

    /// <summary>Of windows: each one's, in order.</summary>
    public ImmutableArray<WindowSpec> Spans { get; init; } = [];

    /// <summary>Of a rotation: how turns are found.</summary>
    public string By { get; init; } = "weight";

    /// <summary>Of a rotation.</summary>
    public bool ThenRest { get; init; }

    /// <summary>Of an auction: its last member is no bidder but what follows where nobody buys.</summary>
    public bool HasFallback { get; init; }

    public int Winners { get; init; } = 1;

    public decimal MinBid { get; init; }

    public int DeadlineMs { get; init; } = 400;

    public string Tie { get; init; } = "order";

    /// <summary>Of an auction.</summary>
    public IEnumerable<PlanSpec> Bidders => HasFallback ? Members.SkipLast(1) : Members;

    /// <summary>Whom the node itself offers to.</summary>
    public IEnumerable<string> Recipients => Buyer is null ? [] : [Buyer];

    /// <summary>Whom it and what is below it may offer to.</summary>
    public IEnumerable<string> AllRecipients => Recipients.Concat(Members.SelectMany(member => member.AllRecipients));

    /// <summary>Itself and what is below it.</summary>
    public IEnumerable<PlanSpec> Nodes => Members.SelectMany(member => member.Nodes).Prepend(this);

    public static PlanSpec Deliver(string buyer) => new(NodeKind.Deliver) { Buyer = buyer };
}

/// <summary>A window of a plan, milliseconds.</summary>
internal sealed record WindowSpec(long For, long? Every, bool MovesOn)
{
    public long Tries => Every is { } every ? (For + every - 1) / every : 1;
}

/// <summary>A rule that a test can evaluate by itself.</summary>
internal sealed record Condition(string? State, int Above)
{
    public string Text => State is not null ? $"state == '{State}'" : $"score > {Above}";

    public bool Holds(LeadSpec lead) => State is not null ? lead.State == State : lead.Score > Above;
}
