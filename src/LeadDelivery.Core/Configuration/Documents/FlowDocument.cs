using System.Collections.Immutable;
using LeadDelivery.Core.Configuration.Plans;
using LeadDelivery.Core.Configuration.Shapes;
using LeadDelivery.Core.Plans;

namespace LeadDelivery.Core.Configuration.Documents;

/// <summary><c>flows/*.yaml</c></summary>
internal static class FlowDocument
{
    private static readonly Key<string> Name = new("name", Is.Text, "As people know it; the file's name where not given.");

    private static readonly Key<TimeSpan> Wait = Key.Of(
        "wait",
        Is.Duration("0", "60s"),
        "How long a submit waits for the outcome when it does not say so itself; 0 answers at once.").Or(TimeSpan.Zero, "0").Like("10s");

    private static readonly Key<string> Currency = Key.Of(
        "currency",
        new CurrencyShape(),
        "What its money is in, ISO 4217: all its recipients pay in it, and its sources' costs are in it.")
        .Or(Money.Currency.Default, Money.Currency.Default).Like("EUR");

    private static readonly Key<AcceptRules> Accept = new(
        "accept", AcceptDocument.Shape, "What a lead must satisfy; one that does not is answered as a failure and never delivered.");

    private static readonly Key<PingPromise> Pings = Key.Of(
        "pings",
        PingPromiseDocument.Shape,
        "How long the price told to a source's ping holds, what the post must repeat, and how many are answered.")
        .Like("{ expires: 60s, match: [zip, state] }");

    private static readonly Key<PlanNode> Plan = Key.Of(
        "plan",
        PlanShape.Node,
        "The delivery plan: a recipient's id, or a strategy.").Required().Like("{ waterfall: [first-buyer, second-buyer] }");

    private static readonly Key<ImmutableArray<PlanNode>> Also = Key.Of(
        "also",
        new ListShape<PlanNode>(PlanShape.Node) { TakesOne = true },
        "Side deliveries: they run beside the plan and never change the lead's outcome.").Like("[crm]");

    private static readonly Key<PlanNode> Unsold = new("unsold", PlanShape.Node, "Where a lead goes that the plan did not sell.");

    /// <summary>The whole file.</summary>
    public static ObjectShape<Flow> Shape { get; } = new(
        "What happens to a lead of a kind.", Build, Name, Wait, Currency, Accept, CapsDocument.Accepted.Section, Pings, Plan, Also, Unsold);

    private static Flow Build(ObjectReading flow) => new()
    {
        Id = flow.Place.Document.Id,
        Name = flow.Get(Name) ?? flow.Place.Document.Id,
        Wait = flow.Get(Wait),
        Currency = flow.Get(Currency)!,
        Accept = flow.Get(Accept) ?? new AcceptRules(),
        Caps = CapsDocument.Accepted.Of(flow),
        Pings = flow.Get(Pings) ?? new PingPromise(),
        Plan = flow.Get(Plan),
        Also = flow.Has(Also) ? flow.Get(Also) : [],
        Unsold = flow.Get(Unsold),
        Nodes = flow.Place.Document.Nodes,
    };
}
