using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LeadDelivery.Core.Configuration;
using static LeadDelivery.Core.Tests.Delivery.Authentication.AuthReading;

namespace LeadDelivery.Core.Tests.Delivery.Authentication;

public sealed class AuthDocumentTests
{
    private const string OAuth = "type: oauth2\ntoken_url: https://l.example/token\nclient_id: c\n";

    [Theory]
    [InlineData("type: hmac\nsecret: \"\"", "auth.secret: expected some text")]
    [InlineData("type: hmac\nsecret: s\nalgorithm: sha265", "auth.algorithm: `sha265` is not known, did you mean `sha256`?")]
    [InlineData("type: hmac\nsecret: xyz\nsecret_encoding: hex", "auth.secret: is not hexadecimal")]
    [InlineData("type: hmac\nsecret: whsec_***\nscheme: standard-webhooks", "auth.secret: is not base64")]
    [InlineData("type: hmac\nsecret: s\nsign: \"{{request.body\"", "auth.sign: column ")]
    [InlineData("type: hmac\nsecret: s\nsign: \"{{request.boddy}}\"", "auth.sign: `request.boddy` is not known, did you mean `body`?")]
    [InlineData("type: hmac\nsecret: s\nsign: \"{{request.timestamp}}\"",
        "auth.sign: signs request.timestamp, which nothing sends: expected timestamp_header, or it in prefix")]
    [InlineData("type: hmac\nsecret: s\nscheme: strpe", "auth.scheme: `strpe` is not known, expected one of body")]
    [InlineData("type: jwt\nkey: secret-text", "auth.key: is no private key that RS256 can use, expected an RSA key as PEM (PKCS#8, PKCS#1)")]
    [InlineData("type: jwt\nkey: aGVsbG8gd29ybGQ=\nalgorithm: ES256", "auth.key: is no private key that ES256 can use, expected an EC key as PEM")]
    [InlineData("type: jwt\nkey: k\nalgorithm: RS265", "auth.algorithm: `RS265` is not known, did you mean `RS256`?")]
    [InlineData("type: jwt\nkey: k y\nalgorithm: HS256\nkey_encoding: base64", "auth.key: is not base64")]
    [InlineData("type: jwt\nkey: k\nalgorithm: HS256\nclaims: { sub: \"{{\" }", "auth.claims.sub: column ")]
    [InlineData("type: jwt\nkey: k\nalgorithm: HS256\nclaims: [ a ]", "auth.claims: expected an object with claims, found a list")]
    [InlineData(OAuth, "auth: grant: client_credentials needs client_id and client_secret")]
    [InlineData(OAuth + "client_secret: s\ngrant: client_credential", "auth.grant: `client_credential` is not known, did you mean `client_credentials`?")]
    [InlineData(OAuth + "grant: refresh_token", "auth: grant: refresh_token needs refresh_token")]
    [InlineData(OAuth + "client_secret: s\nrefresh_token: r", "auth.refresh_token: goes with grant: refresh_token, not with client_credentials")]
    [InlineData(OAuth + "client_secret: s\nparams: { grant_type: x }", "auth.params.grant_type: has a key of its own or is sent by itself")]
    [InlineData(OAuth + "client_secret: s\nsend: headers", "auth.send: `headers` is not known, did you mean `header`?")]
    [InlineData("type: oauth2\ntoken_url: \"https://{{lead.x}}/t\"\nclient_id: c\nclient_secret: s",
        "auth.token_url: a token serves all leads: expected a URL without {{ }}")]
    [InlineData(OAuth + "grant: jwt_bearer\nkey: k\nalgorithm: HS256\nclaims: { iss: a, sub: \"{{lead.id}}\", aud: b }",
        "auth.claims: `lead.id` is of a lead, and a token serves all of them; there are recipient and now")]
    [InlineData(OAuth + "grant: jwt_bearer\nkey: k\nalgorithm: HS256\nclaims: { iss: a, sub: b }", "auth.claims: an assertion needs the claim aud (RFC 7523)")]
    [InlineData("type: mtls\ncertificate: not-base64!", "auth.certificate: expected base64 of a PFX file, or PEM text")]
    [InlineData("type: mtls\ncertificate: aGVsbG8=", "auth.certificate: is no PFX that opens with no password")]
    [InlineData("type: mtls\ncertificate: aGVsbG8=\npassword: wrong-password", "auth.certificate: is no PFX that opens with the password given")]
    [InlineData("type: mtls\ncertificate: \"-----BEGIN CERTIFICATE-----\\nAAAA\\n-----END CERTIFICATE-----\"", "auth.certificate: is no PEM certificate with a key")]
    public void A_wrong_scheme_is_named_without_its_secrets(string yaml, string mistake)
    {
        var found = Mistakes(yaml);
        Assert.StartsWith(mistake, Assert.Single(found), StringComparison.Ordinal);
        Assert.DoesNotContain("secret-text", found[0], StringComparison.Ordinal);
        Assert.DoesNotContain("wrong-password", found[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pin_sha256: abc", "endpoint.tls.pin_sha256: is no pin, expected base64 of the 32 bytes of a SHA-256")]
    [InlineData("ca: \"no pem\"", "endpoint.tls.ca: holds no certificate as PEM text")]
    [InlineData("client_certificate_password: x", "endpoint.tls.client_certificate_password: there is no client_certificate that it goes with")]
    [InlineData("max: \"1.3\"", "endpoint.tls.max: unknown key, expected one of ca, client_certificate")]
    public void A_wrong_tls_key_is_named(string tls, string mistake) =>
        Assert.StartsWith(mistake, Assert.Single(MistakesOf($"endpoint:\n  url: https://b.example/\n  tls:\n    {tls}\n")), StringComparison.Ordinal);

    [Fact]
    public void Keys_are_read_in_every_form_they_come_in()
    {
        using var rsa = RSA.Create(2048);
        using var ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        string[] forms =
        [
            rsa.ExportPkcs8PrivateKeyPem(), rsa.ExportRSAPrivateKeyPem(), rsa.ExportRSAPrivateKeyPem().Replace("\n", "\\n", StringComparison.Ordinal),
            Convert.ToBase64String(rsa.ExportPkcs8PrivateKey()), Convert.ToBase64String(rsa.ExportRSAPrivateKey()),
            Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes(rsa.ExportPkcs8PrivateKeyPem())),
        ];
        Assert.All(forms, key => Assert.IsType<JwtAuth>(Scheme("type: jwt\nkey: ${KEY}", key)));
        string[] curves = [ec.ExportECPrivateKeyPem(), ec.ExportPkcs8PrivateKeyPem(), Convert.ToBase64String(ec.ExportECPrivateKey())];
        Assert.All(curves, key => Assert.IsType<JwtAuth>(Scheme("type: jwt\nalgorithm: ES256\nkey: ${KEY}", key)));
        Assert.Equal(
            "auth.key: a key of the 256-bit curve, expected P-384 for ES384", Mistakes("type: jwt\nalgorithm: ES384\nkey: ${KEY}", curves[0]).Single());
        using var small = RSA.Create(1024);
        Assert.Equal("auth.key: an RSA key of 1024 bits, expected 2048 or more", Mistakes("type: jwt\nkey: ${KEY}", small.ExportPkcs8PrivateKeyPem()).Single());
    }

    [Fact]
    public void Certificates_are_read_from_pfx_and_pem_and_only_with_their_key()
    {
        using var ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=us", ec, HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        var pem = certificate.ExportCertificatePem();
        var encrypted = ec.ExportEncryptedPkcs8PrivateKeyPem("pw", new(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000));
        (string Text, string? Key, string? Password)[] forms =
        [
            (Convert.ToBase64String(certificate.Export(X509ContentType.Pkcs12, "pw")), null, "pw"),
            (Convert.ToBase64String(certificate.Export(X509ContentType.Pkcs12)), null, null),
            (pem + "\n" + ec.ExportPkcs8PrivateKeyPem(), null, null), (ec.ExportECPrivateKeyPem() + "\n" + pem, null, null),
            (pem, ec.ExportPkcs8PrivateKeyPem(), null), (pem, encrypted, "pw"),
        ];
        foreach (var (text, key, password) in forms)
        {
            var read = ClientCertificate.Read(text, key, password, out var problem);
            Assert.Null(problem);
            Assert.Equal(certificate.GetCertHashString(HashAlgorithmName.SHA256), read!.Thumbprint);
            Assert.Equal(certificate.NotAfter.ToUniversalTime(), read.NotAfter.UtcDateTime);
            foreach (var opened in read.Open())
            {
                Assert.True(opened.HasPrivateKey);
                opened.Dispose();
            }
        }

        Assert.Null(ClientCertificate.Read(pem, null, null, out var wrong));
        Assert.Equal("is no PEM certificate with a key that fits it", wrong);
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Assert.Null(ClientCertificate.Read(pem, other.ExportPkcs8PrivateKeyPem(), null, out _));
        Assert.Null(ClientCertificate.Read(Convert.ToBase64String(certificate.RawData), null, null, out _));
    }

    [Theory]
    [InlineData(-1, "recipients/r: warning: the client certificate expired on ")]
    [InlineData(29, "recipients/r: warning: the client certificate expires on ")]
    [InlineData(31, null)]
    public void A_certificate_near_or_past_its_end_is_warned_of_and_still_taken(int days, string? warning)
    {
        var now = DateTimeOffset.UtcNow;
        using var ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=us", ec, HashAlgorithmName.SHA256).CreateSelfSigned(now.AddDays(-9), now.AddDays(days));
        var catalog = Load("auth: { type: mtls, certificate: \"${KEY}\" }\n", Convert.ToBase64String(certificate.Export(X509ContentType.Pkcs12))).Catalog!;
        var expected = warning is null ? [] : new[] { $"{warning}{certificate.NotAfter.ToUniversalTime():yyyy-MM-dd}" };
        Assert.Equal(expected, CertificateWarnings.Of(catalog, now));
    }

    [Fact]
    public void A_client_certificate_is_given_in_one_place()
    {
        using var ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=us", ec, HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        var pfx = Convert.ToBase64String(certificate.Export(X509ContentType.Pkcs12));
        const string Tls = "endpoint:\n  url: https://b.example/\n  tls: { client_certificate: \"${KEY}\", pin_sha256: \"sha256/47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\" }\n";
        var tls = Load(Tls, pfx).Catalog!.Recipients["r"].Endpoint!.Tls!;
        Assert.Equal("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=", Assert.Single(tls.Pins));
        Assert.NotNull(tls.ClientCertificate);
        Assert.Equal(
            "auth: type mtls and endpoint.tls.client_certificate are one and the same, expected one of them",
            MistakesOf(Tls + "auth: { type: mtls, certificate: \"${KEY}\" }\n", pfx).Single());
    }

    [Fact]
    public void Every_key_of_oauth2_is_taken()
    {
        var scheme = (OAuth2Auth)Scheme(
            OAuth + "client_secret: s\nsend: header\nscope: a b\naudience: x\nresource: [ https://a.example/, https://b.example/ ]\n"
            + "params: { tenant: 7 }\nlife: 2h\nrefresh_before: 5m\ntimeout: 3s\nheader: X-Token\nprefix: \"\"");
        Assert.Equal(("X-Token", "", true), (scheme.Header, scheme.Prefix, scheme.InHeader));
        Assert.Equal(
            ["scope=a b", "audience=x", "resource=https://a.example/", "resource=https://b.example/", "tenant=7"],
            scheme.Parameters.Select(p => $"{p.Key}={p.Value}"));
        Assert.Equal((TimeSpan.FromHours(2), TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(3)), (scheme.Life, scheme.Skew!.Value, scheme.Timeout));
    }
}
