using System.Collections.Frozen;
using System.Collections.Immutable;
using LeadDelivery.Core.Batches;
using LeadDelivery.Core.Plans;

namespace LeadDelivery.Core.Configuration;

/// <summary>One version of the whole configuration: checked, compiled, immutable.</summary>
public sealed record Catalog
{
    /// <summary>SHA-256 over the names and texts of its files, 64 hex digits; secrets are not part of it.</summary>
    public required string Version { get; init; }

    /// <summary>Sources by id.</summary>
    public required ImmutableDictionary<string, Source> Sources { get; init; }

    /// <summary>Flows by id.</summary>
    public required ImmutableDictionary<string, Flow> Flows { get; init; }

    /// <summary>Recipients by id.</summary>
    public required ImmutableDictionary<string, Recipient> Recipients
    {
        get;
        init => (field, MayStop) = (value, value.Values.Any(recipient => recipient.Unanswered == UnansweredPolicy.Stop));
    }

    /// <summary>False where no recipient says <c>unanswered: stop</c>: nobody need look whether a plan was stopped then.</summary>
    public bool MayStop { get; private init; }

    /// <summary>Batches by id.</summary>
    public ImmutableDictionary<string, Batch> Batches
    {
        get;
        init => (field, _batchOf) = (value, value.Values.ToFrozenDictionary(batch => batch.Recipient, StringComparer.Ordinal));
    } = ImmutableDictionary<string, Batch>.Empty;

    private readonly FrozenDictionary<string, Batch> _batchOf = FrozenDictionary<string, Batch>.Empty;

    /// <summary>The batch that takes a recipient's leads; null for a recipient of another type than <c>batch</c>.</summary>
    public Batch? BatchOf(string recipient) => _batchOf.GetValueOrDefault(recipient);

    /// <summary>False where nothing reads <c>appended</c>: what earlier deliveries brought need not be read for the next then.</summary>
    public bool ReadsAppended { get; init; } = true;

    /// <summary>Hides every secret of this configuration in texts that are shown or recorded.</summary>
    public required SecretMask Mask { get; init; }

    /// <summary>True where the flow may deliver to the recipient, be it as the backup of another or after a review.</summary>
    public bool Delivers(Flow flow, string recipient) => IsReached(flow.Roots, recipient);

    /// <summary>True where the recipient gets the flow's leads beside its plan alone, be it as the backup of another or after a review.</summary>
    public bool DeliversBeside(Flow flow, string recipient) => !IsReached(flow.Decisive, recipient) && IsReached(flow.Also, recipient);

    private bool IsReached(IEnumerable<PlanNode> nodes, string recipient) =>
        Reach.Of(nodes, id => Recipients.GetValueOrDefault(id)?.Next ?? []).Contains(recipient);

    /// <summary>No sources, flows or recipients.</summary>
    public static Catalog Empty { get; } = new()
    {
        Version = "empty",
        Sources = [],
        Flows = [],
        Recipients = [],
        Mask = SecretMask.None,
    };
}
