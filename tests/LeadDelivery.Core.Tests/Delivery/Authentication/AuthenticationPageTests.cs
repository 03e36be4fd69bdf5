using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Delivery.Authentication;
using LeadDelivery.Core.Delivery.Requests;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Ports;
using LeadDelivery.Core.Tests.Language;
using LeadDelivery.Tests.Shared;

namespace LeadDelivery.Core.Tests.Delivery.Authentication;

/// <summary>docs/authentication.md says what the code does.</summary>
public sealed partial class AuthenticationPageTests
{
    private const string Url = "https://api.buyer.example/leads";
    private static readonly string Page = WorkingCopy.Page("authentication.md");

    public static TheoryData<string, string> Recipes
    {
        get
        {
            var recipes = new TheoryData<string, string>();
            foreach (Match match in Recipe().Matches(Page))
            {
                recipes.Add(match.Groups[1].Value, match.Groups[2].Value);
            }

            return recipes;
        }
    }

    [Theory]
    [MemberData(nameof(Recipes))]
    public void A_recipe_of_the_page_makes_the_request_that_it_shows(string yaml, string shown)
    {
        var endpoint = yaml.Contains("endpoint:", StringComparison.Ordinal) ? "" : $"endpoint: {{ url: {Url} }}\n";
        var loaded = CatalogLoader.Load(
            ConfigurationFiles.Of(("recipients/abc.yaml", endpoint + yaml + "fields: { email: \"{{lead.email}}\" }\n")), new Keys());
        Assert.Empty(loaded.Mistakes);
        var recipient = loaded.Catalog!.Recipients["abc"];
        var scope = new TestScope("""{"id":"01JD","email":"ann@example.com"}""")
            .With("delivery", Value.Of(ValueObject.From([new("key", Value.Of("01JD-1"))])))
            .With("recipient", Value.Of(ValueObject.From([new("id", Value.Of("abc"))])));
        var built = RequestAuthenticator.Preview(new RequestBuilder(new()).Build(recipient, scope, false, 1), scope);
        Assert.Empty(built.Problems);
        var preview = RequestPreview.Of(built.Request!, loaded.Catalog.Mask);
        string[] lines =
        [
            $"{preview.Method} {preview.Url}", .. preview.Headers.Where(h => h.Key != "Content-Type").Select(h => $"{h.Key}: {h.Value}"),
        ];
        Assert.Equal(Time().Replace(shown.TrimEnd(), "<time>"), Time().Replace(string.Join('\n', lines), "<time>"));
    }

    [Fact]
    public void Every_kind_has_a_recipe()
    {
        string[] kinds = ["api_key", "basic", "bearer", "headers", "oauth2", "hmac", "jwt", "mtls"];
        Assert.All(kinds, kind => Assert.Contains(Recipes, recipe => ((string)recipe[0]).Contains("type: " + kind, StringComparison.Ordinal)));
    }

    [GeneratedRegex("```yaml\n(.*?)```\n```text\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Recipe();

    [GeneratedRegex("\\b[0-9]{10}\\b")]
    private static partial Regex Time();

    private sealed class Keys : ISecretStore
    {
        private readonly string _rsa;
        private readonly string _ec;
        private readonly string _pfx;
        private readonly string _pem;

        public Keys()
        {
            using var rsa = RSA.Create(2048);
            using var ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            using var certificate = new CertificateRequest("CN=us", ec, HashAlgorithmName.SHA256)
                .CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
            (_rsa, _ec) = (rsa.ExportPkcs8PrivateKeyPem(), ec.ExportPkcs8PrivateKeyPem());
            (_pfx, _pem) = (Convert.ToBase64String(certificate.Export(X509ContentType.Pkcs12, "password-of-the-pfx")), certificate.ExportCertificatePem());
        }

        public string? Find(string name) => name switch
        {
            "BUYER_KEY_PEM" => _rsa,
            "BUYER_EC_KEY_PEM" => _ec,
            "BUYER_PFX" => _pfx,
            "BUYER_PFX_PASSWORD" => "password-of-the-pfx",
            "BUYER_CA_PEM" => _pem,
            "BUYER_WEBHOOK_SECRET" => "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            _ => "secret-of-" + name,
        };
    }
}
