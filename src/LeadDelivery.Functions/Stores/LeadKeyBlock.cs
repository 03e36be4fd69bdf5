using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Azure;
using Azure.Data.Tables;

namespace LeadDelivery.Functions.Stores;

/// <summary>
/// A block of lead keys as one row: <c>K</c> is nonce, tag and the keys under the installation's wrapping key, or the keys themselves
/// where there is none; <c>V</c> tells which.
/// </summary>
/// <param name="Id">The block's name.</param>
/// <param name="Keys">The slots, one after the other; an erased one is zero.</param>
/// <param name="ETag">The row's version.</param>
internal sealed record LeadKeyBlock(string Id, byte[] Keys, ETag ETag)
{
    /// <summary>Bytes of one key.</summary>
    public const int KeyLength = 32;

    /// <summary>The row key of every block: each is a partition of its own.</summary>
    public const string Row = "keys";

    private const string Content = "K";
    private const string Wrapping = "V";
    private const int NonceLength = 12;
    private const int TagLength = 16;

    /// <summary>True where no key is left.</summary>
    public bool IsEmpty => !Keys.AsSpan().ContainsAnyExcept((byte)0);

    /// <summary>Fresh keys under a name that no other block has.</summary>
    public static LeadKeyBlock New(int slots) =>
        new(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(10)), RandomNumberGenerator.GetBytes(slots * KeyLength), default);

    /// <summary>The block of that name in the table, or null.</summary>
    public static LeadKeyBlock? Find(TableClient table, string id, ReadOnlySpan<byte> wrappingKey)
    {
        var row = table.GetEntityIfExists<TableEntity>(id, Row);
        return row.HasValue ? Read(id, row.Value!, wrappingKey) : null;
    }

    /// <summary>Reads a row. Throws <see cref="CryptographicException"/> where it was wrapped under another key.</summary>
    public static LeadKeyBlock Read(string id, TableEntity row, ReadOnlySpan<byte> wrappingKey)
    {
        var content = row.GetBinary(Content);
        if (row.GetString(Wrapping) is not { } version)
            return new(id, content, row.ETag);
        if (version != Version(wrappingKey))
            throw new CryptographicException("The lead keys are wrapped under another key than the app has; give it back the one it had.");
        var keys = new byte[content.Length - NonceLength - TagLength];
        using var aes = new AesGcm(wrappingKey, TagLength);
        aes.Decrypt(
            content.AsSpan(0, NonceLength), content.AsSpan(NonceLength + TagLength), content.AsSpan(NonceLength, TagLength), keys,
            Encoding.ASCII.GetBytes(id));
        return new(id, keys, row.ETag);
    }

    /// <summary>The row, wrapped under a fresh nonce.</summary>
    public TableEntity ToRow(ReadOnlySpan<byte> wrappingKey)
    {
        var row = new TableEntity(Id, Row);
        if (wrappingKey.IsEmpty)
        {
            row[Content] = Keys;
            return row;
        }

        var content = new byte[NonceLength + TagLength + Keys.Length];
        RandomNumberGenerator.Fill(content.AsSpan(0, NonceLength));
        using var aes = new AesGcm(wrappingKey, TagLength);
        aes.Encrypt(
            content.AsSpan(0, NonceLength), Keys, content.AsSpan(NonceLength + TagLength), content.AsSpan(NonceLength, TagLength),
            Encoding.ASCII.GetBytes(Id));
        row[Content] = content;
        row[Wrapping] = Version(wrappingKey);
        return row;
    }

    /// <summary>A copy of the key in a slot, or null where it was erased or never was.</summary>
    public byte[]? Find(int slot)
    {
        if (slot < 0 || (slot + 1L) * KeyLength > Keys.Length)
            return null;
        var key = Keys.AsSpan(slot * KeyLength, KeyLength);
        return key.ContainsAnyExcept((byte)0) ? key.ToArray() : null;
    }

    /// <summary>The block without the key in that slot.</summary>
    public LeadKeyBlock Without(int slot)
    {
        var keys = (byte[])Keys.Clone();
        keys.AsSpan(slot * KeyLength, KeyLength).Clear();
        return this with { Keys = keys };
    }

    /// <summary>A key's name: <c>{block}.{slot}</c>.</summary>
    public static string KeyId(string block, int slot) => string.Create(CultureInfo.InvariantCulture, $"{block}.{slot:D4}");

    /// <summary>The block and slot of a name that <see cref="KeyId"/> made.</summary>
    public static bool TryParse(string? keyId, out string block, out int slot)
    {
        var dot = keyId?.IndexOf('.', StringComparison.Ordinal) ?? -1;
        (block, slot) = ("", 0);
        if (dot != 20 || !int.TryParse(keyId.AsSpan(dot + 1), NumberStyles.None, CultureInfo.InvariantCulture, out slot))
            return false;
        block = keyId![..dot];
        return block.All(char.IsAsciiHexDigitLower) && KeyId(block, slot) == keyId;
    }

    private static string? Version(ReadOnlySpan<byte> wrappingKey) =>
        wrappingKey.IsEmpty ? null : Convert.ToHexStringLower(SHA256.HashData(wrappingKey).AsSpan(0, 4));
}
