using System.Collections.Immutable;
using LeadDelivery.Core.Configuration.Shapes;
using LeadDelivery.Core.Language;

namespace LeadDelivery.Core.Configuration.Documents;

/// <summary><c>endpoint:</c> of a recipient.</summary>
internal static class EndpointDocument
{
    private static readonly TemplateShape UrlShape = new("a URL as text", HttpTexts.Url);

    private static readonly Key<Template> Url = new Key<Template>(
        "url",
        UrlShape,
        "Where live leads go: an absolute http or https URL; values in {{ }} are escaped for their place in it.").Required().Like("https://api.example.com/leads");

    private static readonly Key<Template> SandboxUrl = new(
        "sandbox_url", UrlShape, "Where test leads go; without it a test lead is not sent.");

    private static readonly Key<string> Method = new Key<string>(
        "method", new WordShape<string>(("GET", "GET"), ("POST", "POST"), ("PUT", "PUT"), ("PATCH", "PATCH"), ("DELETE", "DELETE")), "The HTTP method.").Or("POST", "POST");

    private static readonly Key<string> Format = new Key<string>(
        "format",
        new WordShape<string>(("json", "json")) { NotYet = ["xml", "soap", "form", "query", "multipart", "text"] },
        "The format of the body.").Or("json", "json");

    private static readonly Key<ImmutableArray<KeyValuePair<string, Template>>> Headers = new Key<ImmutableArray<KeyValuePair<string, Template>>>(
        "headers",
        new MapShape<Template>(new TemplateShape("a header's value", HttpTexts.HeaderValue) { TakesAnyScalar = true }, HttpTexts.HeaderName) { IgnoresCase = true },
        "Request headers; secrets belong under auth.").Like("{ X-Idempotency-Key: \"{{delivery.key}}\" }");

    private static readonly Timeouts DefaultTimeouts = new();

    private static readonly Key<TimeSpan> Connect = new Key<TimeSpan>(
        "connect", Is.Duration("10ms", "60s"), "Longest wait for name, TCP and TLS.").Or(DefaultTimeouts.Connect, DurationShape.Text(DefaultTimeouts.Connect));

    private static readonly Key<TimeSpan> Response = new Key<TimeSpan>(
        "response", Is.Duration("10ms", "10m"), "Longest wait from the request sent to the reply's last byte.").Or(DefaultTimeouts.Response, DurationShape.Text(DefaultTimeouts.Response));

    private static readonly Key<TimeSpan> Total = new Key<TimeSpan>(
        "total", Is.Duration("10ms", "15m"), "Longest time for a whole attempt.").Or(DefaultTimeouts.Total, DurationShape.Text(DefaultTimeouts.Total));

    private static readonly Key<Timeouts> Timeout = new Key<Timeouts>(
        "timeout",
        new ObjectShape<Timeouts>("Time bounds of one attempt.", t => new Timeouts(t.Get(Connect), t.Get(Response), t.Get(Total)), Connect, Response, Total),
        "Time bounds of one attempt.").Like("{ connect: 5s, response: 10s, total: 30s }");

    private static readonly Key<int> Connections = new("connections", Is.Integer(1, 1000), "Connections kept; as many as the recipient's concurrency where not given.");

    private static readonly TimeSpan DefaultLifetime = new Endpoint { Url = null! }.PoolLifetime;

    private static readonly Key<TimeSpan> Lifetime = new Key<TimeSpan>(
        "lifetime", Is.Duration("1s", "24h"), "How long a connection is reused, so that changed addresses are noticed.").Or(DefaultLifetime, DurationShape.Text(DefaultLifetime));

    private static readonly Key<(int? Connections, TimeSpan Lifetime)> Pool = new Key<(int? Connections, TimeSpan Lifetime)>(
        "pool",
        new ObjectShape<(int? Connections, TimeSpan Lifetime)>("Connections that are kept.", p => (p.Find(Connections), p.Get(Lifetime)), Connections, Lifetime),
        "Connections that are kept.").Like("{ connections: 10, lifetime: 300s }");

    public static ObjectShape<Endpoint> Shape { get; } = new(
        "Where and how requests go.", Build, Url, SandboxUrl, Method, Format, Headers, Timeout, Pool, Key.NotYet("compress"), Key.NotYet("tls"));

    private static Endpoint Build(ObjectReading endpoint) => new()
    {
        Url = endpoint.Get(Url),
        SandboxUrl = endpoint.Get(SandboxUrl),
        Method = endpoint.Get(Method),
        Format = endpoint.Get(Format),
        Headers = endpoint.Has(Headers) ? endpoint.Get(Headers) : [],
        Timeout = endpoint.Get(Timeout) ?? DefaultTimeouts,
        PoolConnections = endpoint.Get(Pool).Connections,
        PoolLifetime = endpoint.Has(Pool) ? endpoint.Get(Pool).Lifetime : DefaultLifetime,
    };
}
