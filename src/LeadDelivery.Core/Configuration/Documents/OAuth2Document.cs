using System.Collections.Immutable;
using LeadDelivery.Core.Configuration.Shapes;
using LeadDelivery.Core.Delivery.Authentication;

namespace LeadDelivery.Core.Configuration.Documents;

/// <summary><c>auth: { type: oauth2, … }</c></summary>
internal static class OAuth2Document
{
    // What the grant and the client put into the form themselves.
    private static readonly HashSet<string> Reserved = new(StringComparer.Ordinal)
    {
        "grant_type", "client_id", "client_secret", "refresh_token", "username", "password", "assertion", "scope", "audience", "resource",
    };

    private static readonly string[] AssertionClaims = ["iss", "sub", "aud"];

    private static readonly Key<OAuth2Grant> Grant = Key.Of(
        "grant",
        new WordShape<OAuth2Grant>(
            ("client_credentials", OAuth2Grant.ClientCredentials), ("refresh_token", OAuth2Grant.RefreshToken),
            ("password", OAuth2Grant.Password), ("jwt_bearer", OAuth2Grant.JwtBearer)),
        "How the token is asked for.").Or(OAuth2Grant.ClientCredentials, "client_credentials");

    private static readonly Key<string> TokenUrl = Key.Of(
        "token_url", new TextShape("a URL as text", CheckUrl), "The token server's endpoint: an absolute http or https URL.")
        .Required().Like("https://login.example.com/oauth/token");

    private static readonly Key<string> ClientId = new("client_id", new TextShape("text", AuthDocument.CheckAny), "The client's id.");

    private static readonly Key<string> ClientSecret = Key.Of("client_secret", Secret(), "The client's secret.").Like("${BUYER_CLIENT_SECRET}");

    private static readonly Key<bool> Send = Key.Of(
        "send",
        new WordShape<bool>(("body", false), ("header", true)),
        "Where the client's id and secret go: in the form, or as HTTP Basic.").Or(false, "body");

    private static readonly Key<string> Scope = new("scope", Is.Text, "What the token is to allow, separated by spaces.");

    private static readonly Key<string> Audience = new("audience", Is.Text, "Whom the token is for, where the server asks for it.");

    private static readonly Key<ImmutableArray<string>> Resource = new(
        "resource", new ListShape<string>(Is.Text) { TakesOne = true }, "What the token is for (RFC 8707): a URI or several.");

    private static readonly Key<ImmutableArray<KeyValuePair<string, string>>> Params = Key.Of(
        "params",
        new MapShape<string>(
            new TextShape { TakesAnyScalar = true }, name => Reserved.Contains(name) ? "has a key of its own or is sent by itself" : null),
        "Further parameters of the token request.");

    private static readonly Key<string> RefreshToken = Key.Of(
        "refresh_token", Secret(), "For grant refresh_token: the token to begin with. One that the server gives in its place is kept.")
        .Like("${BUYER_REFRESH_TOKEN}");

    private static readonly Key<string> UserName = new("username", new TextShape("text", AuthDocument.CheckAny), "For grant password.");

    private static readonly Key<string> Password = new("password", Secret(), "For grant password.");

    private static readonly Key<TimeSpan> Life = Key.Of(
        "life", Is.Duration("10s", "30d"), "How long a token is used whose reply does not say.")
        .Or(OAuth2Auth.DefaultLife, DurationShape.Text(OAuth2Auth.DefaultLife));

    private static readonly Key<TimeSpan> RefreshBefore = Key.Of(
        "refresh_before",
        Is.Duration("0s", "24h"),
        "How long before its end a token is replaced; 60 s, or a tenth of the token's life where that is less, if not given.")
        .Like("60s");

    private static readonly Key<TimeSpan> Timeout = Key.Of(
        "timeout", Is.Duration("100ms", "60s"), "Longest time for a token request.")
        .Or(OAuth2Auth.DefaultTimeout, DurationShape.Text(OAuth2Auth.DefaultTimeout));

    private static readonly (Key Key, OAuth2Grant Grant, bool Needed)[] OfOneGrant =
    [
        (RefreshToken, OAuth2Grant.RefreshToken, true), (UserName, OAuth2Grant.Password, true), (Password, OAuth2Grant.Password, true),
        (JwtDocument.PrivateKey, OAuth2Grant.JwtBearer, true), (JwtDocument.Algorithm, OAuth2Grant.JwtBearer, false),
        (JwtDocument.KeyEncoding, OAuth2Grant.JwtBearer, false), (JwtDocument.KeyId, OAuth2Grant.JwtBearer, false),
        (JwtDocument.ClaimSet, OAuth2Grant.JwtBearer, true), (JwtDocument.Expires, OAuth2Grant.JwtBearer, false),
    ];

