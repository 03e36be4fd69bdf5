using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;

namespace LeadDelivery.Embedded.Engine;

/// <summary>Digests that find a changed decision and a damaged history row. SHA-256, shortened: nobody is kept out by them.</summary>
internal static class HistoryDigest
{
    /// <summary>Bytes of a row's digest.</summary>
    public const int Length = 16;

    /// <summary>What the first row of a history is chained to.</summary>
    public static readonly byte[] Seed = new byte[Length];

    /// <summary>Of the JSON of a decision.</summary>
    public static ulong OfPayload(ReadOnlySpan<byte> payload)
    {
        if (payload.IsEmpty)
            return 0;
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(payload, hash);
        return BinaryPrimitives.ReadUInt64LittleEndian(hash);
    }

    /// <summary>Of a row, chained to the row before it: a row that is missing, moved or changed breaks the chain.</summary>
    public static byte[] Chain(ReadOnlySpan<byte> previous, ReadOnlySpan<byte> body)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        var rented = ArrayPool<byte>.Shared.Rent(Length + body.Length);
        var link = rented.AsSpan(0, Length + body.Length);
        previous.CopyTo(link);
        body.CopyTo(link[Length..]);
        SHA256.HashData(link, hash);
        ArrayPool<byte>.Shared.Return(rented);
        return hash[..Length].ToArray();
    }
}
