using LeadDelivery.Core.Language;
using LeadDelivery.Core.Leads;
using LeadDelivery.Core.Ports;

namespace LeadDelivery.Core.Ledger;

/// <summary>
/// One entry of the ledger: what happened when, in plain JSON, with everything that may hold a consumer's data sealed under the
/// lead's key. Partition <c>lead/{id}</c>, row <c>event/{ulid}</c>.
/// </summary>
public static class LedgerEntry
{
    private const string At = "at";
    private const string Type = "type";
    private const string Sealed = "sealed";

    /// <summary>The write that adds an entry.</summary>
    /// <param name="type">As in <see cref="LeadEvent.Type"/>.</param>
    /// <param name="plain">Ids, numbers and names only; other names than the entry's own.</param>
    /// <param name="personal">What may hold the consumer's data, sealed; null for none.</param>
    public static RecordOperation Write(
        string leadId, string entryId, DateTimeOffset at, string type, ReadOnlySpan<KeyValuePair<string, Value>> plain, byte[]? personal = null)
    {
        using var scratch = JsonScratch.Take();
        var json = scratch.Json;
        json.WriteStartObject();
        json.WriteString(Type, type);
        json.WriteNumber(At, at.ToUnixTimeMilliseconds());
        foreach (var (name, value) in plain)
        {
            json.WritePropertyName(name);
            ValueJson.Write(json, value);
        }

        if (personal is not null)
        {
            json.WriteBase64String(Sealed, personal);
        }

        json.WriteEndObject();
        return RecordOperation.Upsert(LeadRecords.Partition(leadId), LeadRecords.EventPrefix + entryId, scratch.Written.ToArray());
    }

    /// <summary>The entry as shown; of an erased lead without the consumer's data.</summary>
    internal static LeadEvent Read(Record row, string leadId, StoredLead head, LeadVault vault)
    {
        var body = ValueJson.Parse(row.Body.Span).AsObject;
        var members = body.Members.Where(member => member.Key is not (Type or At or Sealed));
        if (body.TryGet(Sealed, out var text))
        {
            members = vault.Open(leadId, head, Convert.FromBase64String(text.AsText)) is { } personal
                ? members.Concat(personal.Members)
                : members.Append(new("erased", Value.Of(true)));
        }

        return new(
            row.Row[LeadRecords.EventPrefix.Length..],
            DateTimeOffset.FromUnixTimeMilliseconds((long)body.Members.First(member => member.Key == At).Value.AsNumber),
            body.Members.First(member => member.Key == Type).Value.AsText,
            ValueObject.From(members));
    }
}
