using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Language;

namespace LeadDelivery.Core.Auctions;

/// <summary>
/// The buyers that a source says it sold the lead to: by id or name, plain or hashed (MD5, SHA-1 or SHA-256 in hex of the text in lower
/// case, what the field's exchanges send).
/// </summary>
public sealed class EarlierBuyers
{
    private readonly HashSet<string> _named;

    private EarlierBuyers(HashSet<string> named) => _named = named;

    /// <summary>Read from a lead's field: a list, or texts separated by commas, semicolons, bars or line ends.</summary>
    public static EarlierBuyers Of(Value field)
    {
        IEnumerable<Value> items = field.Kind == ValueKind.List ? field.AsList : ImmutableArray.Create(field);
        return new([.. items.SelectMany(item => item.ToText().Split([',', ';', '|', '\n'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            .Select(Normal)]);
    }

    /// <summary>Whether the recipient is one of them.</summary>
    public bool Include(Recipient recipient) => _named.Count > 0 && (Names(recipient.Id) || Names(recipient.Name));

    private bool Names(string text)
    {
        var normal = Normal(text);
        var bytes = Encoding.UTF8.GetBytes(normal);
        return _named.Contains(normal) || _named.Contains(Convert.ToHexStringLower(SHA256.HashData(bytes)))
#pragma warning disable CA5350, CA5351 // The exchanges' own hashes: they hide names from readers, they protect nothing.
            || _named.Contains(Convert.ToHexStringLower(SHA1.HashData(bytes))) || _named.Contains(Convert.ToHexStringLower(MD5.HashData(bytes)));
#pragma warning restore CA5350, CA5351
    }

    private static string Normal(string text) => text.Trim().ToLowerInvariant();
}
