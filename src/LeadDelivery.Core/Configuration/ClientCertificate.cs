using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace LeadDelivery.Core.Configuration;

/// <summary>A client certificate with its key and chain, kept as bytes; whoever opens it disposes what it is given.</summary>
public sealed class ClientCertificate
{
    // What any mail of a certificate holds; also keeps a wrong file from being taken apart for long.
    private const int MaxBytes = 256 * 1024;

    private readonly byte[] _pfx;

    private ClientCertificate(byte[] pfx, X509Certificate2 leaf)
    {
        _pfx = pfx;
        Thumbprint = leaf.GetCertHashString(HashAlgorithmName.SHA256);
        NotAfter = leaf.NotAfter.ToUniversalTime();
    }

    /// <summary>SHA-256 of the certificate, hexadecimal.</summary>
    public string Thumbprint { get; }

    /// <summary>Until when it is valid.</summary>
    public DateTimeOffset NotAfter { get; }

    /// <summary>Reads base64 of a PFX (PKCS #12) file, or PEM text with certificate and key. Null with the problem, which holds
    /// nothing of the text.</summary>
    /// <param name="text">The certificate, with its key unless <paramref name="key"/> holds it.</param>
    /// <param name="key">The key as PEM; null where it is in <paramref name="text"/>.</param>
    /// <param name="password">Of the PFX, or of an encrypted PEM key; null for none.</param>
    /// <param name="problem">What is wrong.</param>
    public static ClientCertificate? Read(string text, string? key, string? password, out string? problem)
    {
        var pem = PemText.Of(text);
        problem = null;
        try
        {
            return pem is not null ? FromPem(pem, key is null ? pem : PemText.Of(key) ?? key, password, out problem)
                : key is not null ? Wrong("a key beside it goes with a PEM certificate only", out problem)
                : FromPfx(text, password, out problem);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException or PlatformNotSupportedException)
        {
            return Wrong(
                pem is not null
                    ? "is no PEM certificate with a key that fits it" + (password is null ? "" : " and opens with the password")
                    : "is no PFX that opens with " + (password is null ? "no password" : "the password given"),
                out problem);
        }
    }

    /// <summary>The certificate with its key, and after it the chain that goes along. The caller disposes all of them.</summary>
    public X509Certificate2Collection Open() => Load(_pfx, null);

    private static ClientCertificate? FromPfx(string text, string? password, out string? problem)
    {
        var bytes = new byte[(text.Length / 4 * 3) + 3];
        if (!Convert.TryFromBase64String(text.Trim(), bytes, out var length))
        {
            return Wrong("expected base64 of a PFX file, or PEM text that begins with -----BEGIN", out problem);
        }

        return length > MaxBytes
            ? Wrong($"a PFX of {length} bytes, expected at most {MaxBytes}", out problem)
            : Of(Load(bytes.AsSpan(0, length), password), out problem);
    }

    private static ClientCertificate? FromPem(string pem, string key, string? password, out string? problem)
    {
        var all = new X509Certificate2Collection();
        all.ImportFromPem(pem);
        try
        {
            if (all.Count == 0)
            {
                return Wrong("the PEM text holds no certificate", out problem);
            }

            var leaf = password is null ? X509Certificate2.CreateFromPem(all[0].ExportCertificatePem(), key)
                : X509Certificate2.CreateFromEncryptedPem(all[0].ExportCertificatePem(), key, password);
            return Of([leaf, .. all.Skip(1).Select(issuer => X509CertificateLoader.LoadCertificate(issuer.RawDataMemory.Span))], out problem);
        }
        finally
        {
            Dispose(all);
        }
    }

    // Written anew without a password: from here on only this process holds it.
    private static ClientCertificate? Of(X509Certificate2Collection all, out string? problem)
    {
        try
        {
            var leaf = all.FirstOrDefault(certificate => certificate.HasPrivateKey);
            if (leaf is null)
            {
                return Wrong("holds no private key", out problem);
            }

            problem = null;
            X509Certificate2Collection ordered = [leaf, .. all.Where(certificate => certificate != leaf)];
            return new(ordered.Export(X509ContentType.Pkcs12)!, leaf);
        }
        finally
        {
            Dispose(all);
        }
    }

    private static X509Certificate2Collection Load(ReadOnlySpan<byte> pfx, string? password)
    {
        var all = X509CertificateLoader.LoadPkcs12Collection(pfx, password, Storage | X509KeyStorageFlags.Exportable);
        var leaf = all.FirstOrDefault(certificate => certificate.HasPrivateKey);
        return leaf is null || all[0] == leaf ? all : [leaf, .. all.Where(certificate => certificate != leaf)];
    }

    // Keys stay in memory where the platform can do TLS with such keys; Windows and macOS cannot, and remove theirs on disposal.
    private static X509KeyStorageFlags Storage =>
        OperatingSystem.IsLinux() ? X509KeyStorageFlags.EphemeralKeySet : X509KeyStorageFlags.DefaultKeySet;

    private static void Dispose(X509Certificate2Collection all)
    {
        foreach (var certificate in all)
        {
            certificate.Dispose();
        }
    }

    private static ClientCertificate? Wrong(string words, out string? problem)
    {
        problem = words;
        return null;
    }
}

/// <summary>PEM as it comes out of environment variables.</summary>
internal static class PemText
{
    private const string Begin = "-----BEGIN ";

    /// <summary>The text as PEM, also where its line ends are written <c>\n</c> or all of it is base64; null where it is none.</summary>
    public static string? Of(string text)
    {
        if (!text.Contains(Begin, StringComparison.Ordinal))
        {
            var bytes = new byte[(text.Length / 4 * 3) + 3];
            if (!Convert.TryFromBase64String(text.Trim(), bytes, out var length))
            {
                return null;
            }

            text = Encoding.Latin1.GetString(bytes, 0, length);
        }

        return text.Contains(Begin, StringComparison.Ordinal) ? text.Replace("\\n", "\n", StringComparison.Ordinal) : null;
    }
}
