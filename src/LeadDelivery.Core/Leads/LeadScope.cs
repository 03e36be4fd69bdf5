using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Language;

namespace LeadDelivery.Core.Leads;

/// <summary>What expressions and templates see of a lead, its source and flow, and, while it is delivered, of the delivery.</summary>
public sealed class LeadScope(Lead lead, Source? source, Flow? flow, DateTimeOffset now) : Scope
{
    private ValueObject? _appended;

    /// <summary>The recipient, while it is delivered.</summary>
    public Recipient? Recipient { get; init; }

    /// <summary>The lead's flow; null where it is no longer configured.</summary>
    public Flow? Flow => flow;

    /// <summary>The delivery's idempotency key, while it is delivered.</summary>
    public string? DeliveryKey { get; init; }

    /// <summary>1 for the first attempt.</summary>
    public int Attempt { get; init; }

    /// <summary>What earlier deliveries captured, by recipient id.</summary>
    public ValueObject Appended
    {
        get => _appended ??= AppendedLater?.Invoke() ?? ValueObject.Empty;
        init => _appended = value;
    }

    /// <summary>Opens <see cref="Appended"/> when it is first read: few recipients do, and each delivery is decrypted for it.</summary>
    public Func<ValueObject>? AppendedLater { private get; init; }

    /// <summary>What the recipient's ping was answered, in the post after it: <c>ping.id</c>, <c>ping.bid</c> and what was captured; null
    /// without one.</summary>
    public ValueObject? Ping { get; init; }

    /// <summary>What the bid that is being taken says the recipient pays; null without one.</summary>
    public decimal? Bid { get; init; }

    /// <inheritdoc/>
    public override DateTimeOffset Now => now;

    /// <inheritdoc/>
    public override bool TryRoot(string name, out Value value)
    {
        switch (name)
        {
            case "lead": value = lead.Document; return true;
            case "now": value = Value.Of(now); return true;
            case "appended": value = Value.Of(Appended); return true;
            case "source": value = Named(lead.Source, source?.Name); return true;
            case "flow": value = Named(lead.Flow, flow?.Name); return true;
            case "submission": value = Submission(); return true;
            case "recipient": value = Recipient is null ? Value.Null : Named(Recipient.Id, Recipient.Name); return true;
            case "delivery": value = Delivery(); return true;
            case "ping": value = Ping is null ? Value.Null : Value.Of(Ping); return true;
            default: value = default; return false;
        }
    }

    /// <inheritdoc/>
    public override Value Field(string name) =>
        lead.Fields.TryGet(name, out var value) ? value : lead.Document.Member(name);

    private static Value Named(string id, string? name) =>
        Value.Of(ValueObject.From([new("id", Value.Of(id)), new("name", Value.Of(name ?? id))]));

    private Value Submission() => Value.Of(ValueObject.From(
        [new("timestamp", Value.Of(lead.ReceivedAt)), new("date", Value.Of(lead.ReceivedAt)), new("raw", lead.Sent)]));

    private Value Delivery() => DeliveryKey is null
        ? Value.Null
        : Value.Of(ValueObject.From([new("key", Value.Of(DeliveryKey)), new("attempt", Value.Of(Attempt))]));
}
