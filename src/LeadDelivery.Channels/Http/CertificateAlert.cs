using LeadDelivery.Core.Configuration;

namespace LeadDelivery.Channels.Http;

/// <summary>
/// Recognises that a server ended a handshake because of the client certificate. Under TLS 1.3 it says so after the client has sent
/// its request, but it has read none of it: its own side of the handshake never ended.
/// </summary>
internal static class CertificateAlert
{
    private const string Required = "alert certificate required";

    // The names of TLS alerts 42 to 46, 48 and 49 as OpenSSL writes them. Other platforms give numbers, and the general words.
    private static readonly string[] Refusals =
    [
        "alert bad certificate", "alert unsupported certificate", "alert certificate revoked", "alert certificate expired",
        "alert certificate unknown", "alert unknown ca", "alert access denied",
    ];

    /// <summary>What it says, or null where this is another trouble.</summary>
    public static string? Words(Exception trouble, TlsSettings? tls, DateTimeOffset now)
    {
        for (var e = trouble; e is not null; e = e.InnerException)
        {
            if (e.Message.Contains(Required, StringComparison.Ordinal))
            {
                return "TLS: the recipient asks for a client certificate";
            }

            if (tls?.ClientCertificate is { } certificate
                && Array.Exists(Refusals, refusal => e.Message.Contains(refusal, StringComparison.Ordinal)))
            {
                return "TLS: the recipient refuses the client certificate"
                    + (certificate.NotAfter < now ? $" (it expired on {certificate.NotAfter:yyyy-MM-dd})" : "");
            }
        }

        return null;
    }
}
