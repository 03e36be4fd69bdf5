using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Ports;

namespace LeadDelivery.Core.Leads;

/// <summary>One consumer enquiry as it is delivered.</summary>
public sealed class Lead
{
    private Value? _document;
    private Value? _sent;

    /// <summary>ULID.</summary>
    public required string Id { get; init; }

    /// <summary>Its source's id.</summary>
    public required string Source { get; init; }

    /// <summary>Its flow's id.</summary>
    public required string Flow { get; init; }

    /// <summary>When it came.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>Version of the configuration it came under, and finishes under.</summary>
    public required string Catalog { get; init; }

    /// <summary>Never sent to a live endpoint, counted or billed.</summary>
    public bool Test { get; init; }

    /// <summary>The result that the source's test rules force on every delivery; null for none.</summary>
    public Outcome? Forced { get; init; }

    /// <summary>What it cost from its source.</summary>
    public decimal? Cost { get; init; }

    /// <summary>Its key: what is recorded of the consumer is sealed under it.</summary>
    public required LeadKey Key { get; init; }

    /// <summary>The consumer's fields, renamed and in the normal forms of the flow's types.</summary>
    public required ValueObject Fields { get; init; }

    /// <summary>What was sent for the fields that differ from it; empty where none does.</summary>
    public ValueObject Raw { get; init; } = ValueObject.Empty;

    /// <summary><c>submission.raw</c> in expressions: every field as it was sent, renamed.</summary>
    public Value Sent => _sent ??= Value.Of(Raw.Count == 0 ? Fields : ValueObject.From(Fields.Members.Concat(Raw.Members)));

    /// <summary>
    /// <c>lead</c> in expressions: the fields and the metadata. <c>id</c> and <c>received_at</c> are always ours; where a source
    /// sends fields named <c>source</c>, <c>flow</c>, <c>timestamp</c> or <c>test</c>, these are the consumer's.
    /// </summary>
    public Value Document => _document ??= Value.Of(ValueObject.From(Members()));

    /// <summary>A JSON object of this lead, sealed.</summary>
    public byte[] Seal(ValueObject value)
    {
        using var scratch = JsonScratch.Take();
        ValueJson.Write(scratch.Json, Value.Of(value));
        return LeadSeal.Seal(Key, Id, scratch.Written);
    }

    private KeyValuePair<string, Value>[] Members() =>
    [
        new("source", Value.Of(Source)),
        new("flow", Value.Of(Flow)),
        new("timestamp", Value.Of(ReceivedAt)),
        new("test", Value.Of(Test)),
        .. Fields.Members,
        new("id", Value.Of(Id)),
        new("received_at", Value.Of(ReceivedAt)),
    ];
}
