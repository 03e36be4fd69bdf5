using LeadDelivery.Core.Configuration.Shapes;
using LeadDelivery.Core.Delivery.Authentication;

namespace LeadDelivery.Core.Configuration.Documents;

/// <summary><c>auth: { type: jwt, … }</c>, and the assertion of <c>oauth2</c>.</summary>
internal static class JwtDocument
{
    internal static readonly Key<JwtAlgorithm> Algorithm = Key.Of(
        "algorithm",
        new WordShape<JwtAlgorithm>([.. JwtAlgorithm.All.Select(algorithm => (algorithm.Name, algorithm))]),
        "How the token is signed.").Or(JwtAlgorithm.All[0], JwtAlgorithm.All[0].Name);

    internal static readonly Key<string> PrivateKey = Key.Of(
        "key",
        new TextShape("a private key as PEM, or base64 of its DER; for HS256 and the like the shared secret", AuthDocument.CheckAny)
        {
            IsSecret = true,
        },
        "Signs the token: a private key as PEM (PKCS#8, PKCS#1, SEC1) or base64 of its DER; for HS256 and the like the shared secret.")
        .Like("${BUYER_KEY_PEM}");

    private static readonly Key<string> NeededKey = PrivateKey.Required();

    internal static readonly Key<SecretEncoding> KeyEncoding = Key.Of(
        "key_encoding",
        new WordShape<SecretEncoding>(("text", SecretEncoding.Text), ("hex", SecretEncoding.Hex), ("base64", SecretEncoding.Base64)),
        "How a shared secret is written.").Or(SecretEncoding.Text, "text");

    internal static readonly Key<string> KeyId = new("kid", Is.Text, "The key's id in the token's head.");

    internal static readonly Key<Claims> ClaimSet = Key.Of(
        "claims", new ClaimsShape(), "What the token says; iat, nbf, exp and jti are added where they are not given.")
        .Like("{ iss: me, sub: \"{{recipient.id}}\" }");

    internal static readonly Key<TimeSpan> Expires = Key.Of(
        "expires", Is.Duration("1s", "24h"), "How long the token is valid.")
        .Or(JwtTemplate.DefaultExpires, DurationShape.Text(JwtTemplate.DefaultExpires));

    internal static readonly Key<string> Header = Key.Of(
        "header", new TextShape("a header's name", HttpTexts.HeaderName), "The header that carries the token.").Or("Authorization", "Authorization");

    internal static readonly Key<string> Prefix = Key.Of(
        "prefix", new TextShape("a word such as Bearer", HttpTexts.HeaderValue), "What stands before the token; empty for nothing.")
        .Or("Bearer", "Bearer");

    public static ObjectShape<AuthScheme> Shape(Key<string> type) => new(
        "A signed JSON web token, made for each request.",
        Build,
        type, Algorithm, NeededKey, KeyEncoding, KeyId, ClaimSet, Expires, Header, Prefix);

    /// <summary>Reads the keys of a token; null where there was a mistake.</summary>
    internal static JwtTemplate? Template(ObjectReading auth, Key<string> key, Claims claims)
    {
        var algorithm = auth.Get(Algorithm);
        if (algorithm.Kind != JwtKeyKind.Secret && auth.Has(KeyEncoding))
        {
            auth.Mistake(KeyEncoding, $"goes with HS256 and the like; {algorithm.Name} takes a private key");
        }

        return ReadKey(auth, algorithm, key) is { } signing
            ? new(signing, auth.Get(KeyId), claims, auth.Get(Expires))
            : null;
    }

    private static JwtAuth Build(ObjectReading auth) => new(
        Template(auth, NeededKey, auth.Get(ClaimSet) ?? Claims.None)!, auth.Get(Header), AuthDocument.Prefix(auth.Get(Prefix)));

    private static SigningKey? ReadKey(ObjectReading auth, JwtAlgorithm algorithm, Key<string> key)
    {
        string? problem = null;
        var text = auth.Get(key);
        var signing = algorithm.Kind != JwtKeyKind.Secret ? SigningKey.Read(algorithm, text, out problem)
            : SecretBytes.Read(text, auth.Get(KeyEncoding)) is { Length: > 0 } secret ? SigningKey.Of(algorithm, secret)
            : null;
        if (signing is null)
        {
            auth.Mistake(key, problem ?? $"is not {(auth.Get(KeyEncoding) == SecretEncoding.Hex ? "hexadecimal" : "base64")}");
        }

        return signing;
    }
}
