using System.Security.Cryptography;
using System.Text;
using LeadDelivery.Core.Configuration;

namespace LeadDelivery.Core.Delivery.Authentication;

/// <summary>A key with the algorithm it signs by. Kept as bytes and opened for each signature: the system's key objects may not be
/// used by two threads at once.</summary>
public sealed class SigningKey
{
    /// <summary>The smallest RSA key, in bits: what RFC 7518 §3.3 asks for.</summary>
    public const int MinRsaBits = 2048;

    private readonly byte[] _key;

    private SigningKey(JwtAlgorithm algorithm, byte[] key)
    {
        Algorithm = algorithm;
        _key = key;
    }

    /// <summary>How it signs.</summary>
    public JwtAlgorithm Algorithm { get; }

    /// <summary>SHA-256 of the key: tells two keys apart.</summary>
    internal ReadOnlySpan<byte> Fingerprint => SHA256.HashData(_key);

    /// <summary>A shared secret's bytes as a key.</summary>
    public static SigningKey Of(JwtAlgorithm algorithm, byte[] secret) => new(algorithm, secret);

    /// <summary>Reads a private key: PEM (PKCS #1, PKCS #8, SEC 1), or base64 of such a text or of its bytes (DER). Null with the
    /// problem, which holds nothing of the key.</summary>
    public static SigningKey? Read(JwtAlgorithm algorithm, string text, out string? problem)
    {
        try
        {
            problem = null;
            return algorithm.Kind == JwtKeyKind.Ec ? Ec(algorithm, text, out problem) : Rsa(algorithm, text, out problem);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            var kind = algorithm.Kind == JwtKeyKind.Ec ? "an EC" : "an RSA";
            problem = $"is no private key that {algorithm.Name} can use, expected {kind} key as PEM (PKCS#8, "
                + (algorithm.Kind == JwtKeyKind.Ec ? "SEC1" : "PKCS#1") + ") or base64 of its DER";
            return null;
        }
    }

    /// <summary>The signature, as RFC 7518 writes it.</summary>
    public byte[] Sign(ReadOnlySpan<byte> data)
    {
        switch (Algorithm.Kind)
        {
            case JwtKeyKind.Secret:
                return CryptographicOperations.HmacData(Algorithm.Hash, _key, data);
            case JwtKeyKind.Ec:
                using (var ec = ECDsa.Create())
                {
                    ec.ImportPkcs8PrivateKey(_key, out _);
                    return ec.SignData(data, Algorithm.Hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
                }

            default:
                using (var rsa = RSA.Create())
                {
                    rsa.ImportPkcs8PrivateKey(_key, out _);
                    var padding = Algorithm.Kind == JwtKeyKind.RsaPss ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1;
                    return rsa.SignData(data, Algorithm.Hash, padding);
                }
        }
    }

    private static SigningKey? Rsa(JwtAlgorithm algorithm, string text, out string? problem)
    {
        using var rsa = RSA.Create();
        if (PemText.Of(text) is { } pem)
        {
            rsa.ImportFromPem(pem);
        }
        else
        {
            ImportDer(text, rsa.ImportPkcs8PrivateKey, rsa.ImportRSAPrivateKey);
        }

        problem = rsa.KeySize < MinRsaBits ? $"an RSA key of {rsa.KeySize} bits, expected {MinRsaBits} or more" : null;
        return problem is null ? new(algorithm, rsa.ExportPkcs8PrivateKey()) : null;
    }

    private static SigningKey? Ec(JwtAlgorithm algorithm, string text, out string? problem)
    {
        using var ec = ECDsa.Create();
        if (PemText.Of(text) is { } pem)
        {
            ec.ImportFromPem(pem);
        }
        else
        {
            ImportDer(text, ec.ImportPkcs8PrivateKey, ec.ImportECPrivateKey);
        }

        problem = ec.KeySize != algorithm.CurveBits
            ? $"a key of the {ec.KeySize}-bit curve, expected P-{algorithm.CurveBits} for {algorithm.Name}" : null;
        return problem is null ? new(algorithm, ec.ExportPkcs8PrivateKey()) : null;
    }

    private delegate void Import(ReadOnlySpan<byte> der, out int read);

    private static void ImportDer(string text, Import pkcs8, Import own)
    {
        var der = new byte[(text.Length / 4 * 3) + 3];
        if (!Convert.TryFromBase64String(text.Trim(), der, out var length))
        {
            throw new CryptographicException("not base64");
        }

        try
        {
            pkcs8(der.AsSpan(0, length), out _);
        }
        catch (CryptographicException)
        {
            own(der.AsSpan(0, length), out _);
        }
    }
}

/// <summary>How the text of a shared secret stands for its bytes.</summary>
public enum SecretEncoding
{
    /// <summary>Its UTF-8 bytes.</summary>
    Text,

    /// <summary>Hexadecimal.</summary>
    Hex,

    /// <summary>Base64, ordinary or for URLs, with or without padding.</summary>
    Base64,
}

/// <summary>Shared secrets from text.</summary>
internal static class SecretBytes
{
    /// <summary>The bytes; null where the text is not so encoded.</summary>
    public static byte[]? Read(string text, SecretEncoding encoding)
    {
        try
        {
            return encoding switch
            {
                SecretEncoding.Hex => Convert.FromHexString(text),
                SecretEncoding.Base64 => Base64(text),
                _ => Encoding.UTF8.GetBytes(text),
            };
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static byte[] Base64(string text)
    {
        var plain = text.Trim().TrimEnd('=').Replace('-', '+').Replace('_', '/');
        return Convert.FromBase64String(plain.PadRight((plain.Length + 3) / 4 * 4, '='));
    }
}
