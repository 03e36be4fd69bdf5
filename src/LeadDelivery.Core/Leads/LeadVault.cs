using System.Text.Json;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Ports;

namespace LeadDelivery.Core.Leads;

/// <summary>Reads leads for delivery: from memory while they are fresh, else from the store.</summary>
/// <param name="capacity">Leads kept in memory; 0 where other processes may erase a lead.</param>
public sealed class LeadVault(ILeadKeys keys, int capacity = LeadVault.Capacity)
{
    /// <summary>Leads kept in memory between intake and their last attempt: at some 3 KB each 30 MB at most.</summary>
    public const int Capacity = 10_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Lead> _fresh = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    /// <summary>Keeps a lead in memory; the oldest leaves when there is no room.</summary>
    public void Keep(Lead lead)
    {
        lock (_lock)
        {
            _fresh[lead.Id] = lead;
            _order.Enqueue(lead.Id);
            while (_order.Count > capacity)
            {
                _fresh.Remove(_order.Dequeue());
            }
        }
    }

    /// <summary>Drops a lead from memory.</summary>
    public void Forget(string leadId)
    {
        lock (_lock)
        {
            _fresh.Remove(leadId);
        }
    }

    /// <summary>The lead, or null when it is unknown or erased.</summary>
    public async ValueTask<Lead?> FindAsync(IRecordStore records, string leadId, CancellationToken cancellation)
    {
        lock (_lock)
        {
            if (_fresh.TryGetValue(leadId, out var fresh))
            {
                return fresh;
            }
        }

        var record = await records.GetAsync(LeadRecords.Partition(leadId), LeadRecords.HeadRow, cancellation);
        return record is null ? null : Open(leadId, LeadRecords.Lead(record));
    }

    /// <summary>The lead with its fields, or null when its key is gone.</summary>
    public Lead? Open(string leadId, StoredLead stored) =>
        keys.Find(stored.Key) is { } key && StoredFields.Open(leadId, key, stored.Body) is { } body
        ? new Lead
        {
            Id = leadId,
            Source = stored.Source,
            Flow = stored.Flow,
            ReceivedAt = DateTimeOffset.FromUnixTimeMilliseconds(stored.Received),
            Catalog = stored.Catalog,
            Test = stored.Test,
            Forced = OutcomeNames.Parse(stored.Forced),
            Cost = stored.Cost,
            Key = key,
            Fields = body.Fields,
            Raw = body.Raw,
        }
        : null;

    /// <summary>A sealed JSON object; null when the lead is erased, even where this process still knows its key, or the text is not the lead's.</summary>
    public ValueObject? Open(string leadId, StoredLead head, ReadOnlySpan<byte> sealedJson) =>
        head.Erased is null && keys.Find(head.Key) is { } key ? Open(leadId, key, sealedJson) : null;

    /// <summary>A sealed JSON object, or null when the text is not the lead's.</summary>
    public static ValueObject? Open(string leadId, LeadKey key, ReadOnlySpan<byte> sealedJson)
    {
        if (LeadSeal.Open(key, leadId, sealedJson) is not { } json)
        {
            return null;
        }

        try
        {
            return ValueJson.Parse(json) is { Kind: ValueKind.Object } value ? value.AsObject : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>A fresh key.</summary>
    public LeadKey NewKey() => keys.Allocate();

    /// <summary>Destroys a lead's key.</summary>
    public void Erase(string leadId, string keyId)
    {
        Forget(leadId);
        keys.Erase(keyId);
    }
}
