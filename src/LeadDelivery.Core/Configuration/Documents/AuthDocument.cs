using System.Collections.Immutable;
using LeadDelivery.Core.Configuration.Shapes;

namespace LeadDelivery.Core.Configuration.Documents;

/// <summary><c>auth:</c> of a recipient: one scheme or a list of them. A new scheme is one case here.</summary>
internal static class AuthDocument
{
    private static readonly TextShape Secret = new("text, best a secret such as ${BUYER_TOKEN}", CheckSecret) { IsSecret = true };

    private static readonly Key<string> Header = new(
        "header", new TextShape("a header's name", HttpTexts.HeaderName), "The header that carries the key; or give query.");

    private static readonly Key<string> Query = new(
        "query",
        new TextShape("a query parameter's name", q => q.Length == 0 ? "expected a query parameter's name" : null),
        "The query parameter that carries the key; or give header.");

    private static readonly Key<string> Value = Key.Of("value", Secret, "The key.").Required().Like("${BUYER_KEY}");

    private static readonly Key<string> UserName = Key.Of(
        "username",
        new TextShape("text", u => u.Contains(':') ? "a user name cannot hold a colon" : CheckSecret(u)),
        "The user name.").Required();

    private static readonly Key<string> Password = Key.Of("password", Secret, "The password.").Required().Like("${BUYER_PASSWORD}");

    private static readonly Key<string> Token = Key.Of("token", Secret, "The token.").Required().Like("${BUYER_TOKEN}");

    private static readonly Key<ImmutableArray<KeyValuePair<string, string>>> Headers = Key.Of(
        "headers",
        new MapShape<string>(Secret, HttpTexts.HeaderName) { IgnoresCase = true },
        "Headers whose values are secret.").Required().Like("{ X-Partner: \"${PARTNER}\" }");

    public static Shape<AuthScheme> Scheme { get; } = new ChoiceShape<AuthScheme>(
        "type",
        otherwise: null,
        notYet: [],
        ("api_key", new ObjectShape<AuthScheme>("A key in a header or in the query.", ApiKey, Type("api_key"), Header, Query, Value)),
        ("basic", new ObjectShape<AuthScheme>("User name and password.", Basic, Type("basic"), UserName, Password)),
        ("bearer", new ObjectShape<AuthScheme>("A bearer token.", a => new BearerAuth(a.Get(Token)), Type("bearer"), Token)),
        ("headers", new ObjectShape<AuthScheme>("Secret headers as they are.", Fixed, Type("headers"), Headers)),
        ("oauth2", OAuth2Document.Shape(Type("oauth2"))),
        ("hmac", HmacDocument.Shape(Type("hmac"))),
        ("jwt", JwtDocument.Shape(Type("jwt"))),
        ("mtls", CertificateDocument.Shape(Type("mtls"))));

    private static Key<string> Type(string kind) => ChoiceShape<AuthScheme>.KindKey("type", kind, "The kind of authentication.");

    private static BasicAuth Basic(ObjectReading auth) => new(auth.Get(UserName), auth.Get(Password));

    private static HeadersAuth Fixed(ObjectReading auth) => new(auth.Get(Headers));

    private static ApiKeyAuth ApiKey(ObjectReading auth)
    {
        if (auth.Has(Header) == auth.Has(Query))
        {
            auth.Mistake(auth.Has(Query) ? Query : Value, "expected either header or query, to say where the key goes");
        }

        return new ApiKeyAuth(auth.Get(Header), auth.Get(Query), auth.Get(Value));
    }

    /// <summary>What is wrong with a secret that goes into a header, or null.</summary>
    internal static string? CheckSecret(string value) =>
        value.Length == 0 ? "expected some text" : HttpTexts.HeaderValue(value);

    /// <summary>What is wrong with a secret of any kind, or null.</summary>
    internal static string? CheckAny(string value) => string.IsNullOrWhiteSpace(value) ? "expected some text" : null;

    /// <summary>A word before a token, as it stands there: letters are followed by a space.</summary>
    internal static string Prefix(string word) => word.Length > 0 && char.IsAsciiLetterOrDigit(word[^1]) ? word + " " : word;
}
