using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LeadDelivery.Core.Configuration;

namespace LeadDelivery.Channels.Http;

/// <summary>One pool's TLS: what it shows and what it asks of the recipient. Holds keys and certificates until disposed.</summary>
internal sealed class TlsGuard : IDisposable
{
    private readonly TlsSettings _settings;
    private readonly List<X509Certificate2> _held = [];

    public TlsGuard(TlsSettings settings)
    {
        _settings = settings;
        Options = new()
        {
            EnabledSslProtocols = settings.OnlyTls13 ? SslProtocols.Tls13 : SslProtocols.Tls12 | SslProtocols.Tls13,
        };
        if (!settings.Authorities.IsEmpty)
        {
            Options.CertificateChainPolicy = Policy(settings);
        }

        if (!settings.Pins.IsEmpty)
        {
            Options.RemoteCertificateValidationCallback = (_, _, chain, errors) => errors == SslPolicyErrors.None && IsPinned(chain);
        }

        if (settings.ClientCertificate is { } certificate)
        {
            var all = certificate.Open();
            _held.AddRange(all);

            // Offline: a chain is sent as it was given; looking for missing parts elsewhere would be requests past the guard.
            Options.ClientCertificateContext = SslStreamCertificateContext.Create(all[0], [.. all.Skip(1)], offline: true);
        }
    }

    /// <summary>For the connections of the pool.</summary>
    public SslClientAuthenticationOptions Options { get; }

    public void Dispose() => _held.ForEach(certificate => certificate.Dispose());

    private X509ChainPolicy Policy(TlsSettings settings)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        foreach (var authority in settings.Authorities)
        {
            var certificate = X509CertificateLoader.LoadCertificate(authority.Span);
            _held.Add(certificate);
            policy.CustomTrustStore.Add(certificate);
        }

        return policy;
    }

    private bool IsPinned(X509Chain? chain)
    {
        var keys = chain?.ChainElements
            .Select(element => Convert.ToBase64String(SHA256.HashData(element.Certificate.PublicKey.ExportSubjectPublicKeyInfo()))).ToList() ?? [];
        return keys.Exists(key => _settings.Pins.Contains(key)) ? true : throw new PinException(keys.FirstOrDefault());
    }
}

/// <summary>The recipient's key is none of those that are pinned.</summary>
/// <param name="key">SHA-256 of its public key, base64.</param>
internal sealed class PinException(string? key)
    : AuthenticationException($"TLS: the recipient's key is none of pin_sha256 (it is {key})");
