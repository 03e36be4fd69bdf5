using System.Collections.Immutable;
using LeadDelivery.Core.Delivery.Replies;
using LeadDelivery.Core.Gates.Balances;
using LeadDelivery.Core.Gates.Caps;
using LeadDelivery.Core.Gates.Circuits;
using LeadDelivery.Core.Gates.Pausing;
using LeadDelivery.Core.Gates.Rates;
using LeadDelivery.Core.Gates.Schedules;
using LeadDelivery.Core.Gates.Standing;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Mapping;
using LeadDelivery.Core.Schemas;

namespace LeadDelivery.Core.Configuration;

/// <summary>Where a lead goes.</summary>
public sealed record Recipient
{
    /// <summary>The file's name.</summary>
    public required string Id { get; init; }

    /// <summary>As people know it; the id where none is given.</summary>
    public required string Name { get; init; }

    /// <summary>The channel: <c>http</c>, <c>batch</c> for files, or <c>review</c> for one where operators decide.</summary>
    public required string Type { get; init; }

    /// <summary>The <see cref="Type"/> of recipients that take leads in files.</summary>
    public const string BatchType = "batch";

    /// <summary>Leads it takes; null for all.</summary>
    public Expression? When { get; init; }

    /// <summary>What it pays when its reply names no price: a number or a template that gives one.</summary>
    public Template? Price { get; init; }

    /// <summary>What it pays in, ISO 4217.</summary>
    public string Currency { get; init; } = Money.Currency.Default;

    /// <summary>What it pays to be the only buyer, in auctions that sell to several; null where it does not say.</summary>
    public Template? ExclusivePrice { get; init; }

    /// <summary>Where and how requests go; null for a type that sends none.</summary>
    public Endpoint? Endpoint { get; init; }

    /// <summary>What follows an operator's decision; null for all types but <c>review</c>.</summary>
    public ReviewRules? Review { get; init; }

    /// <summary>How requests prove who sends them; all are applied, in order.</summary>
    public ImmutableArray<AuthScheme> Auth { get; init; } = [];

    /// <summary>The body's fields; null where <see cref="Body"/> is given.</summary>
    public FieldMapping? Fields { get; init; }

    /// <summary>The whole body as one template.</summary>
    public Template? Body { get; init; }

    /// <summary>How replies are read.</summary>
    public ResponseRules Response { get; init; } = new();

    /// <summary>How it is asked for a bid before it gets a lead; null: it is not asked.</summary>
    public PingRules? Ping { get; init; }

    /// <summary>When and how often an attempt is repeated.</summary>
    public RetryPolicy Retry { get; init; } = new();

    /// <summary>Requests under way at once.</summary>
    public int Concurrency { get; init; } = DefaultConcurrency;

    /// <summary>When it is left alone for failing; null: never. Without it failures are retried and end in error, since whether a
    /// failing buyer's leads should go elsewhere is the operator's choice.</summary>
    public CircuitPolicy? Circuit { get; init; }

    /// <summary>How many requests it gets in which time; null for as many as come.</summary>
    public RateLimit? Rate { get; init; }

    /// <summary>What may wait for its rate and its concurrency.</summary>
    public QueuePolicy Queue { get; init; } = new();

    /// <summary>The run of refusals that pauses it; null for none.</summary>
    public ShutdownPolicy? Shutdown { get; init; }

    /// <summary>What of it somebody should look at; null for nothing.</summary>
    public AlertRules? Alerts { get; init; }

    /// <summary>What follows when a request was sent and no answer came.</summary>
    public UnansweredPolicy Unanswered { get; init; } = UnansweredPolicy.Retry;

    /// <summary>The recipient that is tried when this one fails technically; null for none.</summary>
    public string? Backup { get; init; }

    /// <summary>True where something of it must be asked before a delivery may begin: its rule, or what is counted and reserved.</summary>
    public bool HasGates => When is not null || !Caps.IsEmpty || Balance is not null || Dedupe is not null || Schedule is not null;

    /// <summary>The most that it takes in a time.</summary>
    public ImmutableArray<Cap> Caps { get; init; } = [];

    /// <summary>It pays in advance; null: it does not.</summary>
    public BalanceRules? Balance { get; init; }

    /// <summary>What it was sent before is not sent to it again; null: it is.</summary>
    public DedupeRule? Dedupe { get; init; }

    /// <summary>When it takes leads; null for always.</summary>
    public Schedule? Schedule { get; init; }

    /// <summary>First characters of the owner of a recipient's caps.</summary>
    public const string CapOwnerPrefix = "recipient/";

