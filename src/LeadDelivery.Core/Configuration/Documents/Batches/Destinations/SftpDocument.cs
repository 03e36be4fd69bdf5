using System.Text.RegularExpressions;
using LeadDelivery.Core.Batches.Transfers;
using LeadDelivery.Core.Configuration.Shapes;

namespace LeadDelivery.Core.Configuration.Documents;

/// <summary><c>type: sftp</c></summary>
internal static partial class SftpDocument
{
    private const string HostKeyText = "the host key's SHA256:…, as `ssh-keyscan HOST | ssh-keygen -lf -` shows it";

    private const string Sha256 = "SHA256:";

    private static readonly Key<int> Port = RemoteTexts.Port("TCP port.").Or(22, "22");

    private static readonly Key<string> Password = Key.Of(
        "password", RemoteTexts.Secret("PARTNER_PASSWORD"), "The login's password; or give key.")
        .Like("${PARTNER_PASSWORD}");

    private static readonly Key<string> PrivateKey = Key.Of(
        "key",
        new TextShape("a private key as PEM or OpenSSH text, best a secret such as ${PARTNER_SSH_KEY}", KeyMistake) { IsSecret = true },
        "The login's private key as text in PEM or OpenSSH form; or give password.").Like("${PARTNER_SSH_KEY}");

    private static readonly Key<string> Passphrase = Key.Of(
        "passphrase", RemoteTexts.Secret("PARTNER_PASSPHRASE"), "The passphrase of the private key.").Like("${PARTNER_PASSPHRASE}");

    private static readonly Key<string> HostKey = Key.Of(
        "host_key",
        new TextShape(HostKeyText, text => HostKeyPattern().IsMatch(text) ? null : $"expected {HostKeyText}"),
        "SHA-256 of the key that the host must show: files go to no other.").Required()
        .Like("\"SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU\"");

    private static readonly Key<string> Folder = RemoteTexts.Folder(
        "The folder; relative to the login's own where it does not begin with /.");

    public static ObjectShape<Destination> Shape(Key<string> type) => new(
        "SSH's file transfer.", Build, type, RemoteTexts.Host, Port, RemoteTexts.User, Password, PrivateKey, Passphrase, HostKey, Folder);

    private static SftpDestination Build(ObjectReading to)
    {
        if (to.Has(Password) == to.Has(PrivateKey))
        {
            to.Mistake(to.Has(PrivateKey) ? PrivateKey : RemoteTexts.User, "expected either password or key, to log in with");
        }

        if (to.Has(Passphrase) && !to.Has(PrivateKey))
        {
            to.Mistake(Passphrase, "is for the private key, and there is no key");
        }

        return new()
        {
            Host = to.Get(RemoteTexts.Host)!,
            Port = to.Get(Port),
            User = to.Get(RemoteTexts.User)!,
            Password = to.Get(Password),
            Key = to.Get(PrivateKey),
            Passphrase = to.Get(Passphrase),
            HostKey = to.Get(HostKey)![Sha256.Length..].TrimEnd('='),
            Path = RemoteTexts.WithSlash(to.Get(Folder)),
        };
    }

    private static string? KeyMistake(string text) =>
        text.Contains("PRIVATE KEY-----", StringComparison.Ordinal) ? null
        : text.StartsWith("PuTTY-User-Key-File", StringComparison.Ordinal)
            ? "is a key of PuTTY, expected it in OpenSSH's form (puttygen, Export OpenSSH key)"
        : text.StartsWith("ssh-", StringComparison.Ordinal) || text.Contains("PUBLIC KEY-----", StringComparison.Ordinal)
            ? "is the public key, expected the private one"
        : "is no private key, expected text that begins with -----BEGIN … PRIVATE KEY-----";

    [GeneratedRegex(@"^SHA256:[A-Za-z0-9+/]{43}=?\z", RegexOptions.CultureInvariant)]
    private static partial Regex HostKeyPattern();
}
