using System.Collections.Immutable;
using LeadDelivery.Core.Gates.Caps;
using LeadDelivery.Core.Language;

namespace LeadDelivery.Core.Configuration;

/// <summary>How much a source is told of the outcome.</summary>
public enum ReplyDetail
{
    /// <summary>Outcome, reason, price and every delivery.</summary>
    Full,

    /// <summary>Outcome and reason only.</summary>
    Outcome,

    /// <summary>Only that the lead was received.</summary>
    Received,
}

/// <summary>Who sends leads.</summary>
public sealed record Source
{
    /// <summary>The file's name.</summary>
    public required string Id { get; init; }

    /// <summary>As people know it; the id where none is given.</summary>
    public required string Name { get; init; }

    /// <summary>SHA-256 of the API key, 32 bytes: the key itself is not kept.</summary>
    public required ReadOnlyMemory<byte> KeyHash { get; init; }

    /// <summary>Ids of the flows it may send to; null for all.</summary>
    public ImmutableHashSet<string>? Flows { get; init; }

    /// <summary>What a lead of it costs: a number or a template that gives one; null for nothing.</summary>
    public Template? Cost { get; init; }

    /// <summary>The most that is accepted of it in a time.</summary>
    public ImmutableArray<Cap> Caps { get; init; } = [];

    /// <summary>Whose caps they are.</summary>
    public CapOwner CapOwner => new("source/" + Id, Caps, "cost");

    /// <summary>How much it is told.</summary>
    public ReplyDetail Reply { get; init; } = ReplyDetail.Full;

    /// <summary>Renames on the way in: its name of a field to ours.</summary>
    public ImmutableDictionary<string, string> Fields { get; init; } = [];

    /// <summary>Leads that are forced to be accepted without a live endpoint; never counted or billed.</summary>
    public Expression? TestAccept { get; init; }

    /// <summary>Leads that are forced to be refused; never counted or billed.</summary>
    public Expression? TestReject { get; init; }
}
