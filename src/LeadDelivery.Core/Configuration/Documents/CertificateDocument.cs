using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LeadDelivery.Core.Configuration.Shapes;

namespace LeadDelivery.Core.Configuration.Documents;

/// <summary>Certificates: <c>auth: { type: mtls, … }</c> and <c>endpoint.tls</c>.</summary>
internal static class CertificateDocument
{
    private const string CertificateText = "base64 of a PFX file, or PEM text with certificate and key";

    private static readonly Key<string> Certificate = Key.Of(
        "certificate", Secret(CertificateText), "The client certificate: base64 of a PFX file, or PEM text with its key and chain.")
        .Required().Like("${BUYER_PFX_BASE64}");

    private static readonly Key<string> PrivateKey = Key.Of(
        "key", Secret("a private key as PEM text"), "Its private key as PEM text, where the certificate is PEM without it.");

    private static readonly Key<string> Password = Key.Of("password", Secret("text"), "The password of the PFX or of the PEM key.");

    private static readonly Key<bool> Min = Key.Of(
        "min", new WordShape<bool>(("1.2", false), ("1.3", true)), "The lowest version of TLS.").Or(false, "\"1.2\"");

    private static readonly Key<ImmutableArray<string>> Pins = Key.Of(
        "pin_sha256",
        new ListShape<string>(new TextShape("base64 of a SHA-256, such as sha256/47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=", CheckPin))
        {
            TakesOne = true,
        },
        "SHA-256 of public keys (SubjectPublicKeyInfo), base64: the recipient's chain must hold one of them.");

    private static readonly Key<string> Authority = Key.Of(
        "ca", new TextShape("certificates as PEM text", AuthDocument.CheckAny),
        "Certificates of the authorities trusted for this recipient, as PEM text, in place of the system's.").Like("${BUYER_CA_PEM}");

    private static readonly Key<string> ClientCertificate = Key.Of(
        "client_certificate", Secret(CertificateText), "Shown where the server asks for one: base64 of a PFX file, or PEM text with its key.")
        .Like("${BUYER_PFX_BASE64}");

    private static readonly Key<string> ClientKey = Key.Of(
        "client_certificate_key", Secret("a private key as PEM text"), "Its private key as PEM text, where the certificate is PEM without it.");

    private static readonly Key<string> ClientPassword = Key.Of(
        "client_certificate_password", Secret("text"), "The password of the PFX or of the PEM key.");

    /// <summary><c>endpoint.tls</c>.</summary>
    public static ObjectShape<TlsSettings> Tls { get; } = new(
        "What TLS connections must be.", BuildTls, Min, Pins, Authority, ClientCertificate, ClientKey, ClientPassword);

    public static ObjectShape<AuthScheme> Shape(Key<string> type) => new(
        "A client certificate, shown where the server asks for one.", BuildScheme, type, Certificate, PrivateKey, Password);

    private static MtlsAuth BuildScheme(ObjectReading auth) => new(Read(auth, Certificate, PrivateKey, Password)!);

    private static TlsSettings BuildTls(ObjectReading tls)
    {
        if (!tls.Has(ClientCertificate))
        {
            foreach (var key in new[] { ClientKey, ClientPassword }.Where(tls.Has))
            {
                tls.Mistake(key, "there is no client_certificate that it goes with");
            }
        }

        return new()
        {
            OnlyTls13 = tls.Get(Min),
            Pins = tls.Has(Pins) ? [.. tls.Get(Pins).Select(Pin)] : [],
            Authorities = tls.Has(Authority) ? Authorities(tls) : [],
            ClientCertificate = tls.Has(ClientCertificate) ? Read(tls, ClientCertificate, ClientKey, ClientPassword) : null,
        };
    }

    private static ClientCertificate? Read(ObjectReading reading, Key<string> certificate, Key<string> key, Key<string> password)
    {
        var read = Configuration.ClientCertificate.Read(reading.Get(certificate), reading.Get(key), reading.Get(password), out var problem);
        if (problem is not null)
        {
            reading.Mistake(certificate, problem);
        }

        return read;
    }

    private static ImmutableArray<ReadOnlyMemory<byte>> Authorities(ObjectReading tls)
    {
        var all = new X509Certificate2Collection();
        try
        {
            all.ImportFromPem(PemText.Of(tls.Get(Authority)) ?? "");
        }
        catch (CryptographicException)
        {
            all.Clear();
        }

        if (all.Count == 0)
        {
            tls.Mistake(Authority, "holds no certificate as PEM text (-----BEGIN CERTIFICATE-----)");
        }

        var read = all.Select(certificate => new ReadOnlyMemory<byte>(certificate.RawData)).ToImmutableArray();
        foreach (var certificate in all)
        {
            certificate.Dispose();
        }

        return read;
    }

    // As HPKP, curl and OkHttp write it, or bare.
    private static string Pin(string text) => text[(text.LastIndexOf("sha256/", StringComparison.Ordinal) is var at and >= 0 ? at + 7 : 0)..].TrimStart('/');

    private static string? CheckPin(string text)
    {
        var bytes = new byte[64];
        return Convert.TryFromBase64String(Pin(text), bytes, out var length) && length == SHA256.HashSizeInBytes
            ? null
            : "is no pin, expected base64 of the 32 bytes of a SHA-256";
    }

    private static TextShape Secret(string expected) => new(expected, AuthDocument.CheckAny) { IsSecret = true };
}
