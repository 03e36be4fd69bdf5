using System.Collections.Immutable;
using LeadDelivery.Core.Configuration.Shapes;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Schemas;

namespace LeadDelivery.Core.Configuration.Documents;

/// <summary><c>endpoint:</c> of a recipient.</summary>
internal static class EndpointDocument
{
    private static readonly TemplateShape UrlShape = new("a URL as text", HttpTexts.Url);

    public static readonly Key<Template> Url = Key.Of(
        "url",
        UrlShape,
        "Where live leads go: an absolute http or https URL; values in {{ }} are escaped for their place in it.")
        .Required().Like("https://api.example.com/leads");

    private static readonly Key<Template> SandboxUrl = new(
        "sandbox_url", UrlShape, "Where test leads go; without it a test lead is not sent.");

    private static readonly Key<string> Method = Key.Of(
        "method",
        new WordShape<string>(("GET", "GET"), ("POST", "POST"), ("PUT", "PUT"), ("PATCH", "PATCH"), ("DELETE", "DELETE")),
        "The HTTP method.").Or("POST",
        "POST");

    private static readonly TemplateShape HeaderValue = new("a header's value", HttpTexts.HeaderValue) { TakesAnyScalar = true };

    public static readonly Key<ImmutableArray<KeyValuePair<string, Template>>> Headers = Key.Of(
        "headers",
        new MapShape<Template>(HeaderValue, HttpTexts.HeaderName) { IgnoresCase = true },
        "Request headers; secrets belong under auth.").Like("{ X-Idempotency-Key: \"{{delivery.key}}\" }");

    private static readonly Timeouts DefaultTimeouts = new();

    private static readonly Key<TimeSpan> Connect = Key.Of(
        "connect",
        Is.Duration("10ms", "60s"),
        "Longest wait for name, TCP and TLS.").Or(DefaultTimeouts.Connect,
        DurationShape.Text(DefaultTimeouts.Connect));

    private static readonly Key<TimeSpan> Response = Key.Of(
        "response",
        Is.Duration("10ms", "10m"),
        "Longest wait from the request sent to the reply's last byte.").Or(DefaultTimeouts.Response,
        DurationShape.Text(DefaultTimeouts.Response));

    private static readonly Key<TimeSpan> Total = Key.Of(
        "total",
        Is.Duration("10ms", "15m"),
        "Longest time for a whole attempt.").Or(DefaultTimeouts.Total,
        DurationShape.Text(DefaultTimeouts.Total));

    public static readonly Key<Timeouts> Timeout = Key.Of(
        "timeout",
        new ObjectShape<Timeouts>("Time bounds of one attempt.", BuildTimeouts, Connect, Response, Total),
        "Time bounds of one attempt.").Like("{ connect: 5s, response: 10s, total: 30s }");

    private static readonly Key<int> Connections = new(
        "connections", Is.Integer(1, 1000), "Connections kept; as many as the recipient's concurrency where not given.");

    private static readonly TimeSpan DefaultLifetime = new Endpoint { Url = null! }.PoolLifetime;

    private static readonly Key<TimeSpan> Lifetime = Key.Of(
        "lifetime",
        Is.Duration("1s", "24h"),
        "How long a connection is reused, so that changed addresses are noticed.").Or(DefaultLifetime,
        DurationShape.Text(DefaultLifetime));

    private static readonly Key<(int? Connections, TimeSpan Lifetime)> Pool = Key.Of(
        "pool",
        new ObjectShape<(int? Connections, TimeSpan Lifetime)>("Connections that are kept.", BuildPool, Connections, Lifetime),
        "Connections that are kept.").Like("{ connections: 10, lifetime: 300s }");

    public static readonly Key<TlsSettings> Tls = Key.Of(
        "tls", CertificateDocument.Tls, "What TLS connections must be.").Like("{ min: \"1.2\" }");

    private static readonly Key<BodySchema> Schema = Key.Of(
        "schema",
        new SchemaFileShape(),
        "A file of the folder schemas/ that every body must satisfy before it is sent: a JSON Schema (.json) or an XML Schema (.xsd).")
        .Like("abc.schema.json");

    public static ObjectShape<Endpoint> Shape { get; } = new(
        "Where and how requests go.",
        Build,
        Url,
        SandboxUrl,
        Method,
        FormatDocument.Format,
        FormatDocument.Charset,
        FormatDocument.Ascii,
        FormatDocument.Compress,
        FormatDocument.Xml,
        FormatDocument.Soap,
        FormatDocument.Form,
        Schema,
        Headers,
        Timeout,
        Pool,
        Tls);

    private static Timeouts BuildTimeouts(ObjectReading timeout) => new(timeout.Get(Connect), timeout.Get(Response), timeout.Get(Total));

    private static (int? Connections, TimeSpan Lifetime) BuildPool(ObjectReading pool) => (pool.Find(Connections), pool.Get(Lifetime));

    private static Endpoint Build(ObjectReading reading)
    {
        var endpoint = new Endpoint
        {
            Url = reading.Get(Url),
            SandboxUrl = reading.Get(SandboxUrl),
            Method = reading.Get(Method),
            Format = reading.Get(FormatDocument.Format),
            IsFormatGiven = reading.Has(FormatDocument.Format),
            Charset = reading.Get(FormatDocument.Charset),
            Ascii = reading.Get(FormatDocument.Ascii),
            Compress = reading.Get(FormatDocument.Compress),
            Xml = reading.Get(FormatDocument.Xml) ?? new(),
            Soap = reading.Get(FormatDocument.Soap) ?? new(),
            Form = reading.Get(FormatDocument.Form) ?? new(),
            Schema = reading.Get(Schema),
            Headers = reading.Has(Headers) ? reading.Get(Headers) : [],
            Timeout = reading.Get(Timeout) ?? DefaultTimeouts,
            Tls = reading.Get(Tls),
            PoolConnections = reading.Get(Pool).Connections,
            PoolLifetime = reading.Has(Pool) ? reading.Get(Pool).Lifetime : DefaultLifetime,
        };
        FormatCheck.Endpoint(reading, endpoint);
        if (endpoint.Schema is { } schema && SchemaFileShape.Problem(schema, endpoint) is { } problem)
        {
            reading.Mistake(Schema, problem);
        }

        return endpoint;
    }
}
