using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using LeadDelivery.Core.Ports;

namespace LeadDelivery.Core.Leads;

/// <summary>
/// Encrypts what belongs to a lead under the lead's own key: AES-256-GCM, bound to the lead's id, laid out as
/// nonce (12 bytes), tag (16 bytes), text. A nonce never repeats under one key: within a process it counts up, and two processes that
/// seal for one lead begin at 96 random bits each, while a key seals some dozens of texts, not billions.
/// </summary>
public static class LeadSeal
{
    private const int NonceSize = 12;
    private const int TagSize = LeadKey.TagSize;
    private const int ProcessPartSize = 4;

    private static readonly byte[] ProcessPart = RandomNumberGenerator.GetBytes(ProcessPartSize);
    private static ulong _sealed = BinaryPrimitives.ReadUInt64LittleEndian(RandomNumberGenerator.GetBytes(sizeof(ulong)));

    /// <summary>Encrypts.</summary>
    public static byte[] Seal(LeadKey key, string leadId, ReadOnlySpan<byte> text)
    {
        var sealedText = new byte[NonceSize + TagSize + text.Length];
        var nonce = sealedText.AsSpan(0, NonceSize);
        ProcessPart.CopyTo(nonce);
        BinaryPrimitives.WriteUInt64LittleEndian(nonce[ProcessPartSize..], Interlocked.Increment(ref _sealed));
        Span<byte> bound = stackalloc byte[Encoding.UTF8.GetMaxByteCount(leadId.Length)];
        bound = bound[..Encoding.UTF8.GetBytes(leadId, bound)];
        key.Encrypt(nonce, text, sealedText.AsSpan(NonceSize + TagSize), sealedText.AsSpan(NonceSize, TagSize), bound);
        return sealedText;
    }

    /// <summary>Decrypts; null when the text is not what was sealed under this key for this lead.</summary>
    public static byte[]? Open(LeadKey key, string leadId, ReadOnlySpan<byte> sealedText)
    {
        if (sealedText.Length < NonceSize + TagSize)
        {
            return null;
        }

        var text = new byte[sealedText.Length - NonceSize - TagSize];
        Span<byte> bound = stackalloc byte[Encoding.UTF8.GetMaxByteCount(leadId.Length)];
        bound = bound[..Encoding.UTF8.GetBytes(leadId, bound)];
        try
        {
            key.Decrypt(sealedText[..NonceSize], sealedText[(NonceSize + TagSize)..], sealedText.Slice(NonceSize, TagSize), text, bound);
            return text;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }
}
