using LeadDelivery.Core.Leads;
using LeadDelivery.Core.Language;
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
    /// <param name="plain">Ids, numbers and names only.</param>
    /// <param name="personal">What may hold the consumer's data; null for none.</param>
    public static RecordOperation Write(
        string leadId, string keyId, string entryId, DateTimeOffset at, string type, IEnumerable<KeyValuePair<string, Value>> plain,
        ValueObject? personal, LeadVault vault)
    {
        var body = new List<KeyValuePair<string, Value>>
        {
            new(Type, Value.Of(type)),
            new(At, Value.Of((decimal)at.ToUnixTimeMilliseconds())),
        };
        body.AddRange(plain);
        if (personal is not null && vault.Seal(leadId, keyId, personal) is { } text)
        {
            body.Add(new(Sealed, Value.Of(Convert.ToBase64String(text))));
        }

        return RecordOperation.Upsert(
            LeadRecords.Partition(leadId), LeadRecords.EventPrefix + entryId, ValueJson.ToUtf8(Value.Of(ValueObject.From(body))));
    }

    /// <summary>The entry as shown; of an erased lead without the consumer's data.</summary>
    internal static LeadEvent Read(Record row, string leadId, string keyId, LeadVault vault)
    {
        var body = ValueJson.Parse(row.Body.Span).AsObject;
        var members = body.Members.Where(member => member.Key is not (Type or At or Sealed));
        if (body.TryGet(Sealed, out var text))
        {
            members = vault.Open(leadId, keyId, Convert.FromBase64String(text.AsText)) is { } personal
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
