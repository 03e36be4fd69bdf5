using System.Collections.Immutable;
using LeadDelivery.Core.Gates.Caps;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Leads;
using LeadDelivery.Core.Plans;

namespace LeadDelivery.Core.Configuration;

/// <summary>What happens to a lead of a kind.</summary>
public sealed record Flow
{
    /// <summary>The file's name.</summary>
    public required string Id { get; init; }

    /// <summary>As people know it; the id where none is given.</summary>
    public required string Name { get; init; }

    /// <summary>How long a submit waits for the outcome when the source does not say; zero answers at once. At most 60 s.</summary>
    public TimeSpan Wait { get; init; }

    /// <summary>What all its money is in, ISO 4217: prices of its recipients, costs of its sources.</summary>
    public string Currency { get; init; } = Money.Currency.Default;

    /// <summary>What a lead must satisfy before anything is delivered.</summary>
    public AcceptRules Accept { get; init; } = new();

    /// <summary>How pings of sources are held.</summary>
    public PingPromise Pings { get; init; } = new();

    /// <summary>The most that it accepts in a time.</summary>
    public ImmutableArray<Cap> Caps { get; init; } = [];

    /// <summary>Whose caps they are.</summary>
    public CapOwner CapOwner => new("flow/" + Id, Caps, "cost");

    /// <summary>Whose caps those of its pings are.</summary>
    public CapOwner PingCapOwner => new("pings/" + Id, Pings.Caps, "cost") { Title = "pings of flow " + Id };

    /// <summary>The delivery plan.</summary>
    public required PlanNode Plan { get; init; }

    /// <summary>Side deliveries: run beside the plan, never change the outcome.</summary>
    public ImmutableArray<PlanNode> Also { get; init; } = [];

    /// <summary>Where an unsold lead ends; null for nowhere.</summary>
    public PlanNode? Unsold { get; init; }

    /// <summary>The nodes that decide a lead's outcome: the plan, and where it ends unsold.</summary>
    internal IEnumerable<PlanNode> Decisive => Unsold is null ? [Plan] : [Plan, Unsold];

    /// <summary>The nodes that no other is above.</summary>
    internal IEnumerable<PlanNode> Roots => Decisive.Concat(Also);

    /// <summary>Every node of plan, also and unsold by its <see cref="PlanNode.Path"/>.</summary>
    public required ImmutableDictionary<string, PlanNode> Nodes { get; init; }
}

/// <summary>What a source is promised that pings before it posts.</summary>
public sealed record PingPromise
{
    /// <summary>How long an offer holds, where no bid behind it ends sooner: two minutes, the middle of what buyers' documents give.</summary>
    public TimeSpan Expires { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Fields that a post must repeat as its ping said them; empty for all that the flow declares.</summary>
    public ImmutableArray<string> Match { get; init; } = [];

    /// <summary>The most pings that bidders are asked for in a time.</summary>
    public ImmutableArray<Cap> Caps { get; init; } = [];
}

/// <summary>A flow's acceptance rules.</summary>
public sealed record AcceptRules
{
    private static readonly FieldNormalizer Untyped = new([]);
    private readonly ImmutableArray<FieldRule> _fields = [];

    /// <summary>Rules of single fields, in the order written.</summary>
    public ImmutableArray<FieldRule> Fields
    {
        get => _fields;
        init => (_fields, Normalizer) = (value, new FieldNormalizer(value));
    }

    /// <summary>What the rules make of the fields of a lead.</summary>
    public FieldNormalizer Normalizer { get; private init; } = Untyped;

    /// <summary>Leads seen before; null when they do not matter.</summary>
    public DedupeRule? Dedupe { get; init; }

    /// <summary>A condition on the whole lead.</summary>
    public Expression? When { get; init; }
}

/// <summary>What one field must be.</summary>
/// <param name="Name">The field's name; dots go into nested objects.</param>
/// <param name="Type">One of <c>FieldTypes.Names</c>; null for anything.</param>
/// <param name="Required">Missing or unreadable as its type fails the lead.</param>
/// <param name="Min">For numbers the least value, for dates of birth the least age, for texts the least length.</param>
/// <param name="Max">For numbers the greatest value, for dates of birth the greatest age, for texts the greatest length.</param>
public sealed record FieldRule(string Name, string? Type, bool Required, decimal? Min, decimal? Max)
{
    /// <summary>Unreadable as its type fails the lead; missing does not.</summary>
    public bool Valid { get; init; }

    /// <summary>ISO code of the country that phone numbers without + and postal codes are read by; null where none is given.</summary>
    public string? Country { get; init; }

    /// <summary>The values it may have, in the type's normal form; empty for any.</summary>
    public ImmutableArray<string> Values { get; init; } = [];

    /// <summary>What cannot be read as the type fails the lead.</summary>
    public bool NeedsReadable => Required || Valid || Min is not null || Max is not null || !Values.IsEmpty;
}

/// <summary>Leads equal in some fields within a time are duplicates.</summary>
/// <param name="By">Field names.</param>
/// <param name="Within">How far back.</param>
public sealed record DedupeRule(ImmutableArray<string> By, TimeSpan Within);
