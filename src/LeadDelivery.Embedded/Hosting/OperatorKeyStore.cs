using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using LeadDelivery.Core.Ports;
using LeadDelivery.Web.Security;

namespace LeadDelivery.Embedded.Hosting;

/// <summary>The operator's key over restarts: its hash is a record, the key itself is shown once and kept nowhere.</summary>
internal sealed class OperatorKeyStore(IRecordStore records)
{
    private const string Partition = "installation";
    private const string Row = "operator-key";

    /// <summary>Random bytes of a key: 256 bits cannot be guessed, and need no slow hash.</summary>
    private const int KeyBytes = 32;

    /// <summary>The key in force: the given one, else the stored one, else a new one.</summary>
    /// <returns>With the new key's text where one was made; it is nowhere else.</returns>
    public async Task<(OperatorKey Key, string? Made)> OpenAsync(string? given, CancellationToken cancellation)
    {
        if (given is not null)
        {
            return (new(OperatorKey.Hash(given)), null);
        }

        if (await records.GetAsync(Partition, Row, cancellation) is { } record)
        {
            using var body = JsonDocument.Parse(record.Body);
            return (new(body.RootElement.GetProperty("sha256").GetBytesFromBase64()), null);
        }

        var made = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(KeyBytes));
        var hash = OperatorKey.Hash(made);
        var row = System.Text.Encoding.UTF8.GetBytes($$"""{"sha256":"{{Convert.ToBase64String(hash)}}"}""");
        await records.WriteAsync([RecordOperation.Insert(Partition, Row, row)], cancellation);
        return (new(hash), made);
    }
}
