using System.Diagnostics;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Delivery;
using LeadDelivery.Core.Delivery.Authentication;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Tests.Language;
using LeadDelivery.Testing;
using LeadDelivery.Tests.Shared;
using static LeadDelivery.Core.Tests.Delivery.Given;

namespace LeadDelivery.Core.Tests.Delivery.Authentication;

/// <summary>Signatures and tokens against OpenSSL, jose and standardwebhooks.</summary>
public sealed class SignatureTests
{
    private static readonly ManualTimeProvider Time = new(DateTimeOffset.UtcNow);
    private static readonly byte[] Body = Encoding.UTF8.GetBytes("""{"name":"Zoë","n":1}""");

    private static readonly Scope Delivered = new TestScope("""{"id":"L1","age":30,"email":"a@b.example"}""")
        .With("delivery", Value.Of(ValueObject.From([new("key", Value.Of("L1-1"))])))
        .With("recipient", Value.Of(ValueObject.From([new("id", Value.Of("buyer"))])));

    [Theory]
    [InlineData("md5")]
    [InlineData("sha1")]
    [InlineData("sha256")]
    [InlineData("sha384")]
    [InlineData("sha512")]
    public async Task Openssl_computes_the_same_signature_of_the_body(string hash)
    {
        var request = await ApplyAsync(new HmacAuth
        {
            Secret = "s3cr3t"u8.ToArray(),
            Hash = SignatureHash.All.Single(h => h.Name == hash),
            Header = "X-Signature",
            Prefix = Template(hash + "="),
        });
        Assert.Equal($"{hash}={await OpenSslAsync(hash, "s3cr3t", Body)}", Header(request, "X-Signature"));
    }

