using System.Globalization;

namespace LeadDelivery.Core.Configuration;

/// <summary>
/// Client certificates that are past their end or near it. A warning and no mistake: that one recipient's certificate has run out must
/// not keep a restart from serving all the others.
/// </summary>
public static class CertificateWarnings
{
    /// <summary>How long before its end a certificate is warned of. 30 d: what it takes to get another one signed and installed.</summary>
    public static readonly TimeSpan Ahead = TimeSpan.FromDays(30);

    /// <summary>A line for each recipient whose certificate is no longer, or not much longer, valid.</summary>
    public static IEnumerable<string> Of(Catalog catalog, DateTimeOffset now) =>
        from recipient in catalog.Recipients.Values.OrderBy(recipient => recipient.Id, StringComparer.Ordinal)
        let certificate = recipient.Endpoint?.Tls?.ClientCertificate ?? recipient.Auth.OfType<MtlsAuth>().LastOrDefault()?.Certificate
        where certificate is not null && certificate.NotAfter < now + Ahead
        select $"recipients/{recipient.Id}: warning: the client certificate {(certificate.NotAfter < now ? "expired" : "expires")} on "
            + certificate.NotAfter.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