    /// <summary>Whether what it pays, or what all of it may come to, is limited.</summary>
    public bool LimitsMoney => Balance is not null || IsOfMoney(Caps) || Schedule?.Open.Any(slot => IsOfMoney(slot.Caps)) == true;

    /// <summary>Whether its reply to a lead may name the price. Batches' and reviews' prices come later than any limit could wait.</summary>
    public bool NamesPrices => Response.Price is not null && Type is not BatchType && Review is null;

    /// <summary>Its caps with those of all slots of its schedule, for people.</summary>
    public CapOwner AllCaps => new(CapOwnerPrefix + Id, [.. Caps, .. Schedule?.Open.SelectMany(slot => slot.Caps) ?? []], "revenue");

    /// <summary>Whether anything may be capped, whenever.</summary>
    public bool HasCaps => !Caps.IsEmpty || Schedule?.Open.Any(slot => !slot.Caps.IsEmpty) == true;

    /// <summary>The caps that hold at a moment: its own, and those of the slot it is in.</summary>
    public CapOwner CapsAt(DateTimeOffset now) =>
        new(CapOwnerPrefix + Id, Schedule?.SlotAt(now) is { Caps.Length: > 0 } slot ? [.. Caps, .. slot.Caps] : Caps, "revenue");

    /// <summary>As it is at a moment: with the price of the slot of its schedule, where that has one.</summary>
    public Recipient At(DateTimeOffset now) => Schedule?.SlotAt(now) is { Price: { } price } ? this with { Price = price } : this;

    /// <summary>What it is expected to pay where nobody has bid: its own price, in the slot that runs; null where that says nothing.</summary>
    public decimal? ExpectedPrice(Scope scope) => At(scope.Now).Price is { } price ? MoneyText.Read(price.Evaluate(scope)) : null;

    /// <summary>Free notes for people: shown, never used.</summary>
    public ImmutableDictionary<string, string> Docs { get; init; } = [];

    /// <summary>Enough for 3,000 requests a second at 20 ms each; a buyer who bears less says so.</summary>
    public const int DefaultConcurrency = 64;

    /// <summary>The name of the lane its attempts share.</summary>
    public string Lane => "recipient/" + Id;

    private static bool IsOfMoney(ImmutableArray<Cap> caps) => caps.Any(cap => cap.Limits.Any(limit => limit.Unit == CapUnit.Money));

    /// <summary>The recipients that a lead offered to this one may be delivered to instead, or afterwards.</summary>
    public IEnumerable<string> Next => new[] { Backup, Review?.Approve }.OfType<string>();
}

/// <summary>A manual review: a lead that comes to it waits, <c>queued</c>, until an operator decides.</summary>
/// <param name="Approve">The recipient that an approved lead is delivered to; null where the decision names it.</param>
public sealed record ReviewRules(string? Approve);

/// <summary>After "sent, no answer".</summary>
public enum UnansweredPolicy
{
    /// <summary>Try again under the same key.</summary>
    Retry,

    /// <summary>End in error "may have been accepted": nobody else is tried.</summary>
    Stop,
}

/// <summary>An HTTP endpoint.</summary>
public sealed record Endpoint
{
    /// <summary>Where live leads go. Values of the template are escaped for their place in the URL.</summary>
    public required Template Url { get; init; }

    /// <summary>Where test leads go; null: a test lead is not sent.</summary>
    public Template? SandboxUrl { get; init; }

    /// <summary>GET, POST, PUT, PATCH or DELETE.</summary>
    public string Method { get; init; } = "POST";

    /// <summary>The body's format: <c>json xml soap form query multipart text</c>.</summary>
    public string Format { get; init; } = "json";

    /// <summary>True where the configuration names the format: it then decides how a whole-body template is escaped.</summary>
    public bool IsFormatGiven { get; init; }

    /// <summary>The body's charset; null for that of the Content-Type header, and UTF-8 where that names none.</summary>
    public string? Charset { get; init; }

    /// <summary>True writes values in plain ASCII (é → e).</summary>
    public bool Ascii { get; init; }

    /// <summary>True compresses the body with gzip.</summary>
    public bool Compress { get; init; }

    /// <summary>How XML is written.</summary>
    public XmlOptions Xml { get; init; } = new();

    /// <summary>The SOAP envelope.</summary>
    public SoapOptions Soap { get; init; } = new();

    /// <summary>How forms and queries are written.</summary>
    public FormOptions Form { get; init; } = new();

    /// <summary>What every body must satisfy before it is sent; null for nothing.</summary>
    public BodySchema? Schema { get; init; }

