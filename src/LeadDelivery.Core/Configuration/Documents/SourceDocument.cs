using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using LeadDelivery.Core.Configuration.Shapes;
using LeadDelivery.Core.Language;

namespace LeadDelivery.Core.Configuration.Documents;

/// <summary><c>sources/*.yaml</c></summary>
internal static class SourceDocument
{
    /// <summary>Shortest API key: eight characters take a guesser at a thousand tries a second longer than the product will live.</summary>
    public const int ShortestKey = 8;

    /// <summary>The key that senders show.</summary>
    public static readonly Key<string> ApiKey = Key.Of(
        "key",
        new TextShape("an API key, best a secret such as ${PARTNER_KEY}", CheckKey) { IsSecret = true },
        "The API key that this source sends with each lead; no two sources share one.").Required().Like("${PARTNER_KEY}");

    private static readonly Key<string> Name = new("name", Is.Text, "As people know it; the file's name where not given.");

    private static readonly Key<ImmutableArray<string>> Flows = Key.Of(
        "flows",
        new ListShape<string>(ReferenceShape.Flow, least: 1),
        "The flows it may send to; all where not given.").Like("[auto-insurance]");

    private static readonly Key<Template> Cost = Key.Of(
        "cost",
        Is.Amount,
        "What a lead of it costs: an amount, or a template that gives one.").Like("15.00",
        "\"{{lead.state == 'CA' ? 20 : 15}}\"");

    private static readonly Key<ReplyDetail> Reply = Key.Of(
        "reply",
        new WordShape<ReplyDetail>(("full", ReplyDetail.Full), ("outcome", ReplyDetail.Outcome), ("received", ReplyDetail.Received)),
        "How much it is told: everything, the outcome and reason, or only that the lead was received.").Or(ReplyDetail.Full, "full");

    private static readonly Key<ImmutableArray<KeyValuePair<string, string>>> Fields = Key.Of(
        "fields",
        new MapShape<string>(new TextShape("a field's name", f => f.Length == 0 ? "expected a field's name" : null)),
        "Renames on the way in: its name of a field, our name of it.").Like("{ Phone: phone_1 }");

    private static readonly Key<Expression> Accept = new(
        "accept", Is.Expression, "Leads that are answered as sold, without any live endpoint.");

    private static readonly Key<Expression> Reject = new(
        "reject", Is.Expression, "Leads that are answered as refused, without any live endpoint.");

    private static readonly Key<(Expression? Accept, Expression? Reject)> Test = Key.Of(
        "test",
        new ObjectShape<(Expression? Accept, Expression? Reject)>(
            "Forced results.", test => (test.Get(Accept), test.Get(Reject)), Accept, Reject),
        "Test leads with forced results: never counted, billed or sent to a live endpoint.")
        .Like("{ accept: \"last_name == 'AcceptMe'\" }");

    /// <summary>The whole file.</summary>
    public static ObjectShape<Source> Shape { get; } = new(
        "Who sends leads.", Build, Name, ApiKey, Flows, Cost, Key.NotYet("rate"), CapsDocument.Accepted.Section, Reply, Fields, Test);

    private static Source Build(ObjectReading source) => new()
    {
        Id = source.Place.Document.Id,
        Name = source.Get(Name) ?? source.Place.Document.Id,
        KeyHash = SHA256.HashData(Encoding.UTF8.GetBytes(source.Get(ApiKey))),
        Flows = source.Has(Flows) ? [.. source.Get(Flows)] : null,
        Cost = source.Get(Cost),
        Caps = CapsDocument.Accepted.Of(source),
        Reply = source.Get(Reply),
        Fields = source.Has(Fields) ? source.Get(Fields).ToImmutableDictionary(StringComparer.Ordinal) : [],
        TestAccept = source.Get(Test).Accept,
        TestReject = source.Get(Test).Reject,
    };

    private static string? CheckKey(string key) =>
        key.Length < ShortestKey ? $"the key has fewer than {ShortestKey} characters, expected one that cannot be guessed"
        : key.Any(c => c is <= ' ' or >= '\x7f') ? "the key holds a space, line break or character beyond ASCII: no header carries it"
        : null;
}
