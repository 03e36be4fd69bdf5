using System.Collections.Immutable;
using LeadDelivery.Core.Configuration.Shapes;

namespace LeadDelivery.Core.Configuration.Documents;

/// <summary>A flow's <c>pings:</c></summary>
internal static class PingPromiseDocument
{
    private static readonly Key<TimeSpan> Expires = Key.Of(
        "expires", Is.Duration("1s", "24h"), "How long an offer holds, where no bid behind it ends sooner.")
        .Or(new PingPromise().Expires, "2m").Like("60s");

    private static readonly Key<ImmutableArray<string>> Match = Key.Of(
        "match",
        new ListShape<string>(new TextShape("a field's name", name => name.Length == 0 ? "expected a field's name" : null), least: 1),
        "Fields that a post must repeat as its ping said them; all that the flow declares where not given.").Like("[zip, state]");

    public static ObjectShape<PingPromise> Shape { get; } = new(
        "What a source is promised that pings before it posts.",
        pings => new()
        {
            Expires = pings.Get(Expires),
            Match = pings.Has(Match) ? pings.Get(Match) : [],
            Caps = CapsDocument.Asked.Of(pings),
        },
        Expires,
        Match,
        CapsDocument.Asked.Section);
}
