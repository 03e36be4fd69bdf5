using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace LeadDelivery.Core.Ports;

/// <summary>One lead's key, for AES-256-GCM. Made ready for its cipher once: that takes longer than sealing a small text (3 of 5 µs), and
/// a lead seals three texts an attempt.</summary>
/// <param name="id">Its name; safe to store and to log.</param>
/// <param name="secret">32 bytes.</param>
[SuppressMessage("Reliability", "CA1001", Justification = "The cipher's handle goes with the key that nobody holds any more.")]
public sealed class LeadKey(string id, ReadOnlyMemory<byte> secret)
{
    /// <summary>The key of a lead that is stored nowhere: nothing can be sealed under it.</summary>
    public static readonly LeadKey None = new("", default);

    /// <summary>Bytes of a text's tag.</summary>
    public const int TagSize = 16;

    private readonly Lock _turn = new();
    private AesGcm? _cipher;

    /// <summary>Its name; safe to store and to log.</summary>
    public string Id => id;

    /// <summary>32 bytes.</summary>
    public ReadOnlyMemory<byte> Secret => secret;

    /// <summary>Encrypts.</summary>
    public void Encrypt(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> text, Span<byte> sealedText, Span<byte> tag, ReadOnlySpan<byte> bound)
    {
        lock (_turn)
        {
            Cipher.Encrypt(nonce, text, sealedText, tag, bound);
        }
    }

    /// <summary>Decrypts.</summary>
    /// <exception cref="AuthenticationTagMismatchException">Not encrypted under this key, or bound to something else.</exception>
    public void Decrypt(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> sealedText, ReadOnlySpan<byte> tag, Span<byte> text, ReadOnlySpan<byte> bound)
    {
        lock (_turn)
        {
            Cipher.Decrypt(nonce, sealedText, tag, text, bound);
        }
    }

    // A cipher serves one thread at a time.
    private AesGcm Cipher => _cipher ??= new(secret.Span, TagSize);
}
