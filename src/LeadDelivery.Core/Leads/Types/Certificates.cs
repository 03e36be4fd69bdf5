using System.Buffers;
using System.Collections.Frozen;

namespace LeadDelivery.Core.Leads;

/// <summary>
/// Certificates of consent: TrustedForm's addresses and Jornaya's LeadiDs, and the names that forms and sellers give their fields.
/// </summary>
internal static class Certificates
{
    /// <summary>The field that holds TrustedForm's certificate.</summary>
    public const string TrustedFormCertificate = "trustedform_cert_url";

    /// <summary>The field that holds what TrustedForm gives for a ping, which says nothing of the consumer.</summary>
    public const string TrustedFormPing = "trustedform_ping_url";

    /// <summary>The field that holds Jornaya's LeadiD.</summary>
    public const string JornayaLeadId = "jornaya_lead_id";

    private const string CertificateHost = "cert.trustedform.com";

    private const string PingHost = "ping.trustedform.com";

    /// <summary>The ids of web certificates are SHA-1 in hexadecimal; all others are longer or of the same length.</summary>
    private const int WebIdLength = 40;

    /// <summary>Of mobile certificates of the older kind.</summary>
    private const int MobileIdLength = 80;

    private const int LongestId = 255;

    private const int LeadIdLength = 36;

    /// <summary>Longest of the names below, with room for separators.</summary>
    private const int LongestName = 40;

    private static readonly SearchValues<char> IdCharacters =
        SearchValues.Create("-_.0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    private static readonly SearchValues<char> Hexadecimal = SearchValues.Create("0123456789abcdefABCDEF");

    /// <summary>Names in small letters without separators. Those that come first are believed before the others.</summary>
    private static readonly FrozenDictionary<string, (string Field, int Rank)> Names = new[]
    {
        (TrustedFormCertificate, "trustedformcerturl xxtrustedformcerturl trustedformcertificateurl trustedformurl trustedformcertificate "
            + "trustedformcert trustedformtoken xxtrustedformtoken trustedform"),
        (TrustedFormPing, "trustedformpingurl xxtrustedformpingurl"),
        (JornayaLeadId, "jornayaleadid universalleadid leadidtoken jornayatoken jornayaid jornaya"),
    }.SelectMany(field => field.Item2.Split(' ').Select((name, rank) => (Name: name, Field: field.Item1, rank)))
        .ToFrozenDictionary(e => e.Name, e => (e.Field, e.rank), StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, (string Field, int Rank)>.AlternateLookup<ReadOnlySpan<char>> ByName =
        Names.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>
    /// The field that a name stands for, whatever its case and separators, and how much it is believed (0 most); null for none.
    /// </summary>
    public static (string Field, int Rank)? Meant(string name)
    {
        if (name.Length is < 7 or > LongestName || name[0] is not ('x' or 'X' or 't' or 'T' or 'j' or 'J' or 'u' or 'U' or 'l' or 'L'))
        {
            return null;
        }

        Span<char> plain = stackalloc char[LongestName];
        var length = 0;
        foreach (var c in name)
        {
            if (c is not ('_' or '-' or ' ' or '.'))
            {
                plain[length++] = char.ToLowerInvariant(c);
            }
        }

        return ByName.TryGetValue(plain[..length], out var found) ? found : null;
    }

    /// <summary>
    /// <c>https://cert.trustedform.com/{id}</c>, or the same of <c>ping.</c>, without query and slash at the end; ids of 40 hexadecimal
    /// digits in small letters, others as they are. An id alone is read too. Null where it is none.
    /// </summary>
    public static string? TrustedForm(string text)
    {
        var rest = text.AsSpan().Trim();
        var host = CertificateHost;
        if (Cut(ref rest, "https://") || Cut(ref rest, "http://") || Cut(ref rest, "//") || rest.Contains('/'))
        {
            host = Cut(ref rest, CertificateHost + "/") ? CertificateHost : Cut(ref rest, PingHost + "/") ? PingHost : null;
            rest = rest.IndexOfAny('?', '#') is >= 0 and var end ? rest[..end] : rest;
            rest = rest.TrimEnd('/');
        }
        else if (!IsIdAlone(rest))
        {
            return null;
        }

        if (host is null || rest.Length is 0 or > LongestId || rest.IndexOfAnyExcept(IdCharacters) >= 0)
        {
            return null;
        }

        return rest.Length == WebIdLength && rest.IndexOfAnyExcept(Hexadecimal) < 0
            ? $"https://{host}/{rest.ToString().ToLowerInvariant()}"
            : rest.Length >= WebIdLength ? $"https://{host}/{rest}" : null;
    }

    /// <summary>A certificate in its normal form and the field it belongs into; null where the text is none.</summary>
    /// <param name="field">The field that its name stands for; a ping's address is one under whatever name.</param>
    public static (string Field, string Text)? Read(string field, string text)
    {
        if (field == JornayaLeadId)
        {
            return Jornaya(text) is { } id ? (field, id) : null;
        }

        return TrustedForm(text) is not { } url ? null
            : (url.StartsWith("https://" + PingHost, StringComparison.Ordinal) ? TrustedFormPing : TrustedFormCertificate, url);
    }

    /// <summary>36 characters in capitals; null where it is none.</summary>
    public static string? Jornaya(string text)
    {
        var id = text.AsSpan().Trim();
        return id.Length == LeadIdLength && Guid.TryParseExact(id, "D", out _) ? id.ToString().ToUpperInvariant() : null;
    }

    private static bool IsIdAlone(ReadOnlySpan<char> text) =>
        text.Length is WebIdLength or MobileIdLength || (text.StartsWith("0.") && text.Length > WebIdLength);

    private static bool Cut(ref ReadOnlySpan<char> text, string start)
    {
        if (!text.StartsWith(start, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        text = text[start.Length..];
        return true;
    }
}
