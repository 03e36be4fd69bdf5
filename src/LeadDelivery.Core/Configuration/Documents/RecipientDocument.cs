using System.Collections.Immutable;
using LeadDelivery.Core.Configuration.Shapes;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Mapping;

namespace LeadDelivery.Core.Configuration.Documents;

/// <summary><c>recipients/*.yaml</c></summary>
internal static class RecipientDocument
{
    private static readonly string[] TypesNotYet =
    [
        "email", "portal", "call", "direct",
        "salesforce.lead", "salesforce.web_to_lead", "hubspot.contact", "hubspot.form", "five9.list",
    ];

    private static readonly Key<string> Name = new("name", Is.Text, "As people know it; the file's name where not given.");

    private static readonly Key<string> HttpType = ChoiceShape<Recipient>.KindKey("type", "http", "How leads go there.").Or("http", "http");

    private static readonly Key<string> ReviewType = ChoiceShape<Recipient>.KindKey(
        "type", "review", "Leads wait here until an operator decides.").Required();

    private static readonly Key<string> BatchType = ChoiceShape<Recipient>.KindKey(
        "type", "batch", "Leads are gathered into the files of a batch (batches/*.yaml).").Required();

    private static readonly Key<Expression> When = Key.Of(
        "when", Is.Expression, "The leads it takes; others are skipped.").Like("\"state not in ['NY']\"");

    private static readonly Key<Template> Price = Key.Of(
        "price", Is.Amount, "What it pays when its reply names no price: an amount, or a template that gives one.").Like("45.00");

    private static readonly Key<string> Currency = Key.Of("currency", new CurrencyShape(), "What it pays in, ISO 4217.")
        .Or(Money.Currency.Default, Money.Currency.Default).Like("EUR");

    private static readonly Key<string> Approve = Key.Of(
        "approve",
        ReferenceShape.Recipient,
        "Whom a lead goes to that an operator approves; without it each decision names the recipient.").Like("first-buyer");

    private static readonly Key<Template> ExclusivePrice = Key.Of(
        "exclusive_price", Is.Amount, "What it pays to be the only buyer, where an auction sells to several.").Like("60.00");

    private static readonly Key<Endpoint> Endpoint = Key.Of("endpoint", EndpointDocument.Shape, "Where and how requests go.").Required();

    private static readonly Key<ImmutableArray<AuthScheme>> Auth = Key.Of(
        "auth",
        new ListShape<AuthScheme>(AuthDocument.Scheme) { TakesOne = true },
        "How requests prove who sends them; all of a list are applied.").Like("{ type: bearer, token: \"${BUYER_TOKEN}\" }");

    private static readonly Key<FieldMapping> Fields = Key.Of(
        "fields",
        new FieldsShape(),
        "The body's fields: texts with {{ }} are templates, other values are sent as they are.")
        .Like("{ firstName: \"{{lead.first_name}}\" }");

    private static readonly Key<Template> Body = new("body", Is.Template, "The whole body as one template, instead of fields.");

    private static readonly Key<ResponseRules> Response = Key.Of(
        "response",
        ResponseDocument.Shape,
        "How replies are read; any 2xx is a success where not given.").Like("{ success: \"json.status == 'accepted'\" }");

    private static readonly Key<PingDocument.Section> Ping = Key.Of(
        "ping",
        PingDocument.Shape,
        "How it is asked for a bid before it gets the lead.").Like("{ fields: { zip: \"{{lead.zip}}\" }, response: { bid: json.bid } }");

    private static readonly Key<RetryPolicy> Retry = Key.Of(
        "retry", RetryDocument.Shape, "When and how often an attempt is repeated.").Like("{ attempts: 3 }");

    private static readonly Key<int> Concurrency = Key.Of(
        "concurrency",
        Is.Integer(1, 10_000),
        "Requests under way at once.").Or(Recipient.DefaultConcurrency,
        $"{Recipient.DefaultConcurrency}");

    private static readonly Key<UnansweredPolicy> Unanswered = Key.Of(
        "unanswered",
        new WordShape<UnansweredPolicy>(("retry", UnansweredPolicy.Retry), ("stop", UnansweredPolicy.Stop)),
        "What follows when a request was sent and no answer came: try again under the same key, or end in error.")
        .Or(UnansweredPolicy.Retry, "retry");

    private static readonly Key<string> Backup = Key.Of(
        "backup", ReferenceShape.Recipient, "The recipient that is tried when this one fails technically.").Like("abc-mailbox");

    private static readonly Key<ImmutableArray<KeyValuePair<string, string>>> Docs = new(
        "docs", new MapShape<string>(new TextShape { TakesAnyScalar = true }), "Notes for people: shown, never used.");