    public static ObjectShape<AuthScheme> Shape(Key<string> type) => new(
        "An access token of a token server.",
        Build,
        type, Grant, TokenUrl, ClientId, ClientSecret, Send, Scope, Audience, Resource, Params, RefreshToken, UserName, Password,
        JwtDocument.Algorithm, JwtDocument.PrivateKey, JwtDocument.KeyEncoding, JwtDocument.KeyId, JwtDocument.ClaimSet, JwtDocument.Expires,
        Life, RefreshBefore, Timeout, JwtDocument.Header, JwtDocument.Prefix);

    private static OAuth2Auth Build(ObjectReading auth)
    {
        var grant = auth.Get(Grant);
        var isWhole = CheckGrant(auth, grant);
        if (auth.Get(Send) && !auth.Has(ClientId))
        {
            auth.Mistake(Send, "there is no client_id to send as HTTP Basic");
        }

        return new OAuth2Auth
        {
            Grant = grant,
            TokenUrl = auth.Get(TokenUrl),
            ClientId = auth.Get(ClientId),
            ClientSecret = auth.Get(ClientSecret),
            InHeader = auth.Get(Send),
            Parameters = Parameters(auth),
            RefreshToken = auth.Get(RefreshToken),
            UserName = auth.Get(UserName),
            Password = auth.Get(Password),
            Assertion = isWhole && grant == OAuth2Grant.JwtBearer ? Assertion(auth) : null,
            Header = auth.Get(JwtDocument.Header),
            Prefix = AuthDocument.Prefix(auth.Get(JwtDocument.Prefix)),
            Life = auth.Get(Life),
            Skew = auth.Find(RefreshBefore),
            Timeout = auth.Get(Timeout),
        };
    }

    private static bool CheckGrant(ObjectReading auth, OAuth2Grant grant)
    {
        var isWhole = true;
        var word = Word(grant);
        foreach (var (key, only, needed) in OfOneGrant)
        {
            if (only != grant && auth.Has(key))
            {
                isWhole = false;
                auth.Mistake(key, $"goes with grant: {Word(only)}, not with {word}");
            }
            else if (only == grant && needed && !auth.Has(key))
            {
                isWhole = false;
                auth.Mistake(key, $"grant: {word} needs {key.Name}");
            }
        }

        if (grant is OAuth2Grant.ClientCredentials && !(auth.Has(ClientId) && auth.Has(ClientSecret)))
        {
            auth.Mistake(auth.Has(ClientId) ? ClientSecret : ClientId, "grant: client_credentials needs client_id and client_secret");
        }
        else if (grant is not OAuth2Grant.JwtBearer && !auth.Has(ClientId))
        {
            auth.Mistake(ClientId, $"grant: {word} needs client_id");
        }

        return isWhole;
    }

    private static JwtTemplate? Assertion(ObjectReading auth)
    {
        var claims = auth.Get(JwtDocument.ClaimSet);
        foreach (var path in claims.Paths.Where(path => path != "now" && path.Split('.')[0] != "recipient").Distinct())
        {
            auth.Mistake(JwtDocument.ClaimSet, $"`{path}` is of a lead, and a token serves all of them; there are recipient and now");
        }

        foreach (var name in AssertionClaims.Where(name => !claims.Has(name)))
        {
            auth.Mistake(JwtDocument.ClaimSet, $"an assertion needs the claim {name} (RFC 7523)");
        }

        return JwtDocument.Template(auth, JwtDocument.PrivateKey, claims);
    }

    private static ImmutableArray<KeyValuePair<string, string>> Parameters(ObjectReading auth)
    {
        var parameters = ImmutableArray.CreateBuilder<KeyValuePair<string, string>>();
        foreach (var key in new[] { Scope, Audience }.Where(auth.Has))
        {
            parameters.Add(new(key.Name, auth.Get(key)));
        }

        if (auth.Has(Resource))
        {
            parameters.AddRange(auth.Get(Resource).Select(resource => new KeyValuePair<string, string>("resource", resource)));
        }

        if (auth.Has(Params))
        {
            parameters.AddRange(auth.Get(Params));
        }

        return parameters.DrainToImmutable();
    }

    private static string? CheckUrl(string url) => url.Contains("{{", StringComparison.Ordinal)
        ? "a token serves all leads: expected a URL without {{ }}"
        : HttpTexts.Url(url);

    private static TextShape Secret() => new("text, best a secret such as ${BUYER_SECRET}", AuthDocument.CheckAny) { IsSecret = true };

    private static string Word(OAuth2Grant grant) => grant switch
    {
        OAuth2Grant.ClientCredentials => "client_credentials",
        OAuth2Grant.RefreshToken => "refresh_token",
        OAuth2Grant.Password => "password",
        _ => "jwt_bearer",
    };
}
