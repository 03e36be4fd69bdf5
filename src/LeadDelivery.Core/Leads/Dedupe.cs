using System.Security.Cryptography;
using System.Text;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Ports;

namespace LeadDelivery.Core.Leads;

/// <summary>
/// Finds leads seen before. A sighting is reserved in the transaction that stores the lead, so of two posts at the same
/// moment one is the duplicate. Values are kept as keyed hashes only.
/// </summary>
public sealed class Dedupe(IRecordStore records, ILeadKeys keys)
{
    private const string SecretPartition = "installation";
    private const string SecretRow = "dedupe-key";
    private byte[]? _secret;

    /// <summary>Looks for the lead's like.</summary>
    /// <returns>The earlier lead's id, or null with the operation that reserves this lead's sighting (null: nothing to compare by).</returns>
    public async ValueTask<(string? Earlier, RecordOperation? Reserve)> LookAsync(Flow flow, Lead lead, CancellationToken cancellation)
    {
        if (flow.Accept.Dedupe is not { } rule || await HashAsync(flow, rule, lead.Fields, cancellation) is not { } hash)
        {
            return default;
        }

        var partition = $"dedupe/{flow.Id}/{hash}";
        var sighting = LeadRecords.Bytes(new StoredSighting(lead.Id, lead.ReceivedAt.ToUnixTimeMilliseconds()));
        var record = await records.GetAsync(partition, LeadRecords.HeadRow, cancellation);
        if (record is null)
        {
            return (null, RecordOperation.Insert(partition, LeadRecords.HeadRow, sighting));
        }

        var earlier = LeadRecords.Sighting(record);
        return lead.ReceivedAt.ToUnixTimeMilliseconds() - earlier.At < rule.Within.TotalMilliseconds
            ? (earlier.Lead, null)
            : (null, RecordOperation.Replace(partition, LeadRecords.HeadRow, sighting, record.ETag));
    }

    /// <summary>The keyed hash of what a rule compares, 32 hex digits; null where the lead has none of it.</summary>
    /// <param name="flow">Whose fields' types are meant; null where it is no longer configured.</param>
    public async ValueTask<string?> HashAsync(Flow? flow, DedupeRule rule, ValueObject fields, CancellationToken cancellation) =>
        Signature(flow, rule, fields) is { } signature ? Hash(await SecretAsync(cancellation), signature) : null;

    private static string? Signature(Flow? flow, DedupeRule rule, ValueObject fields)
    {
        var text = new StringBuilder();
        var any = false;
        foreach (var name in rule.By)
        {
            var value = fields.At(name).ToText().Trim();
            var type = flow?.Accept.Fields.FirstOrDefault(field => field.Name == name)?.Type;
            value = type == "phone" ? Digits(value) : value.ToLowerInvariant();
            any |= value.Length > 0;
            text.Append(name).Append('\n').Append(value.Length).Append('\n').Append(value).Append('\n');
        }

        return any ? text.ToString() : null;
    }

    // Normal forms are one already; of what cannot be read, national and international writing are still the same number.
    private static string Digits(string phone)
    {
        var digits = string.Concat(phone.Where(char.IsAsciiDigit));
        return digits is { Length: 11 } && digits[0] == '1' ? digits[1..] : digits;
    }

    private static string Hash(byte[] secret, string signature) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes(signature)).AsSpan(0, 16));

    // The secret lies with the lead keys, not with the records: a copy of the records alone cannot be tried against phone numbers.
    private async ValueTask<byte[]> SecretAsync(CancellationToken cancellation)
    {
        while (_secret is null)
        {
            var record = await records.GetAsync(SecretPartition, SecretRow, cancellation);
            if (record is not null)
            {
                _secret = keys.Find(Encoding.UTF8.GetString(record.Body.Span).Trim('"'))?.Secret.ToArray()
                    ?? throw new InvalidOperationException("The key of the dedupe hashes is missing from the lead keys; restore the keys folder that belongs to these records.");
                break;
            }

            var key = keys.Allocate();
            await records.WriteAsync(
                [RecordOperation.Insert(SecretPartition, SecretRow, Encoding.UTF8.GetBytes($"\"{key.Id}\""))], cancellation);
        }

        return _secret;
    }
}
