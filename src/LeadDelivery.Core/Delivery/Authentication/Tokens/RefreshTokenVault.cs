using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Ports;

namespace LeadDelivery.Core.Delivery.Authentication;

/// <summary>A refresh token that replaced the configured one, and the version of its row.</summary>
/// <param name="Token">The token; null where there is none that can be read.</param>
/// <param name="ETag">The row's; null where there is no row.</param>
internal readonly record struct StoredRefreshToken(string? Token, string? ETag);

/// <summary>
/// The refresh tokens that a server gave in place of the configured one, on stable storage and sealed: AES-256-GCM under a key that
/// HKDF derives from the configured token. Row and key change with that token, so one that is newly configured is used at once, while
/// a new client secret, scope or timeout leaves the stored one in use: the configured one is spent by then. Recipients that are given
/// one refresh token share its row.
/// </summary>
internal sealed class RefreshTokenVault
{
    /// <summary>The partition of these rows.</summary>
    public const string Partition = "tokens";

    private const int NonceSize = 12;
    private const int TagSize = 16;
    private readonly IRecordStore _records;
    private readonly string _row;
    private readonly byte[] _key;

    public RefreshTokenVault(IRecordStore records, OAuth2Auth scheme)
    {
        _records = records;
        var secret = Encoding.UTF8.GetBytes(scheme.RefreshToken!);
        var whose = $"{scheme.TokenUrl}\n{scheme.ClientId}";
        _key = Derive(secret, 32, $"leaddelivery refresh token seal\n{whose}");
        _row = Convert.ToHexStringLower(Derive(secret, 16, $"leaddelivery refresh token row\n{whose}"));
    }

    /// <summary>The stored token.</summary>
    public async ValueTask<StoredRefreshToken> ReadAsync(CancellationToken cancellation) =>
        await _records.GetAsync(Partition, _row, cancellation) is { } record ? new(Open(record.Body.Span), record.ETag) : default;

    /// <summary>Stores a token in place of what was read; durable when this returns. False: another process was faster.</summary>
    public async ValueTask<bool> WriteAsync(string token, string? etag, CancellationToken cancellation)
    {
        var body = Seal(token);
        var write = etag is null ? RecordOperation.Insert(Partition, _row, body) : RecordOperation.Replace(Partition, _row, body, etag);
        return await _records.WriteAsync([write], cancellation) < 0;
    }

    private byte[] Seal(string token)
    {
        var text = Encoding.UTF8.GetBytes(token);
        var sealedText = new byte[NonceSize + TagSize + text.Length];
        var nonce = sealedText.AsSpan(0, NonceSize);
        RandomNumberGenerator.Fill(nonce);
        using var cipher = new AesGcm(_key, TagSize);
        cipher.Encrypt(
            nonce, text, sealedText.AsSpan(NonceSize + TagSize), sealedText.AsSpan(NonceSize, TagSize), Encoding.UTF8.GetBytes(_row));
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteBase64String("sealed"u8, sealedText);
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private string? Open(ReadOnlySpan<byte> body)
    {
        try
        {
            var sealedText = Sealed(body);
            var text = new byte[sealedText.Length - NonceSize - TagSize];
            using var cipher = new AesGcm(_key, TagSize);
            cipher.Decrypt(
                sealedText.AsSpan(0, NonceSize), sealedText.AsSpan(NonceSize + TagSize), sealedText.AsSpan(NonceSize, TagSize), text,
                Encoding.UTF8.GetBytes(_row));
            return Encoding.UTF8.GetString(text);
        }
        catch (Exception e) when (e is CryptographicException or JsonException or FormatException or OverflowException)
        {
            return null;
        }
    }

    private static byte[] Sealed(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body);
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.String)
            {
                return reader.GetBytesFromBase64();
            }
        }

        throw new JsonException();
    }

    private static byte[] Derive(byte[] secret, int length, string use) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, length, [], Encoding.UTF8.GetBytes(use));
}
