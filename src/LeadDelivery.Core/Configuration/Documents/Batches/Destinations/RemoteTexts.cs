using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LeadDelivery.Core.Configuration.Shapes;

namespace LeadDelivery.Core.Configuration.Documents;

/// <summary>Keys that several kinds of destination share, and checks of their texts: none repeats the text, which may be secret.</summary>
internal static class RemoteTexts
{
    /// <summary>The longest path that servers take.</summary>
    private const int LongestPath = 1000;

    public static readonly Key<string> Host = Key.Of(
        "host", new TextShape("a host's name or address", HostMistake), "Host name or address.").Required().Like("files.partner.com");

    public static readonly Key<string> User = Key.Of("user", Line("a user's name"), "Who logs in.").Required().Like("leads");

    public static readonly Key<string> Authority = Key.Of(
        "authority",
        new TextShape("certificates as PEM text", AuthorityMistake),
        "Certificates of the authorities that the server's must come from, as PEM text, in place of the system's.")
        .Like("${PARTNER_CA_PEM}");

    /// <summary>A port with the protocol's own as its default.</summary>
    public static Key<int> Port(string doc) => new("port", Is.Integer(1, 65_535), doc);

    /// <summary>A secret of one line.</summary>
    public static TextShape Secret(string example) => new($"text, best a secret such as ${{{example}}}", LineMistake) { IsSecret = true };

    /// <summary>Text of one line.</summary>
    public static TextShape Line(string expected) => new(expected, LineMistake);

    /// <summary>The folder on the far side.</summary>
    public static Key<string> Folder(string doc) => Key.Of("path", new TextShape("a folder such as incoming/leads/", FolderMistake), doc)
        .Like("incoming/leads/");

    /// <summary>A folder's path with the slash at its end; empty stays so.</summary>
    public static string WithSlash(string? path) => string.IsNullOrEmpty(path) || path.EndsWith('/') ? path ?? "" : path + "/";

    /// <summary>What is wrong with a line of text, or null.</summary>
    public static string? LineMistake(string text) =>
        text.Length == 0 ? "expected some text"
        : text.Any(char.IsControl) ? "cannot hold line breaks or control characters (does a secret end in a line break?)"
        : null;

    /// <summary>What is wrong with a host, or null.</summary>
    public static string? HostMistake(string host) =>
        host.Contains("://", StringComparison.Ordinal) ? "expected the host's name alone, without ftp:// or the like"
        : host.Contains('/') ? "expected the host's name alone, the folder under path"
        : Uri.CheckHostName(host) == UriHostNameType.Unknown
            ? "is no host's name or address, expected one such as files.partner.com; the port goes under port"
        : null;

    private static string? FolderMistake(string path) =>
        path.Length > LongestPath ? $"expected at most {LongestPath} characters"
        : path.Any(char.IsControl) ? "a path cannot hold control characters or line breaks"
        : path.Contains('\\') ? "folders are separated by / here, found \\"
        : path.Split('/').Contains("..") ? "a path cannot go up with .., expected the folder itself"
        : null;

    private static string? AuthorityMistake(string pem)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(pem);
        }
        catch (CryptographicException)
        {
            return "is no PEM text of certificates";
        }

        var any = certificates.Count > 0;
        foreach (var certificate in certificates)
        {
            certificate.Dispose();
        }

        return any ? null : "holds no certificate, expected PEM text that begins with -----BEGIN CERTIFICATE-----";
    }
}
