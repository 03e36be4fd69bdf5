using LeadDelivery.Core.Configuration.Shapes;
using LeadDelivery.Core.Delivery.Authentication;
using LeadDelivery.Core.Language;

namespace LeadDelivery.Core.Configuration.Documents;

/// <summary><c>auth: { type: hmac, … }</c>: a named scheme is nothing but other defaults.</summary>
internal static class HmacDocument
{
    private const string WebhookSecretPrefix = "whsec_";

    private static readonly string[] RequestMembers =
    [
        "method", "url", "host", "path", "query", "content_type", "body", "body_hash", "timestamp", "nonce", "headers",
    ];

    private static readonly Preset Body = new("X-Signature", null, SignatureEncoding.Hex, null);

    private static readonly Preset Webhooks = new(
        "webhook-signature", "{{delivery.key}}.{{request.timestamp}}.{{request.body}}", SignatureEncoding.Base64, "v1,")
    {
        TimestampHeader = "webhook-timestamp",
        IdHeader = "webhook-id",
        Secret = SecretEncoding.Base64,
    };

    private static readonly Preset Timestamped = new(
        "X-Signature", "{{request.timestamp}}.{{request.body}}", SignatureEncoding.Hex, "t={{request.timestamp}},v1=");

    private static readonly Preset Slack = new("X-Slack-Signature", "v0:{{request.timestamp}}:{{request.body}}", SignatureEncoding.Hex, "v0=")
    {
        TimestampHeader = "X-Slack-Request-Timestamp",
    };

    private static readonly Key<Preset> Scheme = Key.Of(
        "scheme",
        new WordShape<Preset>(
            ("body", Body),
            ("timestamped", Timestamped),
            ("standard-webhooks", Webhooks),
            ("github", new("X-Hub-Signature-256", null, SignatureEncoding.Hex, "sha256=")),
            ("shopify", new("X-Shopify-Hmac-Sha256", null, SignatureEncoding.Base64, null)),
            ("slack", Slack)),
        "A known way to sign, which gives the other keys their defaults.").Or(Body, "body");

    private static readonly Key<string> Secret = Key.Of(
        "secret", new TextShape("text, best a secret such as ${BUYER_SECRET}", AuthDocument.CheckAny) { IsSecret = true }, "The shared secret.")
        .Required().Like("${BUYER_SECRET}");

    private static readonly Key<SecretEncoding> Encoded = new(
        "secret_encoding",
        new WordShape<SecretEncoding>(("text", SecretEncoding.Text), ("hex", SecretEncoding.Hex), ("base64", SecretEncoding.Base64)),
        "How the secret is written; text where not given.");

    private static readonly Key<SignatureHash> Algorithm = Key.Of(
        "algorithm", new WordShape<SignatureHash>([.. SignatureHash.All.Select(hash => (hash.Name, hash))]), "The hash.")
        .Or(SignatureHash.Sha256, SignatureHash.Sha256.Name);

    private static readonly Key<string> Header = new(
        "header", new TextShape("a header's name", HttpTexts.HeaderName), "The header that carries the signature; X-Signature where not given.");

    private static readonly Key<string> Query = new(
        "query",
        new TextShape("a query parameter's name", q => q.Length == 0 ? "expected a query parameter's name" : null),
        "The query parameter that carries the signature, in place of a header.");

    private static readonly Key<Template> Sign = Key.Of(
        "sign", Is.Template, "What is signed, of request.body, request.timestamp and so on; the body where not given.")
        .Like("\"{{request.timestamp}}.{{request.body}}\"");

    private static readonly Key<SignatureEncoding> Encoding = new(
        "encoding",
        new WordShape<SignatureEncoding>(
            ("hex", SignatureEncoding.Hex), ("HEX", SignatureEncoding.UpperHex), ("base64", SignatureEncoding.Base64),
            ("base64url", SignatureEncoding.Base64Url)),
        "How the signature is written; hex where not given.");

    private static readonly Key<Template> Prefix = Key.Of(
        "prefix", Is.Template, "What stands before the signature.").Like("\"sha256=\"");

