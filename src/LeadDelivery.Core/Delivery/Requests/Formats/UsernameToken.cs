using System.Security.Cryptography;
using System.Text;
using System.Xml;
using LeadDelivery.Core.Configuration;

namespace LeadDelivery.Core.Delivery.Requests.Formats;

/// <summary>
/// A WS-Security header with a UsernameToken (OASIS WSS UsernameToken Profile 1.0). Each attempt has a nonce of its own, so that a
/// recipient which refuses a nonce it has seen takes a retry too.
/// </summary>
internal sealed class UsernameToken
{
    private const string Wsse = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd";
    private const string Wsu = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd";
    private const string Profile = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#";
    private const string Base64 = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-soap-message-security-1.0#Base64Binary";

    /// <summary>16 bytes: what makes two nonces alike as unlikely as two GUIDs.</summary>
    private const int NonceLength = 16;

    private readonly SoapSecurity _security;
    private readonly string _password;
    private readonly string? _nonce;
    private readonly DateTimeOffset _created;

    private UsernameToken(SoapSecurity security, string password, string? nonce, DateTimeOffset created)
    {
        _security = security;
        _password = password;
        _nonce = nonce;
        _created = created;
    }

    /// <summary>A token of this moment.</summary>
    public static UsernameToken Create(SoapSecurity security, DateTimeOffset now)
    {
        if (!security.IsDigest)
        {
            return new(security, security.Password, null, now);
        }

        var nonce = RandomNumberGenerator.GetBytes(NonceLength);
        return new(security, Digest(nonce, Time(now), security.Password), Convert.ToBase64String(nonce), now);
    }

    /// <summary>The same with everything masked that proves who sends it.</summary>
    public UsernameToken Masked() => new(_security, SecretMask.Replacement, _nonce is null ? null : SecretMask.Replacement, _created);

    /// <summary>Base64(SHA-1(nonce + created + password)): the profile's own algorithm, there is no other.</summary>
    public static string Digest(ReadOnlySpan<byte> nonce, string created, string password)
    {
        byte[] input = [.. nonce, .. Encoding.UTF8.GetBytes(created), .. Encoding.UTF8.GetBytes(password)];
#pragma warning disable CA5350 // The profile demands SHA-1.
        return Convert.ToBase64String(SHA1.HashData(input));
#pragma warning restore CA5350
    }

    /// <summary>Writes the header block.</summary>
    /// <param name="envelope">The envelope's namespace.</param>
    public void Write(XmlWriter writer, string envelope)
    {
        writer.WriteStartElement("wsse", "Security", Wsse);
        writer.WriteAttributeString("xmlns", "wsse", null, Wsse);
        writer.WriteAttributeString("xmlns", "wsu", null, Wsu);
        writer.WriteAttributeString("mustUnderstand", envelope, "1");
        if (_security.Timestamp is { } lifetime)
        {
            writer.WriteStartElement("Timestamp", Wsu);
            writer.WriteElementString("Created", Wsu, Time(_created));
            writer.WriteElementString("Expires", Wsu, Time(_created + lifetime));
            writer.WriteEndElement();
        }

        writer.WriteStartElement("UsernameToken", Wsse);
        writer.WriteElementString("Username", Wsse, XmlNames.Clean(_security.UserName));
        writer.WriteStartElement("Password", Wsse);
        writer.WriteAttributeString("Type", Profile + (_security.IsDigest ? "PasswordDigest" : "PasswordText"));
        writer.WriteString(XmlNames.Clean(_password));
        writer.WriteEndElement();
        if (_nonce is not null)
        {
            writer.WriteStartElement("Nonce", Wsse);
            writer.WriteAttributeString("EncodingType", Base64);
            writer.WriteString(_nonce);
            writer.WriteEndElement();
            writer.WriteElementString("Created", Wsu, Time(_created));
        }

        writer.WriteEndElement();
        writer.WriteEndElement();
    }

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'");
}