    /// <summary>Request headers in order.</summary>
    public ImmutableArray<KeyValuePair<string, Template>> Headers { get; init; } = [];

    /// <summary>Time bounds.</summary>
    public Timeouts Timeout { get; init; } = new();

    /// <summary>What its TLS connections must be; null for the system's defaults.</summary>
    public TlsSettings? Tls { get; init; }

    /// <summary>Connections kept; null for the recipient's concurrency.</summary>
    public int? PoolConnections { get; init; }

    /// <summary>How long a connection is reused, so that changed addresses are noticed (the field's usual 300 s).</summary>
    public TimeSpan PoolLifetime { get; init; } = TimeSpan.FromSeconds(300);
}

/// <summary>Time bounds of one attempt.</summary>
/// <param name="Connect">Name, TCP and TLS.</param>
/// <param name="Response">From the request sent until the reply's last byte.</param>
/// <param name="Total">The whole attempt.</param>
public sealed record Timeouts(TimeSpan Connect, TimeSpan Response, TimeSpan Total)
{
    /// <summary>5 s, 10 s and 30 s: the middle of what buyers' posting documents ask for.</summary>
    public Timeouts()
        : this(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(30))
    {
    }
}

/// <summary>One way to authenticate.</summary>
public abstract record AuthScheme
{
    /// <summary>The kind alone: a scheme holds secrets, and records print all they hold.</summary>
    public sealed override string ToString() => GetType().Name;
}

/// <summary>A key in a header or in the query.</summary>
/// <param name="Header">The header's name, or null.</param>
/// <param name="Query">The query parameter's name, or null.</param>
/// <param name="Value">The secret.</param>
public sealed record ApiKeyAuth(string? Header, string? Query, string Value) : AuthScheme;

/// <summary>RFC 7617.</summary>
public sealed record BasicAuth(string UserName, string Password) : AuthScheme;

/// <summary>RFC 6750.</summary>
public sealed record BearerAuth(string Token) : AuthScheme;

/// <summary>Secret headers as they are.</summary>
public sealed record HeadersAuth(ImmutableArray<KeyValuePair<string, string>> Headers) : AuthScheme;

/// <summary>How a reply is read (CONTRACT §3 "Reading a reply").</summary>
public sealed record ResponseRules
{
    /// <summary>Holds when the recipient took the lead; null: any 2xx.</summary>
    public Expression? Success { get; init; }

    /// <summary>Holds when it refused.</summary>
    public Expression? Failure { get; init; }

    /// <summary>Holds when it has the lead already.</summary>
    public Expression? Duplicate { get; init; }

    /// <summary>Holds when it asks to be tried again.</summary>
    public Expression? Retry { get; init; }

    /// <summary>Holds when it took the lead to decide later: outcome <c>queued</c>, nothing sold yet.</summary>
    public Expression? Queued { get; init; }

    /// <summary>Its words for the outcome; several are joined by "; ".</summary>
    public ImmutableArray<Expression> Reason { get; init; } = [];

    /// <summary>Its id of the lead.</summary>
    public Expression? LeadId { get; init; }

    /// <summary>What it pays.</summary>
    public Expression? Price { get; init; }

    /// <summary>Where it wants the consumer sent.</summary>
    public Expression? RedirectUrl { get; init; }

    /// <summary>Further values kept as <c>appended.&lt;recipient&gt;.&lt;name&gt;</c>.</summary>
    public ImmutableArray<KeyValuePair<string, Expression>> Capture { get; init; } = [];
}

/// <summary>When and how often an attempt is repeated.</summary>
public sealed record RetryPolicy
{
    /// <summary>Attempts in all, the first included.</summary>
    public int Attempts { get; init; } = 3;

    /// <summary>Each wait is twice the last; false: all alike.</summary>
    public bool Exponential { get; init; } = true;

    /// <summary>The first wait.</summary>
    public TimeSpan Initial { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait.</summary>
    public TimeSpan Max { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Each wait is shortened by up to a half, by the delivery's ids, so that failures do not come back all at once.</summary>
    public bool Jitter { get; init; } = true;

    /// <summary>What is repeated.</summary>
    public ImmutableHashSet<string> On { get; init; } = ["transport", "timeout", "429", "5xx"];

    /// <summary>The longest <c>Retry-After</c> obeyed: who asks for longer is tried again after this.</summary>
    public TimeSpan RetryAfterMax { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Each attempt's time bounds are the last one's times this.</summary>
    public decimal TimeoutGrowth { get; init; } = 1m;
}