    private static readonly Key<string> TimestampHeader = new(
        "timestamp_header", new TextShape("a header's name", HttpTexts.HeaderName), "The header that carries request.timestamp.");

    private static readonly Key<TimestampFormat> Timestamp = Key.Of(
        "timestamp_format",
        new WordShape<TimestampFormat>(
            ("unix", TimestampFormat.Unix), ("unix_ms", TimestampFormat.UnixMs), ("iso", TimestampFormat.Iso)),
        "How request.timestamp is written.").Or(TimestampFormat.Unix, "unix");

    private static readonly Key<string> NonceHeader = new(
        "nonce_header", new TextShape("a header's name", HttpTexts.HeaderName), "The header that carries request.nonce.");

    public static ObjectShape<AuthScheme> Shape(Key<string> type) => new(
        "A keyed hash over parts of the request.",
        Build,
        type, Scheme, Secret, Encoded, Algorithm, Header, Query, Sign, Encoding, Prefix, TimestampHeader, Timestamp, NonceHeader);

    private static HmacAuth Build(ObjectReading auth)
    {
        var preset = auth.Get(Scheme);
        CheckMembers(auth, Sign);
        CheckMembers(auth, Prefix);
        var scheme = new HmacAuth
        {
            Secret = SecretOf(auth, preset),
            Hash = auth.Get(Algorithm),
            Header = auth.Get(Header) ?? (auth.Has(Query) ? null : preset.Header),
            Query = auth.Get(Query),
            Sign = auth.Get(Sign) ?? Compiled(preset.Sign),
            Encoding = auth.Find(Encoding) ?? preset.Encoding,
            Prefix = auth.Get(Prefix) ?? Compiled(preset.Prefix),
            TimestampHeader = auth.Get(TimestampHeader) ?? preset.TimestampHeader,
            Timestamp = auth.Get(Timestamp),
            NonceHeader = auth.Get(NonceHeader),
            IdHeader = preset.IdHeader,
        };
        CheckSent(auth, scheme, "timestamp", scheme.TimestampHeader, TimestampHeader);
        CheckSent(auth, scheme, "nonce", scheme.NonceHeader, NonceHeader);
        return scheme;
    }

    private static byte[] SecretOf(ObjectReading auth, Preset preset)
    {
        var encoding = auth.Find(Encoded) ?? preset.Secret;
        var text = auth.Get(Secret);
        if (preset == Webhooks && text.StartsWith(WebhookSecretPrefix, StringComparison.Ordinal))
        {
            text = text[WebhookSecretPrefix.Length..];
        }

        if (SecretBytes.Read(text, encoding) is { Length: > 0 } key)
        {
            return key;
        }

        auth.Mistake(Secret, encoding == SecretEncoding.Hex ? "is not hexadecimal" : "is not base64");
        return [];
    }

    private static void CheckMembers(ObjectReading auth, Key<Template> key)
    {
        foreach (var path in auth.Get(key)?.Paths ?? [])
        {
            if (path.Split('.') is ["request", var member, ..] && !RequestMembers.Contains(member))
            {
                auth.Mistake(key, $"`{path}` is not known, {Suggestion.For(member, RequestMembers)}");
            }
        }
    }

    // What only we know cannot be verified by anybody else.
    private static void CheckSent(ObjectReading auth, HmacAuth scheme, string member, string? header, Key headerKey)
    {
        var path = "request." + member;
        if (header is null && scheme.Sign?.Paths.Contains(path) == true && scheme.Prefix?.Paths.Contains(path) != true)
        {
            auth.Mistake(Sign, $"signs {path}, which nothing sends: expected {headerKey.Name}, or it in prefix");
        }
    }

    private static Template? Compiled(string? text) => text is null ? null : Template.Parse(text, out _);

    /// <summary>The defaults of a named scheme.</summary>
    private sealed record Preset(string Header, string? Sign, SignatureEncoding Encoding, string? Prefix)
    {
        public string? TimestampHeader { get; init; }

        public string? IdHeader { get; init; }

        public SecretEncoding Secret { get; init; }
    }
}