    private static readonly ObjectShape<Recipient> Http = new(
        "A recipient that takes leads over HTTP.",
        Build,
        [
            Name, HttpType, When, Price, ExclusivePrice, Currency, Endpoint, Auth, Fields, Body, Response, Ping, Retry, Concurrency,
            Unanswered, Backup, Docs,
            .. LimitsDocument.Keys,
            .. ProtectionDocument.Keys,
            .. NotYet("returns"),
        ]);

    private static readonly ObjectShape<Recipient> Review = new(
        "Manual review: a lead that comes here waits, queued, until an operator approves or rejects it.",
        BuildReview,
        [Name, ReviewType, When, Currency, Approve, Docs, .. LimitsDocument.Unpaid, .. NotYet("alerts")]);

    private static readonly ObjectShape<Recipient> Batch = new(
        "A recipient that takes leads in files: a lead that comes here waits, queued, for the next one.",
        BuildBatch,
        [Name, BatchType, When, Price, ExclusivePrice, Currency, Docs, .. LimitsDocument.Keys, ProtectionDocument.Alerts]);

    /// <summary>The whole file.</summary>
    public static Shape<Recipient> Shape { get; } = new ChoiceShape<Recipient>(
        "type", otherwise: "http", TypesNotYet, ("http", Http), ("review", Review), ("batch", Batch));

    private static IEnumerable<Key> NotYet(params string[] names) => names.Select(name => Key.NotYet(name));

    private static Recipient Build(ObjectReading recipient)
    {
        if (recipient.Has(Fields) && recipient.Has(Body))
        {
            recipient.Mistake(Body, "expected either fields or body, not both");
        }

        if (recipient.Has(Auth) && recipient.Get(Auth).OfType<MtlsAuth>().Any() && recipient.Get(Endpoint)!.Tls?.ClientCertificate is not null)
        {
            recipient.Mistake(Auth, "type mtls and endpoint.tls.client_certificate are one and the same, expected one of them");
        }

        var built = new Recipient
        {
            Id = recipient.Place.Document.Id,
            Name = recipient.Get(Name) ?? recipient.Place.Document.Id,
            Type = recipient.Get(HttpType)!,
            When = recipient.Get(When),
            Price = recipient.Get(Price),
            ExclusivePrice = recipient.Get(ExclusivePrice),
            Currency = recipient.Get(Currency)!,
            Endpoint = recipient.Get(Endpoint),
            Auth = recipient.Has(Auth) ? recipient.Get(Auth) : [],
            Fields = recipient.Get(Fields),
            Body = recipient.Get(Body),
            Response = recipient.Get(Response) ?? new ResponseRules(),
            Retry = recipient.Get(Retry) ?? new RetryPolicy(),
            Concurrency = recipient.Get(Concurrency),
            Unanswered = recipient.Get(Unanswered),
            Backup = recipient.Get(Backup),
            Docs = DocsOf(recipient),
        };
        built = LimitsDocument.With(ProtectionDocument.With(built, recipient), recipient);
        CheckContent(recipient, built, "");
        if (recipient.Get(Ping) is { } ping)
        {
            built = built with { Ping = ping.Of(built) };
            CheckContent(recipient, built.Ping.Call, "ping.");
        }

        return built;
    }

    private static Recipient BuildReview(ObjectReading recipient)
    {
        var approve = recipient.Get(Approve);
        if (approve == recipient.Place.Document.Id)
        {
            recipient.Mistake(Approve, "is this review itself, expected another recipient");
        }

        var built = new Recipient
        {
            Id = recipient.Place.Document.Id,
            Name = recipient.Get(Name) ?? recipient.Place.Document.Id,
            Type = "review",
            When = recipient.Get(When),
            Currency = recipient.Get(Currency)!,
            Review = new(approve),
            Docs = DocsOf(recipient),
        };
        return LimitsDocument.With(built, recipient);
    }

    private static Recipient BuildBatch(ObjectReading recipient)
    {
        var built = new Recipient
        {
            Id = recipient.Place.Document.Id,
            Name = recipient.Get(Name) ?? recipient.Place.Document.Id,
            Type = Recipient.BatchType,
            When = recipient.Get(When),
            Price = recipient.Get(Price),
            ExclusivePrice = recipient.Get(ExclusivePrice),
            Currency = recipient.Get(Currency)!,
            Alerts = recipient.Get(ProtectionDocument.Alerts),
            Docs = DocsOf(recipient),
        };
        return LimitsDocument.With(built, recipient);
    }

    private static ImmutableDictionary<string, string> DocsOf(ObjectReading recipient) =>
        recipient.Has(Docs) ? recipient.Get(Docs).ToImmutableDictionary(StringComparer.Ordinal) : [];

    private static void CheckContent(ObjectReading recipient, Recipient call, string section)
    {
        foreach (var mistake in FormatCheck.Content(call.Endpoint!, call.Fields, call.Body))
        {
            recipient.MistakeAt(section + mistake.Path, mistake.Message);
        }
    }
}
