using System.Collections.Immutable;
using LeadDelivery.Core.Configuration.Shapes;
using LeadDelivery.Core.Language;

namespace LeadDelivery.Core.Configuration.Documents;

/// <summary><c>response:</c> of a recipient.</summary>
internal static class ResponseDocument
{
    private static readonly Key<Expression> Success = Rule(
        "success", "Holds when the recipient took the lead; any 2xx where not given.", "json.status == 'accepted'");

    private static readonly Key<Expression> Failure = Rule("failure", "Holds when it refused.", "json.status == 'rejected'");

    private static readonly Key<Expression> Duplicate = Rule("duplicate", "Holds when it has the lead already.", "body contains 'DUP'");

    private static readonly Key<Expression> Retry = Rule("retry", "Holds when it asks to be tried again.", "json.status == 'busy'");

    private static readonly Key<Expression> Queued = Rule(
        "queued", "Holds when it took the lead to decide later: neither sold nor refused.", "json.status == 'queued'");

    private static readonly Key<ImmutableArray<Expression>> Reason = Key.Of(
        "reason",
        new ListShape<Expression>(Is.Expression, least: 1) { TakesOne = true },
        "Its words for the outcome; several are joined.").Like("json.message");

    public static readonly Key<Expression> LeadId = Rule("lead_id", "Its id of the lead.", "json.leadId");

    public static readonly Key<Expression> Price = Rule("price", "What it pays.", "json.price");

    private static readonly Key<Expression> RedirectUrl = Rule("redirect_url", "Where it wants the consumer sent.", "json.redirectUrl");

    public static readonly Key<ImmutableArray<KeyValuePair<string, Expression>>> Capture = Key.Of(
        "capture",
        new MapShape<Expression>(Is.Expression),
        "Further values, kept as appended.<recipient>.<name>.").Like("{ url: json.url }");

    /// <summary>What decides the outcome, and the words for it.</summary>
    public static ImmutableArray<Key> Decisions { get; } = [Success, Failure, Duplicate, Retry, Reason];

    public static ObjectShape<ResponseRules> Shape { get; } = new(
        "How replies are read.", Build, [.. Decisions, Queued, LeadId, Price, RedirectUrl, Capture]);

    /// <summary>The rules among the keys that were given.</summary>
    public static ResponseRules Build(ObjectReading response) => new()
    {
        Success = response.Get(Success),
        Failure = response.Get(Failure),
        Duplicate = response.Get(Duplicate),
        Retry = response.Get(Retry),
        Queued = response.Get(Queued),
        Reason = response.Has(Reason) ? response.Get(Reason) : [],
        LeadId = response.Get(LeadId),
        Price = response.Get(Price),
        RedirectUrl = response.Get(RedirectUrl),
        Capture = response.Has(Capture) ? response.Get(Capture) : [],
    };

    private static Key<Expression> Rule(string name, string doc, string example) => Key.Of(name, Is.Expression, doc).Like($"\"{example}\"");
}
