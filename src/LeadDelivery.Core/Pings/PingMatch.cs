using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Leads;
using LeadDelivery.Core.Ports;

namespace LeadDelivery.Core.Pings;

/// <summary>
/// What a ping said of the lead, so that the post can be held to it: keyed hashes of its fields, of no use without the ping's key.
/// </summary>
internal static class PingMatch
{
    /// <summary>The hashes of a ping, by field.</summary>
    public static IReadOnlyDictionary<string, byte[]> Of(Flow flow, ValueObject fields, LeadKey key) =>
        Names(flow, fields).ToDictionary(name => name, name => Hash(key, name, fields.At(name)), StringComparer.Ordinal);

    /// <summary>The fields in which a post differs from its ping, in order of their names.</summary>
    public static IReadOnlyList<string> Differences(IReadOnlyDictionary<string, byte[]> ping, ValueObject post, LeadKey key) =>
    [
        .. ping.Where(field => !CryptographicOperations.FixedTimeEquals(field.Value, Hash(key, field.Key, post.At(field.Key))))
            .Select(field => field.Key).Order(StringComparer.Ordinal),
    ];

    // Unless the flow names them, these are the fields that it declares: others may well differ (a click id, a timestamp).
    private static IEnumerable<string> Names(Flow flow, ValueObject fields)
    {
        ImmutableArray<string> declared = [.. flow.Accept.Fields.Select(field => field.Name)];
        var names = flow.Pings.Match.IsEmpty ? declared.IsEmpty ? fields.Members.Select(member => member.Key) : declared : flow.Pings.Match;
        return names.Where(name => !fields.At(name).IsNull && name != PingRecords.Field);
    }

    private static byte[] Hash(LeadKey key, string name, Value value)
    {
        var text = value.Kind is ValueKind.List or ValueKind.Object ? Encoding.UTF8.GetString(ValueJson.ToUtf8(value)) : value.ToText();
        return HMACSHA256.HashData(key.Secret.Span, Encoding.UTF8.GetBytes($"{name}\n{text.Trim().ToLowerInvariant()}")).AsSpan(0, 16).ToArray();
    }
}