    [Fact]
    public async Task Openssl_computes_the_same_signature_of_what_a_template_puts_together()
    {
        var request = await ApplyAsync(new HmacAuth
        {
            Secret = "s3cr3t"u8.ToArray(),
            Query = "sig",
            Encoding = SignatureEncoding.UpperHex,
            Sign = Template(
                "{{request.method}}|{{request.url}}|{{request.host}}|{{request.path}}|{{request.query}}|{{request.timestamp}}|"
                + "{{request.nonce}}|{{request.content_type}}|{{request.body_hash}}|{{request.headers['x-own']}}|{{lead.id}}|{{age}}"),
            TimestampHeader = "X-Timestamp",
            Timestamp = TimestampFormat.Iso,
            NonceHeader = "X-Nonce",
        });
        var signed = string.Join('|', "POST", "https://api.buyer.example:8443/a%20b?c=d", "api.buyer.example:8443", "/a%20b", "c=d",
            Header(request, "X-Timestamp"), Header(request, "X-Nonce"), "application/json",
            Convert.ToHexStringLower(SHA256.HashData(Body)), "own", "L1", "30");
        var expected = (await OpenSslAsync("sha256", "s3cr3t", Encoding.UTF8.GetBytes(signed))).ToUpperInvariant();
        Assert.Equal($"?c=d&sig={expected}", request.Url.Query);
        Assert.Matches("^[0-9a-f]{32}$", Header(request, "X-Nonce"));
        Assert.Equal(Time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'"), Header(request, "X-Timestamp"));
    }

    [Fact]
    public async Task A_body_that_is_no_text_is_signed_byte_for_byte()
    {
        var zipped = new MemoryStream();
        using (var gzip = new GZipStream(zipped, CompressionLevel.Fastest))
        {
            gzip.Write(Body);
        }

        var scheme = new HmacAuth
        {
            Secret = "s3cr3t"u8.ToArray(),
            Header = "X-Signature",
            Sign = Template("{{request.timestamp}}.{{request.body}}."),
            TimestampHeader = "T",
        };
        foreach (var body in new[] { zipped.ToArray(), Encoding.Latin1.GetBytes("Zo\u00eb"), new byte[600_000], [] })
        {
            var request = await ApplyAsync(scheme, body);
            byte[] signed = [.. Encoding.ASCII.GetBytes(Header(request, "T") + "."), .. body, (byte)'.'];
            Assert.Equal(await OpenSslAsync("sha256", "s3cr3t", signed), Header(request, "X-Signature"));
        }
    }

    [Fact]
    public async Task Standardwebhooks_accepts_what_is_sent_and_nothing_that_was_changed()
    {
        var secret = "whsec_" + Convert.ToBase64String(RandomNumberGenerator.GetBytes(24));
        var scheme = (HmacAuth)AuthReading.Scheme($"{{ type: hmac, scheme: standard-webhooks, secret: {secret} }}");
        var request = await ApplyAsync(scheme);
        Assert.Equal("L1-1", Header(request, "webhook-id"));
        var other = AuthReading.Scheme($"{{ type: hmac, scheme: standard-webhooks, secret: whsec_{Convert.ToBase64String(new byte[24])} }}");
        var results = await Verifier.RunAsync("webhook.mjs", new JsonArray(
            Sent(request, secret, Encoding.UTF8.GetString(Body)), Sent(request, secret, "{}"),
            Sent(await ApplyAsync(other), secret, Encoding.UTF8.GetString(Body))));
        Assert.Null(results[0]);
        Assert.Equal("No matching signature found", (string?)results[1]);
        Assert.Equal("No matching signature found", (string?)results[2]);

        static JsonObject Sent(OutboundRequest request, string secret, string body) => new()
        {
            ["secret"] = secret,
            ["body"] = body,
            ["headers"] = new JsonObject(request.Headers.Select(h => KeyValuePair.Create(h.Key, (JsonNode?)h.Value))),
        };
    }

    [Theory]
    [InlineData("body", "X-Signature", "{sig}", "{body}")]
    [InlineData("github", "X-Hub-Signature-256", "sha256={sig}", "{body}")]
    [InlineData("timestamped", "X-Signature", "t={t},v1={sig}", "{t}.{body}")]
    [InlineData("slack", "X-Slack-Signature", "v0={sig}", "v0:{t}:{body}")]
    public async Task A_named_scheme_signs_as_its_inventor_does(string name, string header, string value, string signed)
    {
        var request = await ApplyAsync(AuthReading.Scheme($"{{ type: hmac, scheme: {name}, secret: s3cr3t }}"));
        var time = Time.GetUtcNow().ToUnixTimeSeconds().ToString();
        var text = signed.Replace("{t}", time, StringComparison.Ordinal).Replace("{body}", Encoding.UTF8.GetString(Body), StringComparison.Ordinal);
        var signature = await OpenSslAsync("sha256", "s3cr3t", Encoding.UTF8.GetBytes(text));
        Assert.Equal(
            value.Replace("{t}", time, StringComparison.Ordinal).Replace("{sig}", signature, StringComparison.Ordinal), Header(request, header));
    }

    [Fact]
    public async Task Jose_verifies_every_algorithm()
    {
        using var rsa = RSA.Create(2048);
        var input = new JsonArray();
        foreach (var algorithm in JwtAlgorithm.All)
        {
            using var ec = algorithm.Kind == JwtKeyKind.Ec ? ECDsa.Create(Curve(algorithm)) : null;
            var shared = RandomNumberGenerator.GetBytes(64);
            var text = algorithm.Kind == JwtKeyKind.Secret ? Convert.ToBase64String(shared)
                : ec is null ? rsa.ExportRSAPrivateKeyPem() : ec.ExportECPrivateKeyPem();
            var scheme = AuthReading.Scheme($$$"""
                type: jwt
                algorithm: {{{algorithm.Name}}}
                key: ${KEY}
                {{{(algorithm.Kind == JwtKeyKind.Secret ? "key_encoding: base64" : "kid: k1")}}}
                claims:
                  iss: me
                  sub: "{{recipient.id}}"
                  age: "{{lead.age}}"
                  "https://buyer.example/roles": [ seller, "{{lead.email}}" ]
                  nothing: "{{lead.none}}"
                  flag: true
                """, text);
            var token = Header(await ApplyAsync(scheme), "Authorization");
            Assert.StartsWith("Bearer ", token, StringComparison.Ordinal);
            input.Add((JsonNode)new JsonObject
            {
                ["token"] = token["Bearer ".Length..],
                ["algorithm"] = algorithm.Name,
                ["key"] = algorithm.Kind == JwtKeyKind.Secret ? null : ec?.ExportSubjectPublicKeyInfoPem() ?? rsa.ExportSubjectPublicKeyInfoPem(),
                ["secret"] = Convert.ToBase64String(shared),
            });
        }

        var results = (await Verifier.RunAsync("jwt.mjs", input)).AsArray();
        Assert.Equal(JwtAlgorithm.All.Length, results.Count);
        Assert.All(results, result =>
        {
            Assert.Null((string?)result!["error"]);
            var payload = result["payload"]!;
            Assert.Equal(("me", "buyer", 30, true), ((string?)payload["iss"], (string?)payload["sub"], (int)payload["age"]!, (bool)payload["flag"]!));
            Assert.Equal("""["seller","a@b.example"]""", payload["https://buyer.example/roles"]!.ToJsonString());
            Assert.Null(payload["nothing"]);
            Assert.Equal(300, (long)payload["exp"]! - (long)payload["iat"]!);
            Assert.NotNull(payload["jti"]);
        });
        Assert.Equal("k1", (string?)results[0]!["header"]!["kid"]);
    }

    [Fact]
    public async Task Jose_refuses_a_token_of_another_key()
    {
        using var own = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var token = Header(await ApplyAsync(AuthReading.Scheme("{ type: jwt, algorithm: ES256, key: \"${KEY}\", prefix: \"\" }", own.ExportPkcs8PrivateKeyPem())), "Authorization");
        var result = await Verifier.RunAsync("jwt.mjs", new JsonArray(new JsonObject
        {
            ["token"] = token,
            ["algorithm"] = "ES256",
            ["key"] = other.ExportSubjectPublicKeyInfoPem(),
        }));
        Assert.StartsWith("ERR_JWS_SIGNATURE_VERIFICATION_FAILED", (string?)result[0]!["error"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Schemes_are_applied_in_order_and_a_later_signature_covers_an_earlier_header()
    {
        var request = await ApplyAsync(
            new ApiKeyAuth("X-Key", null, "key-1"),
            new HmacAuth { Secret = "s3cr3t"u8.ToArray(), Header = "X-Signature", Sign = Template("{{request.headers['X-Key']}}") });
        Assert.Equal(await OpenSslAsync("sha256", "s3cr3t", "key-1"u8.ToArray()), Header(request, "X-Signature"));
    }

    [Fact]
    public async Task A_template_that_gives_nothing_is_trouble_and_not_a_signature_of_nothing()
    {
        await using var authenticator = new TokenServer().Authenticator(Time);
        var request = TokenServer.Lead(new HmacAuth { Secret = "s"u8.ToArray(), Header = "X", Sign = Template("{{lead.none}}") });
        var result = await authenticator.ApplyAsync(request, Delivered, default);
        Assert.Equal((null, "hmac: `sign` gives nothing to sign"), (result.Request, result.Trouble!.Error));
    }

    private static Task<OutboundRequest> ApplyAsync(params AuthScheme[] auth) => ApplyAsync(auth, Body);

    private static Task<OutboundRequest> ApplyAsync(AuthScheme auth, byte[] body) => ApplyAsync([auth], body);

    private static async Task<OutboundRequest> ApplyAsync(AuthScheme[] auth, byte[] body)
    {
        await using var authenticator = new RequestAuthenticator(new TokenServer(), new MemoryRecordStore(), Time, new TokenOptions());
        var request = TokenServer.Lead(auth) with
        {
            Url = new("https://api.buyer.example:8443/a%20b?c=d"),
            Body = body,
            Headers = [new("X-Own", "own")],
        };
        return (await authenticator.ApplyAsync(request, Delivered, default)).Request!;
    }

    private static string Header(OutboundRequest request, string name) => request.Headers.Single(h => h.Key == name).Value;

    private static ECCurve Curve(JwtAlgorithm algorithm) => algorithm.CurveBits switch
    {
        256 => ECCurve.NamedCurves.nistP256,
        384 => ECCurve.NamedCurves.nistP384,
        _ => ECCurve.NamedCurves.nistP521,
    };

    private static async Task<string> OpenSslAsync(string hash, string key, byte[] data)
    {
        using var process = Process.Start(new ProcessStartInfo("openssl", ["dgst", "-" + hash, "-hmac", key])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        await process.StandardInput.BaseStream.WriteAsync(data);
        process.StandardInput.Close();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return output[(output.LastIndexOf(' ') + 1)..].Trim();
    }
}
